"""One revision as its reviewer sees it: what it changes, what it rests on, what was said of it, what may be done.

A proposal is shown as it would go live now; a record in review against what was last published; any other revision
against the one before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from portal.base.codes import Pending, Status
from portal.base.documents import Document, loads
from portal.base.kinds import model_of
from portal.base.models import RecordKey, ReviewComment, Revision
from portal.base.proposals import Proposal, proposal_standing, read_proposal
from portal.base.rebasing import Conflict
from portal.base.restoring import before_revision
from portal.base.reviewing import comments_on
from portal.base.rights import Standing, Verb, may, refusal, standings
from portal.base.views.change_wording import ChangeWording
from portal.base.views.differences import Differences, ShownConflict, differences, shown_conflicts
from portal.base.views.named_documents import named_documents

from .missing import Missing, missing_pieces
from .review_sources import Grounds, grounds


class Case(StrEnum):
    PROPOSAL = "proposal"  # waits beside a published record
    DECIDED = "decided"  # a proposal that waits no longer
    IN_REVIEW = "in_review"  # the last state of a record that was submitted
    PAST = "past"  # any other state of a record


@dataclass
class Review:
    """What the page shows. The number of queries does not grow with what changed."""

    revision: Revision
    user: Any
    last: int  # the sequence of the record's last applied revision
    conflicts: list[ShownConflict] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.key: RecordKey = self.revision.key
        self.model = model_of(self.key.kind)
        self.case = self._case()
        self.before: Revision | None = None
        self.proposal: Proposal | None = None
        old, new, others, found = self._documents()
        self.document = new
        named = named_documents(self.model, [old, new, *others])
        self.wording = ChangeWording(self.model, *named[2:], named[0], named[1])
        self.changes: Differences = differences(self.wording, self.model, named[0], named[1])
        self.grounds: Grounds = grounds(self.model, self.changes, named[0], named[1])
        self.conflicts = shown_conflicts(self.wording, found)
        self.is_new = not old
        self.only_order = bool(old) and old != new and not self.changes and not self.conflicts

    def _case(self) -> Case:
        if self.revision.pending:
            return Case.PROPOSAL if self.revision.pending in _WAITING else Case.DECIDED
        if self.key.status == Status.IN_REVIEW and self.is_last:
            return Case.IN_REVIEW
        return Case.PAST

    def _documents(self) -> tuple[Document, Document, Sequence[Document], list[Conflict]]:
        """(old, new, others that conflicts show, conflicts)"""
        revision = self.revision
        if self.case == Case.PROPOSAL:
            self.proposal = read_proposal(revision)
            self.before = revision.base
            rebased = self.proposal.rebased()
            others = [self.proposal.base, self.proposal.mine] if rebased.conflicts else []
            return self.proposal.live, rebased.document, others, rebased.conflicts
        if self.case == Case.IN_REVIEW:
            published = Revision.objects.filter(key=self.key, version__isnull=False)
            self.before = published.order_by("-sequence").first()
        else:
            self.before = before_revision(revision)
        return loads(self.before.document) if self.before else {}, loads(revision.document), [], []

    @property
    def is_last(self) -> bool:
        return not self.revision.pending and self.revision.sequence == self.last

    @property
    def moved_on(self) -> bool:
        return self.proposal is not None and self.proposal.moved_on

    @property
    def own(self) -> bool:
        return self.revision.author_id is not None and self.revision.author_id == self.user.pk

    @cached_property
    def standing(self) -> Standing:
        return standings([self.key])[self.key.pk]

    @cached_property
    def comments(self) -> list[tuple[str, ReviewComment]]:
        """(the field in words, the remark); a blank field is the whole."""
        return [
            (self.wording.label(comment.path) if comment.path else "", comment)
            for comment in comments_on(self.revision)
        ]

    @cached_property
    def missing(self) -> list[Missing]:
        """What publishing would ask for, with the way to where it is entered."""
        if self.case not in (Case.PROPOSAL, Case.IN_REVIEW):
            return []
        return missing_pieces(self.model(key=self.key), self.document, self.go_on)

    # What may be done

    @property
    def form_address(self) -> str:
        opts = self.model._meta
        return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[self.key.pk])

    @property
    def go_on(self) -> str:
        """The record's form with what is looked at."""
        proposal = f"?proposal={self.revision.pk}" if self.case == Case.PROPOSAL else ""
        return f"{self.form_address}{proposal}"

    @cached_property
    def through(self) -> str:
        """Why this person may not let it through, in words; blank where they may, or where nothing waits."""
        if self.case == Case.PROPOSAL:
            return refusal(self.user, Verb.APPROVE, proposal_standing(self.revision))
        return refusal(self.user, Verb.PUBLISH, self.standing) if self.case == Case.IN_REVIEW else ""

    @cached_property
    def steps(self) -> set[str]:
        """The buttons this person gets."""
        user, standing = self.user, self.standing
        judges = may(user, Verb.RETURN, standing)
        writes = may(user, Verb.EDIT, standing) or may(user, Verb.PROPOSE, standing)
        found = set()
        if self.case == Case.PROPOSAL:
            found |= {"approve"} if not self.through else set()
            found |= {"return"} if judges and self.revision.pending == Pending.OPEN else set()
            found |= {"take_back"} if self.own else {"refuse"} if judges else set()
            found |= {"go_on"} if writes and (self.own or judges) else set()
        elif self.case == Case.IN_REVIEW:
            found |= {"publish"} if not self.through else set()
            found |= {"return"} if judges else set()
            found |= {"go_on"} if may(user, Verb.EDIT, standing) else set()
        elif self.case == Case.PAST and not self.is_last and writes:
            found |= {"restore"}
        return found

    @property
    def title(self) -> str:
        words = {
            Case.PROPOSAL: _("Review: a change proposed to %(id)s"),
            Case.DECIDED: _("A change proposed to %(id)s"),
            Case.IN_REVIEW: _("Review: %(id)s"),
            Case.PAST: _("%(id)s, revision %(number)s"),
        }[self.case]
        return words % {"id": self.key.record_id, "number": self.revision.sequence}


_WAITING = {Pending.OPEN, Pending.RETURNED}


def last_sequence(key: RecordKey) -> int:
    """The number of a record's last applied revision."""
    found = Revision.objects.applied().filter(key=key).order_by("-sequence")
    return found.values_list("sequence", flat=True).first() or 0
