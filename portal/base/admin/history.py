"""What was done: revisions, each with its page of review, the public changes, imports."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy

from portal.base.admin.filters import CountryFilter, DeskFilter, QueuesMixin, WorkFilter
from portal.base.codes import Pending
from portal.base.documents import loads
from portal.base.models import Change, ImportBatch, NounRevision, Revision

from .review_page import review_page


class ReadOnlyAdmin(admin.ModelAdmin):
    """A table that only the verbs write."""

    list_per_page = 50
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def pretty(text: str) -> SafeString:
    """A document as an indented text."""
    return format_html(
        '<pre class="document">{}</pre>', json.dumps(loads(text), ensure_ascii=False, indent=1)
    )


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = [
        "key",
        "sequence",
        "version",
        "action",
        "status",
        "pending",
        "author",
        "created_at",
        "reason_code",
        "reason_text",
    ]
    list_filter = ["pending", "action", "status", "reason_code"]
    list_select_related = ["key", "author"]
    search_fields = ["key__record_id"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        one = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        if one:
            return found.select_related("key", "author", "reviewer", "base")
        return found.defer("document", "public_text")

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, *args: Any, **kwargs: Any
    ) -> HttpResponse:
        """The page of its review; what is decided there goes through the verbs."""
        revision = self.get_object(request, unquote(object_id)) if object_id else None
        if not self.has_view_permission(request, revision):
            raise PermissionDenied
        if revision is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id or "")
        return review_page(request, revision, self.admin_site.each_context(request) | {"media": self.media})


@admin.register(NounRevision)
class NounRevisionAdmin(ReadOnlyAdmin):
    list_display = ["noun_id", "noun", "sequence", "author", "created_at", "reason_text"]
    list_filter = ["noun"]
    list_select_related = ["author"]
    search_fields = ["noun_id"]
    fields = [("noun", "noun_id", "sequence"), ("author", "created_at", "reason_text"), "whole"]

    @admin.display(description=gettext_lazy("the noun after it"))
    def whole(self, revision: NounRevision) -> SafeString:
        return pretty(revision.document)


@admin.register(Change)
class ChangeAdmin(ReadOnlyAdmin):
    """The public feed of changes, by number."""

    list_display = ["number", "key", "kind", "action", "version", "at"]
    list_filter = ["kind", "action"]
    list_select_related = ["key"]
    search_fields = ["key__record_id"]


@admin.register(ImportBatch)
class ImportBatchAdmin(QueuesMixin, ReadOnlyAdmin):
    list_display = [
        "id",
        "created_at",
        "author",
        "kind",
        "file_name",
        "created",
        "changed",
        "unchanged",
        "waiting",
        "note",
    ]
    list_filter = [WorkFilter, DeskFilter, "kind", CountryFilter]
    list_select_related = ["author"]
    search_fields = ["file_name", "note"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        waiting = Count("revisions", filter=Q(revisions__pending__in=[Pending.OPEN, Pending.RETURNED]))
        return super().get_queryset(request).annotate(waiting_changes=waiting)

    @admin.display(description=gettext_lazy("waiting"))
    def waiting(self, batch: Any) -> SafeString | str:
        """How many of its changes wait, and the way to them."""
        if not batch.waiting_changes:
            return ""
        address = f"{reverse('admin:portal_revision_changelist')}?batch={batch.pk}&pending__exact=open"
        return format_html('<a href="{}">{}</a>', address, batch.waiting_changes)
