"""Every part of the front end on one page, with invented rows; only where DEBUG is on."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.generic import TemplateView

from events.models import Incident
from mechanisms.views.ladder import ladder
from portal.base.codes import Kind
from portal.base.views.chronology import chronology
from portal.base.views.citation_formats import citation_formats
from portal.base.views.figures_table import figures_table
from portal.base.views.labels import labels_of
from portal.base.views.locator import locator
from portal.base.views.range_chart import range_chart
from portal.base.views.sources_list import sources_list
from portal.base.wording import reader_language

from .style_sample import COUNTRIES, sample_incident, sample_partnership

COLOURS = ("paper", "ground", "sunk", "hair", "rule", "ink-3", "ink-2", "ink", "link", "tint")


class StyleGuideView(TemplateView):
    template_name = "styleguide/page.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEBUG:
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        record, today = sample_incident(), timezone.now().date()
        sources = sources_list(record)
        names = {code: name[reader_language()] for code, name in COUNTRIES.items()}
        return super().get_context_data(**kwargs) | {
            "colours": COLOURS,
            "kinds": Kind.values,
            "record": record,
            "labels": labels_of(Incident),
            "sources": sources,
            "figures": figures_table(record, sources.numbers),
            "range": range_chart(record),
            "chronology": chronology(record),
            "map": locator(record, names),
            "citations": citation_formats(record, today),
            "ladder": ladder([sample_partnership()], today),
            "rows": record["links"],
        }
