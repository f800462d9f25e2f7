"""What a filterset finds as of a moment: how many, and which page. Facets are not counted for an earlier day."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from .as_of import AS_OF, versions_at, versions_of
from .keys import Values
from .record_filterset import RecordFilterSet
from .selection import Selection
from .sorts import Sort


class SelectionThen:
    """The parts of a `Selection` that do not count choices, from the versions of a moment."""

    def __init__(self, filterset: RecordFilterSet) -> None:
        self.filterset = filterset
        self.model = filterset._meta.model

    @cached_property
    def total(self) -> int:
        """Records found of those that were public then."""
        return int(self.filterset.qs.count()) if set(self.filterset.values) != {AS_OF} else self.on_record

    @cached_property
    def on_record(self) -> int:
        """Records of the kind that were public then."""
        assert self.filterset.moment is not None
        return versions_at(self.filterset.moment, self.model.kind).count()

    def key_ids(self, sort: Sort, start: int, stop: int) -> list[int]:
        """Key ids of the rows from `start` to `stop` in an order."""
        rows: Any = self.filterset.qs.order_by(*sort.order_by)
        return list(rows.values_list("key_id", flat=True)[start:stop])

    def total_of(self, values: Values) -> int:
        """How many these values would find instead; without `as_of`, of the record of today."""
        if AS_OF in values:
            return versions_of(self.filterset, values).count()
        rows = self.model.objects.published()
        return int(self.filterset.narrow(rows, values=values).count())


def selection_of(filterset: RecordFilterSet) -> Selection | SelectionThen:
    """What a filterset finds, today or as of its moment."""
    return Selection(filterset) if filterset.moment is None else SelectionThen(filterset)
