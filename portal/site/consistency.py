"""Is what readers get what the tables say? Rebuilds public texts and copies, and compares; may repair.

The tables are taken as true. Differences come from writes past the verbs, or from a crash of something that is not
in one transaction with them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any

from portal.base import dates
from portal.base.codes import Status
from portal.base.documents import Document, dumps, plain, to_documents
from portal.base.kinds import ids_by_model
from portal.base.models import PublicText, Record, RecordKey, Revision, SearchEntry
from portal.base.projection import public_documents
from portal.base.public_texts import as_text, chunks, rewrite_texts
from portal.base.publishing import Why, record_written
from portal.base.search import entry_number
from portal.base.writing import write_transaction

WHY = Why(reason_text="Repaired by check_documents: the tables had changed without a revision.")


@dataclass(frozen=True)
class Difference:
    """One thing of one record that is not as the tables say; `what` is a sentence for the person who runs it."""

    record_id: str
    what: str


def check(repair: bool = False) -> Iterator[Difference]:
    """Every difference there is, a chunk of records at a time; with `repair`, after mending it."""
    for some in chunks(list(RecordKey.objects.order_by("id").values_list("id", flat=True))):
        for model, ids in ids_by_model(some).items():
            found = list(_check(model, ids))
            if repair and found:
                _repair(model, [key_id for key_id, _difference in found])
            yield from (difference for _key_id, difference in found)


def _check(model: type[Record], key_ids: Sequence[int]) -> Iterator[tuple[int, Difference]]:
    records = list(model.objects.filter(key_id__in=key_ids).select_related("key").order_by("key_id"))  # type: ignore[attr-defined]
    documents = to_documents(model, key_ids)
    last = _last_documents(key_ids)
    texts = dict(PublicText.objects.filter(key__in=key_ids, stale=False).values_list("key_id", "text"))
    stale = set(PublicText.objects.filter(key__in=key_ids, stale=True).values_list("key_id", flat=True))
    entries = dict(SearchEntry.objects.filter(key__in=key_ids).values_list("key_id", "number"))
    expected = public_documents(model, [r.key_id for r in records if r.status == Status.PUBLISHED], documents)
    for record in records:
        key = record.key
        for what in [
            *_wrong_copies(record, documents[record.key_id]),
            *_wrong_text(record, expected.get(key.pk), texts.get(key.pk), key.pk in stale),
            *_wrong_entry(record, entries.get(key.pk)),
            *(
                ["its last revision is not what its tables say"]
                if last.get(key.pk) != dumps(documents[key.pk])
                else []
            ),
        ]:
            yield key.pk, Difference(key.record_id, what)
    for key in RecordKey.objects.filter(id__in=set(key_ids) - {record.key_id for record in records}):
        yield key.pk, Difference(key.record_id, "it has an id, but no row in its table: to be mended by hand")


def _last_documents(key_ids: Sequence[int]) -> dict[int, str]:
    """The document of each record's newest revision."""
    rows = (
        Revision.objects.filter(key__in=key_ids).order_by("key", "sequence").values_list("key_id", "document")
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


def _wrong_text(record: Record, expected: Document | None, stored: str | None, stale: bool) -> Iterator[str]:
    if stale:
        yield "its public text waits to be rewritten"
    elif expected is None and stored is not None:
        yield f"it is {record.status}, and has a public text"
    elif expected is not None and stored is None:
        yield "it has no public text"
    elif expected is not None and stored != as_text(expected):
        yield "its public text is not what its tables say"


def _wrong_entry(record: Record, number: int | None) -> Iterator[str]:
    wanted = None
    if record.status == Status.PUBLISHED:
        wanted = entry_number(record.key_id, dates.sort_date(dates.parse(record.date)))
    if wanted != number:
        yield "it is not in the search index as it should be"


def _repair(model: type[Record], key_ids: Sequence[int]) -> None:
    """Derive anew, make a revision where the tables have no equal, rewrite what readers get."""
    with write_transaction():
        for record in model.objects.filter(key_id__in=key_ids).select_related("key"):  # type: ignore[attr-defined]
            record.status, record.updated_at = record.key.status, record.key.updated_at
            record.derive(to_documents(model, [record.key_id])[record.key_id])
            record.save()
            copies = {name: getattr(record, name) for name in ("title_en", "title_zh", "date", "sort_date")}
            RecordKey.objects.filter(id=record.key_id).update(**copies)
            record.key.refresh_from_db()
            record_written(record, why=WHY)
        rewrite_texts(key_ids)
