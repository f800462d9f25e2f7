from .documents import Document, DocumentQuerySet, PartyAction
from .mechanisms import Mechanism, MechanismQuerySet, StageChange
from .meetings import Meeting, MeetingQuerySet
from .partnerships import Designation, DesignationLevel, Partnership, PartnershipQuerySet

__all__ = [
    "Designation",
    "DesignationLevel",
    "Document",
    "DocumentQuerySet",
    "Mechanism",
    "MechanismQuerySet",
    "Meeting",
    "MeetingQuerySet",
    "PartyAction",
    "Partnership",
    "PartnershipQuerySet",
    "StageChange",
]
