from events.filters import IncidentFilterSet, TrainingEventFilterSet
from events.models import Incident, TrainingEvent
from portal.base.api.records import RecordViewSet


class IncidentViewSet(RecordViewSet):
    model = Incident
    filterset_class = IncidentFilterSet


class TrainingEventViewSet(RecordViewSet):
    model = TrainingEvent
    filterset_class = TrainingEventFilterSet
