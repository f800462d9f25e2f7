"""Possible duplicates: the two records side by side with what speaks for it, dismissed with one click."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import URLPattern, path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.base import duplicate_pairs
from portal.base.admin.filters import CountryFilter, DeskFilter, QueuesMixin, WorkFilter
from portal.base.admin.history import ReadOnlyAdmin
from portal.base.duplicates import reason_words
from portal.base.models import DuplicatePair, RecordKey
from portal.base.roles import EDIT_OTHERS
from portal.base.wording import date_words


class VerdictFilter(admin.SimpleListFilter):
    title = gettext_lazy("verdict")
    parameter_name = "verdict"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [("open", gettext_lazy("Not yet judged")), ("two", gettext_lazy("Not the same"))]

    def queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> QuerySet[Any]:
        if self.value() not in ("open", "two"):
            return queryset
        return queryset.filter(dismissed_at__isnull=self.value() == "open")


@admin.register(DuplicatePair)
class DuplicatePairAdmin(QueuesMixin, ReadOnlyAdmin):
    """Written by `find_duplicates`, judged here; who reads records reads it, who edits others' records judges."""

    list_display = ["likeness", "one", "other", "why", "verdict"]
    list_display_links = None
    list_filter = [WorkFilter, DeskFilter, CountryFilter, VerdictFilter]
    list_select_related = ["first", "second", "dismissed_by"]
    search_fields = ["first__record_id", "second__record_id"]
    actions = ["dismiss_pairs", "look_again"]

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return request.user.has_perm("portal.view_recordkey")

    def has_judge_permission(self, request: HttpRequest) -> bool:
        return request.user.has_perm(EDIT_OTHERS)

    def get_list_display(self, request: HttpRequest) -> list[str]:
        judges = self.has_judge_permission(request)
        return [*self.list_display, "judge"] if judges else self.list_display

    @admin.display(description=gettext_lazy("likeness"), ordering="score")
    def likeness(self, pair: DuplicatePair) -> str:
        return f"{pair.score}%"

    @admin.display(description=gettext_lazy("record"), ordering="first__record_id")
    def one(self, pair: DuplicatePair) -> SafeString:
        return _record(pair.first)

    @admin.display(description=gettext_lazy("other record"), ordering="second__record_id")
    def other(self, pair: DuplicatePair) -> SafeString:
        return _record(pair.second)

    @admin.display(description=gettext_lazy("what speaks for it"))
    def why(self, pair: DuplicatePair) -> SafeString:
        return format_html_join(SafeString("<br>"), "{}", ((words,) for words in reason_words(pair.reasons)))

    @admin.display(description=gettext_lazy("verdict"), ordering="dismissed_at")
    def verdict(self, pair: DuplicatePair) -> str:
        if pair.dismissed_at is None:
            return ""
        day = date_format(pair.dismissed_at, "Y-m-d")
        return _("Two records, says %(who)s (%(day)s)") % {"who": pair.dismissed_by or "–", "day": day}

    @admin.display(description="")
    def judge(self, pair: DuplicatePair) -> SafeString:
        """A button of the list's own form, which has the token."""
        step, words = (
            ("dismiss", _("Not the same")) if pair.dismissed_at is None else ("again", _("Look again"))
        )
        address = reverse(f"admin:portal_duplicatepair_{step}", args=[pair.pk])
        return format_html('<button class="button" formaction="{}">{}</button>', address, words)

    # Judging

    def get_urls(self) -> list[URLPattern]:
        return [
            path(
                f"<path:object_id>/{step}/",
                self.admin_site.admin_view(self._judge_one),
                {"step": step},
                name=f"portal_duplicatepair_{step}",
            )
            for step in ("dismiss", "again")
        ] + super().get_urls()

    def _judge_one(self, request: HttpRequest, object_id: str, step: str) -> HttpResponse:
        if request.method != "POST" or not self.has_judge_permission(request):
            raise PermissionDenied
        pair = self.get_object(request, unquote(object_id))
        if pair is None:
            raise Http404
        self._judge(request, DuplicatePair.objects.filter(pk=pair.pk), step)
        back = request.headers.get("Referer", "").partition("?")[2]
        address = reverse("admin:portal_duplicatepair_changelist")
        return HttpResponseRedirect(f"{address}?{back}" if back else address)

    def _judge(self, request: HttpRequest, rows: QuerySet[Any], step: str) -> None:
        pairs = list(rows.select_related("first", "second"))
        verb = duplicate_pairs.dismiss if step == "dismiss" else duplicate_pairs.look_again
        changed = verb(pairs, by=request.user)
        if not changed:
            messages.info(request, _("Somebody else has judged it meanwhile."))
            return
        said = "Dismissed as two records." if step == "dismiss" else "Dismissal taken back."
        for pair in pairs:
            self.log_change(request, pair, said)
        if step == "dismiss":
            words = ngettext(
                "%(count)d pair is dismissed; it will not be offered again.",
                "%(count)d pairs are dismissed; they will not be offered again.",
                changed,
            )
        else:
            words = ngettext("%(count)d pair is open again.", "%(count)d pairs are open again.", changed)
        messages.success(request, words % {"count": changed})

    @admin.action(description=gettext_lazy("Not the same"), permissions=["judge"])
    def dismiss_pairs(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self._judge(request, rows, "dismiss")

    @admin.action(description=gettext_lazy("Look again"), permissions=["judge"])
    def look_again(self, request: HttpRequest, rows: QuerySet[Any]) -> None:
        self._judge(request, rows, "again")


def _record(key: RecordKey) -> SafeString:
    address = reverse("admin:portal_recordkey_change", args=[key.pk])
    when = date_words(key.date, short=True)
    about = " · ".join(part for part in (when, str(key.get_status_display())) if part)
    return format_html(
        '<a href="{}">{}</a> {}<br><small>{}</small>', address, key.record_id, key.title, about
    )
