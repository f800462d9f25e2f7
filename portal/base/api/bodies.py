"""What a write sends: JSON within limits, `document` and `reason`, values of the sort that a field holds.

What the values mean is checked where every other way in is checked (`portal.base.drafts`), in the same words.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from portal.base.documents import Document
from portal.base.drafts import free_ref
from portal.base.models import AliasesField, CodesField, Revision
from portal.base.rebasing import by_key
from portal.base.shape import Children, Column, Shape

from .errors import Refused

DEEPEST = 6  # body, document, table, row, list of codes: one more than a document has
PATH = re.compile(r"(?P<table>\w+)\[(?P<row>[^\]]+)\](?:\.(?P<column>\w+))?")
Row = dict[str, Any]


class JsonBody(BaseParser):
    """JSON in UTF-8 within the limits of size and depth; whatever else is sent is 415."""

    media_type = "application/json"

    def parse(self, stream: Any, media_type: Any = None, parser_context: Any = None) -> Any:
        text = stream.read(settings.API_MAX_BODY + 1)
        if len(text) > settings.API_MAX_BODY:
            words = _("A request may send %(most)s bytes; this is more.")
            raise Refused(413, words % {"most": settings.API_MAX_BODY})
        try:
            body = orjson.loads(text)
        except orjson.JSONDecodeError as error:
            words = _("This is no JSON in UTF-8: %(error)s.")
            raise Refused(400, words % {"error": str(error)}) from error
        _check_depth(body)
        return body


def _check_depth(body: Any) -> None:
    """Raises Refused for what no document has: rows within rows, a text with the character 0."""
    level = [body]
    for _depth in range(DEEPEST + 1):
        for value in level:
            if isinstance(value, str) and "\0" in value:
                raise Refused(400, _("A text has the character 0, which no field can hold."))
        level = [inner for value in level for inner in _inside(value)]
    if level:
        raise Refused(400, _("This is nested deeper than any record is."))


def _inside(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [*value, *value.values()]
    return value if isinstance(value, list) else []


@dataclass(frozen=True)
class Body:
    """What a write asks for. `proposal` is the number of a waiting proposal that this one takes the place of."""

    document: Document
    reason_code: str = ""
    reason_text: str = ""
    proposal: int | None = None


def read_body(data: Any, *, document: bool = True) -> Body:
    """The parts of a body; without `document`, only a reason. Raises Refused with a row for each thing wrong."""
    given = data if isinstance(data, Mapping) else None
    names = ("document", "reason", "proposal") if document else ("reason",)
    if given is None or (document and not isinstance(given.get("document"), dict)):
        words = _("Send an object with “document”, the record’s fields, and for a published record “reason”.")
        raise Refused(400, rows=[row("document", None, words)])
    wrong = _unknown(given, names, "")
    reason = given.get("reason")
    if reason is None:
        reason = {}
    if isinstance(reason, dict):
        wrong += _unknown(reason, ("code", "text"), "reason.")
        wrong += [*_reason_problems(reason)]
    else:
        wrong.append(row("reason", reason, _("An object with “code” and “text”.")))
    proposal = given.get("proposal")
    if proposal is not None and type(proposal) is not int:
        wrong.append(row("proposal", proposal, _("The number of a proposal.")))
    if wrong:
        raise Refused(400, rows=wrong)
    code, text = ((reason.get(name) or "").strip() for name in ("code", "text"))
    return Body(given.get("document", {}), code, text, proposal)


def row(field: str, value: Any, message: Any) -> Row:
    """One thing that is wrong, as answers have it."""
    return {"field": field, "value": value, "message": str(message)}


def _unknown(given: Mapping[str, Any], known: tuple[str, ...], prefix: str) -> list[Row]:
    wrong = []
    for name in sorted(set(given) - set(known)):
        near = difflib.get_close_matches(name, known, n=1, cutoff=0)[0]
        words = _("There is no %(name)s here. The nearest is %(near)s.")
        wrong.append(row(f"{prefix}{name}", given[name], words % {"name": name, "near": near}))
    return wrong


def _reason_problems(reason: Mapping[str, Any]) -> Iterator[Row]:
    for name in ("code", "text"):
        value = reason.get(name)
        if value in (None, ""):
            continue
        if not isinstance(value, str):
            yield row(f"reason.{name}", value, _("A text."))
            continue
        try:
            Revision._meta.get_field(f"reason_{name}").clean(value.strip(), None)
        except ValidationError as error:
            yield from (row(f"reason.{name}", value, message) for message in error.messages)


def check_sorts(shape: Shape, document: Document) -> list[Row]:
    """Values of a sort that the field cannot hold: a list where a text belongs. A spreadsheet has no such cells."""
    columns = {column.name: column for column in shape.columns}
    wrong = _wrong_sorts(document, columns, "")
    record_id = document.get("record_id")
    if record_id is not None and not isinstance(record_id, str):
        wrong.append(row("record_id", record_id, _("A text.")))
    for table in shape.children:
        rows = document.get(table.name)
        if rows is None:
            continue
        if not isinstance(rows, list):
            wrong.append(row(table.name, rows, _("A list of rows.")))
            continue
        for number, item in enumerate(rows, start=1):
            wrong += _wrong_row(table, item, f"{table.name}[{_name(table, item, number)}]")
    return wrong


def _name(table: Children, item: Any, number: int) -> str:
    ref = item.get("ref") if isinstance(item, dict) and table.key_columns == ("ref",) else None
    return ref if isinstance(ref, str) and ref else str(number)


def _wrong_row(table: Children, item: Any, path: str) -> list[Row]:
    if table.bare:
        item = item if isinstance(item, dict) else {table.columns[0].name: item}
    if not isinstance(item, dict):
        return [row(path, item, _("%(value)s is not a row.") % {"value": item})]
    return _wrong_sorts(item, {column.name: column for column in table.columns}, f"{path}.")


def _wrong_sorts(values: Mapping[str, Any], columns: Mapping[str, Column], prefix: str) -> list[Row]:
    found = []
    for name, value in values.items():
        if name in columns and value is not None and (words := _wrong_sort(columns[name], value)):
            found.append(row(f"{prefix}{name}", value, words))
    return found


def _wrong_sort(column: Column, value: Any) -> str:
    field = column.field
    if isinstance(field, CodesField | AliasesField):
        fits = isinstance(value, str) or (
            isinstance(value, list) and all(isinstance(one, str) for one in value)
        )
        return "" if fits else _("A list of texts.")
    if column.to is not None:
        return "" if isinstance(value, str) else _("A code or an id, as a text.")
    if isinstance(value, dict | list):
        return _("One value, not a list or an object.")
    if isinstance(value, bool) and not isinstance(field, models.BooleanField):
        return _("A text or a number, not true or false.")
    return ""


def name_rows(shape: Shape, document: Document, *earlier: Document) -> Document:
    """A copy in which rows without a key have one (f3 …), never that of a row that an earlier state has."""
    named = dict(document)
    for table in shape.children:
        rows = document.get(table.name)
        if not rows or table.key_columns != ("ref",):
            continue
        others = [item for state in earlier for item in state.get(table.name, ())]
        taken = {str(item["ref"]) for item in [*rows, *others] if item.get("ref")}
        named[table.name] = [
            item if item.get("ref") else {**item, "ref": free_ref(table.prefix, taken)} for item in rows
        ]
    return named


def value_at(shape: Shape, document: Document, path: str) -> Any:
    """What a document has at a path of an error or a difference: `title_en`, `figures[f1].best`, `countries[1]`."""
    match = PATH.fullmatch(path)
    if match is None:
        return document.get(path)
    table = next((table for table in shape.children if table.name == match["table"]), None)
    rows = document.get(match["table"])
    if table is None or not isinstance(rows, list):
        return None
    number = match["row"]
    found = by_key(table, rows).get(number)
    if found is None and number.isdecimal() and 0 < int(number) <= len(rows):
        found = rows[int(number) - 1]
    column = match["column"]
    return found.get(column) if column and isinstance(found, dict) else found
