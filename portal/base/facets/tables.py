"""The published rows of one kind in memory: codes, dates and orders, a few bytes each, in order of date and id.

Each process keeps the latest table of each kind and brings it up to date from the changes since, before it is used
(docs/decisions/0009-lists.md): counts are exact, and nothing has to tell other processes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
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


def moment(value: datetime | None) -> int:
    """A time as whole microseconds since 1970; before all others where there is none."""
    return -(2**62) if value is None else round(value.timestamp() * 1_000_000)


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

    @property
    def size(self) -> int:
        return len(self.key_ids)

    def keep(self, name: str, work_out: Callable[[], Any]) -> Any:
        """The result of `work_out`, worked out once for this table; it must not depend on anything else."""
        if name not in self.kept:
            self.kept[name] = work_out()
        return self.kept[name]

    def all(self) -> Mask:
        return np.ones(self.size, dtype=bool)

    @cached_property
    def _by_id(self) -> tuple[Ordinals, NDArray[np.intp]]:
        order = np.argsort(self.key_ids)
        return self.key_ids[order], order

    def of_keys(self, key_ids: Ordinals) -> Mask:
        """The rows of these key ids; ids of other rows are left aside."""
        ids, order = self._by_id
        found = np.zeros(self.size, dtype=bool)
        if self.size and len(key_ids):
            places = np.minimum(np.searchsorted(ids, key_ids), self.size - 1)
            found[order[places[ids[places] == key_ids]]] = True
        return found

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
        if column == "sort_date":
            rows = np.flatnonzero(found)
        else:
            rows = self.keep(f"order {column}", lambda: np.lexsort((self.key_ids, self.numbers[column])))
            rows = rows[found[rows]]
        if descending:
            rows = rows[::-1]
        return [int(key_id) for key_id in self.key_ids[rows[start:stop]]]

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
