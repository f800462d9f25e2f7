"""The five partnerships side by side, and one of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView

from mechanisms.codes import Track
from mechanisms.filters import PartnershipFilterSet
from mechanisms.models import DesignationLevel, Partnership
from portal.base.documents import Document, loads
from portal.base.views.detail import RecordDetailView
from portal.base.views.downloads import FORMS
from portal.base.views.labels import labels_of
from portal.base.views.list_addresses import FILES, api_address, file_address
from portal.base.views.moments import records_then, then_context
from portal.base.wording import address_of, words

from .ladder import anchors, ladder

LATEST = 3


@dataclass(frozen=True)
class Download:
    label: str
    address: str


@dataclass(frozen=True)
class MatrixRow:
    """A designation as worded, with each country's years: a list of (year, address) a country."""

    name: str
    separate: bool  # a commitment beside the ladder
    cells: tuple[tuple[tuple[str, str], ...], ...]


def designation_address(record: Mapping[str, Any], row: Mapping[str, Any], anchor: str) -> str:
    """Where a designation's year leads: its document, else its row on the partnership's page."""
    return address_of(row.get("document_url")) or f"{address_of(record['url'])}#{anchor}"


def matrix(records: Sequence[Mapping[str, Any]], order: Sequence[str]) -> list[MatrixRow]:
    """Designations × countries; levels in the editors' order, commitments last. Wordings are never merged."""
    names: dict[str, str] = {}
    years: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for record in records:
        named = anchors(record["designations"])
        for row in record["designations"]:
            level = row["level"] if row["track"] == Track.PARTNERSHIP else ""
            names.setdefault(level, words(row, "level_name") if level else str(Track.SHARED_FUTURE.label))
            cell = ((row.get("date") or "")[:4], designation_address(record, row, named[row["ref"]]))
            years.setdefault((level, record["partner"]), []).append(cell)
    known = [level for level in order if level in names]
    return [
        MatrixRow(
            names[level],
            level == "",
            tuple(tuple(years.get((level, record["partner"]), ())) for record in records),
        )
        for level in [*known, *([""] if "" in names else [])]
    ]


def latest_steps(
    records: Sequence[Mapping[str, Any]],
) -> list[tuple[Mapping[str, Any], Mapping[str, Any], str]]:
    """(partnership, designation, address), newest first."""
    found = []
    for record in records:
        named = anchors(record["designations"])
        found += [
            (record, row, f"{address_of(record['url'])}#{named[row['ref']]}")
            for row in record["designations"]
        ]
    return sorted(found, key=lambda item: (item[1].get("date") or "", item[0]["partner"]), reverse=True)


class PartnershipListView(TemplateView):
    """The ladder, the table of designations, the latest steps; of the partnerships that the filters leave."""

    template_name = "partnerships/list.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        found = Partnership.objects.visible_to(request.user).published()
        self.filterset = PartnershipFilterSet(request.GET, queryset=found, request=request)
        self.problems = self.filterset.problems()
        context = self.get_context_data(**kwargs)
        return self.render_to_response(context, status=400 if self.problems else 200)

    def records(self) -> list[Document]:
        if self.filterset.moment is not None:
            found = records_then(self.filterset)
        else:
            texts = self.filterset.qs.order_by().values_list("key__public_text__text", flat=True)
            found = [loads(text) for text in texts if text]
        return sorted(found, key=lambda record: record["partner"])

    def query(self) -> str:
        """The filters of the address, without what was not understood."""
        query = self.request.GET.copy()
        for key in {problem.key for problem in self.problems}:
            query.pop(key, None)
        for key in [key for key, values in query.lists() if not any(values)]:
            del query[key]
        return query.urlencode()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        records, query = self.records(), self.query()
        steps = latest_steps(records)
        return super().get_context_data(**kwargs) | {
            "records": records,
            "ladder": ladder(records, (self.filterset.moment or timezone.now()).date()),
            "matrix": matrix(records, list(DesignationLevel.objects.values_list("slug", flat=True))),
            "latest": steps[:LATEST],
            "earlier": steps[LATEST:],
            "steps": len(steps),
            "labels": labels_of(Partnership),
            "notices": self.problems,
            "filtered": bool(query),
            "total": len(records),
            "downloads": [
                Download(form.upper(), file_address("partnership", form, query))
                for form in (FILES if self.filterset.moment else FORMS)
            ],
            "api_address": api_address("partnership", query),
            **then_context(self.filterset, reverse("partnership-list")),
        }


class PartnershipDetailView(RecordDetailView):
    model = Partnership
    template_name = "partnerships/detail.html"
    card_template = "partnerships/_card_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        named = anchors(self.record["designations"])
        context = super().get_context_data(**kwargs)
        return context | {
            "ladder": ladder([self.record], (self.moment or timezone.now()).date()),
            "designations": [
                (named[row["ref"]], row, context["sources"].numbers.get(row.get("citation") or ""))
                for row in self.record["designations"]
            ],
        }

    def own_sections(self, context: dict[str, Any]) -> list[tuple[str, Any, Any]]:
        return [("steps", _("Designations"), context["record"]["designations"])]
