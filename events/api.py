from events.filters import IncidentFilterSet, TrainingEventFilterSet
from events.models import Incident, TrainingEvent
from portal.base.api.records import RecordViewSet
from portal.base.api.writes import RecordWrites


class IncidentViewSet(RecordWrites, RecordViewSet):
    model = Incident
    filterset_class = IncidentFilterSet


class TrainingEventViewSet(RecordWrites, RecordViewSet):
    model = TrainingEvent
    filterset_class = TrainingEventFilterSet
