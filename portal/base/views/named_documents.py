"""Documents with names beside their ids, so that a page can show a revision, a proposal or a version in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from portal.base.documents import Document, is_blank
from portal.base.models import Record, Source
from portal.base.projection import NEVER_PUBLIC, Names
from portal.base.shape import Children, Column, Shape, shape_of

LINKS = "links"


def named_documents(model: type[Record], documents: Sequence[Document]) -> list[Document]:
    """Copies of some documents of one kind with names as a public text has them (`place_name_en`), of drafts too:
    for editors. Topics become rows. A query for each table they refer to, however many documents and rows.
    """
    shape = shape_of(model)
    names = Names(shape, documents)
    return [_named(shape, document, names) for document in documents]


def named_public(model: type[Record], text: Document) -> Document:
    """What of a public text is the record's own, in the form of `named_documents`: no query, nothing that readers
    did not get, and of its links those that start here.
    """
    shape = shape_of(model)
    document = dict(text)
    document[LINKS] = [
        {**row, "to": row["record_id"], "to_title_en": row["title_en"], "to_title_zh": row["title_zh"]}
        for row in text.get(LINKS) or []
        if row.get("direction") == "to"
    ]
    for name in NEVER_PUBLIC & {column.name for column in shape.columns}:
        document.pop(name, None)
    return document


def stated(shape: Shape, named: Document) -> Document:
    """The plain document inside a named one: what the record states, to be compared."""
    document = _stated_row(shape.columns, named)
    document["record_id"] = named.get("record_id")
    for table in shape.children:
        rows = [_stated_row(table.columns, row) for row in named.get(table.name) or []]
        if rows:
            document[table.name] = [row[table.columns[0].name] for row in rows] if table.bare else rows
    return document


def row_of(table: Children, named: Document, key: str) -> Mapping[str, Any] | None:
    """A child row by the words that name it in a path; None where the document has none."""
    rows: Sequence[Mapping[str, Any]] = named.get(table.name) or []
    columns = [table.columns[0].name] if table.bare else table.key_columns
    return next((row for row in rows if "/".join(str(row.get(name, "")) for name in columns) == key), None)


def _stated_row(columns: Sequence[Column], row: Mapping[str, Any]) -> Document:
    return {column.name: row[column.name] for column in columns if not is_blank(row.get(column.name))}


def _named(shape: Shape, document: Document, names: Names) -> Document:
    named = _named_row(shape.columns, document, names)
    named["record_id"] = document.get("record_id")
    for table in shape.children:
        rows = document.get(table.name) or []
        if table.bare:
            rows = [{table.columns[0].name: row} for row in rows]
        named[table.name] = [_named_row(table.columns, row, names) for row in rows]
    return named


def _named_row(columns: Sequence[Column], row: Mapping[str, Any], names: Names) -> Document:
    named = dict(row)
    for column in columns:
        value = row.get(column.name)
        if value is None or column.to is None or column.sibling:
            continue
        if column.to_record:
            key = names.references.key(str(value))
            if key is not None:
                named |= {f"{column.name}_title_en": key.title_en, f"{column.name}_title_zh": key.title_zh}
            continue
        named |= names.of(column, value)
        if column.to is Source and column.name == "source":
            named |= names.details(column, value)
    return named
