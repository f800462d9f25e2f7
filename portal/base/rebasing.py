"""Three documents into one: what somebody changed in a copy, carried over to what the record has become since.

Pure functions over documents. Field by field, and in child rows column by column; a place that both sides changed
differently is a conflict, which only a person settles. The same step undoes: take a later state as the base and
the earlier one as the copy.
"""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

from portal.base.documents import Document
from portal.base.models import Record
from portal.base.shape import Children, Shape, shape_of

LIVE, MINE = "live", "mine"  # how a person settles a conflict


@dataclass(frozen=True)
class Conflict:
    """A place that both sides changed: `path` as in `history.FieldChange`; None is a row, or value, not there."""

    path: str
    base: Any
    live: Any
    mine: Any


@dataclass
class Rebased:
    """The document that results; where `conflicts` are, it has the live value."""

    document: Document
    conflicts: list[Conflict] = field(default_factory=list)


def rebase(
    model: type[Record],
    base: Document,
    live: Document,
    mine: Document,
    choices: Mapping[str, str] | None = None,
) -> Rebased:
    """Carry the changes base → mine over to `live`. `choices` settles conflicts: {path: LIVE or MINE}."""
    shape = shape_of(model)
    mine = _with_free_refs(shape, base, live, mine)
    merge = _Merge(choices or {})
    document: Document = {"record_id": live.get("record_id") or mine.get("record_id")}
    for column in shape.columns:
        name = column.name
        value = merge.value(name, base.get(name), live.get(name), mine.get(name))
        if value is not None:
            document[name] = value
    for table in shape.children:
        rows = merge.rows(table, base.get(table.name), live.get(table.name), mine.get(table.name))
        if rows:
            document[table.name] = rows
    return Rebased(document, merge.conflicts)


class _Merge:
    def __init__(self, choices: Mapping[str, str]) -> None:
        self.choices = choices
        self.conflicts: list[Conflict] = []

    def value(self, path: str, base: Any, live: Any, mine: Any) -> Any:
        if mine in (base, live):
            return live
        if live == base:
            return mine
        choice = self.choices.get(path)
        if choice not in (LIVE, MINE):
            self.conflicts.append(Conflict(path, base, live, mine))
        return mine if choice == MINE else live

    def rows(self, table: Children, base: Any, live: Any, mine: Any) -> list[Any]:
        before, theirs, ours = by_key(table, base), by_key(table, live), by_key(table, mine)
        # The copy's order where nobody else reordered or added; else the live order, additions after it.
        order = list(ours) if list(before) == list(theirs) else [*theirs]
        order += [key for key in [*ours, *theirs] if key not in order]
        rows = []
        for key in dict.fromkeys(order):
            row = self.row(table, key, before.get(key), theirs.get(key), ours.get(key))
            if row is not None:
                rows.append(row)
        return rows

    def row(self, table: Children, key: str, base: Any, live: Any, mine: Any) -> Any:
        path = f"{table.name}[{key}]"
        if table.bare or base is None or live is None or mine is None:
            return self.value(path, base, live, mine)
        row = {}
        for column in table.columns:
            name = column.name
            value = self.value(f"{path}.{name}", base.get(name), live.get(name), mine.get(name))
            if value is not None:
                row[name] = value
        return row


def by_key(table: Children, rows: Any) -> dict[str, Any]:
    """The rows of a child table by the words that name a row: `f1`, `KGZ/location`, `water`."""
    if table.bare:
        return {str(row): row for row in rows or []}
    return {"/".join(str(row.get(name, "")) for name in table.key_columns): row for row in rows or []}


def _with_free_refs(shape: Shape, base: Document, live: Document, mine: Document) -> Document:
    """Two people who each added a row may both have called it `f3`: the copy's takes a free key."""
    renamed: dict[type[Any], dict[str, str]] = {}
    for table in shape.children:
        if table.key_columns != ("ref",):
            continue
        before, theirs, ours = (by_key(table, document.get(table.name)) for document in (base, live, mine))
        taken = {*before, *theirs, *ours}
        for ref in ours:
            if ref not in before and ref in theirs and ours[ref] != theirs[ref]:
                number = 1
                while f"{table.prefix}{number}" in taken:
                    number += 1
                renamed.setdefault(table.model, {})[ref] = f"{table.prefix}{number}"
                taken.add(f"{table.prefix}{number}")
    return rename_refs(shape, mine, renamed) if renamed else mine


def rename_refs(shape: Shape, document: Document, renamed: Mapping[type[Any], Mapping[str, str]]) -> Document:
    """A copy of a document whose rows have other keys, where they stand and where other rows name them."""
    copy = deepcopy(document)
    for table in shape.children:
        if table.bare:
            continue
        own = renamed.get(table.model, {})
        for row in copy.get(table.name, []):
            if row.get("ref") in own:
                row["ref"] = own[row["ref"]]
            for column in table.columns:
                names = renamed.get(column.to, {}) if column.sibling and column.to else {}
                if row.get(column.name) in names:
                    row[column.name] = names[row[column.name]]
    return copy
