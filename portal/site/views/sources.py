"""Sources: what the record rests on, and what one of them supports."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from portal.base.codes import Status
from portal.base.models import Citation, Source
from portal.base.projection import record_row
from portal.base.wording import language_name

from .record_rows import published_keys

PER_PAGE = 50


@dataclass
class Supported:
    """One record that cites the source: the passages, and what they support beside the record itself."""

    record: dict[str, Any]
    passages: list[Citation] = field(default_factory=list)
    figures: int = 0


class SourceListView(ListView):
    template_name = "sources/list.html"
    paginate_by = PER_PAGE
    context_object_name = "sources"

    def get_queryset(self) -> QuerySet[Source]:
        return Source.objects.visible_to(self.request.user).select_related("publisher").order_by("id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        # Counted for the page alone: over all sources it would be a scan of every citation.
        rows = Citation.objects.filter(source__in=[source.pk for source in context["sources"]])
        rows = rows.filter(key__status=Status.PUBLISHED).order_by()
        counted = rows.values_list("source").annotate(number=Count("key", distinct=True))
        return context | {"records": dict(counted)}


class SourceDetailView(DetailView):
    template_name = "sources/detail.html"
    context_object_name = "source"

    def get_queryset(self) -> QuerySet[Source]:
        return Source.objects.visible_to(self.request.user).select_related("publisher")

    def get_object(self, queryset: Any = None) -> Source:
        self.kwargs["pk"] = self.kwargs["pk"].upper()
        return super().get_object(queryset)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        source = self.object
        own = Citation.objects.filter(source=source).values("key")
        pages = Paginator(published_keys(self.request.user).filter(pk__in=own), PER_PAGE)
        page = pages.get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {
            "language_of_source": language_name(source.language),
            "supported": supported(source, list(page.object_list)),
            "page_obj": page,
            "paginator": pages,
            "trail": [(_("Sources"), reverse("source-list")), (source.pk, "")],
        }


def supported(source: Source, keys: list[Any]) -> list[Supported]:
    """What the source supports in these records, in their order; one query."""
    by_key = {key.pk: Supported(record_row(key)) for key in keys}
    rows = Citation.objects.filter(source=source, key__in=list(by_key)).annotate(number=Count("figures"))
    for row in rows.order_by("key", "position"):
        entry = by_key[row.key_id]
        entry.passages.append(row)
        entry.figures += row.number
    return list(by_key.values())
