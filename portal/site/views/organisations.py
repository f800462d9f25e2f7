"""Organisations: which the record names, and what one of them stated."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.generic import DetailView, ListView

from portal.base.codes import Status
from portal.base.figure_wording import format_value
from portal.base.models import Figure, Organisation, RecordOrganisation
from portal.base.projection import record_row
from portal.base.wording import reader_language

PER_PAGE = 50
MOST_SHOWN = 100  # rows of a section; the API has them all
PUBLISHED = {"key__status": Status.PUBLISHED}  # what the overview pages show to everyone, editors too


@dataclass(frozen=True)
class StatedFigure:
    record: dict[str, Any]
    figure: Figure
    number: str


def figure_number(figure: Figure) -> str:
    """A figure as readers see it."""
    wording = getattr(figure, f"wording_{reader_language()}") or figure.wording_en or figure.wording_zh
    return format_value(figure.quantifier, figure.low, figure.best, figure.high, reader_language(), wording)


class OrganisationListView(ListView):
    template_name = "organisations/list.html"
    paginate_by = PER_PAGE
    context_object_name = "organisations"

    def get_queryset(self) -> QuerySet[Organisation]:
        found = Organisation.objects.visible_to(self.request.user).select_related("country")
        return found.order_by(Lower("name_en"), "id")

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        page = [organisation.pk for organisation in context["organisations"]]
        named = RecordOrganisation.objects.filter(organisation__in=page, **PUBLISHED).order_by()
        stated = Figure.objects.filter(attributed_to_organisation__in=page, **PUBLISHED).order_by()
        return context | {
            "named": dict(named.values_list("organisation").annotate(Count("key", distinct=True))),
            "stated": dict(stated.values_list("attributed_to_organisation").annotate(Count("pk"))),
        }


class OrganisationDetailView(DetailView):
    template_name = "organisations/detail.html"
    context_object_name = "organisation"

    def get_queryset(self) -> QuerySet[Organisation]:
        return Organisation.objects.visible_to(self.request.user).select_related("country", "parent")

    def get_object(self, queryset: Any = None) -> Organisation:
        self.kwargs["pk"] = self.kwargs["pk"].upper()
        return super().get_object(queryset)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        organisation = self.object
        figures = _figures(attributed_to_organisation=organisation)
        rows = RecordOrganisation.objects.filter(organisation=organisation, **PUBLISHED)
        rows = rows.select_related("key", "said_by_country", "said_by_organisation")
        sources = organisation.published_sources.visible_to(self.request.user)
        parent = organisation.parent
        if (
            parent is not None
            and not Organisation.objects.visible_to(self.request.user).filter(pk=parent.pk).exists()
        ):
            parent = None
        return super().get_context_data(**kwargs) | {
            "stated": figures,
            "named": [
                (record_row(row.key), row) for row in rows.order_by("-key__sort_date", "-key")[:MOST_SHOWN]
            ],
            "sources": sources.order_by("id")[:MOST_SHOWN],
            "parent": parent,
            "trail": [(_("Organisations"), reverse("organisation-list")), (organisation.pk, "")],
        }


def _figures(**conditions: Any) -> list[StatedFigure]:
    rows = Figure.objects.filter(**conditions, **PUBLISHED)
    rows = rows.select_related("key", "measure", "counted_country", "counted_organisation")
    newest_first = rows.order_by("-key__sort_date", "-key", "position")[:MOST_SHOWN]
    return [StatedFigure(record_row(row.key), row, figure_number(row)) for row in newest_first]
