"""Changes proposed to published records: they wait beside the live record until somebody else decides.

A proposal is a revision with `pending` set. When the live record has moved on meanwhile, its changes are carried
over to what the record is now (`rebasing`); a place that both changed is a conflict, which the reviewer settles.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.base.codes import Action, Pending
from portal.base.documents import Document, dumps, loads, to_documents
from portal.base.kinds import model_of
from portal.base.models import NoticeOf, Record, RecordKey, Revision
from portal.base.notices import tell_proposer, tell_reviewers
from portal.base.rebasing import Rebased, rebase
from portal.base.recording import BATCH, Why, Written, next_sequences, record_rows
from portal.base.reviewing import Comments, write_comments
from portal.base.rights import Standing, Verb, require, standings
from portal.base.saving import Checked, check_documents, write_checked
from portal.base.writing import write_transaction


@dataclass(frozen=True)
class Proposal:
    """A proposal as a reviewer needs it: what it was based on, what is live now, what it asks for, carried over."""

    revision: Revision
    model: type[Record]
    base: Document
    live: Document
    mine: Document

    @property
    def moved_on(self) -> bool:
        """True where the live record is no longer the one it was based on."""
        return self.base != self.live

    def rebased(self, choices: Mapping[str, str] | None = None) -> Rebased:
        return rebase(self.model, self.base, self.live, self.mine, choices)


def read_proposal(revision: Revision) -> Proposal:
    """A proposal with the three documents it is judged by."""
    model = model_of(revision.key.kind)
    base = revision.base
    if base is None:
        raise ValueError(f"revision {revision.pk} proposes nothing")
    live = to_documents(model, [revision.key_id])[revision.key_id]
    return Proposal(revision, model, loads(base.document), live, loads(revision.document))


def write_proposals(
    items: Sequence[Checked], *, why: Why, replaces: Revision | None = None
) -> list[Revision]:
    """Put checked documents beside their live records; one revision each. For `publishing.save_documents`."""
    if not items:
        return []
    ids = [item.key.pk for item in items]
    sequences = next_sequences(ids)
    bases = _last_applied(ids)
    now = timezone.now()
    revisions = Revision.objects.bulk_create(
        [
            Revision(
                key=item.key,
                sequence=sequences[item.key.pk],
                action=Action.PROPOSED,
                status=item.key.status,
                author=why.author,
                created_at=now,
                reason_code=why.reason_code,
                reason_text=why.reason_text,
                document=dumps(item.draft.document),
                batch=why.batch,
                pending=Pending.OPEN,
                base_id=bases[item.key.pk],
                replaces=replaces,
            )
            for item in items
        ],
        batch_size=BATCH,
    )
    tell_reviewers(NoticeOf.CHANGE_WAITS, [item.key for item in items], by=why.author, revisions=revisions)
    return revisions


def replace_proposal(revision: Revision) -> None:
    """Close a proposal in whose place its author, or whoever went on with it, has written another state."""
    _close(revision, Pending.REPLACED, {Pending.OPEN, Pending.RETURNED}, revision.reviewer)


def approve(revision: Revision, *, why: Why, choices: Mapping[str, str] | None = None) -> Revision | None:
    """Let a proposal go live, carried over to what the record is now; `choices` settles conflicts by path.

    The new revision names the proposal's author, and who approved it. Returns None where the record has all of
    it already. Raises ValidationError (conflicts, no longer waiting, no longer valid), PermissionDenied.
    """
    with write_transaction():
        revision = _locked(revision, {Pending.OPEN, Pending.RETURNED})
        _require_other(why.author, revision)
        proposal = read_proposal(revision)
        rebased = proposal.rebased(choices)
        if rebased.conflicts:
            words = _("%(field)s was changed by somebody else meanwhile; choose which value holds.")
            raise ValidationError([words % {"field": conflict.path} for conflict in rebased.conflicts])
        checked = check_documents(proposal.model, [rebased.document])
        _close(revision, Pending.APPLIED, {revision.pending}, why.author)
        _tell(NoticeOf.CHANGE_APPROVED, revision, why)
        item = checked[0]
        if not item.changed:
            return None
        problems = item.draft.record.publication_problems(item.draft.document)
        if problems:
            raise ValidationError({name: [words] for name, words in problems})
        write_checked(proposal.model, checked)
        through = Why(
            revision.author,
            revision.reason_code or why.reason_code,
            revision.reason_text or why.reason_text,
            revision.batch,
            why.author,
        )
        row = Written(item.draft.record, item.draft.document, Action.EDITED)
        return record_rows(proposal.model, [row], why=through)[0]


def return_proposal(revision: Revision, *, why: Why, comments: Comments = ()) -> None:
    """Give a proposal back to its author, with what to mend; `comments` are (field path, text)."""
    if not why.reason_text and not comments:
        raise ValidationError({"reason_text": _("Say what to mend.")})
    with write_transaction():
        revision = _locked(revision, {Pending.OPEN})
        require(why.author, Verb.RETURN, [revision.key])
        write_comments(revision, comments, author=why.author, general=why.reason_text)
        _close(revision, Pending.RETURNED, {Pending.OPEN}, why.author)
        _tell(NoticeOf.CHANGE_RETURNED, revision, why)


def refuse_proposal(revision: Revision, *, why: Why) -> None:
    """Close a proposal without applying it; its author may take it back, a reviewer says why."""
    with write_transaction():
        revision = _locked(revision, {Pending.OPEN, Pending.RETURNED})
        if why.author is None or why.author.pk != revision.author_id:
            require(why.author, Verb.RETURN, [revision.key])
            if not why.reason_text:
                raise ValidationError({"reason_text": _("Say why.")})
        write_comments(revision, (), author=why.author, general=why.reason_text)
        _close(revision, Pending.REFUSED, {Pending.OPEN, Pending.RETURNED}, why.author)
        _tell(NoticeOf.CHANGE_REFUSED, revision, why)


def authors_of(revision: Revision) -> frozenset[int]:
    """Everybody whose work is in a proposal: its author, and those of the proposals it took the place of."""
    authors: set[int] = set()
    step: Revision | None = revision
    while step is not None:
        if step.author_id is not None:
            authors.add(step.author_id)
        step = step.replaces
    return frozenset(authors)


def proposal_standing(revision: Revision) -> Standing:
    """The standing of the record as the proposal's approval asks it: whose work is the proposal."""
    return replace(standings([revision.key])[revision.key_id], authors=authors_of(revision))


def _tell(what: str, revision: Revision, why: Why) -> None:
    tell_proposer(what, revision, authors_of(revision), by=why.author, reason=why.reason_text)


def _require_other(user: Any, revision: Revision) -> None:
    if user is not None:
        require(user, Verb.APPROVE, [revision.key], {revision.key_id: proposal_standing(revision)})


def _locked(revision: Revision, states: set[str]) -> Revision:
    """The proposal as it stands now; of two people deciding at once, the second is told."""
    now = Revision.objects.select_for_update(of=("self",)).select_related("key").get(pk=revision.pk)
    if now.pending not in states:
        words = _("This proposal is no longer waiting: %(state)s.")
        raise ValidationError(words % {"state": now.get_pending_display() or now.get_action_display()})
    return now


def _close(revision: Revision, state: str, states: set[str], reviewer: Any = None) -> None:
    changed = Revision.objects.filter(pk=revision.pk, pending__in=states).update(
        pending=state, reviewer=reviewer
    )
    if not changed:
        raise ValidationError(_("This proposal is no longer waiting: %(state)s.") % {"state": ""})
    revision.pending = state


def _last_applied(key_ids: Sequence[int]) -> dict[int, int]:
    """The last applied revision of each record, by key id."""
    found: dict[int, int] = {}
    for start in range(0, len(key_ids), BATCH):
        rows = Revision.objects.applied().filter(key__in=key_ids[start : start + BATCH])
        found.update(rows.order_by("key", "sequence").values_list("key", "pk"))
    return found


def waiting_on(key: RecordKey) -> list[Revision]:
    """The proposals that wait beside a record, oldest first, without their documents."""
    found = Revision.objects.waiting().filter(key=key).select_related("author")
    return list(found.defer("document", "public_text").order_by("pk"))
