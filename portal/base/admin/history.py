"""What was done, to read: revisions with what each changed, the public changes, imports."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.documents import loads
from portal.base.history import FieldChange, diff
from portal.base.kinds import model_of
from portal.base.models import Change, ImportBatch, NounRevision, Revision


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


def changes_table(changes: list[FieldChange]) -> SafeString:
    """Field, before, after: a line a change."""
    if not changes:
        return format_html("<p>{}</p>", _("Nothing in the record's text; its status moved."))

    def cell(tag: str, value: Any) -> SafeString:
        if value is None or value == "":
            return SafeString("")
        text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict | list) else str(value)
        return format_html("<{0}>{1}</{0}>", SafeString(tag), text)

    rows = format_html_join(
        "",
        '<tr><th scope="row">{}</th><td>{}</td><td>{}</td></tr>',
        ((change.path, cell("del", change.old), cell("ins", change.new)) for change in changes),
    )
    return format_html(
        '<table class="changes"><thead><tr><th scope="col">{}</th><th scope="col">{}</th>'
        '<th scope="col">{}</th></tr></thead><tbody>{}</tbody></table>',
        _("Field"), _("Before"), _("After"), rows,
    )  # fmt: skip


@admin.register(Revision)
class RevisionAdmin(ReadOnlyAdmin):
    list_display = [
        "key",
        "sequence",
        "version",
        "action",
        "status",
        "author",
        "created_at",
        "reason_code",
        "reason_text",
    ]
    list_filter = ["action", "status", "reason_code"]
    list_select_related = ["key", "author"]
    search_fields = ["key__record_id"]
    fieldsets = [
        (None, {"fields": [("key", "sequence", "version"), ("action", "status", "created_at", "author")]}),
        (None, {"fields": [("reason_code", "reason_text", "batch"), "what_changed"]}),
        (gettext_lazy("The record after it"), {"classes": ["collapse"], "fields": ["whole"]}),
    ]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found = super().get_queryset(request)
        one = request.resolver_match is not None and "object_id" in request.resolver_match.kwargs
        return found.select_related("key") if one else found.defer("document", "public_text")

    @admin.display(description=gettext_lazy("what changed"))
    def what_changed(self, revision: Revision) -> SafeString:
        before = Revision.objects.filter(key=revision.key_id, sequence=revision.sequence - 1).first()
        old = loads(before.document) if before else {}
        return changes_table(diff(model_of(revision.key.kind), old, loads(revision.document)))

    @admin.display(description=gettext_lazy("the record after it"))
    def whole(self, revision: Revision) -> SafeString:
        return pretty(revision.document)


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
class ImportBatchAdmin(ReadOnlyAdmin):
    list_display = [
        "id",
        "created_at",
        "author",
        "kind",
        "file_name",
        "created",
        "changed",
        "unchanged",
        "note",
    ]
    list_filter = ["kind"]
    list_select_related = ["author"]
    search_fields = ["file_name", "note"]
