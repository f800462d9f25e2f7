"""What every verb ends in: keys, revisions, public changes, public texts and search, for rows already written.

Only the verbs (`publishing`, `proposals`, `merging`) call this.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Max
from django.utils import timezone

from portal.base import search
from portal.base.codes import CORRECTING, Action, ChangeAction, ReasonCode, Status
from portal.base.documents import Document, dumps, loads
from portal.base.figure_changes import figure_changes
from portal.base.models import Change, ImportBatch, Record, RecordKey, Revision
from portal.base.public_texts import chunks, neighbours, rewrite_texts, write_public_texts
from portal.base.versions import follow_texts, write_versions
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
    texts = write_public_texts([key.pk for key in keys]) if readers else {}
    revisions = _make_revisions(rows, texts, now, why)
    write_versions(revisions, texts, now)
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
        _inform_readers(model, rows, texts)
    return revisions


def refresh_readers(key_ids: Iterable[int]) -> int:
    """Rebuild public texts and search entries of these records and the texts that show them. Returns how many."""
    ids = list(key_ids)
    texts = write_public_texts(ids)
    follow_texts(texts)
    search.refresh(ids, texts)
    return len(texts)


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


def _make_revisions(
    rows: Sequence[Written], texts: Mapping[int, str], now: datetime, why: Why
) -> list[Revision]:
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
                public_text=texts.get(key.pk, "") if public else "",
                batch=why.batch,
            )
        )
    return Revision.objects.bulk_create(revisions, batch_size=BATCH)


def _make_changes(rows: Sequence[tuple[Written, Revision]], now: datetime) -> None:
    if not rows:
        return
    numbers = next_change_numbers(len(rows))
    before = _versions_before([row.record.key for row, _revision in rows])
    changes = []
    for number, (row, revision) in zip(numbers, rows, strict=True):
        key = revision.key
        version_before, figures = before.get(key.pk, (None, None))
        changes.append(
            Change(
                number=number,
                key=key,
                kind=key.kind,
                action=_public_action(row, revision.reason_code),
                version=key.version,
                at=now,
                revision=revision,
                before_id=version_before,
                figures_changed=bool(figures and figure_changes(figures, row.document.get("figures"))),
                merged_into=key.merged_into,
            )
        )
    Change.objects.bulk_create(changes, batch_size=BATCH)


def _versions_before(keys: Sequence[RecordKey]) -> dict[int, tuple[int, list[Document]]]:
    """Of records whose keys are saved: (revision id, figures) of the version before the one just written."""
    ids = [key.pk for key in keys if key.status == Status.PUBLISHED and key.version > 1]
    found: dict[int, tuple[int, list[Document]]] = {}
    for some in chunks(ids, BATCH):
        versions = Revision.objects.filter(key__in=some, version=F("key__version") - 1).order_by()
        for key_id, pk, document in versions.values_list("key_id", "pk", "document"):
            found[key_id] = pk, loads(document).get("figures", [])
    return found


def _public_action(row: Written, reason_code: str) -> str:
    """What a reader sees of it: a record's first version is new, whatever became of it before.

    Merged is the record that went; the one that stays, and those that named the other, were edited.
    """
    key = row.record.key
    if key.status == Status.WITHDRAWN:
        return ChangeAction.MERGED if key.merged_into_id else ChangeAction.WITHDRAWN
    if key.version == 1:
        return ChangeAction.PUBLISHED
    if row.action == Action.RESTORED:
        return ChangeAction.RESTORED
    return ChangeAction.CORRECTED if reason_code in CORRECTING else ChangeAction.EDITED


def _inform_readers(model: type[Record], rows: Sequence[Written], texts: Mapping[int, str]) -> None:
    search.refresh([row.record.key_id for row in rows], texts)
    around = neighbours({model: {row.record.key_id: row.document for row in rows}})
    if around:
        rewrite_texts(around)
