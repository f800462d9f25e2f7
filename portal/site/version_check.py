"""Are the versions what was published? Holds them against the revisions and the texts readers get; may repair.

Of rows that have ended the trees of their time count, so only what does not hang on a tree is compared.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils import timezone

from portal.base.codes import Status
from portal.base.documents import Document, loads
from portal.base.models import PublicText, Record, RecordKey, Revision, Version
from portal.base.models.versions import TEXT
from portal.base.public_texts import chunks, digest
from portal.base.versions import follow_texts, make_version, paths_in, terms_of
from portal.base.writing import write_transaction

COLUMNS = ("kind", "sort_date", "updated_at", "deaths_sort", "date_earliest", "date_latest")


def wrong_versions(model: type[Record], key_ids: Sequence[int]) -> Iterator[tuple[int, str, str]]:
    """(key id, record id, what is wrong) of some records of one kind."""
    keys = RecordKey.objects.in_bulk(list(key_ids))
    live = dict(PublicText.objects.filter(key__in=key_ids, stale=False).values_list("key_id", "digest"))
    rows = _rows(key_ids)
    kept = {row.revision_id for found in rows.values() for row, _text in found}
    missing = {key_id for pk, key_id, _at in _published(key_ids) if pk not in kept}
    for key_id in key_ids:
        for what in _wrong(keys[key_id], rows[key_id], live.get(key_id), key_id in missing):
            yield key_id, keys[key_id].record_id, what


def _wrong(
    key: RecordKey, rows: Sequence[tuple[Version, str]], live: str | None, missing: bool
) -> Iterator[str]:
    if missing:
        yield "a version of it is not filed"
    open_texts = [text for row, text in rows if row.published_until is None]
    if key.status != Status.PUBLISHED and open_texts:
        yield f"it is {key.status}, and a version of it is open"
    if key.status == Status.PUBLISHED and not open_texts and not missing:
        yield "no version of it is open"
    if live is not None and open_texts and digest(open_texts[0]) != live:
        yield "its open version is not what readers get"
    texts = {row.pk: loads(text) for row, text in rows if text}
    paths = paths_in(texts[row.pk] for row, _text in rows if row.published_until is None and row.pk in texts)
    if any(row.pk in texts and not _is_filed(row, texts[row.pk], paths) for row, _text in rows):
        yield "a version of it is not filed as its text says"


def _is_filed(row: Version, public: Document, paths: Mapping[Any, str]) -> bool:
    made = make_version(row.revision_id, row.turn, row.key_id, public, "", row.published_from)
    if any(getattr(row, name) != getattr(made, name) for name in COLUMNS):
        return False
    if row.published_until is None:
        return row.terms == terms_of(public, paths)
    return set(terms_of(public, {}).split("|")) <= set(row.terms.split("|"))


def _rows(key_ids: Sequence[int]) -> dict[int, list[tuple[Version, str]]]:
    found: dict[int, list[tuple[Version, str]]] = defaultdict(list)
    rows: Any = Version.objects.filter(key__in=key_ids).annotate(text=TEXT).order_by("published_from", "pk")
    for row in rows:
        found[row.key_id].append((row, row.text))
    return found


def _published(key_ids: Sequence[int]) -> list[tuple[int, int, datetime]]:
    """(revision id, key id, time) of every version that has its text."""
    found = Revision.objects.filter(key__in=key_ids, version__isnull=False).exclude(public_text="")
    return list(found.order_by("key", "sequence").values_list("pk", "key_id", "created_at"))


def mend_versions(key_ids: Iterable[int]) -> None:
    """File what is missing, end what is not public, file anew what is filed otherwise, follow what readers get."""
    for some in chunks(list(key_ids)):
        with write_transaction():
            _end_what_is_not_public(some)
            _file_missing(some)
            _open_what_is_public(some)
            _file_anew(some)
            live = PublicText.objects.filter(key__in=some, key__status=Status.PUBLISHED)
            follow_texts(dict(live.values_list("key_id", "text")))


def _end_what_is_not_public(key_ids: Sequence[int]) -> None:
    rows = Version.objects.filter(key__in=key_ids, published_until__isnull=True)
    for row in rows.exclude(key__status=Status.PUBLISHED).select_related("key"):
        row.published_until = max(row.key.withdrawn_at or timezone.now(), row.published_from)
        row.save(update_fields=["published_until"])


def _open_what_is_public(key_ids: Sequence[int]) -> None:
    """The last row of a published record has no end."""
    public = RecordKey.objects.published().filter(pk__in=key_ids).values_list("pk", flat=True)
    for found in _rows(list(public)).values():
        if all(row.published_until for row, _text in found):
            row = found[-1][0]
            row.published_until = None
            row.save(update_fields=["published_until"])


def _file_missing(key_ids: Sequence[int]) -> None:
    """Rows for versions that have none, from their own time to that of the record's next revision."""
    rows = _rows(key_ids)
    kept = {row.revision_id for found in rows.values() for row, _text in found}
    steps: dict[int, list[datetime]] = defaultdict(list)
    applied = Revision.objects.applied().filter(key__in=key_ids).order_by("key", "sequence")
    for key_id, at in applied.values_list("key_id", "created_at"):
        steps[key_id].append(at)
    waiting = [(pk, key_id, at) for pk, key_id, at in _published(key_ids) if pk not in kept]
    texts = dict(Revision.objects.filter(pk__in=[row[0] for row in waiting]).values_list("pk", "public_text"))
    public = {pk: loads(text) for pk, text in texts.items()}
    paths = paths_in(public.values())
    for pk, key_id, at in waiting:
        row = make_version(pk, 0, key_id, public[pk], terms_of(public[pk], paths), at)
        row.published_until = next((step for step in steps[key_id] if step > at), None)
        row.save()


def _file_anew(key_ids: Sequence[int]) -> None:
    for found in _rows(key_ids).values():
        for row, text in found:
            public = loads(text)
            paths = paths_in([public])
            if not _is_filed(row, public, paths):
                made = make_version(
                    row.revision_id, row.turn, row.key_id, public, terms_of(public, paths), row.published_from
                )
                for name in (*COLUMNS, "terms"):
                    setattr(row, name, getattr(made, name))
                row.save()
