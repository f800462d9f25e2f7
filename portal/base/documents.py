"""Record (tables) <-> document (a dict of plain values).

The document is the one form in which a record is stored as a revision, written in fixtures, restored and compared.
Blank values are left out; everything of other records and nouns is there by id only.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import orjson
from django.db import models

from portal.base.models import Record, RecordKey
from portal.base.shape import Children, Column, Shape, shape_of

Document = dict[str, Any]


def dumps(document: Document) -> str:
    """Canonical JSON text: the same document always gives the same text."""
    return orjson.dumps(document, option=orjson.OPT_SORT_KEYS).decode()


def loads(text: str) -> Document:
    return orjson.loads(text)


def plain(value: Any) -> Any:
    """A column's value as JSON has it: whole numbers as int, dates as ISO text."""
    if value is None or type(value) in (str, int, bool):
        return value
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def is_blank(value: Any) -> bool:
    """True for what a document leaves out. Nought is a statement: nobody was killed."""
    return value is None or value is False or value == "" or value == []


def _row(
    instance: models.Model, columns: Sequence[Column], record_ids: dict[int, str], refs: dict[Any, str]
) -> Document:
    row: Document = {}
    for column in columns:
        if column.to is None:
            value = plain(getattr(instance, column.field.attname))
        elif column.sibling:
            value = _sibling_ref(instance, column, refs)
        elif column.to_record:
            value = record_ids.get(getattr(instance, column.field.attname))
        else:
            value = getattr(instance, column.field.attname)
        if not is_blank(value):
            row[column.name] = value
    return row


def _sibling_ref(instance: models.Model, column: Column, refs: dict[Any, str]) -> str | None:
    cached = instance._state.fields_cache.get(column.field.name)
    if cached is not None:
        return cached.ref
    return refs.get((column.to, getattr(instance, column.field.attname)))


def row_document(
    table: Children, instance: models.Model, record_ids: dict[int, str], refs: dict[Any, str]
) -> Document | str:
    """One child row as the document has it."""
    row = _row(instance, table.columns, record_ids, refs)
    return row[table.columns[0].name] if table.bare else row


def record_document(
    shape: Shape,
    record: Record,
    children: dict[str, list[Any]],
    record_ids: dict[int, str],
) -> Document:
    """A record and its child rows, in memory, as a document. `record_ids` maps key ids to record ids."""
    refs: dict[Any, str] = {}
    for table in shape.children:
        if table.key_columns == ("ref",):
            refs.update({(table.model, row.pk): row.ref for row in children.get(table.name, []) if row.pk})
    document: Document = {"record_id": record.key.record_id}
    document |= _row(record, shape.columns, record_ids, refs)
    for table in shape.children:
        rows = [row_document(table, row, record_ids, refs) for row in children.get(table.name, [])]
        if rows:
            document[table.name] = rows
    return document


def child_rows(shape: Shape, key_ids: Sequence[int]) -> dict[str, dict[int, list[models.Model]]]:
    """All child rows of some records, a query a table: {table name: {key id: rows in order}}."""
    found: dict[str, dict[int, list[models.Model]]] = {}
    for table in shape.children:
        by_key: dict[int, list[models.Model]] = defaultdict(list)
        for row in table.model.objects.filter(**{f"{table.parent}__in": key_ids}).order_by("position", "id"):
            by_key[getattr(row, f"{table.parent}_id")].append(row)
        found[table.name] = by_key
    return found


def referred_keys(
    shape: Shape, records: Iterable[Record], rows: dict[str, dict[int, list[models.Model]]]
) -> set[int]:
    """Key ids of the other records that these records and their rows refer to."""
    wanted: set[int] = set()
    for column in shape.columns:
        if column.to_record:
            wanted.update(value for record in records if (value := getattr(record, column.field.attname)))
    for table in shape.children:
        for column in table.columns:
            if column.to_record:
                for children in rows[table.name].values():
                    wanted.update(value for row in children if (value := getattr(row, column.field.attname)))
    return wanted


def to_documents(model: type[Record], key_ids: Sequence[int]) -> dict[int, Document]:
    """The documents of some records of one kind, by key id; the number of queries does not grow with them.

    Reads plain values instead of instances: bulk work spends most of its time here.
    """
    shape = shape_of(model)
    records = _stored(model, "key", shape.columns, key_ids)
    children = {
        table.name: _stored(table.model, table.parent, table.columns, key_ids) for table in shape.children
    }
    wanted = {*_record_keys(shape.columns, records), *(key_id for key_id, _pk, _values in records)}
    refs: dict[Any, str] = {}
    for table in shape.children:
        wanted |= _record_keys(table.columns, children[table.name])
        if table.key_columns == ("ref",):
            place = next(place for place, column in enumerate(table.columns) if column.name == "ref")
            refs |= {(table.model, pk): values[place] for _key_id, pk, values in children[table.name]}
    record_ids = dict(RecordKey.objects.filter(id__in=wanted).values_list("id", "record_id"))
    documents: dict[int, Document] = {}
    for key_id, _pk, values in records:
        row = _values_row(shape.columns, values, record_ids, refs)
        documents[key_id] = {"record_id": record_ids[key_id], **row}
    for table in shape.children:
        for key_id, _pk, values in children[table.name]:
            row = _values_row(table.columns, values, record_ids, refs)
            shown = row[table.columns[0].name] if table.bare else row
            documents[key_id].setdefault(table.name, []).append(shown)
    return documents


StoredRow = tuple[int, int, tuple[Any, ...]]


def _stored(
    model: type[models.Model], parent: str, columns: Sequence[Column], key_ids: Sequence[int]
) -> list[StoredRow]:
    """(key id, primary key, values of `columns`) of the rows of some records, in their order."""
    found = model._default_manager.filter(**{f"{parent}__in": key_ids})
    found = (
        found.order_by("pk")
        if parent == "key" and issubclass(model, Record)
        else found.order_by("position", "pk")
    )
    names = [column.field.attname for column in columns]
    return [(row[0], row[1], row[2:]) for row in found.values_list(f"{parent}_id", "pk", *names)]


def _record_keys(columns: Sequence[Column], rows: Iterable[StoredRow]) -> set[int]:
    places = [place for place, column in enumerate(columns) if column.to_record]
    return (
        {values[place] for _key_id, _pk, values in rows for place in places if values[place]}
        if places
        else set()
    )


def _values_row(
    columns: Sequence[Column], values: Sequence[Any], record_ids: dict[int, str], refs: dict[Any, str]
) -> Document:
    row: Document = {}
    for column, value in zip(columns, values, strict=True):
        if value is None or value == "":
            continue
        if column.to is None:
            value = plain(value)
        elif column.sibling:
            value = refs.get((column.to, value))
        elif column.to_record:
            value = record_ids.get(value)
        if not is_blank(value):
            row[column.name] = value
    return row
