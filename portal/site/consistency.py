"""Is what readers get what the tables say? Rebuilds public texts and copies, and compares; may repair.

The tables are taken as true. Differences come from writes past the verbs, or from a crash of something that is not
in one transaction with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from portal.base.codes import Status
from portal.base.documents import Document, dumps, plain, to_documents
from portal.base.kinds import ids_by_model
from portal.base.models import PublicText, Record, RecordKey, Revision, SearchEntry
from portal.base.projection import public_documents
from portal.base.public_texts import as_text, chunks, rewrite_texts
from portal.base.publishing import Why, record_written
from portal.base.search import entry_number
from portal.base.writing import write_transaction
from portal.site.version_check import mend_versions, wrong_versions

WHY = Why(reason_text="Repaired by check_documents: the tables had changed without a revision.")


@dataclass(frozen=True)
class Difference:
    """One thing of one record that is not as the tables say; `what` is a sentence for the person who runs it."""

    record_id: str
    what: str


Found = Iterator[tuple[int, Difference]]


def check(repair: bool = False) -> Iterator[Difference]:
    """Every difference there is, a chunk of records at a time; with `repair`, after mending it.

    Copies and revisions come first: a text shows the titles of other records, so these have to be right by then.
    """
    steps = [
        (_check_copies, _repair_copies),
        (_check_texts, rewrite_texts),
        (_check_versions, mend_versions),
    ]
    for find, mend in steps:
        for some in chunks(list(RecordKey.objects.order_by("id").values_list("id", flat=True))):
            found = [item for model, ids in ids_by_model(some).items() for item in find(model, ids)]
            if repair and found:
                mend({key_id for key_id, _difference in found})
            yield from (difference for _key_id, difference in found)


def _check_copies(model: type[Record], key_ids: Sequence[int]) -> Found:
    documents = to_documents(model, key_ids)
    last = _last_documents(key_ids)
    for record in _records(model, key_ids):
        document = documents[record.key_id]
        for what in _wrong_copies(record, document):
            yield record.key_id, Difference(record.key.record_id, what)
        if last.get(record.key_id) != dumps(document):
            yield (
                record.key_id,
                Difference(record.key.record_id, "its last revision is not what its tables say"),
            )
    for key in RecordKey.objects.filter(id__in=set(key_ids) - documents.keys()):
        yield key.pk, Difference(key.record_id, "it has an id, but no row in its table: to be mended by hand")


def _check_texts(model: type[Record], key_ids: Sequence[int]) -> Found:
    texts = dict(PublicText.objects.filter(key__in=key_ids, stale=False).values_list("key_id", "text"))
    stale = set(PublicText.objects.filter(key__in=key_ids, stale=True).values_list("key_id", flat=True))
    entries = dict(SearchEntry.objects.filter(key__in=key_ids).values_list("key_id", "number"))
    records = _records(model, key_ids)
    expected = public_documents(model, [r.key_id for r in records if r.key.status == Status.PUBLISHED])
    for record in records:
        key_id = record.key_id
        for what in [
            *_wrong_text(record.key, expected.get(key_id), texts.get(key_id), key_id in stale),
            *_wrong_entry(record.key, entries.get(key_id)),
        ]:
            yield key_id, Difference(record.key.record_id, what)


def _check_versions(model: type[Record], key_ids: Sequence[int]) -> Found:
    for key_id, record_id, what in wrong_versions(model, key_ids):
        yield key_id, Difference(record_id, what)


def _records(model: type[Record], key_ids: Sequence[int]) -> list[Record]:
    found = model.objects.filter(key_id__in=key_ids).select_related("key")
    return list(found.order_by("key_id"))


def _last_documents(key_ids: Sequence[int]) -> dict[int, str]:
    """The document of each record's newest revision."""
    rows = (
        Revision.objects.applied()
        .filter(key__in=key_ids)
        .order_by("key", "sequence")
        .values_list("key_id", "document")
    )
    return dict(rows)


def _wrong_copies(record: Record, document: Document) -> Iterator[str]:
    """Columns that are copied or derived, and are not what they are copied or derived from."""
    key = record.key
    fresh: Any = copy(record)
    fresh.set_interval()
    fresh.derive(document)
    for name in ("date_earliest", "date_latest", "date_prec", "sort_date", *record.derived):
        if getattr(record, name) != getattr(fresh, name):
            yield f"{name} is {plain(getattr(record, name))}, derived it is {plain(getattr(fresh, name))}"
    for name in ("title_en", "title_zh", "date", "sort_date", "status", "updated_at"):
        if getattr(key, name) != getattr(record, name):
            yield f"{name} is {plain(getattr(key, name))} at its id, and {plain(getattr(record, name))} in its table"


def _wrong_text(key: RecordKey, expected: Document | None, stored: str | None, stale: bool) -> Iterator[str]:
    if stale:
        yield "its public text waits to be rewritten"
    elif expected is None and stored is not None:
        yield f"it is {key.status}, and has a public text"
    elif expected is not None and stored is None:
        yield "it has no public text"
    elif expected is not None and stored != as_text(expected):
        yield "its public text is not what its tables say"


def _wrong_entry(key: RecordKey, number: int | None) -> Iterator[str]:
    wanted = entry_number(key.pk, key.sort_date) if key.status == Status.PUBLISHED else None
    if wanted != number:
        yield "it is not in the search index as it should be"


def _repair_copies(key_ids: Iterable[int]) -> None:
    """Derive anew, copy anew, and make a revision where the tables have no equal."""
    with write_transaction():
        for model, ids in ids_by_model(key_ids).items():
            documents = to_documents(model, ids)
            for record in _records(model, ids):
                key = record.key
                record.status, record.updated_at = key.status, key.updated_at
                record.derive(documents[record.key_id])
                record.save()
                for name in ("title_en", "title_zh", "date", "sort_date"):
                    setattr(key, name, getattr(record, name))
                key.save()
                record_written(record, why=WHY)
