"""Keyset paging: a cursor names the last row seen, so page 1 and page 10,000 cost the same."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import orjson
from django.core.exceptions import ValidationError as DjangoValidationError
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _
from rest_framework.exceptions import ValidationError

PER_DEFAULT, PER_MAX = 25, 100


@dataclass(frozen=True)
class Cursor:
    """Where a page starts: after (or, backwards, before) the row with this sort value and primary key."""

    value: Any
    pk: Any
    backwards: bool = False

    def encode(self) -> str:
        value = self.value.isoformat() if hasattr(self.value, "isoformat") else self.value
        packed = orjson.dumps([value, self.pk, int(self.backwards)])
        return base64.urlsafe_b64encode(packed).decode().rstrip("=")

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Raises ValidationError for anything `encode` did not make."""
        try:
            packed = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            value, pk, backwards = orjson.loads(packed)
            if isinstance(value, list | dict) or not isinstance(pk, int | str) or backwards not in (0, 1):
                raise ValueError(text)
        except (ValueError, TypeError, binascii.Error) as error:
            message = _("%(value)s is no cursor. Take it from “next” or “previous”.") % {"value": text[:60]}
            raise ValidationError({"cursor": [message]}) from error
        return cls(value, pk, bool(backwards))

    def place(self, order: Order) -> tuple[Any, Any]:
        """(primary key, value) as the columns of an order have them. Raises ValueError where they cannot."""
        try:
            key, value = order.key.to_python(self.pk), order.field.to_python(self.value)
        except (TypeError, DjangoValidationError) as error:
            raise ValueError(self) from error
        if value is None or any(isinstance(each, int) and abs(each) >= 2**63 for each in (key, value)):
            raise ValueError(self)
        return key, value


@dataclass(frozen=True)
class Order:
    """A column of a model's table, up or down; ties by primary key, the same way round."""

    model: type[Model]
    column: str = "pk"
    descending: bool = False

    @property
    def key(self) -> Any:
        return self.model._meta.pk

    @property
    def field(self) -> Any:
        return self.key if self.column == "pk" else self.model._meta.get_field(self.column)


# Reads up to so many rows down or up from a row (primary key, value of the order), or from the start: tuples that
# start with these two.
Reader = Callable[[tuple[Any, Any] | None, bool, int], Sequence[tuple[Any, ...]]]


@dataclass(frozen=True)
class Page:
    """Rows of one page (tuples that start with primary key and sort value) and the cursors beside it."""

    rows: list[tuple[Any, ...]]
    next: str | None
    previous: str | None


def take_page(rows_from: Reader | QuerySet, order: Order, *, per: int, cursor: str | None) -> Page:
    """The page after `cursor`; of a queryset's rows, or of those that a reader of rows finds. Reads one row too many.

    Raises ValidationError for a cursor that is none, or belongs to another order.
    """
    at = Cursor.decode(cursor) if cursor else None
    backwards = at is not None and at.backwards
    read = by_index(rows_from, order.column) if isinstance(rows_from, QuerySet) else rows_from
    try:
        rows = list(read(at and at.place(order), order.descending != backwards, per + 1))
    except ValueError as error:
        raise ValidationError({"cursor": [_("This cursor belongs to another order.")]}) from error
    more = len(rows) > per
    rows = rows[:per]
    if backwards:
        rows.reverse()
    following = (more or at is not None) if backwards else more
    preceding = more if backwards else at is not None
    return Page(
        rows,
        Cursor(rows[-1][1], rows[-1][0]).encode() if rows and following else None,
        Cursor(rows[0][1], rows[0][0], backwards=True).encode() if rows and preceding else None,
    )


def by_index(queryset: QuerySet, column: str, key: str = "pk") -> Reader:
    """Reads rows of a queryset by SQL; `key` is what they are told apart by."""

    def read(beyond: tuple[Any, Any] | None, down: bool, limit: int) -> Sequence[tuple[Any, ...]]:
        return list(_beyond(queryset, column, key, down, beyond).values_list(key, column)[:limit])

    return read


def _beyond(
    queryset: QuerySet, column: str, key: str, down: bool, beyond: tuple[Any, Any] | None
) -> QuerySet:
    sign, op = ("-", "lt") if down else ("", "gt")
    found = queryset.order_by(f"{sign}{column}", f"{sign}{key}")
    if beyond is None:
        return found
    pk, value = beyond
    # The first condition lets the index start at the value; the second drops rows already seen.
    return found.filter(**{f"{column}__{op}e": value}).filter(
        Q(**{f"{column}__{op}": value}) | Q(**{column: value, f"{key}__{op}": pk})
    )
