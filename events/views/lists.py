from __future__ import annotations

from events.filters import IncidentFilterSet, TrainingEventFilterSet
from events.models import Incident, TrainingEvent
from portal.base.views.lists import RecordListView


class IncidentListView(RecordListView):
    model = Incident
    filterset_class = IncidentFilterSet
    template_name = "incidents/list.html"


class TrainingEventListView(RecordListView):
    model = TrainingEvent
    filterset_class = TrainingEventFilterSet
    template_name = "training/list.html"
