"""Submit, return, publish, withdraw, merge and back: actions of lists and steps of a record, all by the verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from portal.base import merging, publishing
from portal.base.admin.saving import show_refusal
from portal.base.admin.verb_forms import MergeForm, ReasonForm, ReturnForm, WithdrawForm
from portal.base.codes import Status
from portal.base.documents import to_documents
from portal.base.kinds import model_of
from portal.base.models import RecordKey
from portal.base.publishing import Why
from portal.base.restoring import Undone
from portal.base.rights import Standing, Verb, may
from portal.base.views.change_wording import ChangeWording
from portal.base.views.named_documents import named_documents
from portal.base.writing import write_transaction


def run_verb(
    request: HttpRequest, verb: Callable[..., list[RecordKey]], keys: Iterable[RecordKey], **given: Any
) -> bool:
    """Call a verb for the person at the keyboard and say what it did, or what it is missing."""
    why = Why(request.user, given.pop("reason_code", ""), given.pop("reason_text", ""))
    try:
        moved = verb(keys, why=why, **given)
    except (ValidationError, PermissionDenied) as error:
        show_refusal(request, error)
        return False
    if moved:
        ids = ", ".join(key.record_id for key in moved[:5]) + (" …" if len(moved) > 5 else "")
        status = moved[0].get_status_display()
        words = ngettext(
            "%(count)d record is now “%(status)s”: %(ids)s.",
            "%(count)d records are now “%(status)s”: %(ids)s.",
            len(moved),
        )
        messages.success(request, words % {"count": len(moved), "status": status, "ids": ids})
    return True


def run_merge(request: HttpRequest, keys: Iterable[RecordKey], *, into: RecordKey, **given: Any) -> bool:
    """Merge some records into one; all or none."""
    why = Why(request.user, given["reason_code"], given["reason_text"])
    try:
        with write_transaction():
            merged = [merging.merge(key, into, why=why).record_id for key in keys]
    except (ValidationError, PermissionDenied) as error:
        show_refusal(request, error)
        return False
    words = gettext("%(ids)s: merged into %(into)s, where the address leads now.")
    messages.success(request, words % {"ids": ", ".join(merged), "into": into.record_id})
    return True


def run_separate(request: HttpRequest, keys: Iterable[RecordKey], **given: Any) -> bool:
    """Undo merges, and say what was changed since and therefore stays."""
    why = Why(request.user, given["reason_code"], given["reason_text"])
    try:
        with write_transaction():
            done = [(key.record_id, merging.separate(key, why=why)) for key in keys]
    except (ValidationError, PermissionDenied) as error:
        show_refusal(request, error)
        return False
    for record_id, undone in done:
        messages.success(request, gettext("%(id)s is a record of its own again.") % {"id": record_id})
        tell_kept(request, undone)
    return True


def tell_kept(request: HttpRequest, undone: Undone) -> None:
    """What an undo left alone, record by record, in the words of its fields."""
    for record_id, conflicts in undone.kept.items():
        key = RecordKey.objects.get(record_id=record_id)
        model = model_of(key.kind)
        wording = ChangeWording(model, *named_documents(model, [to_documents(model, [key.pk])[key.pk]]))
        words = gettext("%(id)s: changed since, and therefore left as it is: %(fields)s.")
        fields = "; ".join(wording.label(conflict.path) for conflict in conflicts)
        messages.warning(request, words % {"id": record_id, "fields": fields})


@dataclass(frozen=True)
class Step:
    """A step that asks something first. `run` gets the request, the keys and the answers; False where refused."""

    title: Any
    verb: Verb
    form: type[forms.Form]
    run: Callable[..., bool]
    merged: bool | None = None  # only for records that are merged into another (True), or are not (False)


def _by(verb: Callable[..., list[RecordKey]]) -> Callable[..., bool]:
    return lambda request, keys, **given: run_verb(request, verb, keys, **given)


STEPS: dict[str, Step] = {
    "return": Step(_("Return to author"), Verb.RETURN, ReturnForm, _by(publishing.return_to_author)),
    "withdraw": Step(_("Withdraw"), Verb.WITHDRAW, WithdrawForm, _by(publishing.withdraw)),
    "merge": Step(_("Merge into…"), Verb.MERGE, MergeForm, run_merge),
    "separate": Step(_("Undo the merge"), Verb.REINSTATE, ReasonForm, run_separate, merged=True),
    "reinstate": Step(
        _("Publish again"), Verb.REINSTATE, ReasonForm, _by(publishing.reinstate), merged=False
    ),
}


def steps_for(user: Any, key: RecordKey, standing: Standing) -> list[tuple[Any, str]]:
    """(title, address) of the steps this person may take with a record as it stands."""
    return [
        (step.title, reverse("admin:portal_recordkey_step", args=[key.pk, name]))
        for name, step in STEPS.items()
        if may(user, step.verb, standing)
        and step.merged in (None, key.merged_into_id is not None)
        and not (
            name == "return" and key.status != Status.IN_REVIEW
        )  # a proposal goes back from its own page
    ]


def asked(
    request: HttpRequest, step: Step, keys: list[RecordKey], context: dict[str, Any], back: str
) -> HttpResponse | None:
    """The page that asks what a step needs to know; None once it is taken."""
    form = step.form(request.POST if "answered" in request.POST else None)
    if form.is_valid() and step.run(request, keys, **form.cleaned_data):
        return None
    shown = {"title": step.title, "form": form, "keys": keys, "checkbox": ACTION_CHECKBOX_NAME, "back": back}
    return TemplateResponse(request, "admin/record_verb.html", context | shown)


class VerbsMixin:
    """The verbs as actions of a list of records or of keys."""

    actions = [
        "submit_records",
        "return_records",
        "publish_records",
        "withdraw_records",
        "merge_records",
        "separate_records",
        "reinstate_records",
    ]

    def keys_of(self, rows: QuerySet[Any]) -> list[RecordKey]:
        return list(RecordKey.objects.filter(pk__in=rows.order_by().values("pk")).order_by("id"))

    def has_submit_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("portal.submit_record")

    def has_review_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("portal.review_record")

    def has_publish_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm("portal.publish_record")

    @admin.action(description=_("Submit for review"), permissions=["submit"])
    def submit_records(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        run_verb(request, publishing.submit, self.keys_of(rows))

    def has_let_through_permission(self, request: HttpRequest) -> bool:
        """Whoever reviews publishes what is in review; drafts are for publishers, as the verb will say."""
        return self.has_review_permission(request) or self.has_publish_permission(request)

    @admin.action(description=_("Publish"), permissions=["let_through"])
    def publish_records(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        run_verb(request, publishing.publish, self.keys_of(rows))

    @admin.action(description=STEPS["return"].title, permissions=["review"])
    def return_records(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return self._ask(request, rows, "return")

    @admin.action(description=STEPS["withdraw"].title, permissions=["publish"])
    def withdraw_records(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return self._ask(request, rows, "withdraw")

    @admin.action(description=STEPS["merge"].title, permissions=["publish"])
    def merge_records(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return self._ask(request, rows, "merge")

    @admin.action(description=STEPS["separate"].title, permissions=["publish"])
    def separate_records(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return self._ask(request, rows, "separate")

    @admin.action(description=STEPS["reinstate"].title, permissions=["publish"])
    def reinstate_records(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return self._ask(request, rows, "reinstate")

    def _ask(self, request: HttpRequest, rows: QuerySet[Any], name: str) -> HttpResponse | None:
        """Ask, take the step, and back to the list."""
        opts = self.opts  # type: ignore[attr-defined]
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": opts,
            "action": f"{name}_records",
            "media": self.media,  # type: ignore[attr-defined]
        }
        back = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
        return asked(request, STEPS[name], self.keys_of(rows), context, back)
