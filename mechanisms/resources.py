from mechanisms.models import Document, Mechanism, Meeting, Partnership
from portal.base.resources import RecordResource


class PartnershipResource(RecordResource):
    model = Partnership


class MechanismResource(RecordResource):
    model = Mechanism


class MeetingResource(RecordResource):
    model = Meeting


class DocumentResource(RecordResource):
    model = Document
