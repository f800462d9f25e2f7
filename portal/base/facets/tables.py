"""The published rows of one kind in memory: codes, dates and orders, a few bytes each, in order of date and id.

Each process keeps the latest table of each kind and brings it up to date from the changes since, before it is used
(docs/decisions/0009-lists.md): counts are exact, and nothing has to tell other processes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from portal.base.codes import DateKind
from portal.base.dates import UNDATED_SORT_DATE

from .arrays import Codes, Mask

Ordinals = NDArray[np.int64]
OPEN_START, OPEN_END = -(2**31), 2**31  # bounds of an open interval, as ordinals
ID_BITS = 40
MOST_MASK_BYTES = 16 * 2**20  # kept of one table
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
FIRST_BLOCK, WIDER = 1024, 4  # rows looked at for a page, and how many times as many next


def moment(value: datetime | None) -> int:
    """A time as whole microseconds since 1970; before all others where there is none."""
    return -(2**62) if value is None else round(value.timestamp() * 1_000_000)


def number_of(value: Any) -> int:
    """A day, a moment or a whole number as the number that tables hold of it."""
    if isinstance(value, datetime):
        return moment(value)
    return value.toordinal() if isinstance(value, date) else int(value)


def value_of(number: int, like: type) -> Any:
    """What `number_of` made a number of; `like` is date, datetime (with its zone, UTC) or int."""
    if like is datetime:
        return EPOCH + timedelta(microseconds=number)
    return date.fromordinal(number) if like is date else number


@dataclass(frozen=True)
class Stamp:
    """The last change of a kind that a table holds."""

    number: int = 0
    at: datetime | None = None
    key_id: int = 0


@dataclass
class FacetTable:
    """Parallel arrays over the rows, ascending by sort date, then key id; `codes` by the filter's group of keys."""

    stamp: Stamp
    key_ids: Ordinals
    sort_dates: Ordinals
    earliest: Ordinals
    latest: Ordinals
    dated: Mask
    sure: Mask
    numbers: dict[str, Ordinals]
    codes: dict[str, Codes]
    # What has been worked out once for this table, by whoever needed it.
    kept: dict[str, Any] = field(default_factory=dict)
    masks: dict[tuple[Any, ...], Mask] = field(default_factory=dict)

    @property
    def size(self) -> int:
        return len(self.key_ids)

    def keep(self, name: str, work_out: Callable[[], Any]) -> Any:
        """The result of `work_out`, worked out once for this table; it must not depend on anything else."""
        if name not in self.kept:
            self.kept[name] = work_out()
        return self.kept[name]

    def keep_mask(self, name: tuple[Any, ...], read: Callable[[], Mask]) -> Mask:
        """The mask of some codes, which nobody may change; kept until there are too many."""
        found = self.masks.get(name)
        if found is None:
            if (len(self.masks) + 1) * self.size > MOST_MASK_BYTES:
                self.masks.clear()
            found = self.masks[name] = read()
        return found

    def all(self) -> Mask:
        return np.ones(self.size, dtype=bool)

    @cached_property
    def _by_id(self) -> tuple[Ordinals, NDArray[np.intp]]:
        order = np.argsort(self.key_ids)
        return self.key_ids[order], order

    def of_keys(self, key_ids: Ordinals) -> Mask:
        """The rows of these key ids; ids of other rows are left aside."""
        rows = self.rows_of(key_ids)
        found = np.zeros(self.size, dtype=bool)
        found[rows[rows >= 0]] = True
        return found

    def rows_of(self, key_ids: Ordinals) -> NDArray[np.intp]:
        """The row of each of these key ids; -1 where it has none."""
        ids, order = self._by_id
        if not self.size:
            return np.full(len(key_ids), -1, dtype=np.intp)
        places = np.minimum(np.searchsorted(ids, key_ids), self.size - 1)
        return np.where(ids[places] == key_ids, order[places], -1)

    def possibly_in(self, start: date | None, end: date | None) -> Mask:
        """As `RecordQuerySet.possibly_in`."""
        found = self.dated.copy()
        if start is not None:
            found &= self.latest >= start.toordinal()
        if end is not None:
            found &= self.earliest <= end.toordinal()
        return found

    def surely_in(self, start: date | None, end: date | None) -> Mask:
        """As `RecordQuerySet.surely_in`; an open interval is surely in nothing that its open side bounds."""
        found = self.sure.copy()
        if start is not None:
            found &= self.earliest >= start.toordinal()
        if end is not None:
            found &= self.latest <= end.toordinal()
        return found

    def pick(self, found: Mask, column: str, descending: bool, start: int, stop: int) -> list[int]:
        """Key ids of the rows from `start` to `stop` in an order; ties by key id, the same way round."""
        order = self._order(column)
        rows = np.flatnonzero(found) if order is None else order[found[order]]
        if descending:
            rows = rows[::-1]
        return [int(key_id) for key_id in self.key_ids[rows[start:stop]]]

    def after(
        self, found: Mask, column: str, descending: bool, beyond: tuple[int, int] | None, limit: int
    ) -> list[tuple[int, int]]:
        """(key id, number of the column) of up to `limit` rows in an order, ties as in `pick`.

        They follow on `beyond` (number, key id), which need not be a row; from the start where it is None. Looks at
        no more of the table than it takes to fill the page.
        """
        order, numbers = self._order(column), self._ordered_numbers(column)
        place = self._place(order, numbers, beyond, descending)
        hits: list[NDArray[np.intp]] = []
        missing, block = limit, FIRST_BLOCK
        while missing > 0 and (place > 0 if descending else place < self.size):
            start, stop = (max(0, place - block), place) if descending else (place, place + block)
            hit = np.flatnonzero(found[start:stop] if order is None else found[order[start:stop]]) + start
            hit = (hit[::-1] if descending else hit)[:missing]
            hits.append(hit)
            missing -= len(hit)
            place, block = (start if descending else stop), block * WIDER
        places = np.concatenate(hits) if hits else np.zeros(0, dtype=np.intp)
        key_ids = self.key_ids[places if order is None else order[places]]
        return list(zip(key_ids.tolist(), numbers[places].tolist(), strict=True))

    def span(self, found: Mask) -> tuple[tuple[int, date], tuple[int, date]]:
        """(key id, sort date) of the first and the last row within a mask, which must have one."""
        rows = np.flatnonzero(found)
        first, last = (
            (int(self.key_ids[row]), date.fromordinal(int(self.sort_dates[row])))
            for row in (rows[0], rows[-1])
        )
        return first, last

    def _place(
        self,
        order: NDArray[np.intp] | None,
        numbers: Ordinals,
        beyond: tuple[int, int] | None,
        descending: bool,
    ) -> int:
        """Where in an order the rows beyond begin (ascending), or end (descending)."""
        if beyond is None:
            return self.size if descending else 0
        number, key_id = beyond
        left, right = np.searchsorted(numbers, number, "left"), np.searchsorted(numbers, number, "right")
        tied = slice(left, right)
        key_ids = self.key_ids[tied] if order is None else self.key_ids[order[tied]]
        return int(left + np.searchsorted(key_ids, key_id, "left" if descending else "right"))

    def _order(self, column: str) -> NDArray[np.intp] | None:
        """The rows in the order of a column, then key id; None for the order they are kept in."""
        if column == "sort_date":
            return None
        order: NDArray[np.intp] = self.keep(
            f"order {column}", lambda: np.lexsort((self.key_ids, self.numbers[column]))
        )
        return order

    def _ordered_numbers(self, column: str) -> Ordinals:
        if column == "sort_date":
            return self.sort_dates
        numbers: Ordinals = self.keep(f"ordered {column}", lambda: self.numbers[column][self._order(column)])
        return numbers

    def years(self, found: Mask) -> dict[int, int]:
        """Rows within a mask by the year of their sort date; undated rows are left out."""
        rows = found & self.dated
        days = self.sort_dates[rows] - date(1970, 1, 1).toordinal()
        years = days.astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970
        numbers, counts = np.unique(years, return_counts=True)
        return dict(zip(numbers.tolist(), counts.tolist(), strict=True))

    def merged(self, part: FacetTable, gone: Ordinals) -> FacetTable:
        """This table with `part` in the place of the rows of `gone`; with the stamp of `part`."""
        kept = np.flatnonzero(~self.of_keys(gone))

        def join(old: Any, new: Any) -> Any:
            return np.concatenate([old[kept], new])

        sort_dates = join(self.sort_dates, part.sort_dates)
        key_ids = join(self.key_ids, part.key_ids)
        order = np.argsort((sort_dates << ID_BITS) | key_ids, kind="stable")
        return FacetTable(
            stamp=part.stamp,
            key_ids=key_ids[order],
            sort_dates=sort_dates[order],
            earliest=join(self.earliest, part.earliest)[order],
            latest=join(self.latest, part.latest)[order],
            dated=join(self.dated, part.dated)[order],
            sure=join(self.sure, part.sure)[order],
            numbers={name: join(old, part.numbers[name])[order] for name, old in self.numbers.items()},
            codes={
                name: old.merged(kept, part.codes[name], order)  # type: ignore[arg-type]
                for name, old in self.codes.items()
            },
        )


def table_of(
    stamp: Stamp, rows: Sequence[tuple[Any, ...]], numbers: Mapping[str, Ordinals], codes: dict[str, Codes]
) -> FacetTable:
    """A table in the order in which rows were read: tuples that start with BASE_COLUMNS (see `loading`)."""

    def days(column: int, blank: int) -> Ordinals:
        return np.array(
            [blank if (d := row[column]) is None else d.toordinal() for row in rows], dtype=np.int64
        )

    dated = np.array([row[4] != "" for row in rows], dtype=bool)
    sure = [row[4] != "" and "~" not in row[4] and row[5] == DateKind.EVENT for row in rows]
    return FacetTable(
        stamp=stamp,
        key_ids=np.array([row[0] for row in rows], dtype=np.int64),
        sort_dates=days(1, UNDATED_SORT_DATE.toordinal()),
        earliest=days(2, OPEN_START),
        latest=days(3, OPEN_END),
        dated=dated,
        sure=np.array(sure, dtype=bool),
        numbers=dict(numbers),
        codes=codes,
    )
