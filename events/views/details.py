"""Pages of one incident and one training event."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from events.models import Incident, TrainingEvent
from portal.base.views.detail import RecordDetailView
from portal.base.views.list_addresses import list_address
from portal.base.wording import words


class IncidentDetailView(RecordDetailView):
    model = Incident
    template_name = "incidents/detail.html"
    card_template = "incidents/_card_rows.html"
    show_range = True
    figures_title = _("What each side reported")

    def list_trail(self) -> list[tuple[str, str]]:
        """The list, then the incidents of the same type; a withdrawn record tells no type."""
        trail = super().list_trail()
        record = getattr(self, "record", None) or {}
        for name in ("sub_event_type", "event_type"):
            if record.get(name):
                address = list_address("incident-list", **{name: record[name]})
                return [*trail, (words(record, f"{name}_name"), address)]
        return trail


class TrainingEventDetailView(RecordDetailView):
    model = TrainingEvent
    template_name = "training/detail.html"
    card_template = "training/_card_rows.html"

    def own_sections(self, context: dict[str, Any]) -> list[tuple[str, Any, Any]]:
        record = context["record"]
        return [("participants", _("Participants"), record["countries"] or record["organisations"])]
