"""The stored public texts: written with the record, refreshed when something they show has changed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from hashlib import blake2b
from typing import Any

import orjson
from django.db.models import Q

from portal.base import search
from portal.base.codes import Status
from portal.base.documents import Document
from portal.base.kinds import ids_by_model, record_models
from portal.base.models import Link, PublicText, Record, RecordKey
from portal.base.projection import public_documents
from portal.base.shape import shape_of
from portal.base.versions import follow_texts
from portal.base.writing import write_transaction

CHUNK = 500


def chunks(values: Sequence[Any], size: int = CHUNK) -> Iterator[Sequence[Any]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def as_text(public: Document | str) -> str:
    return orjson.dumps(public).decode()


def digest(text: str) -> str:
    """A short fingerprint, for ETags and for finding texts that went stale."""
    return blake2b(text.encode(), digest_size=12).hexdigest()


def write_public_texts(key_ids: Iterable[int]) -> dict[int, str]:
    """Build and store the texts of these records; those not published lose theirs. Returns the texts by key id."""
    written: dict[int, str] = {}
    for model, ids in ids_by_model(key_ids).items():
        for some in chunks(ids):
            written |= _write(model, some)
    return written


def _write(model: type[Record], key_ids: Sequence[int]) -> dict[int, str]:
    public = set(
        RecordKey.objects.filter(id__in=key_ids, status=Status.PUBLISHED).values_list("id", flat=True)
    )
    gone = [key_id for key_id in key_ids if key_id not in public]
    if gone:
        PublicText.objects.filter(key__in=gone).delete()
    if not public:
        return {}
    texts = {key_id: as_text(document) for key_id, document in public_documents(model, list(public)).items()}
    rows = [PublicText(key_id=key_id, text=text, digest=digest(text)) for key_id, text in texts.items()]
    PublicText.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["key"], update_fields=["text", "digest", "stale"]
    )
    return texts


def rewrite_texts(key_ids: Iterable[int]) -> None:
    """Build these records' texts anew because something they show has changed elsewhere; versions and search follow."""
    ids = list(key_ids)
    with write_transaction():
        texts = write_public_texts(ids)
        follow_texts(texts)
        search.refresh(ids, texts)


def texts_of(model: type[Record], key_ids: Sequence[int]) -> list[str]:
    """The public texts of these records, in this order. Drafts have none stored: theirs are built on the spot,
    so ask only for records that the reader may see.
    """
    texts = dict(PublicText.objects.filter(key__in=key_ids).values_list("key_id", "text"))
    missing = [key_id for key_id in key_ids if key_id not in texts]
    if missing:
        texts |= {key_id: as_text(document) for key_id, document in public_documents(model, missing).items()}
    return [texts[key_id] for key_id in key_ids if key_id in texts]


def with_host(text: str, root: str) -> str:
    """A text, or several, whose page addresses carry the host; `root` is `https://record.example`.

    Addresses are stored without it. Inside a JSON string a quote is escaped, so only keys match.
    """
    return text.replace('url":"/', f'url":{as_text(root)[:-1]}/')


def refresh_stale_texts() -> int:
    """Rebuild what is marked stale, a chunk at a time; may be stopped and run again. Returns how many."""
    count = 0
    while ids := list(PublicText.objects.filter(stale=True).values_list("key_id", flat=True)[:CHUNK]):
        rewrite_texts(ids)
        count += len(ids)
    return count


def neighbours(documents: Mapping[type[Record], Mapping[int, Document]]) -> set[int]:
    """Key ids of the published records whose texts show one of these: by a link, or by a reference either way."""
    own = {key_id for by_key in documents.values() for key_id in by_key}
    wanted: set[str] = set()
    found: set[int] = set()
    for model, by_key in documents.items():
        wanted |= _record_ids_in(model, by_key.values())
        found |= pointing_at(model, list(by_key))
    known = RecordKey.objects.filter(Q(record_id__in=wanted) | Q(id__in=found), status=Status.PUBLISHED)
    return set(known.values_list("id", flat=True)) - own


def _record_ids_in(model: type[Record], documents: Iterable[Document]) -> set[str]:
    shape = shape_of(model)
    wanted: set[str] = set()
    for document in documents:
        wanted.update(document[c.name] for c in shape.columns if c.to_record and document.get(c.name))
        for table in shape.children:
            names = [c.name for c in table.columns if c.to_record]
            if names:
                wanted.update(
                    row[name] for row in document.get(table.name, []) for name in names if row.get(name)
                )
    return wanted


def pointing_at(model: type[Record], key_ids: Sequence[int]) -> set[int]:
    """Key ids of records of any kind that name one of these: by a link, a column, or a child row's column."""
    found: set[int] = set()
    for some in chunks(key_ids):
        found |= set(Link.objects.filter(to__in=some).values_list("key_id", flat=True))
    for other in record_models().values():
        shape = shape_of(other)
        for column in shape.columns:
            if column.to is model:
                rows = other.objects.filter(**{f"{column.name}__in": key_ids})
                found.update(rows.values_list("key_id", flat=True))
        for table in shape.children:
            for column in table.columns:
                if column.to is model:
                    rows = table.model.objects.filter(**{f"{column.name}__in": key_ids})
                    found.update(rows.values_list(f"{table.parent}_id", flat=True))
    return found
