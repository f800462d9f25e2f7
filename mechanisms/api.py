from typing import Any

from mechanisms.filters import DocumentFilterSet, MechanismFilterSet, MeetingFilterSet, PartnershipFilterSet
from mechanisms.models import Document, Mechanism, Meeting, Partnership
from portal.base.api.records import RecordViewSet
from portal.base.api.writes import RecordWrites
from portal.base.models import Country


class PartnershipViewSet(RecordWrites, RecordViewSet):
    model = Partnership
    filterset_class = PartnershipFilterSet

    def new_record_id(self, document: dict[str, Any]) -> str:
        """A partnership's id is its partner's: PAR-KAZ."""
        partner = document.get("partner")
        return f"PAR-{partner}" if partner and Country.objects.filter(pk=partner).exists() else ""


class MechanismViewSet(RecordWrites, RecordViewSet):
    model = Mechanism
    filterset_class = MechanismFilterSet


class MeetingViewSet(RecordWrites, RecordViewSet):
    model = Meeting
    filterset_class = MeetingFilterSet


class DocumentViewSet(RecordWrites, RecordViewSet):
    model = Document
    filterset_class = DocumentFilterSet
