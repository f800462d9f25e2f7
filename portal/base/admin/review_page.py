"""The page of a revision: shows it (`review`), and hands what its reader decides to the verbs."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.base import proposals, publishing
from portal.base.models import Revision
from portal.base.publishing import Why
from portal.base.restoring import restore
from portal.base.writing import write_transaction

from .review import Case, Review, last_sequence
from .review_form import ReviewForm
from .saving import show_refusal

# The buttons, and at which case each is one: a step that came too late is told so.
STEPS = {
    "approve": {Case.PROPOSAL},
    "refuse": {Case.PROPOSAL},
    "take_back": {Case.PROPOSAL},
    "return": {Case.PROPOSAL, Case.IN_REVIEW},
    "publish": {Case.IN_REVIEW},
    "restore": {Case.PAST},
}


def review_page(request: HttpRequest, revision: Revision, context: dict[str, Any]) -> HttpResponse:
    """Show a revision; after a button, decide. `context` is the admin's own. Who may not see it never gets here."""
    if request.method == "POST":
        return _decide(request, revision, context)
    review = Review(revision, request.user, last_sequence(revision.key))
    return _show(request, review, _form(review), context)


def _form(review: Review, data: Any = None, step: str = "") -> ReviewForm:
    if not step and review.case == Case.PAST:
        step = "restore"
    return ReviewForm(
        data, paths=review.changes.paths(), conflicts=review.conflicts, seen=review.last, step=step
    )


def _show(request: HttpRequest, review: Review, form: ReviewForm, context: dict[str, Any]) -> HttpResponse:
    shown = {
        **context,
        "title": review.title,
        "review": review,
        "revision": review.revision,
        "key": review.key,
        "kind_opts": review.model._meta,
        "form": form,
        "steps": review.steps,
    }
    return TemplateResponse(request, "admin/review.html", shown)


def _decide(request: HttpRequest, revision: Revision, context: dict[str, Any]) -> HttpResponse:
    step = request.POST.get("step", "")
    if step not in STEPS:
        raise PermissionDenied(_("A revision is not changed; it is decided on."))
    form: ReviewForm | None = None
    try:
        with write_transaction():
            # Read again under the write lock: what is decided on is what was seen.
            revision = Revision.objects.select_related("key", "base", "author", "reviewer").get(
                pk=revision.pk
            )
            review = Review(revision, request.user, last_sequence(revision.key))
            if review.case not in STEPS[step]:
                messages.error(request, _too_late(review))
                return HttpResponseRedirect(request.path)
            form = _form(review, request.POST, step)
            if form.is_valid():
                return HttpResponseRedirect(_take(request, review, form, step))
    except (ValidationError, PermissionDenied, IntegrityError) as error:
        show_refusal(request, error)
    if form is None:
        return HttpResponseRedirect(request.path)
    for message in form.non_field_errors():
        messages.error(request, message)
    return _show(request, review, form, context)


def _too_late(review: Review) -> str:
    words = _("%(id)s does not wait for this step any more: %(state)s.")
    state = review.revision.get_pending_display() or review.key.get_status_display()
    return words % {"id": review.key.record_id, "state": state}


def _take(request: HttpRequest, review: Review, form: ReviewForm, step: str) -> str:
    """Do what the button says; returns the address to go to. Raises what the verbs raise."""
    revision, key = review.revision, review.key
    record_id = key.record_id
    why = Why(request.user, form.cleaned_data["reason_code"], form.cleaned_data["reason_text"])
    said, there = "", request.path
    if step == "approve":
        applied = proposals.approve(revision, why=why, choices=form.chosen)
        if applied is None:
            said = _("%(id)s has all of it already; the proposal is closed.")
        else:
            key.refresh_from_db()
            said = _("The change is approved: %(id)s is now version %(version)s.")
    elif step == "publish":
        publishing.publish([key], why=why)
        said = _("%(id)s is published, version %(version)s.")
    elif step == "return" and review.case == Case.PROPOSAL:
        proposals.return_proposal(revision, why=why, comments=form.comments())
        said = _("The proposal went back to its author with your comments; readers see %(id)s as it was.")
    elif step == "return":
        publishing.return_to_author([key], why=why, comments=form.comments())
        said = _("%(id)s is a draft again; its author sees your comments in its form.")
    elif step == "refuse":
        proposals.refuse_proposal(revision, why=why)
        said = _("The proposal is refused; %(id)s stays as it is.")
    elif step == "take_back":
        proposals.refuse_proposal(revision, why=why)
        said = _("You took your proposal back; %(id)s stays as it is.")
    elif step == "restore":
        report = restore(revision, why=why)
        latest = Revision.objects.filter(key=key).order_by("-sequence").values_list("pk", flat=True).first()
        there = reverse("admin:portal_revision_change", args=[latest])
        if report.proposed:
            said = _("%(id)s is published: going back waits for review, readers see the record as it was.")
        elif report.unchanged:
            said, there = _("%(id)s is that already; no revision was made."), request.path
        else:
            said = _("%(id)s is again what it was after revision %(number)s.")
    told = {"id": record_id, "version": key.version, "number": revision.sequence}
    messages.success(request, said % told)
    return there
