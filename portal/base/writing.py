"""Transactions that write, ids and change numbers: what every verb stands on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction
from django.db.models import F, Model

from portal.base.codes import KIND_NAMES
from portal.base.models import ChangeCounter, IdCounter


@contextmanager
def write_transaction() -> Iterator[None]:
    """A transaction that will write. On SQLite it takes the write lock at once and waits for it (busy timeout),
    instead of failing when a read turns into a write; reads elsewhere stay plain.
    """
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        with transaction.atomic():
            yield
        return
    sqlite: Any = connection
    sqlite.ensure_connection()  # `transaction_mode` is read from the settings when it connects
    mode, sqlite.transaction_mode = sqlite.transaction_mode, "IMMEDIATE"
    try:
        with transaction.atomic():
            sqlite.transaction_mode = mode
            yield
    finally:
        sqlite.transaction_mode = mode


def _take(model: type[Model], pk: str | int, column: str, count: int) -> int:
    """Add `count` to a counter under its row lock; return its new value."""
    if not model._default_manager.filter(pk=pk).update(**{column: F(column) + count}):
        model._default_manager.get_or_create(pk=pk)
        model._default_manager.filter(pk=pk).update(**{column: F(column) + count})
    return model._default_manager.values_list(column, flat=True).get(pk=pk)


def next_numbers(prefix: str, count: int) -> range:
    """The next `count` serial numbers of a prefix. Call inside a write transaction."""
    last = _take(IdCounter, prefix, "last", count)
    return range(last - count + 1, last + 1)


def next_ids(prefix: str, count: int) -> list[str]:
    """The next ids of a prefix: `INC-0007` … (four digits at least)."""
    return [f"{prefix}-{number:04d}" for number in next_numbers(prefix, count)]


def next_record_ids(kind: str, count: int) -> list[str]:
    return next_ids(KIND_NAMES[kind].prefix, count)


def reserve_ids(ids: list[str]) -> None:
    """Move counters past ids that came from a file, so that they are never given again."""
    highest: dict[str, int] = {}
    for identifier in ids:
        prefix, _dash, number = identifier.partition("-")
        if number.isdigit():
            highest[prefix] = max(highest.get(prefix, 0), int(number))
    for prefix, last in highest.items():
        IdCounter.objects.get_or_create(prefix=prefix)
        IdCounter.objects.filter(prefix=prefix, last__lt=last).update(last=last)


def next_change_numbers(count: int) -> range:
    """The next `count` numbers of the public change feed. The counter's row stays locked until commit,
    so numbers become visible in order.
    """
    last = _take(ChangeCounter, 1, "last", count)
    return range(last - count + 1, last + 1)
