"""What a filterset finds: how many, which page of ids, and what each further choice would give.

Readers' counts and pages come from the tables in memory; editors, who also see drafts, get rows and total by SQL,
and the counts beside their facets are of the published record, as for readers.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from functools import cached_property
from typing import Any

import numpy as np
from django.db import models

from portal.base import search
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
    number_of,
    value_of,
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

    def rows_after(
        self, sort: Sort, beyond: tuple[int, Any] | None, down: bool, limit: int
    ) -> list[tuple[int, Any]]:
        """(key id, value of the order) of up to `limit` published rows, down or up from the row `beyond`."""
        words = self.filterset.values.get("q")
        if words and sort.column == "sort_date":
            others = self.found(but="q")
            if not others.any():
                return []
            return search.walk_among(
                lambda ids: self._within(others, ids),
                words[0],
                self.model.kind,
                span=self.table.span(others),
                limit=limit,
                beyond=beyond,
                down=down,
            )
        at = None if beyond is None else (number_of(beyond[1]), beyond[0])
        rows = self.table.after(self.found(), sort.column, down, at, limit)
        like = _type_of(self.model, sort.column)
        return [(key_id, value_of(number, like)) for key_id, number in rows]

    def _within(self, found: Mask, key_ids: Sequence[int]) -> set[int]:
        """Those of these key ids whose rows a mask has."""
        ids = np.array(key_ids, dtype=np.int64)
        rows = self.table.rows_of(ids)
        known = rows >= 0
        return set(ids[known][found[rows[known]]].tolist())

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

    def codes_found(self, group: str, values: Values | None = None) -> set[str]:
        """Every code of a group that a published record found by these values (the filterset's own) has."""
        return _values_in(self.table.codes[group], self.found(values=values))

    def newest(self, values: Values, count: int) -> list[int]:
        """Key ids of the newest of the published records that these values would find instead."""
        return self.table.pick(self.found(values=values), "sort_date", True, 0, count)

    def first_places(
        self, drawable: Collection[str], precisions: Collection[int], exact: Collection[int]
    ) -> dict[tuple[str, bool], int]:
        """{(place, whether one of the precisions `exact` holds): records}.

        Each record found counts at its first place that is `drawable` and known with one of `precisions`. Of a place
        that a record names twice, the more exact holds.
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
        lowest = bits[first] & (~bits[first] + np.uint32(1))
        is_exact = np.isin(lowest, [places.roles[str(precision)] for precision in exact])
        counts = np.bincount(places.codes[first] * 2 + is_exact)
        numbers = np.flatnonzero(counts)
        return {
            (places.words.codes[number >> 1], bool(number & 1)): count
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
            return self.table.of_keys(np.fromiter(self._ids_by_sql(group, values), dtype=np.int64))
        by_side = {filters[key].side: filters[key].codes(values[key]) for key in keys}
        chosen, roles = self._with_those_below(group, by_side.get("code")), by_side.get("role")
        name = (group, *(None if part is None else tuple(part) for part in (chosen, roles)))
        if isinstance(codes, OneCode):
            return self.table.keep_mask(name, lambda: codes.mask(chosen or ()))
        return self.table.keep_mask(name, lambda: codes.mask(chosen, roles))

    def _ids_by_sql(self, group: str, values: Values) -> Iterable[int]:
        """Key ids that a group without an array leaves; rows that are not published may be among them."""
        if group == "q":
            return search.found_ids(values["q"][0], self.model.kind)
        rows = self.model.objects.published().order_by()
        return self.filterset.narrow(rows, [group], values).values_list("key_id", flat=True)

    def _in_dates(self, values: Values) -> Mask:
        start, end = bounds(values)
        ways = {
            POSSIBLY: lambda: self.table.possibly_in(start, end),
            SURELY: lambda: self.table.surely_in(start, end),
            UNDATED: lambda: ~self.table.dated,
        }
        masks = [ways[way]() for way in values.get("date_match") or [POSSIBLY]]
        return np.logical_or.reduce(masks)

    def _tree(self, group: str) -> type[models.Model] | None:
        column = self.filterset.columns().get(group)
        return column.tree if isinstance(column, Rows) else None

    def _tree_of(self, group: str) -> dict[str, str] | None:
        """{code: path} of the tree that a group's codes stand in."""
        tree = self._tree(group)
        if tree is None:
            return None
        if tree not in self._paths:
            self._paths[tree] = dict(tree._default_manager.values_list("pk", "path"))
        return self._paths[tree]

    def _closed(self, group: str, codes: ManyCodes) -> ManyCodes:
        paths = self._tree_of(group)
        return codes if paths is None else codes.closed(paths)

    def _with_those_below(self, group: str, chosen: Sequence[str] | None) -> Sequence[str] | None:
        tree = self._tree(group)
        if tree is None or chosen is None:
            return chosen
        below = models.Q(pk__in=[])
        for path in tree._default_manager.filter(pk__in=chosen).values_list("path", flat=True):
            below |= models.Q(path__startswith=path)
        return list(tree._default_manager.filter(below).values_list("pk", flat=True))


def _type_of(model: type[Record], column: str) -> type:
    """What Python has in a column that lists are ordered by: date, datetime or int."""
    field = model._meta.get_field(column)
    if isinstance(field, models.DateTimeField):
        return datetime
    return date if isinstance(field, models.DateField) else int


def _values_in(codes: Codes, within: Mask) -> set[str]:
    return {value for value, count in codes.counts(within).items() if count}
