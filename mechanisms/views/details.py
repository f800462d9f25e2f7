"""Pages of one mechanism, one meeting, one document."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mechanisms.models import Document, Mechanism, Meeting
from portal.base.views.detail import RecordDetailView

Sections = list[tuple[str, Any, Any]]


class MechanismDetailView(RecordDetailView):
    model = Mechanism
    template_name = "mechanisms/mechanism_detail.html"
    card_template = "mechanisms/_mechanism_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        numbers = context["sources"].numbers
        newest_first = sorted(self.record["meetings"], key=lambda row: row["date"] or "", reverse=True)
        return context | {
            "stages": [(row, numbers.get(row.get("citation") or "")) for row in self.record["stages"]],
            "meetings": newest_first,
        }

    def own_sections(self, context: dict[str, Any]) -> Sections:
        record = context["record"]
        return [
            ("stages", _("Status history"), record["stages"]),
            (
                "participants",
                _("Countries and organisations"),
                record["countries"] or record["organisations"],
            ),
            ("children", _("Bodies within it"), record["children"]),
            ("meetings", _("Meetings"), record["meetings"]),
            ("documents", _("Documents"), record["documents"]),
        ]


class MeetingDetailView(RecordDetailView):
    model = Meeting
    template_name = "mechanisms/meeting_detail.html"
    card_template = "mechanisms/_meeting_rows.html"

    def own_sections(self, context: dict[str, Any]) -> Sections:
        record = context["record"]
        return [
            ("participants", _("Participants"), record["countries"] or record["organisations"]),
            ("documents", _("Documents"), record["documents"]),
        ]


class DocumentDetailView(RecordDetailView):
    model = Document
    template_name = "mechanisms/document_detail.html"
    card_template = "mechanisms/_document_rows.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        numbers = context["sources"].numbers
        actions = [(row, numbers.get(row.get("citation") or "")) for row in self.record["party_actions"]]
        return context | {"party_actions": actions}

    def own_sections(self, context: dict[str, Any]) -> Sections:
        return [("parties", _("Parties"), context["record"]["party_actions"])]
