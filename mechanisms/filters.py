"""Filters of partnerships, mechanisms, meetings and documents (codebook 14)."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mechanisms.codes import (
    DocumentType,
    Framework,
    MechanismType,
    MeetingLevel,
    PartyActionType,
    Stage,
    Track,
)
from mechanisms.models import (
    Designation,
    DesignationLevel,
    Document,
    Mechanism,
    Meeting,
    Partnership,
    PartyAction,
)
from mechanisms.sentences import DOCUMENT_WORDS, MECHANISM_WORDS, MEETING_WORDS, PARTNERSHIP_WORDS
from portal.base.codes import CountryRole, Kind
from portal.base.facets import Code, Rows, RowSource
from portal.base.filters import (
    TOPICS,
    CodeFilter,
    DayFilter,
    NounFilter,
    RecordFilter,
    RecordFilterSet,
    Values,
    by_topics,
    party_filter,
)
from portal.base.models import Country, Organisation, RecordCountry, Source, Topic


def by_designation(rows: Any, values: Values) -> Any:
    return rows.with_designation(values.get("level"), values.get("track"))


def by_party(rows: Any, values: Values) -> Any:
    return rows.with_action(values.get("action"), values.get("party"))


def by_validity(rows: Any, values: Values) -> Any:
    return rows.valid_on(date.fromisoformat(values["valid_on"][0]))


def by_validity_then(rows: Any, values: Values) -> Any:
    """As `valid_on` of documents, of versions."""
    stated = rows.filter(Q(terms__contains="|valid_from=") | Q(terms__contains="|valid_until="))
    return stated.between("valid_earliest", "valid_latest", date.fromisoformat(values["valid_on"][0]))


class PartnershipFilterSet(RecordFilterSet):
    level = NounFilter(
        DesignationLevel,
        label=_("Designation"),
        group="designations",
        query=by_designation,
        column=Rows(
            (RowSource(Designation, "level_id", record="partnership", role="track"),),
            roles=tuple(Track.values),
        ),
    )
    track = CodeFilter(Track, label=_("Track"), group="designations", side="role", query=by_designation)

    facets = ("date", "country", "level", "track", "topic", "updated_since")
    words = PARTNERSHIP_WORDS

    class Meta:
        model = Partnership
        fields: list[str] = []


class MechanismFilterSet(RecordFilterSet):
    framework = CodeFilter(Framework, label=_("Framework"), column=Code("framework"))
    mechanism_type = CodeFilter(MechanismType, label=_("Type"), column=Code("mechanism_type"))
    stage = CodeFilter(Stage, label=_("Stage"), column=Code("stage"))
    area = NounFilter(Topic, label=_("Area"), query=by_topics("area"), column=TOPICS)
    member = party_filter(CountryRole.MEMBER, _("Member"))
    proposed_by = NounFilter(
        Country,
        Organisation,
        Source,
        label=_("Proposed by"),
        query="proposed_by",
        column=Rows(
            (
                RowSource(Mechanism, "proposed_by_country_id"),
                RowSource(Mechanism, "proposed_by_organisation_id"),
                RowSource(Mechanism, "proposed_by_source_id"),
                RowSource(RecordCountry, "country_id", where=(("role", CountryRole.PROPOSER),)),
            )
        ),
    )
    parent = RecordFilter(Kind.MECHANISM, label=_("Part of"), column=Code("parent__key__record_id"))

    facets = (
        "framework",
        "mechanism_type",
        "stage",
        "area",
        "member",
        "proposed_by",
        "parent",
        "country",
        "date",
    )
    words = MECHANISM_WORDS

    class Meta:
        model = Mechanism
        fields: list[str] = []


class MeetingFilterSet(RecordFilterSet):
    mechanism = RecordFilter(Kind.MECHANISM, label=_("Mechanism"), column=Code("mechanism__key__record_id"))
    meeting_level = CodeFilter(MeetingLevel, label=_("Level"), column=Code("meeting_level"))
    host = party_filter(CountryRole.HOST, _("Host"))

    facets = ("date", "mechanism", "meeting_level", "host", "country", "topic", "updated_since")
    words = MEETING_WORDS

    class Meta:
        model = Meeting
        fields: list[str] = []


class DocumentFilterSet(RecordFilterSet):
    document_type = CodeFilter(DocumentType, label=_("Type"), column=Code("document_type"))
    party = NounFilter(
        Country,
        Organisation,
        label=_("Party"),
        group="parties",
        query=by_party,
        column=Rows(
            (
                RowSource(PartyAction, "country_id", record="document", role="action"),
                RowSource(PartyAction, "organisation_id", record="document", role="action"),
                RowSource(RecordCountry, "country_id", where=(("role", CountryRole.PARTY),)),
            ),
            roles=tuple(PartyActionType.values),
        ),
    )
    action = CodeFilter(PartyActionType, label=_("Act"), group="parties", side="role", query=by_party)
    mechanism = RecordFilter(Kind.MECHANISM, label=_("Mechanism"), column=Code("mechanism__key__record_id"))
    valid_on = DayFilter(label=_("Valid on"), day_only=True, query=by_validity, then=by_validity_then)

    facets = (
        "date",
        "document_type",
        "party",
        "action",
        "mechanism",
        "country",
        "topic",
        "valid_on",
        "updated_since",
    )
    words = DOCUMENT_WORDS

    class Meta:
        model = Document
        fields: list[str] = []
