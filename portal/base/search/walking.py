"""A page of a list that is narrowed by words: walks the hits in the order of their days, and stops when it is full.

As a condition of the list (`key_ids`) a common word would be looked up whole, tens of thousands of hits for fifty
rows. Walking costs the same however common the word is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from portal.base.dates import UNDATED_SORT_DATE
from portal.base.search.backends import backend
from portal.base.search.entries import KEY_BITS, KEY_MASK, entry_number, kind_tag
from portal.base.search.finding import key_ids
from portal.base.search.terms import terms_of

Row = tuple[int, date]  # key id, sort date
FIRST_STEP, STEPS, WIDER = 100, 3, 4


def walk(
    queryset: QuerySet[Any], query: str, *, limit: int, beyond: Row | None = None, down: bool = True
) -> list[Row]:
    """Up to `limit` rows of `queryset` that the words find, by day and key: descending, or ascending.

    `beyond` is the row to go on after. `queryset` is narrowed by everything but the words.
    Raises ValueError for a row that cannot be one.
    """
    kind = queryset.model.kind
    rows: list[Row] = []
    at = _number(beyond)
    for step in range(STEPS):
        size = max(FIRST_STEP, 2 * limit) * WIDER**step
        numbers = _numbers(query, kind, size, at, down)
        found = queryset.order_by().filter(key_id__in=[number & KEY_MASK for number in numbers])
        kept = set(found.values_list("key_id", flat=True))
        rows += [_row(number) for number in numbers if number & KEY_MASK in kept]
        if len(rows) >= limit or len(numbers) < size:
            return rows[:limit]
        at = numbers[-1]
    # The other conditions are rare among the hits: let the database begin with them.
    found = queryset.filter(key_id__in=key_ids(query, kind), key__search_entry__isnull=False)
    if at is not None:
        found = found.filter(**{f"key__search_entry__number__{'lt' if down else 'gt'}": at})
    number = "key__search_entry__number"
    rest = found.order_by(f"{'-' if down else ''}{number}").values_list(number, flat=True)
    return rows + [_row(number) for number in rest[: limit - len(rows)]]


def walk_among(
    kept: Callable[[Sequence[int]], Collection[int]],
    query: str,
    kind: str,
    *,
    span: tuple[Row, Row],
    limit: int,
    beyond: Row | None = None,
    down: bool = True,
) -> list[Row]:
    """The same for a reader who has the other conditions at hand: `kept` tells which of some key ids they leave.

    `span` is the first and the last row that they leave. Raises ValueError for a row that cannot be one.
    """
    rows: list[Row] = []
    at = _number(beyond)
    within = (entry_number(*span[0]), entry_number(*span[1]))
    size = max(FIRST_STEP, 2 * limit)
    while True:
        numbers = _numbers(query, kind, size, at, down, within)
        left = kept([number & KEY_MASK for number in numbers])
        rows += [_row(number) for number in numbers if number & KEY_MASK in left]
        if len(rows) >= limit or len(numbers) < size:
            return rows[:limit]
        at, size = numbers[-1], size * WIDER


def _number(beyond: Row | None) -> int | None:
    if beyond is None:
        return None
    if not 0 < beyond[0] <= KEY_MASK:
        raise ValueError(beyond)
    return entry_number(*beyond)


def _numbers(
    query: str, kind: str, limit: int, at: int | None, down: bool, within: tuple[int, int] | None = None
) -> list[int]:
    terms = terms_of(query)
    if not terms:
        return []
    sql, params = backend().matching(terms, [[kind_tag(kind)]], "any")
    conditions, bounds = ["TRUE"], []
    if at is not None:
        conditions.append(f"number {'<' if down else '>'} %s")
        bounds.append(at)
    if within is not None:
        conditions.append("number BETWEEN %s AND %s")
        bounds += within
    order = "DESC" if down else "ASC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT number FROM ({sql}) AS hits WHERE {' AND '.join(conditions)} ORDER BY number {order} LIMIT %s",
            [*params, *bounds, limit],
        )
        return [number for (number,) in cursor.fetchall()]


def _row(number: int) -> Row:
    day = number >> KEY_BITS
    return number & KEY_MASK, date.fromordinal(day) if day else UNDATED_SORT_DATE
