"""Filters of incidents and training events (codebook 14)."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from events.codes import (
    Accounts,
    AttributionGrade,
    DeathsBand,
    Dimension,
    Domain,
    Focus,
    Format,
    Level,
    Scope,
    TrainingType,
)
from events.models import EventType, Incident, TrainingEvent
from events.sentences import INCIDENT_WORDS, TRAINING_WORDS
from portal.base.codes import CountryRole, Kind, LinkType, WherePrecision
from portal.base.facets import Code, CodeList, Flags, Rows, RowSource
from portal.base.filters import (
    SORTS_WITH_DEATHS,
    CodeFilter,
    NounFilter,
    RecordFilter,
    RecordFilterSet,
    Values,
    party_filter,
)
from portal.base.models import Country, Figure, Link, Organisation, RecordPlace

ACCOUNTS = {Accounts.DIFFER: "accounts_differ", Accounts.SINGLE_SOURCE: "single_source"}
# How a training event says what it was held under; other links only mention a body.
HELD_UNDER = [LinkType.HELD_UNDER, LinkType.IN_SERIES, LinkType.PART_OF]


def by_accounts(rows: Any, values: Values) -> Any:
    found = Q()
    for value in values["accounts"]:
        found |= Q(**{ACCOUNTS[Accounts(value)]: True})
    return rows.filter(found)


def by_mechanism(rows: Any, values: Values) -> Any:
    return rows.linked_to(list(values["mechanism"]), HELD_UNDER)


class IncidentFilterSet(RecordFilterSet):
    event_type = NounFilter(
        EventType,
        label=_("Type"),
        among=Q(parent__isnull=True),
        always=Q(retired=False),
        column=Code("event_type_id"),
    )
    sub_event_type = NounFilter(
        EventType,
        label=_("Type in detail"),
        among=Q(parent__isnull=False),
        always=Q(retired=False),
        column=Code("sub_event_type_id"),
    )
    scope = CodeFilter(Scope, label=_("Scope"), column=Code("scope"))
    dimension = CodeFilter(Dimension, label=_("Dimension"), column=Code("dimension"))
    level = CodeFilter(Level, label=_("Level"), column=CodeList("level"))
    deaths = CodeFilter(
        DeathsBand, label=_("Deaths reported"), path="deaths_band", column=Code("deaths_band")
    )
    accounts = CodeFilter(
        Accounts,
        label=_("Figures"),
        query=by_accounts,
        column=Flags(tuple((value.value, column) for value, column in ACCOUNTS.items())),
    )
    attributed_to = NounFilter(
        Country,
        Organisation,
        label=_("Who stated a figure"),
        query="with_figures_stated_by",
        column=Rows(
            (
                RowSource(Figure, "attributed_to_country_id"),
                RowSource(Figure, "attributed_to_organisation_id"),
            )
        ),
    )
    where_prec = CodeFilter(
        WherePrecision,
        label=_("Place precision"),
        query="placed_with",
        column=Rows((RowSource(RecordPlace, "where_prec"),)),
    )
    attribution_grade = CodeFilter(AttributionGrade, label=_("Attribution"), column=Code("attribution_grade"))

    facets = (
        "date",
        "country",
        "event_type",
        "deaths",
        "accounts",
        "topic",
        "attributed_to",
        "scope",
        "dimension",
        "level",
        "attribution_grade",
        "where_prec",
        "updated_since",
    )
    children = {"event_type": "sub_event_type"}
    sorts = SORTS_WITH_DEATHS
    words = INCIDENT_WORDS

    class Meta:
        model = Incident
        fields: list[str] = []


class TrainingEventFilterSet(RecordFilterSet):
    training_type = CodeFilter(TrainingType, label=_("Type"), column=Code("training_type"))
    focus = CodeFilter(Focus, label=_("Focus"), column=CodeList("focus"))
    domain = CodeFilter(Domain, label=_("Domain"), column=CodeList("domain"))
    host = party_filter(CountryRole.HOST, _("Host"))
    participant = party_filter(CountryRole.PARTICIPANT, _("Participant"))
    mechanism = RecordFilter(
        Kind.MECHANISM,
        label=_("Mechanism"),
        query=by_mechanism,
        column=Rows(
            (
                RowSource(
                    Link, "to__record_id", where=(("type__in", HELD_UNDER), ("to__kind", Kind.MECHANISM))
                ),
            )
        ),
    )
    format = CodeFilter(Format, label=_("Format"), column=Code("format"))

    facets = (
        "date",
        "training_type",
        "focus",
        "participant",
        "country",
        "host",
        "mechanism",
        "domain",
        "format",
        "topic",
        "updated_since",
    )
    words = TRAINING_WORDS

    class Meta:
        model = TrainingEvent
        fields: list[str] = []
