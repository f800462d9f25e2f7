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
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return value


def _row(
    instance: models.Model, columns: Sequence[Column], record_ids: dict[int, str], refs: dict[int, str]
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
        if value not in (None, "", [], False):
            row[column.name] = value
    return row


def _sibling_ref(instance: models.Model, column: Column, refs: dict[int, str]) -> str | None:
    cached = instance._state.fields_cache.get(column.field.name)
    if cached is not None:
        return cached.ref
    return refs.get((column.to, getattr(instance, column.field.attname)))  # type: ignore[arg-type]


def row_document(
    table: Children, instance: models.Model, record_ids: dict[int, str], refs: dict[Any, str]
) -> Document | str:
    """One child row as the document has it."""
    row = _row(instance, table.columns, record_ids, refs)
    return row[table.columns[0].name] if table.bare else row


def record_document(
    shape: Shape,
    record: Record,
    children: dict[str, list[models.Model]],
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
    """The documents of some records of one kind, by key id; the number of queries does not grow with them."""
    shape = shape_of(model)
    records = list(model.objects.filter(key_id__in=key_ids).select_related("key"))
    rows = child_rows(shape, [record.key_id for record in records])
    record_ids = dict(
        RecordKey.objects.filter(id__in=referred_keys(shape, records, rows)).values_list("id", "record_id")
    )
    return {
        record.key_id: record_document(
            shape, record, {name: by_key.get(record.key_id, []) for name, by_key in rows.items()}, record_ids
        )
        for record in records
    }
