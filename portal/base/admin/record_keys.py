"""All records of all kinds in one list: the editors' work queue, and the search field of links."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from portal.base.admin.filters import CountryFilter, MineFilter
from portal.base.admin.verbs import VerbsMixin
from portal.base.kinds import model_of
from portal.base.models import RecordKey
from portal.base.wording import date_words


@admin.register(RecordKey)
class RecordKeyAdmin(VerbsMixin, admin.ModelAdmin):
    """Read here, changed in the form of its kind."""

    list_display = ["record_id", "record_title", "kind", "when", "status", "revised"]
    list_filter = ["status", MineFilter, "kind", CountryFilter]
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
        return super().get_queryset(request).visible_to(request.user)

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
        opts = model_of(key.kind)._meta
        return HttpResponseRedirect(
            reverse(f"admin:{opts.app_label}_{opts.model_name}_change", args=[key.pk])
        )
