from .event_types import EventType
from .incidents import Incident, IncidentQuerySet
from .training import TrainingEvent, TrainingEventQuerySet

__all__ = ["EventType", "Incident", "IncidentQuerySet", "TrainingEvent", "TrainingEventQuerySet"]
