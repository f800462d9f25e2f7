"""Taking a record back to what it was: one revision's document again, or the undoing of what was written together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from portal.base.codes import Action
from portal.base.documents import Document, loads, to_documents
from portal.base.kinds import model_of
from portal.base.models import Record, Revision
from portal.base.publishing import Report, Why, save_documents
from portal.base.rebasing import Conflict, rebase
from portal.base.writing import write_transaction


@dataclass
class Undone:
    """What an undo did: reports by kind, and by record id the places left alone because they changed since."""

    reports: list[Report] = field(default_factory=list)
    kept: dict[str, list[Conflict]] = field(default_factory=dict)


def restore(revision: Revision, *, why: Why) -> Report:
    """Make the record what it was after this revision, children included. A new revision says so; nothing is lost.

    By somebody who may not publish it becomes a proposal, as any change of a published record.
    Raises RecordErrors where the old document no longer holds (a code that is gone), PermissionDenied.
    """
    model = model_of(revision.key.kind)
    return save_documents(model, [loads(revision.document)], why=why, action=Action.RESTORED)


def undo(revisions: Iterable[Revision], *, why: Why) -> Undone:
    """Take back what each of these revisions changed, and nothing that came after; one new revision a record.

    A place that was changed again since is left alone and listed in `kept`. The first revision of a record has
    nothing before it and is passed over.
    """
    undone = Undone()
    with write_transaction():
        wanted: dict[type[Record], list[Document]] = {}
        for revision in sorted(revisions, key=lambda item: -item.pk):
            before = before_revision(revision)
            if before is None:
                continue
            model = model_of(revision.key.kind)
            live = to_documents(model, [revision.key_id])[revision.key_id]
            back = rebase(model, loads(revision.document), live, loads(before.document))
            if back.conflicts:
                undone.kept[revision.key.record_id] = back.conflicts
            wanted.setdefault(model, []).append(back.document)
        for model, documents in wanted.items():
            undone.reports.append(save_documents(model, documents, why=why, action=Action.RESTORED))
    return undone


def before_revision(revision: Revision) -> Revision | None:
    """The applied revision before this one; of a proposal, the one it was based on."""
    if revision.pending:
        return revision.base
    earlier = Revision.objects.applied().filter(key=revision.key_id, sequence__lt=revision.sequence)
    return earlier.order_by("-sequence").first()
