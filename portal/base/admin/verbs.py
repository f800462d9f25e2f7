"""Submit, return, publish, withdraw: actions of lists and buttons of forms, all by the verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from portal.base import publishing
from portal.base.admin.saving import show_refusal
from portal.base.codes import ReasonCode
from portal.base.models import RecordKey
from portal.base.publishing import Why

LINE = forms.TextInput({"class": "vTextField"})


class ReturnForm(forms.Form):
    reason_text = forms.CharField(label=_("What to mend"), max_length=500, widget=LINE)


class WithdrawForm(forms.Form):
    """Readers get the notice on every address of the record."""

    notice_en = forms.CharField(label=_("Notice (English)"), max_length=500, required=False, widget=LINE)
    notice_zh = forms.CharField(label=_("Notice (Chinese)"), max_length=500, required=False, widget=LINE)
    reason_code = forms.ChoiceField(label=_("Reason"), choices=[("", "---------"), *ReasonCode.choices])
    reason_text = forms.CharField(label=_("Reason in words"), max_length=500, required=False, widget=LINE)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        if not (cleaned.get("notice_en") or cleaned.get("notice_zh")):
            self.add_error("notice_en", _("A notice for readers, in one language at least."))
        return cleaned


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


class VerbsMixin:
    """The verbs as actions of a list of records or of keys."""

    actions = ["submit_records", "return_records", "publish_records", "withdraw_records"]

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

    @admin.action(description=_("Publish"), permissions=["publish"])
    def publish_records(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        run_verb(request, publishing.publish, self.keys_of(rows))

    @admin.action(description=_("Return to author"), permissions=["review"])
    def return_records(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return self._ask(
            request, rows, publishing.return_to_author, ReturnForm, "return_records", _("Return to author")
        )

    @admin.action(description=_("Withdraw"), permissions=["publish"])
    def withdraw_records(self, request: HttpRequest, rows: QuerySet[Any]) -> HttpResponse | None:
        return self._ask(request, rows, publishing.withdraw, WithdrawForm, "withdraw_records", _("Withdraw"))

    def _ask(
        self,
        request: HttpRequest,
        rows: QuerySet[Any],
        verb: Any,
        form_class: type[forms.Form],
        action: str,
        title: Any,
    ) -> HttpResponse | None:
        """A page that asks what the verb needs to know; then the verb, and back to the list."""
        keys = self.keys_of(rows)
        form = form_class(request.POST if "answered" in request.POST else None)
        if form.is_valid():
            run_verb(request, verb, keys, **form.cleaned_data)
            return None
        context = {
            **self.admin_site.each_context(request),  # type: ignore[attr-defined]
            "opts": self.opts,  # type: ignore[attr-defined]
            "title": title,
            "form": form,
            "keys": keys,
            "action": action,
            "checkbox": ACTION_CHECKBOX_NAME,
            "media": self.media,  # type: ignore[attr-defined]
        }
        return TemplateResponse(request, "admin/record_verb.html", context)
