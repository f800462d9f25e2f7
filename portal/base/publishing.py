"""The verbs: every change of a record goes through one of these, whatever door it came in by.

Each checks, writes the tables and one revision, and brings what readers get up to date, in one transaction.
A write that changes nothing makes no revision. Nobody else assigns `status` or `version`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max, OuterRef, Subquery
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base import search
from portal.base.codes import Action, ReasonCode, Status
from portal.base.documents import Document, dumps, to_documents
from portal.base.kinds import ids_by_model
from portal.base.models import Change, ImportBatch, PublicText, Record, RecordKey, Revision
from portal.base.public_texts import chunks, neighbours, rewrite_texts, write_public_texts
from portal.base.references import References
from portal.base.saving import Checked, check_documents, write_checked
from portal.base.writing import next_change_numbers, write_transaction


@dataclass(frozen=True)
class Why:
    """Who writes and why: the author (None is the system), a reason code, a line of text, the import it came with."""

    author: Any = None
    reason_code: str = ""
    reason_text: str = ""
    batch: ImportBatch | None = None


@dataclass
class Report:
    """What a write did, by record id."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)


def may_publish(user: Any) -> bool:
    """The system (None) may; a person needs the right."""
    return user is None or user.has_perm("portal.publish_record")


def save_documents(
    model: type[Record],
    documents: Sequence[Document],
    *,
    why: Why,
    publish: bool = False,
    references: References | None = None,
    readers: bool = True,
) -> Report:
    """Create or replace whole records of one kind; all or none.

    A document without `record_id` is a new draft. With `publish`, drafts among them are published too.
    `readers=False` leaves public texts and search to a later `refresh_readers` (bulk loads).
    Raises RecordErrors (bad values), PermissionDenied (a published record, and no right to publish).
    """
    report = Report()
    with write_transaction():
        checked = check_documents(model, documents, references)
        changed = [item for item in checked if item.changed]
        _refuse_published(why.author, [item.key for item in changed])
        write_checked(model, checked)
        for item in checked:
            name = "unchanged" if not item.changed else ("created" if item.before is None else "changed")
            getattr(report, name).append(item.key.record_id)
        moved = [item.draft.record for item in checked if publish and item.key.status != Status.PUBLISHED]
        if moved:
            _check_publishable(model, {item.key.pk: item.draft.document for item in checked}, moved)
        _record(model, changed, moved, why=why, readers=readers)
    return report


def save_document(model: type[Record], document: Document, *, why: Why) -> Record:
    """Create or replace one record; returns its row."""
    report = save_documents(model, [document], why=why)
    record_id = (report.created + report.changed + report.unchanged)[0]
    return model.objects.select_related("key").get(key__record_id=record_id)


def record_written(record: Record, *, why: Why) -> Revision | None:
    """Take over a record whose rows a form has just written: derive, make the revision, inform readers.

    Call in the form's own transaction. Returns None where nothing changed.
    """
    model = type(record)
    with write_transaction():
        record.check_tree()
        document = to_documents(model, [record.key_id])[record.key_id]
        last = Revision.objects.filter(key=record.key_id).order_by("-sequence").first()
        if last is not None and last.document == dumps(document):
            return None
        _refuse_published(why.author, [record.key])
        record.set_interval()
        record.derive(document)
        record.save()
        rows = [_Written(record, document, last is None)]
        return _record_rows(model, rows, [], why=why, readers=True)[0]


def publish(keys: Iterable[RecordKey], *, why: Why) -> list[RecordKey]:
    """Publish drafts and records in review. Raises PermissionDenied, or ValidationError listing what is missing."""
    if not may_publish(why.author):
        raise PermissionDenied(_("Publishing needs the right to publish."))
    return _move(keys, Status.PUBLISHED, {Status.DRAFT, Status.IN_REVIEW}, why=why)


def submit(keys: Iterable[RecordKey], *, why: Why) -> list[RecordKey]:
    """Hand drafts to review."""
    if why.author is not None and not why.author.has_perm("portal.submit_record"):
        raise PermissionDenied(_("Submitting needs the right to submit."))
    return _move(keys, Status.IN_REVIEW, {Status.DRAFT}, why=why)


def return_to_author(keys: Iterable[RecordKey], *, why: Why) -> list[RecordKey]:
    """Give records in review back as drafts, with the reason in words."""
    if why.author is not None and not why.author.has_perm("portal.review_record"):
        raise PermissionDenied(_("Returning needs the right to review."))
    if not why.reason_text:
        raise ValidationError({"reason_text": _("Say what to mend.")})
    return _move(keys, Status.DRAFT, {Status.IN_REVIEW}, why=why)


def withdraw(
    keys: Iterable[RecordKey], *, why: Why, notice_en: str = "", notice_zh: str = ""
) -> list[RecordKey]:
    """Take published records back. Their addresses answer 410 with the notice; nothing is deleted."""
    if not may_publish(why.author):
        raise PermissionDenied(_("Withdrawing needs the right to publish."))
    if not (notice_en or notice_zh):
        raise ValidationError({"withdrawal_en": _("A notice for readers, in one language at least.")})
    with write_transaction():
        keys = list(keys)
        for key in keys:
            key.withdrawal_en, key.withdrawal_zh = notice_en, notice_zh
        return _move(keys, Status.WITHDRAWN, {Status.PUBLISHED}, why=why)


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


@dataclass
class _Written:
    record: Record
    document: Document
    new: bool


def _refuse_published(author: Any, keys: Iterable[RecordKey]) -> None:
    published = [
        key.record_id for key in keys if key.pk and key.status in (Status.PUBLISHED, Status.WITHDRAWN)
    ]
    if published and not may_publish(author):
        raise PermissionDenied(
            _("Changing a published record needs the right to publish: %(ids)s.")
            % {"ids": ", ".join(published)}
        )


def _check_publishable(
    model: type[Record], documents: Mapping[int, Document], records: Iterable[Record]
) -> None:
    problems: dict[str, list[str]] = {}
    for record in records:
        for name, message in record.publication_problems(documents[record.key_id]):
            problems.setdefault(name, []).append(f"{record.key.record_id}: {message}")
    if problems:
        raise ValidationError(problems)


def _move(keys: Iterable[RecordKey], to: str, allowed: set[str], *, why: Why) -> list[RecordKey]:
    moved = list(keys)
    with write_transaction():
        wrong = [key.record_id for key in moved if key.status not in allowed]
        if wrong:
            raise ValidationError(
                _("%(ids)s: the status does not allow this; it would have to be: %(allowed)s.")
                % {
                    "ids": ", ".join(wrong),
                    "allowed": ", ".join(sorted(str(Status(s).label) for s in allowed)),
                }
            )
        notices = {key.pk: (key.withdrawal_en, key.withdrawal_zh) for key in moved}
        for model, ids in ids_by_model([key.pk for key in moved]).items():
            records = list(model.objects.filter(key_id__in=ids).select_related("key"))
            documents = to_documents(model, ids)
            if to == Status.PUBLISHED:
                _check_publishable(model, documents, records)
            for record in records:
                record.key.withdrawal_en, record.key.withdrawal_zh = notices[record.key_id]
            rows = [_Written(record, documents[record.key_id], False) for record in records]
            _record_rows(model, [], rows, to=to, why=why, readers=True)
        for key in moved:
            key.refresh_from_db()
    return moved


def _record(
    model: type[Record], changed: Sequence[Checked], moved: Sequence[Record], *, why: Why, readers: bool
) -> None:
    ids = {record.key_id for record in moved}
    documents = {item.key.pk: item.draft.document for item in changed}
    written = [
        _Written(item.draft.record, item.draft.document, item.before is None)
        for item in changed
        if item.key.pk not in ids
    ]
    if moved and len(documents) < len(moved):
        documents |= to_documents(
            model, [record.key_id for record in moved if record.key_id not in documents]
        )
    publishing = [_Written(record, documents[record.key_id], False) for record in moved]
    _record_rows(model, written, publishing, why=why, readers=readers)


def _record_rows(
    model: type[Record],
    written: Sequence[_Written],
    moved: Sequence[_Written],
    *,
    to: str = Status.PUBLISHED,
    why: Why,
    readers: bool,
) -> list[Revision]:
    """The common end of every verb: keys, copies, revisions, changes, public texts, search."""
    rows = [*written, *moved]
    if not rows:
        return []
    now = timezone.now()
    keys = [row.record.key for row in rows]
    was_public = {key.pk for key in keys if key.status == Status.PUBLISHED}
    for row in moved:
        row.record.key.status = to
    for row in rows:
        _update_key(row, now)
    _save_keys(model, rows)
    revisions = _make_revisions(rows, moved, to, now, why)
    gone = [key for key in keys if key.pk in was_public and key.status != Status.PUBLISHED]
    public = [key for key in keys if key.status == Status.PUBLISHED]
    if public or gone:
        _make_changes([*public, *gone], {r.key_id: r for r in revisions}, now)
    if readers:
        _inform_readers(model, rows, keys)
    return revisions


def _update_key(row: _Written, now: datetime) -> None:
    key, record = row.record.key, row.record
    key.title_en, key.title_zh = record.title_en, record.title_zh
    key.date, key.sort_date, key.updated_at = record.date, record.sort_date, now
    if key.status == Status.PUBLISHED:
        key.version += 1
        key.published_at = key.published_at or now
    if key.status == Status.WITHDRAWN:
        key.withdrawn_at = key.withdrawn_at or now
    record.status, record.updated_at = key.status, now


def _save_keys(model: type[Record], rows: Sequence[_Written]) -> None:
    columns = [
        "status", "version", "title_en", "title_zh", "date", "sort_date", "updated_at",
        "published_at", "withdrawn_at", "withdrawal_en", "withdrawal_zh",
    ]  # fmt: skip
    RecordKey.objects.bulk_create(
        [row.record.key for row in rows],
        update_conflicts=True,
        unique_fields=["id"],
        update_fields=columns,
        batch_size=400,
    )
    for status in {row.record.status for row in rows}:
        ids = [row.record.key_id for row in rows if row.record.status == status]
        updated_at = rows[0].record.updated_at
        for start in range(0, len(ids), 400):
            some = model.objects.filter(key_id__in=ids[start : start + 400])
            some.update(status=status, updated_at=updated_at)


def _make_revisions(
    rows: Sequence[_Written], moved: Sequence[_Written], to: str, now: datetime, why: Why
) -> list[Revision]:
    ids = [row.record.key_id for row in rows]
    last: dict[int, int] = {}
    for start in range(0, len(ids), 400):
        some = Revision.objects.filter(key__in=ids[start : start + 400]).order_by().values_list("key")
        last.update(some.annotate(last=Max("sequence")))
    moves = {row.record.key_id for row in moved}
    action_of = {
        Status.PUBLISHED: Action.PUBLISHED,
        Status.IN_REVIEW: Action.SUBMITTED,
        Status.DRAFT: Action.RETURNED,
        Status.WITHDRAWN: Action.WITHDRAWN,
    }
    revisions = []
    closed = []
    for row in rows:
        key = row.record.key
        public = key.status == Status.PUBLISHED
        if key.pk in last:
            closed.append(key.pk)
        action = action_of[Status(to)] if key.pk in moves else (Action.CREATED if row.new else Action.EDITED)
        revisions.append(
            Revision(
                key=key,
                sequence=last.get(key.pk, 0) + 1,
                version=key.version if public else None,
                action=action,
                status=key.status,
                author=why.author,
                created_at=now,
                reason_code=why.reason_code or (ReasonCode.NEW_RECORD if key.pk not in last else ""),
                reason_text=why.reason_text,
                document=dumps(row.document),
                published_from=now if public else None,
                batch=why.batch,
            )
        )
    for start in range(0, len(closed), 400):
        Revision.objects.filter(
            key__in=closed[start : start + 400], published_from__isnull=False, published_until__isnull=True
        ).update(published_until=now)
    return Revision.objects.bulk_create(revisions, batch_size=400)


def _make_changes(keys: Sequence[RecordKey], revisions: Mapping[int, Revision], now: datetime) -> None:
    numbers = next_change_numbers(len(keys))
    Change.objects.bulk_create(
        [
            Change(
                number=number,
                key=key,
                kind=key.kind,
                action=_public_action(key),
                version=key.version,
                at=now,
                revision=revisions[key.pk],
            )
            for number, key in zip(numbers, keys, strict=True)
        ],
        batch_size=400,
    )


def _public_action(key: RecordKey) -> str:
    if key.status == Status.WITHDRAWN:
        return Action.WITHDRAWN
    return Action.PUBLISHED if key.version == 1 else Action.EDITED


def _inform_readers(model: type[Record], rows: Sequence[_Written], keys: Sequence[RecordKey]) -> None:
    texts = write_public_texts([key.pk for key in keys])
    freeze_versions(texts)
    search.refresh([key.pk for key in keys], texts)
    around = neighbours({model: {row.record.key_id: row.document for row in rows}})
    if around:
        rewrite_texts(around)
