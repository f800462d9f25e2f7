"""All records of all kinds in one list: the editors' work queue, and the search field of links."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db.models import Prefetch, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils.formats import date_format
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.base.admin.filters import CountryFilter, DeskFilter, MineFilter, QueuesMixin, WorkFilter
from portal.base.admin.verbs import STEPS, VerbsMixin, asked
from portal.base.codes import Status
from portal.base.kinds import model_of
from portal.base.models import RecordKey, Revision
from portal.base.wording import date_words

WITH_WAITING = ("to_review", "returned")  # queues whose list says what it is that waits
WAITING = Prefetch(
    "revisions",
    queryset=Revision.objects.waiting()
    .select_related("author")
    .defer("document", "public_text")
    .order_by("pk"),
    to_attr="waiting_proposals",
)


def _shows_waiting(request: HttpRequest) -> bool:
    return request.GET.get(WorkFilter.parameter_name) in WITH_WAITING


@admin.register(RecordKey)
class RecordKeyAdmin(QueuesMixin, VerbsMixin, admin.ModelAdmin):
    """Read here, changed in the form of its kind."""

    list_display = ["record_id", "record_title", "kind", "when", "status", "revised"]
    list_filter = [WorkFilter, DeskFilter, "status", MineFilter, "kind", CountryFilter]
    search_fields = ["record_id", "title_en", "title_zh"]
    ordering = ["-updated_at", "-id"]
    list_per_page = 50
    show_full_result_count = False

    @admin.display(description=_("title"))
    def record_title(self, key: RecordKey) -> str:
        return key.title

    @admin.display(description=_("date"), ordering="sort_date")
    def when(self, key: RecordKey) -> str:
        return date_words(key.date, short=True)

    @admin.display(description=_("revised"), ordering="updated_at")
    def revised(self, key: RecordKey) -> str:
        return date_format(key.updated_at, "Y-m-d") if key.updated_at else ""

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request).visible_to(request.user)
        return found.prefetch_related(WAITING) if _shows_waiting(request) else found

    def get_list_display(self, request: HttpRequest) -> list[str]:
        first, second, *rest = self.list_display
        return [first, second, "waiting", *rest] if _shows_waiting(request) else self.list_display

    @admin.display(description=_("what waits"))
    def waiting(self, key: RecordKey) -> SafeString:
        """A link for each thing to look at: the record's review, proposals beside it."""
        links = []
        if key.status == Status.IN_REVIEW:
            links.append((reverse("admin:portal_recordkey_review", args=[key.pk]), _("Review the record")))
        for one in key.waiting_proposals:  # type: ignore[attr-defined]
            words = gettext("%(state)s: change by %(author)s, %(day)s") % {
                "state": one.get_pending_display(),
                "author": one.author,
                "day": date_format(one.created_at, "Y-m-d"),
            }
            links.append((reverse("admin:portal_revision_change", args=[one.pk]), words))
        return format_html_join(SafeString("<br>"), '<a href="{}">{}</a>', links)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """To the record's own form."""
        key = self.get_object(request, object_id) if object_id else None
        if key is None:
            return super().changeform_view(request, object_id, *args, **kwargs)
        return HttpResponseRedirect(form_of(key))

    def get_urls(self) -> list[Any]:
        """Pages of one record whatever its kind: what waits for review, and the steps that ask something first."""
        view = self.admin_site.admin_view
        return [
            path("<int:pk>/review/", view(self.review_view), name="portal_recordkey_review"),
            path("<int:pk>/step/<str:name>/", view(self.step_view), name="portal_recordkey_step"),
            *super().get_urls(),
        ]

    def _key(self, request: HttpRequest, pk: int) -> RecordKey:
        key = get_object_or_404(self.get_queryset(request), pk=pk)
        if not self.has_view_permission(request, key):
            raise PermissionDenied
        return key

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """To the page of what waits: the oldest proposal, else the record's last state."""
        key = self._key(request, pk)
        waiting = Revision.objects.waiting().filter(key=key).order_by("pk")
        last = Revision.objects.applied().filter(key=key).order_by("-sequence")
        found = waiting.values_list("pk", flat=True).first() or last.values_list("pk", flat=True).first()
        if found is None:
            raise Http404(key.record_id)
        return HttpResponseRedirect(reverse("admin:portal_revision_change", args=[found]))

    def step_view(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Ask what a step needs to know, take it, and back to the record's form."""
        key = self._key(request, pk)
        if name not in STEPS:
            raise Http404(name)
        context = {
            **self.admin_site.each_context(request),
            "opts": model_of(key.kind)._meta,
            "media": self.media,
        }
        there = form_of(key)
        return asked(request, STEPS[name], [key], context, there) or HttpResponseRedirect(there)


def form_of(key: RecordKey) -> str:
    """The address of a record's own form."""
    opts = model_of(key.kind)._meta
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[key.pk])
