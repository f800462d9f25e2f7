"""What differs between two states of a record, as a page shows it: fields, then child rows, with marked words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from portal.base import history
from portal.base.codes import Quantifier
from portal.base.documents import Document, is_blank
from portal.base.history import FieldChange
from portal.base.models import Record
from portal.base.rebasing import Conflict
from portal.base.shape import Children, Column, shape_of
from portal.base.word_diff import DEL, INS, Piece, diff_tokens, word_diff

from .change_wording import PATH, ChangeWording, field_label, is_prose, tables_label, told_columns
from .named_documents import row_of, stated

EXACT = Quantifier.EXACT.value
ADDED, REMOVED, CHANGED = "added", "removed", "changed"
LANGUAGES = {"_en": "en", "_zh": "zh-Hans"}


@dataclass(frozen=True)
class Line:
    """One field of the record or of a row: its path, its name, its text with marks, that text's language."""

    path: str
    label: str
    pieces: list[Piece]
    language: str = ""


@dataclass(frozen=True)
class RowChange:
    """A child row that was added, removed or changed; `lines` are all it says, or what changed of it."""

    path: str
    key: str
    name: str
    state: str
    lines: list[Line]


@dataclass(frozen=True)
class TableChanges:
    name: str
    label: str
    rows: list[RowChange]


@dataclass(frozen=True)
class Differences:
    fields: list[Line] = field(default_factory=list)
    tables: list[TableChanges] = field(default_factory=list)

    def __bool__(self) -> bool:
        return bool(self.fields or self.tables)

    def paths(self) -> Iterator[str]:
        """What a remark may be tied to: each changed field, each row, each changed field of a row."""
        yield from (line.path for line in self.fields)
        for table in self.tables:
            for row in table.rows:
                yield row.path
                if row.state == CHANGED:
                    yield from (line.path for line in row.lines if line.path != row.path)


@dataclass(frozen=True)
class ShownConflict:
    """A place that two people changed: what it was, what is live now, what is proposed, in words."""

    path: str
    label: str
    base: str
    live: str
    mine: str


def differences(wording: ChangeWording, model: type[Record], old: Document, new: Document) -> Differences:
    """What differs between two named documents; `wording` knows the names in both."""
    shape = shape_of(model)
    changes = history.diff(model, stated(shape, old), stated(shape, new))
    fields, by_table = [], {}
    columns = {column.name: column for column in shape.columns}
    for change in changes:
        match = PATH.fullmatch(change.path)
        if match is None:
            fields.append(_line(wording, columns[change.path], change))
        else:
            rows = by_table.setdefault(match["table"], {})
            rows.setdefault(match["key"], []).append((match["column"], change))
    tables = []
    for name, rows in by_table.items():
        table = shape.child(name)
        found = [_row(wording, table, key, of_row, old, new) for key, of_row in rows.items()]
        tables.append(TableChanges(name, tables_label(table), found))
    return Differences(fields, tables)


def shown_conflicts(wording: ChangeWording, conflicts: Iterable[Conflict]) -> list[ShownConflict]:
    """Conflicts with their field and their three values in words."""
    return [
        ShownConflict(
            conflict.path,
            wording.label(conflict.path),
            wording.words(conflict.path, conflict.base),
            wording.words(conflict.path, conflict.live),
            wording.words(conflict.path, conflict.mine),
        )
        for conflict in conflicts
    ]


def _row(
    wording: ChangeWording,
    table: Children,
    key: str,
    changes: list[tuple[str | None, FieldChange]],
    old: Document,
    new: Document,
) -> RowChange:
    path = f"{table.name}[{key}]"
    before, after = row_of(table, old, key), row_of(table, new, key)
    row: Mapping[str, Any] = after or before or {}
    repeated = _repeated(table, before, after)
    columns = {column.name: column for column in table.columns if column.name not in repeated}
    labels = {"best": _("Number")} if repeated else {}
    if before is None or after is None:
        told = (column for column in told_columns(table) if column.name in columns)
        values = ((column, _stated(before, column), _stated(after, column)) for column in told)
        lines = [
            _line(wording, column, FieldChange(f"{path}.{column.name}", first, second), labels)
            for column, first, second in values
            if first is not None or second is not None
        ]
        return RowChange(path, key, wording.row_name(table, row), ADDED if before is None else REMOVED, lines)
    lines = [_line(wording, columns[name], change, labels) for name, change in changes if name in columns]
    return RowChange(path, key, wording.row_name(table, row), CHANGED, lines)


def _repeated(table: Children, *rows: Mapping[str, Any] | None) -> set[str]:
    """Columns that only repeat another: an exact number is its own low and high."""
    exact = all((row.get("quantifier") or EXACT) == EXACT for row in rows if row is not None)
    return {"low", "high"} if table.name == "figures" and exact else set()


def _stated(row: Mapping[str, Any] | None, column: Column) -> Any:
    value = (row or {}).get(column.name)
    return None if is_blank(value) else value


def _line(
    wording: ChangeWording, column: Column, change: FieldChange, labels: Mapping[str, str] | None = None
) -> Line:
    language = LANGUAGES.get(column.name[-3:], "")
    label = (labels or {}).get(column.name) or field_label(column)
    return Line(change.path, label, _pieces(wording, column, change), language)


def _pieces(wording: ChangeWording, column: Column, change: FieldChange) -> list[Piece]:
    if is_prose(column):
        return word_diff(str(change.old or ""), str(change.new or ""))
    old, new = (wording.tokens(column, value) for value in (change.old, change.new))
    if old == new:  # two codes that read alike are told apart by themselves
        old, new = [str(change.old)], [str(change.new)]
    if len(old) > 1 or len(new) > 1:
        return diff_tokens(old, new)
    return [Piece(mark, words[0]) for mark, words in ((DEL, old), (INS, new)) if words]
