"""A filtered list as a file: CSV, XLSX, JSON, GeoJSON. Streams; never holds all rows' contents in memory."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import IO, Any

import orjson
import xlsxwriter
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone, translation

from portal.base.codes import KIND_NAMES
from portal.base.documents import Document
from portal.base.history import texts_of_versions
from portal.base.models import Record, Version
from portal.base.public_texts import texts_of, with_host
from portal.base.shape import shape_of
from portal.base.tables import cells, child_cells, child_columns, child_tables, columns
from portal.base.workbooks import FORMULA_STARTS, MAX_CELL

CHUNK = 500
LICENCE = "CC BY 4.0"
CUT = "… [cut here: a cell holds 32,767 characters; the JSON file has the whole text]"


@dataclass(frozen=True)
class About:
    """What every file says of itself: the query in words, its address, when, the licence, how to cite it.

    `moment` is when it is read as of, where that is not now.
    """

    sentence: str
    address: str
    moment: datetime | None = None

    def lines(self) -> list[tuple[str, str]]:
        now = timezone.now()
        site = settings.SITE_NAME_EN
        citation = f"{site}. “{self.sentence}.” Retrieved {now:%Y-%m-%d}. {self.address}"
        as_of = [("as_of", self.moment.isoformat())] if self.moment else []
        return [
            ("site", f"{site} / {settings.SITE_NAME_ZH}"),
            ("query", self.sentence),
            ("address", self.address),
            *as_of,
            ("retrieved", now.isoformat(timespec="seconds")),
            ("licence", LICENCE),
            ("citation", citation),
        ]


def text_stream(model: type[Record], queryset: QuerySet) -> Iterator[str]:
    """The public texts of these rows in their order, a chunk at a time; rows without one are built on the spot.

    Rows may be versions: theirs are the texts of then.
    """
    then = queryset.model is Version
    read = texts_of_versions if then else partial(texts_of, model)
    ids: list[int] = []
    for row in queryset.values_list("pk" if then else "key_id", flat=True).iterator(chunk_size=2_000):
        ids.append(row)
        if len(ids) == CHUNK:
            yield from read(ids)
            ids = []
    yield from read(ids)


def documents(model: type[Record], queryset: QuerySet) -> Iterator[Document]:
    """The same as dicts, page addresses with the host."""
    for text in text_stream(model, queryset):
        yield orjson.loads(with_host(text, settings.SITE_URL))


class _Echo:
    """A file that hands back what is written, for `csv.writer`."""

    def write(self, value: str) -> str:
        return value


def as_csv(model: type[Record], queryset: QuerySet, about: About) -> Iterator[str]:
    """One row a record; UTF-8 with a byte order mark, ISO dates. Text that looks like a formula gets an apostrophe."""
    writer = csv.writer(_Echo())
    yield "\ufeff" + writer.writerow(columns(model))
    for public in documents(model, queryset):
        yield writer.writerow([_csv_cell(value) for value in cells(model, public)])


def _csv_cell(value: Any) -> Any:
    if isinstance(value, str) and value.startswith(FORMULA_STARTS):
        return f"'{value}"
    return "" if value is None else value


def as_json(model: type[Record], queryset: QuerySet, about: About) -> Iterator[str]:
    """`{"about": …, "results": […]}` of whole public texts."""
    yield f'{{"about":{orjson.dumps(dict(about.lines())).decode()},"results":['
    separator = ""
    for text in text_stream(model, queryset):
        yield separator + with_host(text, settings.SITE_URL)
        separator = ","
    yield "]}\n"


def as_geojson(model: type[Record], queryset: QuerySet, about: About) -> Iterator[str]:
    """A FeatureCollection, one feature a record. The geometry is of its most exact place known to a division or
    better; a record known only to its country has none. `where_prec` says how exact the point is.
    """
    yield f'{{"type":"FeatureCollection","about":{orjson.dumps(dict(about.lines())).decode()},"features":['
    separator = ""
    for public in documents(model, queryset):
        yield separator + orjson.dumps(_feature(model, public)).decode()
        separator = ","
    yield "]}\n"


def _feature(model: type[Record], public: Document) -> Document:
    located = [row for row in public["places"] if row.get("latitude") is not None and row["where_prec"] <= 5]
    located.sort(key=lambda row: row["where_prec"])
    geometry = None
    properties = dict(zip(columns(model), cells(model, public), strict=True))
    properties["where_prec"] = properties["where"] = None
    if located:
        geometry = {"type": "Point", "coordinates": [located[0]["longitude"], located[0]["latitude"]]}
        properties["where_prec"] = located[0]["where_prec"]
        properties["where"] = located[0]["place"]
    return {"type": "Feature", "id": public["record_id"], "geometry": geometry, "properties": properties}


def as_xlsx(model: type[Record], queryset: QuerySet, about: About) -> IO[bytes]:
    """A workbook, as an open file: `about`, the kind's table, a sheet for each child table, `codebook`."""
    target = tempfile.TemporaryFile()  # noqa: SIM115 (the response closes it)
    book = xlsxwriter.Workbook(
        target, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True})
    first = book.add_worksheet("about")
    for number, pair in enumerate(about.lines()):
        _write_row(first, number, pair)
    main = book.add_worksheet(sheet_name(model))
    _write_row(main, 0, columns(model), bold)
    main.freeze_panes(1, 1)
    tables = child_tables(model)
    sheets = {table.name: book.add_worksheet(table.name) for table in tables}
    rows = dict.fromkeys(sheets, 0)
    for table in tables:
        _write_row(sheets[table.name], 0, child_columns(table), bold)
        sheets[table.name].freeze_panes(1, 1)
    for number, public in enumerate(documents(model, queryset), start=1):
        _write_row(main, number, cells(model, public))
        for table in tables:
            for values in child_cells(table, public):
                rows[table.name] += 1
                _write_row(sheets[table.name], rows[table.name], values)
    _write_codebook(book.add_worksheet("codebook"), model, bold)
    book.close()
    target.seek(0)
    return target


def sheet_name(model: type[Record]) -> str:
    """The main sheet of a kind: `incidents`, `training-events` …"""
    return KIND_NAMES[model.kind].api


def _write_row(sheet: Any, number: int, values: Iterable[Any], style: Any = None) -> None:
    for column, value in enumerate(values):
        if value is None or value == "":
            continue
        if isinstance(value, bool):
            sheet.write_boolean(number, column, value, style)
        elif isinstance(value, int | float):
            sheet.write_number(number, column, value, style)
        else:
            text = str(value)
            sheet.write_string(
                number, column, text if len(text) <= MAX_CELL else text[: MAX_CELL - len(CUT)] + CUT, style
            )


def _write_codebook(sheet: Any, model: type[Record], style: Any) -> None:
    _write_row(sheet, 0, ["sheet", "column", "English", "中文", "accepted"], style)
    number = 0
    shape = shape_of(model)
    for name, described in [
        (sheet_name(model), shape.columns),
        *((t.name, t.columns) for t in child_tables(model)),
    ]:
        for column in described:
            number += 1
            words = []
            for language in ("en", "zh-hans"):
                with translation.override(language):
                    words.append(str(column.field.verbose_name))
            choices = getattr(column.field, "choices", None) or getattr(
                getattr(column.field, "codes", None), "choices", []
            )
            accepted = ", ".join(str(value) for value, _label in choices) if choices else ""
            if column.to is not None and not accepted:
                accepted = f"{column.to._meta.model_name} id"
            _write_row(sheet, number, [name, column.name, *words, accepted])
