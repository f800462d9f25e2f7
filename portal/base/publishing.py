"""The verbs: every change of a record goes through one of these, whatever door it came in by.

Each checks the rights, writes the tables and one revision, and brings what readers get up to date, in one
transaction. A write that changes nothing makes no revision. A change to a published record by somebody who may
not publish becomes a proposal beside it (`proposals`). Nobody else assigns `status` or `version`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.utils.translation import gettext as _

from portal.base.codes import Action, Status
from portal.base.documents import Document, dumps, to_documents
from portal.base.kinds import ids_by_model
from portal.base.models import Record, RecordKey, Revision
from portal.base.notices import tell_of_step
from portal.base.proposals import replace_proposal, write_proposals
from portal.base.recording import Why, Written, record_rows, refresh_readers
from portal.base.references import References
from portal.base.reviewing import Comments, settle_comments, write_comments
from portal.base.rights import TABLE, Standing, Verb, may, refusal, require, standings
from portal.base.saving import Checked, check_documents, write_checked
from portal.base.writing import write_transaction

__all__ = [
    "Report", "Why", "publish", "record_written", "refresh_readers", "reinstate", "return_to_author",
    "save_document", "save_documents", "submit", "withdraw",
]  # fmt: skip


UNPUBLISHED = {Status.DRAFT, Status.IN_REVIEW}


@dataclass
class Report:
    """What a write did, by record id. `proposed` are published records that a proposal now stands beside."""

    created: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    proposed: list[str] = field(default_factory=list)

    @property
    def record_ids(self) -> list[str]:
        return [*self.created, *self.changed, *self.unchanged, *self.proposed]


@dataclass
class Ways:
    """How checked documents would go in: written at once, proposed beside the live record, or refused and why."""

    direct: list[Checked]
    beside: list[Checked] = field(default_factory=list)
    refused: list[tuple[Checked, str]] = field(default_factory=list)


def save_documents(
    model: type[Record],
    documents: Sequence[Document],
    *,
    why: Why,
    publish: bool = False,
    references: References | None = None,
    readers: bool = True,
    action: str = "",
    replaces: Revision | None = None,
    propose_only: bool = False,
) -> Report:
    """Create or replace whole records of one kind; all or none.

    A document without `record_id` is a new draft. With `publish`, drafts among them are published too.
    `readers=False` leaves public texts and search to a later `refresh_readers` (bulk loads). `action` is what
    the revisions say was done, if it is more than an edit. `replaces` is the proposal that this one takes the
    place of. With `propose_only`, what is public is never changed at once, whoever asks. Raises RecordErrors (bad
    values), ValidationError (a reason or a piece is missing), PermissionDenied.
    """
    report = Report()
    with write_transaction():
        checked = check_documents(model, documents, references)
        changed = [item for item in checked if item.changed]
        ways = ways_in(why.author, changed, propose_only=propose_only)
        if ways.refused:
            raise PermissionDenied("; ".join(f"{_named(item)}: {reason}" for item, reason in ways.refused))
        direct, beside = ways.direct, ways.beside
        _need_reason(why, changed)
        write_checked(model, direct)
        report.unchanged = [item.key.record_id for item in checked if not item.changed]
        report.proposed = [item.key.record_id for item in beside]
        report.created = [item.key.record_id for item in direct if item.before is None]
        report.changed = [item.key.record_id for item in direct if item.before is not None]
        moved = [item.draft.record for item in checked if publish and item.key.status != Status.PUBLISHED]
        if moved:
            _check_publishable(model, {item.key.pk: item.draft.document for item in checked}, moved)
        standing = _refuse_own(why.author, direct, moved)
        write_proposals(beside, why=why, replaces=replaces)
        if replaces is not None:
            replace_proposal(replaces)
        mended = [item.key for item in direct if item.before is not None and item.key.status in UNPUBLISHED]
        settle_comments(mended, replaces)
        _record(model, direct, moved, action, why=why, readers=readers)
        tell_of_step(Action.PUBLISHED, [record.key for record in moved], standing, by=why.author)
    return report


def save_document(model: type[Record], document: Document, *, why: Why) -> Record:
    """Create or replace one record; returns its row."""
    report = save_documents(model, [document], why=why)
    return model.objects.select_related("key").get(key__record_id=report.record_ids[0])


def record_written(record: Record, *, why: Why) -> Revision | None:
    """Take over a record whose rows were mended in place: derive, make the revision, inform readers.

    Call in the writer's own transaction. Returns None where nothing changed.
    """
    model = type(record)
    with write_transaction():
        record.check_tree()
        document = to_documents(model, [record.key_id])[record.key_id]
        last = Revision.objects.applied().filter(key=record.key_id).order_by("-sequence").first()
        if last is not None and last.document == dumps(document):
            return None
        require(why.author, Verb.EDIT, [record.key])
        record.set_interval()
        record.derive(document)
        record.save()
        action = Action.CREATED if last is None else Action.EDITED
        return record_rows(model, [Written(record, document, action)], why=why)[0]


def submit(keys: Iterable[RecordKey], *, why: Why) -> list[RecordKey]:
    """Hand drafts to review."""
    return _move(keys, Verb.SUBMIT, Status.IN_REVIEW, Action.SUBMITTED, why=why)


def return_to_author(keys: Iterable[RecordKey], *, why: Why, comments: Comments = ()) -> list[RecordKey]:
    """Give records in review back as drafts, with what to mend: the reason in words, or `comments` on fields of
    one record. They wait with it until its author saves again.
    """
    if not why.reason_text and not comments:
        raise ValidationError({"reason_text": _("Say what to mend.")})
    with write_transaction():
        moved = _move(keys, Verb.RETURN, Status.DRAFT, Action.RETURNED, why=why, only={Status.IN_REVIEW})
        for key in moved:
            last = Revision.objects.applied().filter(key=key).order_by("-sequence").first()
            if last is not None:
                write_comments(last, comments, author=why.author, general=why.reason_text)
    return moved


def publish(keys: Iterable[RecordKey], *, why: Why) -> list[RecordKey]:
    """Publish drafts and records in review. Raises PermissionDenied, or ValidationError listing what is missing."""
    return _move(keys, Verb.PUBLISH, Status.PUBLISHED, Action.PUBLISHED, why=why)


def withdraw(
    keys: Iterable[RecordKey], *, why: Why, notice_en: str = "", notice_zh: str = ""
) -> list[RecordKey]:
    """Take published records back. Their addresses answer 410 with the notice; nothing is deleted."""
    if not (notice_en or notice_zh):
        raise ValidationError({"withdrawal_en": _("A notice for readers, in one language at least.")})

    def with_notice(key: RecordKey) -> None:
        key.withdrawal_en, key.withdrawal_zh = notice_en, notice_zh

    return _move(keys, Verb.WITHDRAW, Status.WITHDRAWN, Action.WITHDRAWN, why=why, before=with_notice)


def reinstate(keys: Iterable[RecordKey], *, why: Why) -> list[RecordKey]:
    """Publish withdrawn records again, as they were. What was merged into another is separated (`merging`)."""
    keys = list(keys)
    if merged := [key.record_id for key in keys if key.merged_into_id]:
        words = _("%(ids)s: merged into another record; undo the merge instead.")
        raise ValidationError(words % {"ids": ", ".join(merged)})
    return _move(keys, Verb.REINSTATE, Status.PUBLISHED, Action.RESTORED, why=why)


def ways_in(author: Any, items: Sequence[Checked], *, propose_only: bool = False) -> Ways:
    """Which of these checked documents this person may write, only propose, or neither. Writes nothing."""
    if author is None and not propose_only:
        return Ways(list(items))
    ways = Ways([])
    known = standings(item.key for item in items if item.before is not None)
    for item in items:
        if item.before is None:
            standing, verb = Standing.of_new(item.key.kind, item.draft.document), Verb.CREATE
        else:
            standing = known[item.key.pk]
            beside = propose_only and standing.status not in UNPUBLISHED
            verb = Verb.PROPOSE if beside else Verb.EDIT
        reason = refusal(author, verb, standing)
        if not reason and verb != Verb.PROPOSE:
            ways.direct.append(item)
        elif item.before is not None and may(author, Verb.PROPOSE, standing):
            ways.beside.append(item)
        else:
            ways.refused.append((item, reason))
    return ways


def _named(item: Checked) -> str:
    document = item.draft.document
    return str(item.key.record_id or document.get("title_en") or document.get("title_zh"))


def _need_reason(why: Why, changed: Sequence[Checked]) -> None:
    """What is public changes for a stated reason; only the system is spared."""
    public = [item for item in changed if item.before is not None and item.key.version]
    if why.author is None or not public:
        return
    words = _("The record is published: say why it changes.")
    missing = {name: [words] for name in ("reason_code", "reason_text") if not getattr(why, name)}
    if missing:
        raise ValidationError(missing)


def _refuse_own(author: Any, direct: Sequence[Checked], moved: Sequence[Record]) -> dict[int, Standing]:
    """Writing and publishing in one step is publishing one's own work. Returns the standings it was judged by."""
    if author is None or not moved:
        return {}
    known = standings(record.key for record in moved)
    for key_id in {item.key.pk for item in direct} & known.keys():
        standing = known[key_id]
        known[key_id] = replace(standing, authors=standing.authors | {author.pk})
    require(author, Verb.PUBLISH, [record.key for record in moved], known)
    return known


def _check_publishable(
    model: type[Record], documents: Mapping[int, Document], records: Iterable[Record]
) -> None:
    problems: dict[str, list[str]] = {}
    for record in records:
        for name, message in record.publication_problems(documents[record.key_id]):
            problems.setdefault(name, []).append(f"{record.key.record_id}: {message}")
    if problems:
        raise ValidationError(problems)


def _move(
    keys: Iterable[RecordKey],
    verb: Verb,
    to: str,
    action: str,
    *,
    why: Why,
    only: set[str] | None = None,
    before: Callable[[RecordKey], None] = lambda key: None,
) -> list[RecordKey]:
    """Move records to another status, each with one revision; all or none."""
    moved = list(keys)
    with write_transaction():
        for key in moved:
            if only and key.status not in only:
                words = _("%(id)s: a record with the status “%(status)s” allows no such step.")
                raise ValidationError(words % {"id": key.record_id, "status": key.get_status_display()})
        known = standings(moved) if why.author is not None else {}
        _require_step(why.author, verb, moved, known)
        for model, ids in ids_by_model([key.pk for key in moved]).items():
            records = list(model.objects.filter(key_id__in=ids).select_related("key"))
            documents = to_documents(model, ids)
            if to == Status.PUBLISHED:
                _check_publishable(model, documents, records)
            for record in records:
                before(record.key)
            rows = [Written(record, documents[record.key_id], action, to) for record in records]
            record_rows(model, rows, why=why)
        for key in moved:
            key.refresh_from_db()
        tell_of_step(action, moved, known, by=why.author, reason=why.reason_text)
    return moved


def _require_step(author: Any, verb: Verb, keys: Sequence[RecordKey], known: Mapping[int, Standing]) -> None:
    """A status that no rule of the verb names is the record's fault, not the person's: other words."""
    wrong = [key for key in keys if key.status not in TABLE[verb]]
    if wrong:
        allowed = ", ".join(sorted(str(Status(status).label) for status in TABLE[verb]))
        words = _("%(ids)s: the status does not allow this; it would have to be: %(allowed)s.")
        ids = ", ".join(key.record_id for key in wrong)
        raise ValidationError(words % {"ids": ids, "allowed": allowed})
    require(author, verb, keys, known if author is not None else None)


def _record(
    model: type[Record],
    changed: Sequence[Checked],
    moved: Sequence[Record],
    action: str,
    *,
    why: Why,
    readers: bool,
) -> None:
    ids = {record.key_id for record in moved}
    documents = {item.key.pk: item.draft.document for item in changed}
    rows = [
        Written(
            item.draft.record,
            item.draft.document,
            action or (Action.CREATED if item.before is None else Action.EDITED),
        )
        for item in changed
        if item.key.pk not in ids
    ]
    missing = [record.key_id for record in moved if record.key_id not in documents]
    if missing:
        documents |= to_documents(model, missing)
    rows += [
        Written(record, documents[record.key_id], Action.PUBLISHED, Status.PUBLISHED) for record in moved
    ]
    record_rows(model, rows, why=why, readers=readers)
