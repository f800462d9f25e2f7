"""The flat form of a record: one row of cells, as spreadsheets and CSV have it, and back.

Row form of the lists that name a noun: `KGZ:location; TJK:party`, `PLC-0021:4:location`, `ORG-0009:side_a`,
`border_conflict; terrorism`. Figures, citations, links and the like have tables of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from portal.base.documents import Document
from portal.base.models import Record
from portal.base.projection import NEVER_PUBLIC
from portal.base.shape import Children, shape_of

# Children that fit into one cell, and the columns a cell's parts are.
CELL_LISTS: dict[str, tuple[str, ...]] = {
    "countries": ("country", "role"),
    "places": ("place", "where_prec", "role"),
    "organisations": ("organisation", "role"),
    "topics": ("topic",),
}
HEAD = ("record_id", "version", "status")
TAIL = ("date_earliest", "date_latest", "date_prec", "published_at", "updated_at", "url")
CLEAR = "<clear>"


def columns(model: type[Record]) -> list[str]:
    """The columns of a kind's table, in order."""
    shape = shape_of(model)
    own = [column.name for column in shape.columns if column.name not in NEVER_PUBLIC]
    return [*HEAD, *own, *CELL_LISTS, *model.derived, *TAIL]


def read_only(model: type[Record]) -> set[str]:
    """Columns that an import passes over: they are derived, or the portal's own."""
    return {"status", *TAIL, *model.derived}


def child_tables(model: type[Record]) -> list[Children]:
    """Children with a table of their own: figures, citations, links, designations …"""
    return [table for table in shape_of(model).children if table.name not in CELL_LISTS]


def cells(model: type[Record], public: Document) -> list[Any]:
    """A public text as the row of its kind's table: text, numbers or None."""
    return [_cell(name, public) for name in columns(model)]


def _cell(name: str, public: Document) -> Any:
    value = public.get(name)
    if name in CELL_LISTS:
        parts = CELL_LISTS[name]
        return "; ".join(":".join(str(row.get(part, "")) for part in parts) for row in value or [])
    if isinstance(value, list):
        return "; ".join(str(item) for item in value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return value


def child_columns(table: Children) -> list[str]:
    """The columns of a child table: the record's id first, then the row's own."""
    return ["record_id", *(column.name for column in table.columns)]


def child_cells(table: Children, public: Document) -> Iterable[list[Any]]:
    """The rows of one child table of a record; of links, those that the record itself owns."""
    for row in public.get(table.name, []):
        if row.get("direction") == "from":
            continue
        shown = {**row, "to": row.get("record_id")} if table.name == "links" else row
        values = [shown.get(column.name) for column in table.columns]
        yield [
            public["record_id"],
            *("true" if value is True else (None if value is False else value) for value in values),
        ]


def patch_of(model: type[Record], row: Mapping[str, Any]) -> Document:
    """The fields a row states: blank cells state nothing, `<clear>` states that there is nothing.

    Raises ValidationError for a column the kind does not have.
    """
    known = set(columns(model)) | {column.name for column in shape_of(model).columns}
    unknown = sorted(name for name in row if name and name not in known)
    if unknown:
        words = _("There is no column %(name)s in this table. It has: %(known)s.")
        params = {"known": ", ".join(columns(model))}
        raise ValidationError({name: [words % {"name": name, **params}] for name in unknown})
    patch: Document = {}
    for name, value in row.items():
        if not name or name in read_only(model) or name == "version" or blank(value):
            continue
        patch[name] = _stated(name, value)
    return patch


def blank(value: Any) -> bool:
    return value is None or (isinstance(value, str) and not value.strip())


def _stated(name: str, value: Any) -> Any:
    if isinstance(value, str):
        value = value.strip()
        if value == CLEAR:
            return [] if name in CELL_LISTS else None
    if name not in CELL_LISTS:
        return value
    parts = CELL_LISTS[name]
    rows = []
    for piece in re.split(r"[;；\n]+", str(value)):
        if not piece.strip():
            continue
        given = [part.strip() for part in re.split(r"[:：]", piece)]
        if len(given) != len(parts):
            words = _("%(value)s: write %(form)s, with semicolons between several.")
            raise ValidationError({name: [words % {"value": piece.strip(), "form": ":".join(parts)}]})
        rows.append(given[0] if len(parts) == 1 else dict(zip(parts, given, strict=True)))
    return rows


def merge(model: type[Record], stored: Document | None, patch: Document) -> Document:
    """A whole document: what is stored, with what a row states put over it.

    Rows of a cell list keep what the cell does not show (a role's dates and notes).
    """
    document = dict(stored or {})
    for name, value in patch.items():
        if name in CELL_LISTS and name != "topics":
            value = _merge_rows(document.get(name, []), value, CELL_LISTS[name])
        if value in (None, []):
            document.pop(name, None)
        else:
            document[name] = value
    return document


def _merge_rows(
    stored: Sequence[Document], given: Sequence[Document], parts: tuple[str, ...]
) -> list[Document]:
    keys = (parts[0], parts[-1])
    old = {tuple(str(row.get(key, "")) for key in keys): row for row in stored}
    return [{**old.get(tuple(str(row[key]) for key in keys), {}), **row} for row in given]


def merge_children(
    table: Children, stored: Sequence[Document], given: Iterable[Mapping[str, Any]]
) -> list[Document]:
    """Rows of a child table with a sheet's rows put over them, by row key; rows the sheet lacks stay."""
    names = {column.name for column in table.columns}
    merged = {str(row.get("ref")): dict(row) for row in stored}
    for number, row in enumerate(given):
        stated = {name: value for name, value in row.items() if name in names and not blank(value)}
        ref = str(stated.get("ref") or f"new{number}")
        target = merged.setdefault(ref, {})
        for name, value in stated.items():
            if isinstance(value, str) and value.strip() == CLEAR:
                target.pop(name, None)
            else:
                target[name] = value
    return list(merged.values())
