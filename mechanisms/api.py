from mechanisms.filters import DocumentFilterSet, MechanismFilterSet, MeetingFilterSet, PartnershipFilterSet
from mechanisms.models import Document, Mechanism, Meeting, Partnership
from portal.base.api.records import RecordViewSet


class PartnershipViewSet(RecordViewSet):
    model = Partnership
    filterset_class = PartnershipFilterSet


class MechanismViewSet(RecordViewSet):
    model = Mechanism
    filterset_class = MechanismFilterSet


class MeetingViewSet(RecordViewSet):
    model = Meeting
    filterset_class = MeetingFilterSet


class DocumentViewSet(RecordViewSet):
    model = Document
    filterset_class = DocumentFilterSet
