from __future__ import annotations

from django.contrib import admin

from mechanisms.forms import PartnershipForm
from mechanisms.models import (
    Designation,
    DesignationLevel,
    Document,
    Mechanism,
    Meeting,
    Partnership,
    PartyAction,
    StageChange,
)
from mechanisms.resources import DocumentResource, MechanismResource, MeetingResource, PartnershipResource
from portal.base.admin.importing import RecordImportMixin
from portal.base.admin.inlines import Stacked, Tabular
from portal.base.admin.nouns import NounAdmin
from portal.base.admin.records import RecordAdmin


class DesignationInline(Stacked):
    model = Designation
    section = "own"
    fields = [
        ("ref", "date", "date_kind", "act"),
        ("track", "level", "document", "citation"),
        ("wording_en", "wording_en_origin", "wording_zh", "wording_zh_origin"),
        ("note_en", "note_zh"),
    ]


class StageInline(Stacked):
    model = StageChange
    section = "own"
    fields = [("ref", "stage", "date", "date_kind", "citation"), ("note_en", "note_zh")]


class PartyActionInline(Tabular):
    model = PartyAction
    section = "own"
    fields = ["ref", "country", "organisation", "action", "date", "date_kind", "citation"]


@admin.register(Partnership)
class PartnershipAdmin(RecordImportMixin, RecordAdmin):
    resource_class = PartnershipResource
    form = PartnershipForm
    identity = ("partner",)
    columns = ("partner",)
    own_inlines = (DesignationInline,)

    def get_readonly_fields(self, request, obj=None):
        # The id carries the partner's code.
        return [*super().get_readonly_fields(request, obj), *(["partner"] if obj is not None else [])]


@admin.register(Mechanism)
class MechanismAdmin(RecordImportMixin, RecordAdmin):
    resource_class = MechanismResource
    identity = (
        ("mechanism_type", "framework"),
        ("parent", "predecessor", "seat"),
        ("proposed_by_country", "proposed_by_organisation", "proposed_by_source"),
    )
    derived = ("stage",)
    columns = ("mechanism_type", "framework", "stage")
    filters = ("framework", "mechanism_type", "stage")
    own_inlines = (StageInline,)


@admin.register(Meeting)
class MeetingAdmin(RecordImportMixin, RecordAdmin):
    resource_class = MeetingResource
    identity = (("mechanism", "ordinal", "meeting_level"),)
    columns = ("mechanism", "meeting_level")
    filters = ("meeting_level",)


@admin.register(Document)
class DocumentAdmin(RecordImportMixin, RecordAdmin):
    resource_class = DocumentResource
    identity = (
        ("document_type", "meeting", "mechanism"),
        ("valid_from", "valid_until"),
        ("authentic_languages", "text_url"),
    )
    columns = ("document_type", "mechanism")
    filters = ("document_type",)
    own_inlines = (PartyActionInline,)


@admin.register(DesignationLevel)
class DesignationLevelAdmin(NounAdmin):
    list_display = ["slug", "name_en", "name_zh", "position"]
    search_fields = ["slug", "name_en", "name_zh"]
    fields = [("slug", "position"), ("name_en", "name_zh")]
