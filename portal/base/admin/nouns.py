"""What records share: countries, places, organisations, sources, topics, lists of codes."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib import admin, messages
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from portal.base.admin.filters import CountryFilter, DeskFilter, QueuesMixin, WorkFilter
from portal.base.admin.pickers import FieldsMixin, picked
from portal.base.admin.saving import WritesMixin
from portal.base.models import (
    Citation,
    Country,
    Measure,
    Organisation,
    Place,
    Source,
    Topic,
    normalise_url,
)
from portal.base.publishing import Why
from portal.base.shared_nouns import LOOKED_UP, give_id, noun_written


class NounAdmin(WritesMixin, FieldsMixin, admin.ModelAdmin):
    """Saves the noun, its revision and the texts that show it. Its code is given once and stays."""

    names: ClassVar[tuple[str, ...]] = ("name_en", "name_zh")
    list_per_page = 100
    show_full_result_count = False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        return super().get_queryset(request).visible_to(request.user).select_related(*picked(self.model))

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        numbered = bool(self.model.prefix)
        return [self.opts.pk.name] if numbered or obj is not None else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        give_id(obj)
        obj.save()
        noun_written(obj, why=Why(request.user))


@admin.register(Country)
class CountryAdmin(NounAdmin):
    list_display = ["code", "name_en", "name_zh", "iso2", "region"]
    list_filter = ["region"]
    search_fields = ["code", "name_en", "name_zh"]
    fields = [("code", "iso2", "numeric"), ("name_en", "name_zh"), "name_local", ("region", "position")]


@admin.register(Place)
class PlaceAdmin(NounAdmin):
    list_display = ["id", "name_en", "name_zh", "country", "adm_1", "latitude", "longitude"]
    list_filter = [("country", admin.RelatedOnlyFieldListFilter)]
    search_fields = ["id", "name_en", "name_zh", "name_local", "aliases"]
    fields = [
        "id",
        ("name_en", "name_zh", "name_local"),
        ("country", "adm_1", "adm_2"),
        ("latitude", "longitude"),
        "parent",
        "aliases",
    ]


@admin.register(Organisation)
class OrganisationAdmin(NounAdmin):
    list_display = ["id", "name_en", "name_zh", "organisation_type", "country"]
    list_filter = ["organisation_type"]
    search_fields = ["id", "name_en", "name_zh", "aliases"]
    fields = [
        "id",
        ("name_en", "name_zh"),
        ("organisation_type", "country", "parent"),
        "aliases",
        ("note_en", "note_zh"),
    ]


@admin.register(Source)
class SourceAdmin(QueuesMixin, NounAdmin):
    list_display = ["id", "title_en", "title_zh", "publisher", "published", "language", "source_type"]
    list_filter = [WorkFilter, DeskFilter, "source_type", "control", "language", CountryFilter]
    search_fields = [
        "id",
        "title_en",
        "title_zh",
        "author",
        "url",
        "publisher__name_en",
        "publisher__name_zh",
    ]
    fields = [
        "id",
        ("title_en", "title_zh"),
        ("author", "publisher"),
        ("published", "language"),
        ("source_type", "control", "source_scale"),
        "url",
        "archive_url",
        "archived_on",
        ("last_checked", "http_status", "dead_since", "check_note"),
        ("note_en", "note_zh"),
    ]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """By title, author, publisher; a pasted address finds its source, however it was decorated on the way."""
        if search_term.strip().lower().startswith(("http://", "https://")):
            address = normalise_url(search_term)
            return queryset.filter(Q(url_normalised=address) | Q(archive_url=search_term.strip())), False
        return super().get_search_results(request, queryset, search_term)

    def for_picker(self, sources: QuerySet[Any]) -> QuerySet[Any]:
        """With how many records cite each: the same one twice is seen before it is made."""
        cited = Citation.objects.filter(source=OuterRef("pk")).order_by().values("source")
        used = cited.annotate(records=Count("key", distinct=True)).values("records")
        return sources.annotate(records=Coalesce(Subquery(used), 0))

    def picker_words(self, source: Any) -> str:
        used = ngettext("used by %(count)d record", "used by %(count)d records", source.records)
        parts = [f"{source.pk} {source}", str(source.publisher or ""), used % {"count": source.records}]
        return " · ".join(part for part in parts if part)

    def get_list_display(self, request: HttpRequest) -> list[str]:
        """With what the checks found, where that is asked for."""
        checks = request.GET.get(WorkFilter.parameter_name) == "dead_links"
        more = ["address", "dead_since", "http_status", "last_checked", "check_note"]
        return ["id", "title", *more] if checks else self.list_display

    @admin.display(description=gettext_lazy("title"), ordering="title_en")
    def title(self, source: Source) -> str:
        return str(source)

    @admin.display(description=gettext_lazy("address"), ordering="url")
    def address(self, source: Source) -> SafeString:
        return format_html(
            '<a href="{}" rel="noreferrer">{}</a>', source.url, Truncator(source.url).chars(60)
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        return [*super().get_readonly_fields(request, obj), *sorted(LOOKED_UP)]

    def save_model(self, request: HttpRequest, obj: Source, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        others = obj.same_address()
        if others:
            links = format_html_join(
                ", ",
                '<a href="{}">{} {}</a>',
                (
                    (reverse("admin:portal_source_change", args=[other.pk]), other.pk, other)
                    for other in others
                ),
            )
            words = _("Saved. Another source has the same address:")
            messages.warning(request, format_html("{} {}", words, links))


@admin.register(Topic)
class TopicAdmin(NounAdmin):
    list_display = ["slug", "name_en", "name_zh", "parent", "position"]
    search_fields = ["slug", "name_en", "name_zh"]
    fields = [
        ("slug", "parent", "position"),
        ("name_en", "name_zh"),
        ("definition_en", "definition_zh"),
        "source",
    ]


@admin.register(Measure)
class MeasureAdmin(NounAdmin):
    list_display = ["slug", "name_en", "name_zh", "unit_en", "unit_zh", "position"]
    search_fields = ["slug", "name_en", "name_zh"]
    fields = [("slug", "position"), ("name_en", "name_zh"), ("unit_en", "unit_zh")]
