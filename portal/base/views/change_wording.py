"""Paths, values and rows of a record's document in the reader's words: "Figure: killed, Kyrgyz side" for
`figures[f1]`, labels for codes, names beside ids.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.base.codes import CountedGroup
from portal.base.documents import Document, is_blank
from portal.base.figure_wording import format_number
from portal.base.language import in_language
from portal.base.models import CodesField, EDTFField, NumberField, Record
from portal.base.shape import Children, Column, shape_of
from portal.base.wording import date_words

from .named_documents import row_of
from .parties import counted_words, party_name, party_of

PATH = re.compile(r"(?P<table>\w+)\[(?P<key>[^\]]*)\](?:\.(?P<column>\w+))?")
IN_BRACKETS = re.compile(r"\s*[（(].*[)）]$")  # "(English)" at the end of a label
IN_A_FIGURES_NAME = {
    "measure",
    "counted_country",
    "counted_organisation",
    "counted_group",
    "counted_note_en",
    "counted_note_zh",
    "attributed_to_country",
    "attributed_to_organisation",
    "source_voice",
}
# Columns whose models leave the name to Django, which knows it in English only.
LABELS = {
    "attributed_to_country": gettext_lazy("stated by (country)"),
    "attributed_to_organisation": gettext_lazy("stated by (organisation)"),
    "citation": gettext_lazy("source"),
    "counted_country": gettext_lazy("whose (country)"),
    "counted_organisation": gettext_lazy("whose (organisation)"),
    "country": gettext_lazy("country"),
    "document": gettext_lazy("document"),
    "level": gettext_lazy("level"),
    "measure": gettext_lazy("measure"),
    "organisation": gettext_lazy("organisation"),
    "place": gettext_lazy("place"),
    "proposed_by_country": gettext_lazy("proposed by (country)"),
    "proposed_by_organisation": gettext_lazy("proposed by (organisation)"),
    "source": gettext_lazy("source"),
    "superseded_by": gettext_lazy("superseded by"),
    "topic": gettext_lazy("topic"),
}


class ChangeWording:
    """Knows the names in some documents of one kind (`named_documents`); asks the database nothing."""

    def __init__(self, model: type[Record], *documents: Document) -> None:
        self.shape = shape_of(model)
        self.documents = documents
        self._names: dict[tuple[type[Any], str], tuple[str, str]] = {}
        for document in documents:
            self._learn(self.shape.columns, document)
            for table in self.shape.children:
                for row in document.get(table.name) or []:
                    self._learn(table.columns, row)

    def _learn(self, columns: Iterable[Column], row: Mapping[str, Any]) -> None:
        for column in columns:
            value = row.get(column.name)
            if value is None or column.to is None or column.sibling:
                continue
            for form in ("title", "name"):
                names = tuple(row.get(f"{column.name}_{form}_{language}") or "" for language in ("en", "zh"))
                if any(names):
                    self._names[column.to, str(value)] = (names[0], names[1])

    # Labels

    def label(self, path: str) -> str:
        """A path as a page shows it; the path itself where the record has no such field (any more)."""
        match = PATH.fullmatch(path)
        if match is None:
            column = next((column for column in self.shape.columns if column.name == path), None)
            return field_label(column) if column else path
        table = next((table for table in self.shape.children if table.name == match["table"]), None)
        if table is None:
            return path
        row = self.row(table, match["key"])
        named = self.row_name(table, row) if row is not None else match["key"]
        label = _("%(table)s: %(row)s") % {"table": table_label(table), "row": named}
        column = next((column for column in table.columns if column.name == match["column"]), None)
        return _("%(row)s – %(field)s") % {"row": label, "field": field_label(column)} if column else label

    def row(self, table: Children, key: str) -> Mapping[str, Any] | None:
        """A child row as the last of the documents that have it gives it."""
        found = (row_of(table, document, key) for document in reversed(self.documents))
        return next((row for row in found if row is not None), None)

    # Rows

    def row_name(self, table: Children, row: Mapping[str, Any]) -> str:
        """What a child row is about: measure, whose and stated by whom; a source; a country in its role."""
        row = {**row, **self._names_in(table, row)}
        if table.name == "figures":
            return self._figure_name(row)
        parts = []
        for column in table.columns:
            value = row.get(column.name)
            named = column.to is not None and not column.sibling and column.name != "repeats"
            says = column.name in ("locator", "date") or column.name in table.key_columns
            coded = bool(column.field.choices) and not column.name.endswith(
                ("_origin", "_by", "_prec", "_kind")
            )
            if not is_blank(value) and column.name != "ref" and (named or says or coded):
                parts.append(self.value(column, value, ids=False))
        return _list(parts) or str(row.get("ref", ""))

    def _figure_name(self, row: Mapping[str, Any]) -> str:
        table = self.shape.child("citations")
        citation = self.row(table, row.get("citation") or "")
        source_of = {row["citation"]: citation["source"]} if citation is not None else {}
        who = party_name(party_of(row, source_of), row, citation)
        group = next(
            column for column in self.shape.child("figures").columns if column.name == "counted_group"
        )
        narrowed = row.get("counted_group") if row.get("counted_group") != CountedGroup.ALL else ""
        parts = [
            self._name(row, "measure") or row.get("measure", ""),
            counted_words(row),
            self.value(group, narrowed) if narrowed else "",
            _("stated by: %(who)s") % {"who": who},
        ]
        return _list(parts)

    def _names_in(self, table: Children, row: Mapping[str, Any]) -> Document:
        """The names of a row that came without them (a row of a plain document)."""
        found: Document = {}
        for column in table.columns:
            names = self._names.get((column.to, str(row.get(column.name)))) if column.to else None
            if names is not None:
                found |= {f"{column.name}_name_en": names[0], f"{column.name}_name_zh": names[1]}
        return found

    def _name(self, row: Mapping[str, Any], column: str) -> str:
        return in_language(row.get(f"{column}_name_en", ""), row.get(f"{column}_name_zh", ""), get_language())

    def row_words(self, table: Children, row: Mapping[str, Any]) -> str:
        """A whole child row in one line, for a choice between two of them."""
        said = [
            _("%(field)s: %(value)s") % {"field": field_label(column), "value": self.value(column, value)}
            for column in told_columns(table)
            if not is_blank(value := row.get(column.name))
        ]
        return "; ".join([self.row_name(table, row), *said])

    # Values

    def words(self, path: str, value: Any) -> str:
        """The value at a path, which for `figures[f1]` is a row; blank where nothing is stated."""
        match = PATH.fullmatch(path)
        columns = self.shape.columns
        if match is not None:
            table = self.shape.child(match["table"])
            if match["column"] is None and value is not None:
                row = {table.columns[0].name: value} if table.bare else value
                return self.row_words(table, row)
            columns = table.columns
        name = match["column"] if match is not None else path
        column = next((column for column in columns if column.name == name), None)
        return self.value(column, value) if column is not None else ""

    def value(self, column: Column, value: Any, ids: bool = True) -> str:
        """A column's value in words: a label, a date, a number, a name with its id (`ids=False` leaves that out)."""
        return "".join(self.tokens(column, value, ids)) if value is not None else ""

    def tokens(self, column: Column, value: Any, ids: bool = True) -> list[str]:
        """The same, cut where a change may be marked; texts come whole."""
        field = column.field
        if value is None:
            return []
        if column.to is not None:
            return [self._reference(column, str(value), ids)]
        if isinstance(value, list):
            labels = _labels(field)
            shown = [str(labels.get(code, code)) for code in value]
            return [token for word in shown for token in (str(_(", ")), word)][1:]
        if isinstance(value, bool):
            return [_("yes") if value else _("no")]
        if field.choices:
            return [str(_labels(field).get(value, value))]
        if isinstance(field, EDTFField):
            return [date_words(str(value))]
        if isinstance(field, NumberField) or isinstance(value, int | float | Decimal):
            return [format_number(value)]
        return [str(value)]

    def _reference(self, column: Column, value: str, ids: bool) -> str:
        if column.sibling:
            table = next(table for table in self.shape.children if table.model is column.to)
            row = self.row(table, value)
            if row is None:
                return value
            return f"{self.row_name(table, row)} ({value})" if ids else self.row_name(table, row)
        name = in_language(*self._names.get((column.to, value), ("", "")), get_language())  # type: ignore[arg-type]
        is_code = column.to is not None and not column.to_record and column.to._meta.pk.name == "slug"
        if not name or is_code or not ids:
            return name or value
        return f"{name} ({value})"


def told_columns(table: Children) -> list[Column]:
    """The columns of a row that its name does not say already."""
    said = {*table.key_columns, "ref"} | (IN_A_FIGURES_NAME if table.name == "figures" else set())
    return [column for column in table.columns if column.name not in said and not table.bare]


def field_label(column: Column) -> str:
    """A field's name, with a capital."""
    named = (
        column.field._verbose_name is not None
    )  # what the model states, not what Django makes of the column
    return _opening(
        str(column.field.verbose_name if named else LABELS.get(column.name, column.field.verbose_name))
    )


def table_label(table: Children) -> str:
    return _opening(str(table.model._meta.verbose_name))


def tables_label(table: Children) -> str:
    return _opening(str(table.model._meta.verbose_name_plural))


def is_prose(column: Column) -> bool:
    """True for texts that people write, in which single words change."""
    field = column.field
    if column.to is not None or field.choices or isinstance(field, CodesField | EDTFField | NumberField):
        return False
    return field.get_internal_type() in ("CharField", "TextField") and not column.name.endswith("language")


def _labels(field: Any) -> dict[Any, Any]:
    if isinstance(field, CodesField):
        return {code.value: code.label for code in field.codes} if field.codes is not None else {}
    return dict(field.flatchoices)


def _opening(text: str) -> str:
    return text[:1].upper() + text[1:]


def _list(parts: Iterable[str]) -> str:
    return str(_(", ")).join(part for part in parts if part)
