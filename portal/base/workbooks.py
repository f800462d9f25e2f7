"""Spreadsheet files in: within limits, read once, cell by cell, into plain rows. Files are hostile until read."""

from __future__ import annotations

import csv
import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

import openpyxl
from django.utils.translation import gettext as _

MAX_BYTES = 20 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_MEMBERS = 500
MAX_ROWS = 20_000
MAX_COLUMNS = 120
MAX_CELL = 32_767
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


class UnreadableFile(ValueError):
    """The file cannot be read; the message says why and what would do."""


@dataclass
class Sheet:
    """One table: its header, and rows as {column: value} with the row number a person sees."""

    name: str
    header: list[str] = field(default_factory=list)
    rows: list[tuple[int, dict[str, Any]]] = field(default_factory=list)


def read_xlsx(data: bytes) -> list[Sheet]:
    """The sheets of a workbook. Raises UnreadableFile."""
    _check_size(data)
    _check_archive(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    except Exception as error:  # whatever the library trips over, the file is at fault
        raise UnreadableFile(_("This is no workbook that can be read: %(why)s") % {"why": error}) from error
    try:
        return [_sheet(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except UnreadableFile:
        raise
    except Exception as error:
        raise UnreadableFile(_("The workbook is damaged: %(why)s") % {"why": error}) from error
    finally:
        book.close()


def read_csv(data: bytes) -> list[Sheet]:
    """The one table of a CSV file in UTF-8. Raises UnreadableFile."""
    _check_size(data)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise UnreadableFile(_("The file is not in UTF-8. Save it as “CSV UTF-8”, or as XLSX.")) from error
    csv.field_size_limit(MAX_CELL * 4)
    sheet = Sheet("csv")
    try:
        for number, row in enumerate(csv.reader(io.StringIO(text)), start=1):
            _take(sheet, number, [_unescape(value) for value in row])
    except csv.Error as error:
        raise UnreadableFile(_("Not a CSV file that can be read: %(why)s") % {"why": error}) from error
    return [sheet]


def _unescape(text: str) -> str:
    """Take off the apostrophe that our own CSV puts before text that looks like a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in FORMULA_STARTS else text


def _check_size(data: bytes) -> None:
    if len(data) > MAX_BYTES:
        words = _("The file has %(size)s MB; up to %(most)s MB can be read.")
        raise UnreadableFile(words % {"size": len(data) // 1024**2, "most": MAX_BYTES // 1024**2})


def _check_archive(data: bytes) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            members = archive.infolist()
    except zipfile.BadZipFile as error:
        raise UnreadableFile(_("This is no XLSX workbook.")) from error
    if len(members) > MAX_MEMBERS or sum(member.file_size for member in members) > MAX_UNPACKED:
        words = _("Unpacked, the workbook is larger than %(most)s MB.")
        raise UnreadableFile(words % {"most": MAX_UNPACKED // 1024**2})


def _sheet(source: Any) -> Sheet:
    sheet = Sheet(source.title)
    # One row and column more than allowed, so that too many are noticed, and a formatted last row costs nothing.
    for number, row in enumerate(
        source.iter_rows(max_row=MAX_ROWS + 2, max_col=MAX_COLUMNS + 1, values_only=True), start=1
    ):
        _take(sheet, number, list(row))
    return sheet


def _take(sheet: Sheet, number: int, values: list[Any]) -> None:
    while values and (values[-1] is None or values[-1] == ""):
        values.pop()
    if not values:
        return
    if len(values) > MAX_COLUMNS:
        words = _("Sheet %(sheet)s has more than %(most)s columns.")
        raise UnreadableFile(words % {"sheet": sheet.name, "most": MAX_COLUMNS})
    if not sheet.header:
        sheet.header = [str(value or "").strip() for value in values]
        twice = sorted({name for name in sheet.header if name and sheet.header.count(name) > 1})
        if twice:
            words = _("Sheet %(sheet)s has the column %(name)s twice.")
            raise UnreadableFile(words % {"sheet": sheet.name, "name": ", ".join(twice)})
        return
    if len(sheet.rows) >= MAX_ROWS:
        words = _("Sheet %(sheet)s has more than %(most)s rows.")
        raise UnreadableFile(words % {"sheet": sheet.name, "most": MAX_ROWS})
    for column, value in enumerate(values):
        if isinstance(value, str) and len(value) > MAX_CELL:
            words = _(
                "Sheet %(sheet)s, row %(row)s, column %(column)s: a cell of more than %(most)s characters."
            )
            params = {"sheet": sheet.name, "row": number, "column": column + 1, "most": MAX_CELL}
            raise UnreadableFile(words % params)
        headless = column >= len(sheet.header) or not sheet.header[column]
        if headless and value not in (None, ""):
            words = _("Sheet %(sheet)s, row %(row)s: column %(column)s has a value but no header.")
            raise UnreadableFile(words % {"sheet": sheet.name, "row": number, "column": column + 1})
    names = sheet.header
    sheet.rows.append((number, {name: value for name, value in zip(names, values, strict=False) if name}))
