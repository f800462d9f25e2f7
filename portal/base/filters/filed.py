"""A filter's values as the terms that versions are filed under (portal.base.versions): read off the column by which
the filter is counted, so that a list as of a moment and the list of today cannot mean different things.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from portal.base.facets import Code, CodeList, Column, Flags, Rows, RowSource
from portal.base.kinds import model_of
from portal.base.models import Record, Version
from portal.base.shape import shape_of

Filed = Callable[[type[Record], Sequence[str] | None], list[str]]


@dataclass(frozen=True)
class Then:
    """A reader of an earlier moment, whoever asks: sees what was public then, and nothing that is not."""

    moment: datetime
    kind: str
    is_active: bool = False
    is_staff: bool = False

    def values_on_record(self, filed: Filed, values: Iterable[str]) -> set[str]:
        """Those of these values under which a version of the kind was filed then."""
        rows = Version.objects.at(self.moment).filter(kind=self.kind)
        return {value for value in values if rows.filed(filed(model_of(self.kind), [value])).exists()}

    def records(self, kind: str, record_ids: Sequence[str]) -> set[str]:
        """Those of these records that were public then."""
        rows = Version.objects.at(self.moment).filter(kind=kind, key__record_id__in=record_ids)
        return set(rows.order_by().values_list("key__record_id", flat=True))


def filed_terms(
    model: type[Record], column: Column, codes: Sequence[str] | None, marks: Sequence[str] | None = None
) -> list[str]:
    """The terms of these codes, standing in one of these marks (roles); None means any. Raises TypeError for a
    column that holds no codes.
    """
    if isinstance(column, Code | CodeList):
        return [f"{_name(column.path)}={code}" for code in codes or ()]
    if isinstance(column, Flags):
        paths = dict(column.paths)
        return [f"{paths[code]}=true" for code in codes or ()]
    if isinstance(column, Rows):
        return [term for source in column.sources for term in _row_terms(model, source, codes, marks)]
    raise TypeError(column)


def _row_terms(
    model: type[Record], source: RowSource, codes: Sequence[str] | None, marks: Sequence[str] | None
) -> Iterator[str]:
    if issubclass(source.model, Record):
        yield from (f"{_name(source.code)}={code}" for code in codes or ())
        return
    if marks is not None and not source.role:
        return  # its rows stand in none
    table = next(table for table in shape_of(model).children if table.model is source.model)
    column = f"{table.name}.{_name(source.code)}"
    marks = marks if marks is not None else _fixed_marks(source)
    if codes is None:
        yield from (f"{table.name}.{source.role}={mark}" for mark in marks or ())
    elif marks is None:
        yield from (f"{column}={code}" for code in codes)
    else:
        yield from (f"{column}={code}+{mark}" for code in codes for mark in marks)


def _fixed_marks(source: RowSource) -> list[str] | None:
    """The marks that the column itself asks for: `where` role=host, type__in=[…]; None where it asks for none."""
    mark = getattr(source.model, "mark", "")
    for name, value in source.where:
        if mark and name.removesuffix("__in") == mark:
            found: Iterable[str] = value if name.endswith("__in") else [value]
            return [str(each) for each in found]
    return None


def _name(path: str) -> str:
    """A column's name in documents: event_type_id -> event_type, mechanism__key__record_id -> mechanism."""
    return path.partition("__")[0].removesuffix("_id")
