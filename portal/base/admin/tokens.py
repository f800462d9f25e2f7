"""Tokens for the API: one's own to make and revoke, everybody's to revoke for who keeps the accounts."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.base.admin.saving import WritesMixin
from portal.base.models import ApiToken

LIFETIMES = {
    "30": gettext_lazy("30 days"),
    "90": gettext_lazy("90 days"),
    "365": gettext_lazy("a year"),
    "": gettext_lazy("until it is revoked"),
}


class TokenForm(forms.ModelForm):
    """A new token: what it is for, how long it is good for."""

    days = forms.ChoiceField(
        label=gettext_lazy("Valid for"), choices=list(LIFETIMES.items()), initial="365", required=False
    )

    class Meta:
        model = ApiToken
        fields = ["name"]


@admin.register(ApiToken)
class ApiTokenAdmin(WritesMixin, admin.ModelAdmin):
    """Who may change tokens sees and revokes everybody's; everybody else, their own."""

    form = TokenForm
    change_form_template = "admin/token_change_form.html"
    list_display = ["name", "user", "beginning", "created", "last_used", "expiry", "state"]
    list_select_related = ["user"]
    search_fields = ["name", "user__username", "token_key"]
    list_per_page = 50
    show_full_result_count = False
    actions = ["revoke_tokens"]

    @admin.display(description=gettext_lazy("begins with"), ordering="token_key")
    def beginning(self, token: ApiToken) -> str:
        return f"{token.token_key}…"

    @admin.display(description=gettext_lazy("state"))
    def state(self, token: ApiToken) -> str:
        if token.revoked_at is not None:
            return _("revoked")
        return _("expired") if token.expired else _("in use")

    def get_queryset(self, request: HttpRequest) -> QuerySet[ApiToken]:
        found = super().get_queryset(request)
        return found if self._keeps_all(request) else found.filter(user=request.user)

    def _keeps_all(self, request: HttpRequest) -> bool:
        return request.user.has_perm("portal.change_apitoken")

    def has_view_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        return self.has_change_permission(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: ApiToken | None = None) -> bool:
        own = obj is None or obj.user_id == request.user.pk
        return self._keeps_all(request) or (own and self.has_add_permission(request))

    def get_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> list[str]:
        if obj is None:
            return ["name", "days"]
        return ["name", "user", "beginning", "created", "last_used", "expiry", "state", "revoked_at"]

    def get_readonly_fields(self, request: HttpRequest, obj: ApiToken | None = None) -> list[str]:
        return [] if obj is None else self.get_fields(request, obj)

    def save_model(self, request: HttpRequest, obj: ApiToken, form: forms.ModelForm, change: bool) -> None:
        """Make the token; of one there is already, the form only revokes."""
        if change:
            obj.revoke()
            return
        days = form.cleaned_data["days"]
        lifetime = timedelta(days=int(days)) if days else None
        made, obj.shown = ApiToken.objects.create(user=request.user, name=obj.name, expiry=lifetime)
        obj.pk, obj.user, obj.token_key, obj.expiry = made.pk, made.user, made.token_key, made.expiry

    def response_add(
        self, request: HttpRequest, obj: ApiToken, post_url_continue: Any = None
    ) -> HttpResponse:
        """The one page that shows it; nothing keeps it, this site no more than the browser's cache."""
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("The token “%(name)s”") % {"name": obj.name},
            "token": obj.shown,
            "expiry": obj.expiry,
            "address": request.build_absolute_uri("/api/v1/proposals/"),
        }
        response = TemplateResponse(request, "admin/token_made.html", context)
        add_never_cache_headers(response)
        return response

    def response_change(self, request: HttpRequest, obj: ApiToken) -> HttpResponse:
        messages.success(request, _("The token “%(name)s” is revoked.") % {"name": obj.name})
        return HttpResponseRedirect(reverse("admin:portal_apitoken_changelist"))

    def construct_change_message(
        self, request: HttpRequest, form: Any, formsets: Any, add: bool = False
    ) -> Any:
        return super().construct_change_message(request, form, formsets, add) if add else "Revoked."

    @admin.action(description=gettext_lazy("Revoke"), permissions=["change"])
    def revoke_tokens(self, request: HttpRequest, rows: QuerySet[ApiToken]) -> None:
        revoked = [token for token in rows if token.revoked_at is None]
        for token in revoked:
            token.revoke()
            self.log_change(request, token, "Revoked.")
        words = ngettext("%(count)d token is revoked.", "%(count)d tokens are revoked.", len(revoked))
        messages.success(request, words % {"count": len(revoked)})
