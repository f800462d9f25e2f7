"""The record's form for those whose change waits for review, and for whoever goes on with such a change."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.base.codes import Status
from portal.base.drafts import read_document
from portal.base.models import Record, Revision
from portal.base.proposals import read_proposal, waiting_on
from portal.base.references import References
from portal.base.rights import Standing, Verb, may, refusal, standings
from portal.base.shape import shape_of


def standing_of(record: Record) -> Standing:
    """The record's standing, read once for a form."""
    known = getattr(record, "known_standing", None)
    if known is None:
        known = record.known_standing = standings([record.key])[record.key_id]  # type: ignore[attr-defined]
    return known


class ProposalsMixin:
    """`?proposal=ID` opens a waiting proposal instead of the live record; saving it replaces the proposal."""

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        record = super().get_object(request, object_id, from_field)  # type: ignore[misc]
        number = request.GET.get("proposal", "")
        if record is None or not number:
            return record
        found = Revision.objects.waiting().select_related("base", "key")
        revision = found.filter(pk=int(number), key=record.key).first() if number.isdecimal() else None
        if revision is None or not self._may_go_on(request.user, revision, record):
            return None
        return as_proposed(record, revision)

    def _may_go_on(self, user: Any, revision: Revision, record: Record) -> bool:
        return revision.author_id == user.pk or may(user, Verb.RETURN, standing_of(record))

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)  # type: ignore[misc]
        return allowed and not self.read_only_because(request, obj)

    def read_only_because(self, request: HttpRequest, obj: Record | None) -> str:
        """Why this person may only read this record; blank where they may change it or propose a change."""
        if obj is None or obj.key_id is None or self.only_proposes(request, obj):
            return ""
        reason = refusal(request.user, Verb.EDIT, standing_of(obj))
        return _("You can read this record here; %(reason)s.") % {"reason": reason} if reason else ""

    def only_proposes(self, request: HttpRequest, obj: Record | None) -> bool:
        """True where a change by this person will wait beside the live record."""
        if obj is None or obj.key_id is None or obj.key.status != Status.PUBLISHED:
            return False
        standing = standing_of(obj)
        user = request.user
        return not may(user, Verb.EDIT, standing) and may(user, Verb.PROPOSE, standing)

    def proposal_context(self, request: HttpRequest, obj: Record | None) -> dict[str, Any]:
        """What the form says of proposals: this one, those that wait, whether saving makes one."""
        if obj is None or obj.key_id is None:
            return {"proposal": None, "waiting": [], "only_proposes": False}
        return {
            "proposal": getattr(obj, "proposal", None),
            "waiting": waiting_on(obj.key) if obj.key.status == Status.PUBLISHED else [],
            "only_proposes": self.only_proposes(request, obj),
        }

    def to_proposal(self, request: HttpRequest, record_id: str) -> HttpResponse:
        """After a save that became a proposal: say so, and show it as its reviewer will see it."""
        made = Revision.objects.waiting().filter(key__record_id=record_id, author=request.user)
        words = _("%(record)s is published: your change waits for review, readers see the record as it was.")
        messages.success(request, words % {"record": record_id})
        latest = made.order_by("-pk").values_list("pk", flat=True).first()
        return HttpResponseRedirect(reverse("admin:portal_revision_change", args=[latest]))


def as_proposed(record: Record, revision: Revision) -> Record:
    """The record as it would be with this proposal, in memory: the form and its row sets read it from there."""
    model = type(record)
    shape = shape_of(model)
    document = read_proposal(revision).rebased().document
    references = References()
    references.preload(shape, [document])
    draft = read_document(model, document, references, record.key)
    proposed: Any = draft.record
    proposed._state.adding = False
    proposed.status, proposed.updated_at = record.status, record.updated_at
    proposed.set_interval()
    proposed.derive(draft.document)
    proposed.proposal = revision
    proposed.key.drafted = proposed.drafted = draft.children
    return proposed
