"""Beside a change, what it rests on: the sources of the changed figures and of other rows that name one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from portal.base.documents import Document
from portal.base.models import Record
from portal.base.shape import Children, shape_of
from portal.base.views.differences import REMOVED, Differences
from portal.base.views.named_documents import row_of


@dataclass
class CitedSource:
    """A citation's named row, and the changed rows that rest on it."""

    citation: Mapping[str, Any]
    supports: list[str] = field(default_factory=list)


@dataclass
class Grounds:
    """What a change rests on. `unsourced` are figures that name no source; `others` the record's other sources."""

    cited: list[CitedSource]
    unsourced: list[str]
    others: list[CitedSource]


def grounds(model: type[Record], changed: Differences, old: Document, new: Document) -> Grounds:
    """The sources behind what differs between two named documents."""
    shape = shape_of(model)
    by_ref: dict[str, CitedSource] = {}
    unsourced = []
    for table in changed.tables:
        for row in table.rows:
            named = list(_citations(shape.child(table.name), old, new, row.key))
            for ref, citation in named:
                entry = by_ref.setdefault(ref, CitedSource(citation))
                if table.name != "citations" and row.name not in entry.supports:
                    entry.supports.append(row.name)
            if table.name == "figures" and row.state != REMOVED and not named:
                unsourced.append(row.name)
    others = [CitedSource(row) for row in new.get("citations") or [] if row["ref"] not in by_ref]
    return Grounds(list(by_ref.values()), unsourced, others)


def _citations(
    table: Children, old: Document, new: Document, key: str
) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """(key, row) of the citation that a changed row is or names, as proposed and, where another, as it was."""
    for document in (new, old):
        row = row_of(table, document, key)
        if row is None:
            continue
        ref = row.get("ref") if table.name == "citations" else row.get("citation")
        found = [one for one in document.get("citations") or [] if ref and one["ref"] == ref]
        yield from ((one["ref"], one) for one in found)
