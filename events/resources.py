from events.models import Incident, TrainingEvent
from portal.base.resources import RecordResource


class IncidentResource(RecordResource):
    model = Incident


class TrainingEventResource(RecordResource):
    model = TrainingEvent
