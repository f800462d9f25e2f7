"""Document -> public text: what readers get on pages, in the API, in files and feeds.

Names stand beside ids, in both languages; links lead to published records only; nothing editorial is in it.
Built for many records at once, with a number of queries that does not grow with them.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db import models

from portal.base.codes import Status, record_path
from portal.base.documents import Document, plain, to_documents
from portal.base.drafts import Draft
from portal.base.models import Link, Organisation, Place, Record, RecordKey, Source
from portal.base.references import References
from portal.base.shape import Children, Column, Shape, shape_of

NEVER_PUBLIC = {"editorial_note"}
SOURCE_COLUMNS = (
    "title_en",
    "title_zh",
    "author",
    "published",
    "language",
    "source_type",
    "control",
    "source_scale",
    "url",
    "archive_url",
    "archived_on",
)


class Names:
    """The nouns and records that a batch of documents shows."""

    def __init__(self, shape: Shape, documents: Iterable[Document]) -> None:
        documents = list(documents)
        self.references = References()
        self.references.preload(shape, documents)
        publishers = {
            source.publisher_id
            for source in self.references.nouns.get(Source, {}).values()
            if isinstance(source, Source) and source.publisher_id
        }
        self.publishers = Organisation.objects.in_bulk(list(publishers)) if publishers else {}
        # Many records show the same nouns: each is put into words once.
        self._names: dict[tuple[Any, str, str], Document] = {}
        self._details: dict[tuple[Any, str], Document] = {}

    def of(self, column: Column, value: str) -> Document:
        """Names of one reference, keyed as they stand beside it."""
        place = (column.to, column.name, value)
        known = self._names.get(place)
        if known is None:
            known = self._names[place] = self._names_of(column, value)
        return known

    def details(self, column: Column, value: str) -> Document:
        """What readers see of a place or a source beside its name."""
        known = self._details.get((column.to, value))
        if known is None:
            noun = self.references.noun(column.to, value) if column.to else None
            known = self._details[column.to, value] = _details(noun, self)
        return known

    def _names_of(self, column: Column, value: str) -> Document:
        noun: Any = self.references.noun(column.to, value) if column.to else None
        if noun is None:
            return {}
        if isinstance(noun, Source):
            return {
                f"{column.name}_title_en": noun.title_en,
                f"{column.name}_title_zh": noun.title_zh,
                f"{column.name}_author": noun.author,
            }
        return {f"{column.name}_name_en": noun.name_en, f"{column.name}_name_zh": noun.name_zh}

    def published(self, record_id: str) -> RecordKey | None:
        key = self.references.key(record_id)
        return key if key is not None and key.status == Status.PUBLISHED else None


def public_documents(
    model: type[Record], key_ids: Sequence[int], documents: Mapping[int, Document] | None = None
) -> dict[int, Document]:
    """The public texts of some records of one kind, as dicts, by key id (whatever their status)."""
    shape = shape_of(model)
    records = {
        record.key_id: record for record in model.objects.filter(key_id__in=key_ids).select_related("key")
    }
    if documents is None:
        documents = to_documents(model, list(records))
    names = Names(shape, documents.values())
    incoming = _incoming_links(records)
    shown = {relation: _shown_records(model, relation, records) for relation in model.shown_with}
    found: dict[int, Document] = {}
    for key_id, record in records.items():
        public = _public(record, documents[key_id], shape, names)
        public["links"] += incoming.get(key_id, [])
        for relation, rows in shown.items():
            public[relation] = rows.get(key_id, [])
        found[key_id] = public
    return found


def preview(draft: Draft) -> Document:
    """What readers would get of a checked document that is not saved, without what only other records say of it."""
    record = draft.record
    record.set_interval()
    record.derive(draft.document)
    public = _public(record, draft.document, draft.shape, Names(draft.shape, [draft.document]))
    return public | {relation: [] for relation in type(record).shown_with}


def _public(record: Record, document: Document, shape: Shape, names: Names) -> Document:
    public = _head(record) | _public_row(shape.columns, document, names)
    public |= {name: plain(getattr(record, name)) for name in ("date_earliest", "date_latest", "date_prec")}
    public |= {name: plain(getattr(record, name)) for name in type(record).derived}
    for table in shape.children:
        public[table.name] = _public_rows(table, document.get(table.name, []), names)
    return public


def _head(record: Record) -> Document:
    key = record.key
    return {
        "record_id": key.record_id,
        "kind": key.kind,
        "url": record_path(key.kind, key.record_id),
        "status": key.status,
        "version": key.version,
        "published_at": plain(key.published_at),
        "updated_at": plain(key.updated_at),
    }


def _public_row(columns: Iterable[Column], row: Document, names: Names) -> Document:
    public: Document = {}
    for column in columns:
        if column.name in NEVER_PUBLIC:
            continue
        value = row.get(column.name)
        if column.to_record:
            public |= _record_reference(column.name, names.published(value) if value else None)
            continue
        public[column.name] = value if value is not None else column.blank
        if value is not None and column.to_noun:
            public |= names.of(column, value)
    return public


def _record_reference(name: str, key: RecordKey | None) -> Document:
    if key is None:
        return {name: None}
    return {
        name: key.record_id,
        f"{name}_title_en": key.title_en,
        f"{name}_title_zh": key.title_zh,
        f"{name}_url": record_path(key.kind, key.record_id),
    }


def record_row(key: RecordKey) -> Document:
    """Another record in one line, as lists of related records show it."""
    return {
        "record_id": key.record_id,
        "kind": key.kind,
        "title_en": key.title_en,
        "title_zh": key.title_zh,
        "date": key.date,
        "url": record_path(key.kind, key.record_id),
    }


def _public_rows(table: Children, rows: list[Any], names: Names) -> list[Document]:
    public: list[Document] = []
    noun = next((column for column in table.columns if column.to in (Source, Place)), None)
    for row in rows:
        if table.bare:
            row = {table.columns[0].name: row}
        if table.model is Link:
            key = names.published(row["to"])
            if key is not None:
                kept = {name: value for name, value in row.items() if name != "to"}
                public.append({"direction": "to", **kept, **record_row(key)})
            continue
        shown = _public_row(table.columns, row, names)
        if noun is not None and row.get(noun.name):
            shown |= names.details(noun, row[noun.name])
        public.append(shown)
    return public


def _details(noun: Any, names: Names) -> Document:
    if isinstance(noun, Place):
        return {
            "latitude": plain(noun.latitude),
            "longitude": plain(noun.longitude),
            "country": noun.country_id,
        }
    details = {source_name(name): plain(getattr(noun, name)) for name in SOURCE_COLUMNS}
    publisher = names.publishers.get(noun.publisher_id)
    if publisher is not None:
        details |= {
            "source_publisher": publisher.pk,
            "source_publisher_name_en": publisher.name_en,
            "source_publisher_name_zh": publisher.name_zh,
        }
    return details


def source_name(column: str) -> str:
    """How a source's column is called beside a citation: `source_title_en`, `source_type`."""
    return column if column.startswith("source_") else f"source_{column}"


def _incoming_links(records: Mapping[int, Record]) -> dict[int, list[Document]]:
    rows: dict[int, list[Document]] = defaultdict(list)
    found = Link.objects.filter(to__in=list(records), key__status=Status.PUBLISHED).select_related("key")
    for link in found.order_by("key__sort_date", "key_id", "position"):
        notes = {"note_en": link.note_en, "note_zh": link.note_zh}
        notes = {name: value for name, value in notes.items() if value}
        rows[link.to_id].append({"direction": "from", "type": link.type, **notes, **record_row(link.key)})
    return rows


def _shown_records(
    model: type[Record], relation: str, records: Mapping[int, Record]
) -> dict[int, list[Document]]:
    field: Any = model._meta.get_field(relation)
    column = field.field.attname
    related: type[models.Model] = field.related_model
    rows: dict[int, list[Document]] = defaultdict(list)
    found = related._default_manager.filter(**{f"{column}__in": list(records)}, status=Status.PUBLISHED)
    for record in found.select_related("key").order_by("sort_date", "key_id"):
        rows[getattr(record, column)].append(record_row(record.key))  # type: ignore[attr-defined]
    return rows
