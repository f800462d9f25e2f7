"""Documents -> tables, many records at a time: checked first, then written with set-based statements.

Only `publishing` calls this; it writes rows, not revisions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from portal.base.documents import Document, child_rows, to_documents
from portal.base.drafts import Draft, read_document
from portal.base.models import Record, RecordKey
from portal.base.references import References
from portal.base.shape import Children, Shape, shape_of
from portal.base.writing import next_record_ids, reserve_ids

BATCH = 400  # rows a statement: below SQLite's limit of variables for our widest table


@dataclass
class Checked:
    """One document after the check: its draft, and what was stored before (None for a new record)."""

    draft: Draft
    before: Document | None

    @property
    def key(self) -> RecordKey:
        return self.draft.record.key

    @property
    def changed(self) -> bool:
        return self.before is None or self.before != self.draft.document


class RecordErrors(ValidationError):
    """What is wrong with each of several documents: `by_index` maps a position to its messages by field."""

    def __init__(self, by_index: dict[int, dict[str, list[str]]]) -> None:
        self.by_index = by_index
        merged: dict[str, list[str]] = {}
        for errors in by_index.values():
            for name, messages in errors.items():
                merged.setdefault(name, []).extend(messages)
        super().__init__(merged)


def check_documents(
    model: type[Record], documents: Sequence[Document], references: References | None = None
) -> list[Checked]:
    """Check whole documents of one kind without writing. New records get a key in memory.

    A document without `record_id` is a new record. `references` may hold keys of records that the same load
    is about to write. Raises RecordErrors naming every bad field of every document.
    """
    shape = shape_of(model)
    references = references or References()
    references.preload(shape, documents)
    known = [
        key for d in documents if d.get("record_id") and (key := references.key(d["record_id"])) and key.pk
    ]
    stored = to_documents(model, [key.pk for key in known])
    checked: list[Checked] = []
    errors: dict[int, dict[str, list[str]]] = {}
    places: list[int] = []  # where each checked document stands among all
    for index, document in enumerate(documents):
        record_id = str(document.get("record_id") or "")
        key = references.key(record_id) if record_id else None
        key = key or RecordKey(record_id=record_id, kind=model.kind)
        try:
            draft = read_document(model, document, references, key)
        except ValidationError as error:
            errors[index] = error.message_dict
            continue
        checked.append(Checked(draft, stored.get(key.pk) if key.pk else None))
        places.append(index)
    for index, name, message in _taken(model, shape, checked):
        errors.setdefault(places[index], {}).setdefault(name, []).append(message)
    if errors:
        raise RecordErrors(errors)
    return checked


def _taken(model: type[Record], shape: Shape, checked: Sequence[Checked]) -> Iterator[tuple[int, str, str]]:
    """Values that only one record may have and another has: (position, field, words). A query a unique column."""
    yield from _twice("record_id", [item.key.record_id for item in checked])
    for column in shape.columns:
        if not column.field.unique:
            continue
        values = [getattr(item.draft.record, column.field.attname) for item in checked]
        yield from _twice(column.name, values)
        rows = model.objects.filter(**{f"{column.name}__in": [value for value in values if value]})
        owners = {
            value: (key, name) for value, key, name in rows.values_list(column.name, "key", "key__record_id")
        }
        for index, (item, value) in enumerate(zip(checked, values, strict=True)):
            owner, record_id = owners.get(value, (item.key.pk, ""))
            if owner != item.key.pk:
                words = _("%(value)s belongs to %(id)s already; only one record may have it.")
                yield index, column.name, words % {"value": value, "id": record_id}


def _twice(name: str, values: Sequence[Any]) -> Iterator[tuple[int, str, str]]:
    seen: set[Any] = set()
    for index, value in enumerate(values):
        if value and value in seen:
            yield index, name, _("%(value)s is there twice; only one record may have it.") % {"value": value}
        seen.add(value)


def write_checked(model: type[Record], checked: Sequence[Checked]) -> None:
    """Write what changed: keys of new records, rows, child rows. Call inside a write transaction."""
    shape = shape_of(model)
    changed = [item for item in checked if item.changed]
    _write_keys(model, [item for item in changed if not item.key.pk])
    for item in changed:
        record = item.draft.record
        record.key_id = record.key.pk
        record.key = record.key
        record.status, record.updated_at = record.key.status, record.key.updated_at
        item.draft.document["record_id"] = record.key.record_id
        record.set_interval()
        record.derive(item.draft.document)
    _upsert(model, [item.draft.record for item in changed], pk="key")
    existing = child_rows(shape, [item.key.pk for item in changed if item.before is not None])
    gone: list[tuple[Children, list[int]]] = []
    for table in shape.children:
        if _pointed_at(shape, table):
            gone.append((table, _match_rows(table, changed, existing[table.name])))
        else:
            _replace_rows(table, [item for item in changed if _differs(item, table)])
    # What a removed row pointed at goes last: by now nothing points at it.
    for table, ids in reversed(gone):
        if ids:
            table.model.objects.filter(pk__in=ids).delete()
    for item in changed:
        item.draft.record.check_tree()


def _write_keys(model: type[Record], new: Sequence[Checked]) -> None:
    nameless = [item for item in new if not item.key.record_id]
    for item, record_id in zip(
        nameless, next_record_ids(model.kind, len(nameless)) if nameless else [], strict=True
    ):
        item.key.record_id = record_id
    RecordKey.objects.bulk_create([item.key for item in new], batch_size=BATCH)
    reserve_ids([item.key.record_id for item in new])


def _upsert(model: type[models.Model], rows: list[Any], pk: str = "id") -> None:
    if not rows:
        return
    names = [field.name for field in model._meta.concrete_fields if not field.primary_key]
    model._default_manager.bulk_create(
        rows, batch_size=BATCH, update_conflicts=True, unique_fields=[pk], update_fields=names
    )


def _differs(item: Checked, table: Children) -> bool:
    before = (item.before or {}).get(table.name)
    return before != item.draft.document.get(table.name)


def _pointed_at(shape: Shape, table: Children) -> bool:
    """True for rows that other rows of the record point at (citations, figures): they keep their identity."""
    return any(column.to is table.model for other in shape.children for column in other.columns)


def _replace_rows(table: Children, items: Sequence[Checked]) -> None:
    old = [item.key.pk for item in items if item.before is not None]
    if old:
        table.model.objects.filter(**{f"{table.parent}__in": old}).delete()
    rows = [row for item in items for row in item.draft.children[table.name]]
    for item in items:
        for row in item.draft.children[table.name]:
            setattr(row, f"{table.parent}_id", item.key.pk)
    table.model.objects.bulk_create(rows, batch_size=BATCH)


def _match_rows(
    table: Children, items: Sequence[Checked], existing: dict[int, list[models.Model]]
) -> list[int]:
    """Create new rows and update those with the same row key; return the ids of rows that are no more."""
    created: list[Any] = []
    updated: list[Any] = []
    gone: list[int] = []
    for item in items:
        old = {_identity(table, row): row for row in existing.get(item.key.pk, [])}
        for row in item.draft.children[table.name]:
            setattr(row, f"{table.parent}_id", item.key.pk)
            match = old.pop(_identity(table, row), None)
            if match is None:
                created.append(row)
            else:
                row.pk = match.pk
                updated.append(row)
        gone += [row.pk for row in old.values()]
    selves = [column for column in table.columns if column.to is table.model]
    later = [
        (row, column, sibling) for row in created for column in selves if (sibling := _take_off(row, column))
    ]
    table.model.objects.bulk_create(created, batch_size=BATCH)
    for row, column, sibling in later:
        setattr(row, column.field.name, sibling)
    if later:
        pointing = list({id(row): row for row, _column, _sibling in later}.values())
        table.model.objects.bulk_update(pointing, [column.field.name for column in selves], batch_size=BATCH)
    _upsert(table.model, updated)
    return gone


def _take_off(row: Any, column: Any) -> Any:
    """Remove a reference to an unsaved sibling, to be put back once both rows exist."""
    sibling = row._state.fields_cache.get(column.field.name)
    if sibling is not None:
        setattr(row, column.field.name, None)
    return sibling


def _identity(table: Children, row: Any) -> tuple[Any, ...]:
    columns = {column.name: column.field.attname for column in table.columns}
    return tuple(getattr(row, columns[name]) for name in table.key_columns)


def reserve_records(model: type[Record], record_ids: Sequence[str], references: References) -> None:
    """Make keys for records that a load is about to write, so that its records may name each other in any order."""
    known = {key.record_id: key for key in RecordKey.objects.filter(record_id__in=record_ids)}
    new = [
        RecordKey(record_id=record_id, kind=model.kind) for record_id in record_ids if record_id not in known
    ]
    RecordKey.objects.bulk_create(new, batch_size=BATCH)
    reserve_ids(list(record_ids))
    references.keys.update(known | {key.record_id: key for key in new})
