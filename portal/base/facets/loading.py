"""Reading facet tables from the database, whole or the rows that changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from threading import Lock
from typing import Any

import numpy as np

from portal.base.models import Change, Record, RecordKey
from portal.base.public_texts import chunks

from .arrays import Codes, ManyCodes, OneCode, Vocabulary
from .columns import Code, CodeList, Column, Flags, Rows, RowSource, Since
from .nouns import forget_nouns
from .tables import FacetTable, Stamp, moment, table_of

BASE_COLUMNS = ("key_id", "sort_date", "date_earliest", "date_latest", "date", "date_kind")
# More changed rows than this part of a table are read again as a whole.
PATCHED_PART = 5
PATCHED_AT_LEAST = 1000

_tables: dict[str, FacetTable] = {}
_lock = Lock()


def forget() -> None:
    """Drop every table and what is kept of nouns; for tests, which undo what they wrote."""
    _tables.clear()
    forget_nouns()


def current_table(model: type[Record], columns: Mapping[str, Column], numbers: Sequence[str]) -> FacetTable:
    """The table of a kind as of now. `numbers` are columns to order by; one query when nothing has changed."""
    kind = model.kind
    stamp = _stamp(kind)
    table = _tables.get(kind)
    if table is not None and table.stamp == stamp:
        return table
    with _lock:
        table = _tables.get(kind)
        if table is None or table.stamp != stamp:
            table = _tables[kind] = _renewed(model, columns, numbers, table, stamp)
    return table


def _stamp(kind: str) -> Stamp:
    last = Change.objects.filter(kind=kind).order_by("-number").values_list("number", "at", "key_id").first()
    return Stamp(*last) if last else Stamp()


def _renewed(
    model: type[Record],
    columns: Mapping[str, Column],
    numbers: Sequence[str],
    old: FacetTable | None,
    stamp: Stamp,
) -> FacetTable:
    changed = None if old is None else _changed_since(model.kind, old, stamp)
    if old is None or changed is None:
        words: dict[str, Vocabulary] = {name: Vocabulary() for name in columns}
        part = _read(model, columns, numbers, words, stamp, None)
        return part.merged(_nothing(part), np.zeros(0, dtype=np.int64))
    words = {name: codes.words for name, codes in old.codes.items()}
    part = _read(model, columns, numbers, words, stamp, changed)
    return old.merged(part, np.array(changed, dtype=np.int64))


def _nothing(table: FacetTable) -> FacetTable:
    """No rows, to merge a table with, which brings it into order."""
    none = np.zeros(0, dtype=np.intp)
    codes: dict[str, Codes] = {}
    for name, found in table.codes.items():
        if isinstance(found, OneCode):
            codes[name] = OneCode.of(found.words, [])
        else:
            codes[name] = ManyCodes.of(found.words, 0, [], list(found.roles))
    return table_of(table.stamp, [], dict.fromkeys(table.numbers, none), codes)


def _changed_since(kind: str, table: FacetTable, stamp: Stamp) -> list[int] | None:
    """Keys that changed since; None where the table has to be read as a whole."""
    held = table.stamp
    if stamp.number < held.number:
        return None
    if held.number and held.at:  # a number has its time
        # A restored database may give the same numbers to other changes.
        same = Change.objects.filter(number=held.number, at=held.at, key=held.key_id, kind=kind).exists()
        if not same:
            return None
    rows = (
        Change.objects.filter(kind=kind, number__gt=held.number).order_by().values_list("key_id", flat=True)
    )
    changed = sorted(set(rows))
    return changed if len(changed) <= max(table.size // PATCHED_PART, PATCHED_AT_LEAST) else None


def _read(
    model: type[Record],
    columns: Mapping[str, Column],
    numbers: Sequence[str],
    words: Mapping[str, Vocabulary],
    stamp: Stamp,
    key_ids: list[int] | None,
) -> FacetTable:
    paths = list(BASE_COLUMNS)
    paths += [path for path in numbers if path not in paths]
    for column in columns.values():
        paths += [path for path in _paths(column) if path not in paths]
    rows = [row for some in _published(model, key_ids) for row in some.values_list(*paths)]
    place_of = {path: place for place, path in enumerate(paths)}
    row_of = {row[0]: number for number, row in enumerate(rows)}
    codes: dict[str, Codes] = {}
    for name, column in columns.items():
        if isinstance(column, Rows):
            found = _child_rows(model, column, row_of, key_ids)
            codes[name] = ManyCodes.of(words[name], len(rows), found, column.roles)
        elif isinstance(column, Code):
            place = place_of[column.path]
            codes[name] = OneCode.of(words[name], (_text(row[place]) for row in rows))
        elif isinstance(column, CodeList | Flags):
            codes[name] = ManyCodes.of(words[name], len(rows), _several(column, rows, place_of))
    return table_of(stamp, rows, {name: _numbers(name, rows, place_of) for name in numbers}, codes)


def _text(code: Any) -> str | None:
    return None if code is None else str(code)


def _numbers(path: str, rows: Sequence[tuple[Any, ...]], place_of: Mapping[str, int]) -> Any:
    place = place_of[path]
    values = [row[place] for row in rows]
    if any(value is None or hasattr(value, "timestamp") for value in values):
        values = [moment(value) for value in values]
    return np.array(values, dtype=np.int64)


def _paths(column: Column) -> list[str]:
    if isinstance(column, Code | CodeList | Since):
        return [column.path]
    return [path for _code, path in column.paths] if isinstance(column, Flags) else []


def _several(
    column: CodeList | Flags, rows: Sequence[tuple[Any, ...]], place_of: Mapping[str, int]
) -> Iterator[tuple[int, str, None]]:
    if isinstance(column, CodeList):
        place = place_of[column.path]
        return ((number, code, None) for number, row in enumerate(rows) for code in row[place])
    flags = [(code, place_of[path]) for code, path in column.paths]
    return ((number, code, None) for number, row in enumerate(rows) for code, place in flags if row[place])


def _published(model: type[Record], key_ids: list[int] | None) -> Iterable[Any]:
    found = model.objects.published().order_by()
    return [found] if key_ids is None else [found.filter(key_id__in=some) for some in chunks(key_ids)]


def _child_rows(
    model: type[Record], column: Rows, row_of: Mapping[int, int], key_ids: list[int] | None
) -> Iterator[tuple[int, str | None, str | None]]:
    for source in column.sources:
        for some in [None] if key_ids is None else chunks(key_ids):
            for key_id, code, role in _source_rows(model, source, some):
                row = row_of.get(key_id)
                if row is not None and (code is not None or role):
                    yield row, _text(code), _text(role)


def _source_rows(model: type[Record], source: RowSource, key_ids: Sequence[int] | None) -> Iterable[Any]:
    found = source.model._default_manager.filter(**dict(source.where)).order_by("pk")
    if key_ids is not None:
        found = found.filter(**{f"{source.record}__in": list(key_ids)})
    elif source.model._meta.get_field(source.record).related_model is RecordKey:
        found = found.filter(**{f"{source.record}__kind": model.kind})
    columns = [f"{source.record}_id", source.code] + ([source.role] if source.role else [])
    rows = found.values_list(*columns)
    return rows if source.role else ((key_id, code, None) for key_id, code in rows)
