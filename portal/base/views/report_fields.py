"""What of a published record a reader may report on: its fields and rows as the page names them."""

from __future__ import annotations

from typing import Any

from portal.base.documents import Document, is_blank
from portal.base.models import Record
from portal.base.projection import NEVER_PUBLIC
from portal.base.shape import Children, Column
from portal.base.wording import reader_language

from .change_wording import IN_BRACKETS, PATH, ChangeWording, field_label, tables_label
from .figures_table import figure_value
from .named_documents import named_public


class ReportFields:
    """The paths of one record, from its public text. Asks the database nothing."""

    def __init__(self, model: type[Record], text: Document) -> None:
        self.named = named_public(model, text)
        self.wording = ChangeWording(model, self.named)
        self.shape = self.wording.shape

    def label(self, path: str) -> str:
        """A path in the reader's words; blank where readers see no such field or row."""
        match = PATH.fullmatch(path)
        if match is None:
            column = next((column for column in self.shape.columns if column.name == path), None)
            shown = column is not None and column.name not in NEVER_PUBLIC
            return field_label(column) if column is not None and shown else ""
        table = next((table for table in self.shape.children if table.name == match["table"]), None)
        if table is None or self.wording.row(table, match["key"]) is None:
            return ""
        columns = {column.name for column in table.columns}
        return self.wording.label(path) if (match["column"] or "ref") in {*columns, "ref"} else ""

    def choices(self, wanted: str = "") -> list[Any]:
        """Choices for a select: fields, then the rows of each table. `wanted` is offered too, where it is known."""
        own = [
            (column.name, _without_language(column)) for column in self.shape.columns if self._offered(column)
        ]
        grouped = [
            (tables_label(table), rows) for table in self.shape.children if (rows := self._rows(table))
        ]
        listed = {path for path, _label in own} | {path for _name, rows in grouped for path, _label in rows}
        first = [(wanted, self.label(wanted))] if wanted not in listed and self.label(wanted) else []
        return [*first, *own, *grouped]

    def _offered(self, column: Column) -> bool:
        """Fields that say something, and titles and dates always; of two languages the reader's."""
        other = "_en" if reader_language() == "zh" else "_zh"
        if column.name in NEVER_PUBLIC or column.name.endswith(other):
            return False
        return not is_blank(self.named.get(column.name)) or column.name == "date"

    def _rows(self, table: Children) -> list[tuple[str, str]]:
        found = []
        keys = [table.columns[0].name] if table.bare else table.key_columns
        for row in self.named.get(table.name) or []:
            path = f"{table.name}[{'/'.join(str(row.get(name, '')) for name in keys)}]"
            name = self.wording.row_name(table, row)
            found.append((path, f"{name}: {figure_value(row)}" if table.name == "figures" else name))
        return found


def _without_language(column: Column) -> str:
    return IN_BRACKETS.sub("", field_label(column))
