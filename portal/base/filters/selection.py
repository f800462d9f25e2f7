"""What a filterset finds: how many, which page of ids, and what each further choice would give.

Readers' counts and pages come from the tables in memory; editors, who also see drafts, get rows and total by SQL,
and the counts beside their facets are of the published record, as for readers.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from portal.base.facets import (
    Codes,
    Dates,
    FacetTable,
    ManyCodes,
    Mask,
    OneCode,
    Rows,
    Since,
    current_table,
    moment,
)
from portal.base.models import Record, sees_drafts

from .keys import Values
from .queries import POSSIBLY, SURELY, UNDATED, bounds, since
from .record_filterset import RecordFilterSet
from .sorts import Sort

# Of drafts and the like there are no counts: they are as readers see them.
NOT_COUNTED = "status"


class Selection:
    """The result of one filterset; reads the table of its kind when it is made (one query if nothing changed)."""

    def __init__(self, filterset: RecordFilterSet) -> None:
        self.filterset = filterset
        self.model: type[Record] = filterset._meta.model
        self.by_sql = sees_drafts(filterset.user)
        self.table: FacetTable = current_table(self.model, filterset.columns(), filterset.numbers())
        self._masks: dict[tuple[Any, ...], Mask] = {}
        self._paths: dict[Any, dict[str, str]] = {}

    @cached_property
    def total(self) -> int:
        """Records found, of those this reader may see."""
        return self.filterset.qs.count() if self.by_sql else self.published

    @cached_property
    def published(self) -> int:
        """Records found of the published record, which facets, histogram and map count for every reader."""
        return int(np.count_nonzero(self.found()))

    @cached_property
    def on_record(self) -> int:
        """Records of the kind that this reader may see."""
        if self.by_sql:
            return self.model.objects.visible_to(self.filterset.user).count()
        return self.table.size

    def key_ids(self, sort: Sort, start: int, stop: int) -> list[int]:
        """Key ids of the rows from `start` to `stop` in an order."""
        if self.by_sql:
            return list(
                self.filterset.qs.order_by(*sort.order_by).values_list("key_id", flat=True)[start:stop]
            )
        return self.table.pick(self.found(), sort.column, sort.descending, start, stop)

    def total_of(self, values: Values) -> int:
        """How many these values would find instead."""
        if self.by_sql:
            rows = self.model.objects.visible_to(self.filterset.user)
            return self.filterset.narrow(rows, values=values).count()
        return self.counted(values)

    def counted(self, values: Values) -> int:
        """How many of the published record these values would find instead."""
        return int(np.count_nonzero(self.found(values=values)))

    def counts(self, key: str) -> dict[str, int]:
        """{value: how many it would find} of one key: its own choices ignored, all others obeyed.

        Only values that some published record has are in it.
        """
        chosen = self.filterset.base_filters[key]
        codes = self.table.codes[chosen.group]
        within = self.found(but=chosen.group)
        if isinstance(codes, OneCode):
            return codes.counts(within)
        others = [name for name in self.filterset.keys_of(chosen.group) if name != key]
        beside = [value for name in others for value in self.filterset.values.get(name, ())] or None
        if chosen.side == "role":
            return codes.role_counts(within, beside)
        return self._closed(chosen.group, codes).counts(within, beside)

    def on_record_values(self, key: str) -> set[str]:
        """The values of one key that any published record has."""
        chosen = self.filterset.base_filters[key]
        codes = self.table.codes[chosen.group]
        if self._tree_of(chosen.group) is None:
            return self.table.keep(f"values {key}", lambda: _values_in(codes, self.table.all()))
        assert isinstance(codes, ManyCodes)
        return _values_in(self._closed(chosen.group, codes), self.table.all())

    def places_found(self) -> set[str]:
        """Every place that a published record found names."""
        places = self.table.codes["place"]
        return {place for place, count in places.counts(self.found()).items() if count}

    def first_places(
        self, drawable: Collection[str], precisions: Collection[int]
    ) -> dict[tuple[str, int], int]:
        """{(place, precision): records}: each record found counts at its first place that is `drawable`.

        Of a place that a record names twice, the more exact holds.
        """
        places = self.table.codes["place"]
        assert isinstance(places, ManyCodes)
        bits = places.bits & np.uint32(sum(places.roles[str(precision)] for precision in precisions))
        wanted = places.words.chosen(drawable, len(places.words.codes))[places.codes]
        wanted &= (bits != 0) & self.found()[places.rows]
        pairs = np.flatnonzero(wanted)[::-1]
        first = np.full(self.table.size, -1)
        first[places.rows[pairs]] = pairs  # what is assigned last, and so the first pair, holds
        first = first[first >= 0]
        step = len(places.roles) + 1
        lowest = np.array([(bit & -bit).bit_length() for bit in range(1 << len(places.roles))])
        counts = np.bincount(places.codes[first] * step + lowest[bits[first]])
        numbers = np.flatnonzero(counts)
        return {
            (places.words.codes[number // step], number % step): count
            for number, count in zip(numbers.tolist(), counts[numbers].tolist(), strict=True)
        }

    def found(self, but: str = "", values: Values | None = None) -> Mask:
        """The rows of the table that values leave; without those of one group of keys."""
        chosen: Mapping[str, Sequence[str]] = self.filterset.values if values is None else values
        mask = self.table.all()
        for group in dict.fromkeys(self.filterset.base_filters[key].group for key in chosen):
            if group not in (but, NOT_COUNTED):
                mask &= self._mask(group, chosen)
        return mask

    def _mask(self, group: str, values: Values) -> Mask:
        keys = [key for key in self.filterset.keys_of(group) if values.get(key)]
        name = (group, *((key, tuple(values[key])) for key in keys))
        if name not in self._masks:
            self._masks[name] = self._read_mask(group, keys, values)
        return self._masks[name]

    def _read_mask(self, group: str, keys: list[str], values: Values) -> Mask:
        column = self.filterset.columns().get(group)
        if isinstance(column, Dates):
            return self._in_dates(values)
        if isinstance(column, Since):
            return self.table.numbers[column.path] >= moment(since(values[keys[0]][0]))
        filters = self.filterset.base_filters
        codes = self.table.codes.get(filters[keys[0]].counted_in or group)
        if codes is None:
            rows = self.model.objects.published().order_by()
            ids = self.filterset.narrow(rows, [group], values).values_list("key_id", flat=True)
            return self.table.of_keys(np.fromiter(ids, dtype=np.int64))
        by_side = {filters[key].side: filters[key].codes(values[key]) for key in keys}
        if isinstance(codes, OneCode):
            return codes.mask(by_side["code"])
        return codes.mask(self._with_those_below(group, codes, by_side.get("code")), by_side.get("role"))

    def _in_dates(self, values: Values) -> Mask:
        start, end = bounds(values)
        ways = {
            POSSIBLY: lambda: self.table.possibly_in(start, end),
            SURELY: lambda: self.table.surely_in(start, end),
            UNDATED: lambda: ~self.table.dated,
        }
        masks = [ways[way]() for way in values.get("date_match") or [POSSIBLY]]
        return np.logical_or.reduce(masks)

    def _tree_of(self, group: str) -> dict[str, str] | None:
        column = self.filterset.columns().get(group)
        if not isinstance(column, Rows) or column.tree is None:
            return None
        if column.tree not in self._paths:
            self._paths[column.tree] = dict(column.tree._default_manager.values_list("pk", "path"))
        return self._paths[column.tree]

    def _closed(self, group: str, codes: ManyCodes) -> ManyCodes:
        paths = self._tree_of(group)
        return codes if paths is None else codes.closed(paths)

    def _with_those_below(
        self, group: str, codes: ManyCodes, chosen: Sequence[str] | None
    ) -> Sequence[str] | None:
        paths = self._tree_of(group)
        if paths is None or chosen is None:
            return chosen
        roots = tuple(paths[code] for code in chosen if code in paths)
        return [code for code in codes.words.codes if paths.get(code, "").startswith(roots)]


def _values_in(codes: Codes, within: Mask) -> set[str]:
    return {value for value, count in codes.counts(within).items() if count}
