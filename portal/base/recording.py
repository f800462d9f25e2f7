"""What every verb ends in: keys, revisions, public changes, public texts and search, for rows already written.

Only the verbs (`publishing`, `proposals`, `merging`) call this.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone

from portal.base import search
from portal.base.codes import Action, ReasonCode, Status
from portal.base.documents import Document, dumps
from portal.base.models import Change, ImportBatch, PublicText, Record, RecordKey, Revision
from portal.base.public_texts import chunks, neighbours, rewrite_texts, write_public_texts
from portal.base.writing import next_change_numbers

BATCH = 400  # rows a statement


@dataclass(frozen=True)
class Why:
    """Who writes and why: the author (None is the system), a reason code, a line of text, the import it came
    with, and who let it through where that is another person.
    """

    author: Any = None
    reason_code: str = ""
    reason_text: str = ""
    batch: ImportBatch | None = None
    reviewer: Any = None


@dataclass
class Written:
    """A record whose rows are written: its document, what was done to it, the status it moves to (blank: stays)."""

    record: Record
    document: Document
    action: str
    to: str = ""


def record_rows(
    model: type[Record], rows: Sequence[Written], *, why: Why, readers: bool = True
) -> list[Revision]:
    """One revision for each row, and everything readers get brought up to date. Call in a write transaction."""
    if not rows:
        return []
    now = timezone.now()
    keys = [row.record.key for row in rows]
    was_public = {key.pk for key in keys if key.status == Status.PUBLISHED}
    for row in rows:
        _update_key(row, now)
    _save_keys(model, rows)
    revisions = _make_revisions(rows, now, why)
    of_key = {revision.key_id: revision for revision in revisions}
    _make_changes(
        [
            (row, of_key[row.record.key.pk])
            for row in rows
            if row.record.key.status == Status.PUBLISHED or row.record.key.pk in was_public
        ],
        now,
    )
    if readers:
        _inform_readers(model, rows, keys)
    return revisions


def refresh_readers(key_ids: Iterable[int]) -> int:
    """Rebuild public texts and search entries of these records and the texts that show them. Returns how many."""
    ids = list(key_ids)
    texts = write_public_texts(ids)
    freeze_versions(texts)
    search.refresh(ids, texts)
    return len(texts)


def freeze_versions(key_ids: Iterable[int]) -> None:
    """Keep each version's own text with it: /v3/ never changes, whatever it shows is renamed to later."""
    live = PublicText.objects.filter(key=OuterRef("key")).values("text")
    for some in chunks(list(key_ids)):
        Revision.objects.filter(
            key__in=some, published_from__isnull=False, published_until__isnull=True, public_text=""
        ).update(public_text=Subquery(live))


def next_sequences(key_ids: Sequence[int]) -> dict[int, int]:
    """The number of the next revision of each record, by key id."""
    last: dict[int, int] = {}
    for some in chunks(key_ids, BATCH):
        rows = Revision.objects.filter(key__in=some).order_by().values_list("key")
        last.update(rows.annotate(last=Max("sequence")))
    return {key_id: last.get(key_id, 0) + 1 for key_id in key_ids}


def _update_key(row: Written, now: datetime) -> None:
    key, record = row.record.key, row.record
    key.status = row.to or key.status
    key.title_en, key.title_zh = record.title_en, record.title_zh
    key.date, key.sort_date, key.updated_at = record.date, record.sort_date, now
    if key.status == Status.PUBLISHED:
        key.version += 1
        key.published_at = key.published_at or now
        key.withdrawn_at, key.withdrawal_en, key.withdrawal_zh, key.merged_into = None, "", "", None
    if key.status == Status.WITHDRAWN:
        key.withdrawn_at = key.withdrawn_at or now
    record.status, record.updated_at = key.status, now


def _save_keys(model: type[Record], rows: Sequence[Written]) -> None:
    columns = [
        "status", "version", "title_en", "title_zh", "date", "sort_date", "updated_at",
        "published_at", "withdrawn_at", "withdrawal_en", "withdrawal_zh", "merged_into",
    ]  # fmt: skip
    RecordKey.objects.bulk_create(
        [row.record.key for row in rows],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=columns,
        batch_size=BATCH,
    )
    for status in {row.record.status for row in rows}:
        ids = [row.record.key_id for row in rows if row.record.status == status]
        for some in chunks(ids, BATCH):
            model.objects.filter(key_id__in=some).update(status=status, updated_at=rows[0].record.updated_at)


def _make_revisions(rows: Sequence[Written], now: datetime, why: Why) -> list[Revision]:
    sequences = next_sequences([row.record.key_id for row in rows])
    revisions = []
    for row in rows:
        key = row.record.key
        public = key.status == Status.PUBLISHED
        new = sequences[key.pk] == 1
        revisions.append(
            Revision(
                key=key,
                sequence=sequences[key.pk],
                version=key.version if public else None,
                action=row.action,
                status=key.status,
                author=why.author,
                reviewer=why.reviewer,
                created_at=now,
                reason_code=why.reason_code or (ReasonCode.NEW_RECORD if new else ""),
                reason_text=why.reason_text,
                document=dumps(row.document),
                published_from=now if public else None,
                batch=why.batch,
            )
        )
    closed = [key_id for key_id, number in sequences.items() if number > 1]
    for some in chunks(closed, BATCH):
        Revision.objects.filter(
            key__in=some, published_from__isnull=False, published_until__isnull=True
        ).update(published_until=now)
    return Revision.objects.bulk_create(revisions, batch_size=BATCH)


def _make_changes(rows: Sequence[tuple[Written, Revision]], now: datetime) -> None:
    if not rows:
        return
    numbers = next_change_numbers(len(rows))
    Change.objects.bulk_create(
        [
            Change(
                number=number,
                key=revision.key,
                kind=revision.key.kind,
                action=_public_action(row),
                version=revision.key.version,
                at=now,
                revision=revision,
            )
            for number, (row, revision) in zip(numbers, rows, strict=True)
        ],
        batch_size=BATCH,
    )


def _public_action(row: Written) -> str:
    """What a reader sees of it: a record's first version is new, whatever became of it before."""
    key = row.record.key
    if key.status == Status.PUBLISHED and key.version == 1:
        return Action.PUBLISHED
    return Action.EDITED if row.action == Action.PUBLISHED else row.action


def _inform_readers(model: type[Record], rows: Sequence[Written], keys: Sequence[RecordKey]) -> None:
    texts = write_public_texts([key.pk for key in keys])
    freeze_versions(texts)
    search.refresh([key.pk for key in keys], texts)
    around = neighbours({model: {row.record.key_id: row.document for row in rows}})
    if around:
        rewrite_texts(around)
