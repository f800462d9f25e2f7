"""The list of kinds, written out: every part that a kind must have, in one row each (tests hold it to that)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from events.api import IncidentViewSet, TrainingEventViewSet
from events.filters import IncidentFilterSet, TrainingEventFilterSet
from events.models import Incident, TrainingEvent
from events.views.details import IncidentDetailView, TrainingEventDetailView
from events.views.lists import IncidentListView, TrainingEventListView
from mechanisms.api import DocumentViewSet, MechanismViewSet, MeetingViewSet, PartnershipViewSet
from mechanisms.filters import DocumentFilterSet, MechanismFilterSet, MeetingFilterSet, PartnershipFilterSet
from mechanisms.models import Document, Mechanism, Meeting, Partnership
from mechanisms.views.details import DocumentDetailView, MechanismDetailView, MeetingDetailView
from mechanisms.views.lists import DocumentListView, MeetingListView
from mechanisms.views.partnerships import PartnershipDetailView, PartnershipListView
from mechanisms.views.trees import MechanismTreeView
from portal.base.filters import RecordFilterSet
from portal.base.models import Record


@dataclass(frozen=True)
class KindParts:
    """One kind: its table, its filter, its list and record pages, its place in the API."""

    model: type[Record]
    filterset: type[RecordFilterSet]
    list_view: type[Any]
    detail_view: type[Any]
    api_view: type[Any]

    @property
    def kind(self) -> str:
        return self.model.kind


KINDS: tuple[KindParts, ...] = (
    KindParts(Incident, IncidentFilterSet, IncidentListView, IncidentDetailView, IncidentViewSet),
    KindParts(
        TrainingEvent,
        TrainingEventFilterSet,
        TrainingEventListView,
        TrainingEventDetailView,
        TrainingEventViewSet,
    ),
    KindParts(
        Partnership, PartnershipFilterSet, PartnershipListView, PartnershipDetailView, PartnershipViewSet
    ),
    KindParts(Mechanism, MechanismFilterSet, MechanismTreeView, MechanismDetailView, MechanismViewSet),
    KindParts(Meeting, MeetingFilterSet, MeetingListView, MeetingDetailView, MeetingViewSet),
    KindParts(Document, DocumentFilterSet, DocumentListView, DocumentDetailView, DocumentViewSet),
)
BY_KIND: dict[str, KindParts] = {parts.kind: parts for parts in KINDS}
