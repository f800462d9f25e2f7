"""How the values of the keys that all kinds have narrow rows; in the words of `RecordQuerySet`."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy

from portal.base import dates, search
from portal.base.codes import WherePrecision
from portal.base.facets import Rows, RowSource
from portal.base.models import (
    Country,
    Organisation,
    Place,
    RecordCountry,
    RecordOrganisation,
    RecordPlace,
    RecordTopic,
    Topic,
)

from .keys import Values
from .nouns import NounFilter

PRECISIONS = tuple(str(code) for code in WherePrecision.values)
PLACES = Rows((RowSource(RecordPlace, "place_id", role="where_prec"),), roles=PRECISIONS, tree=Place)
TOPICS = Rows((RowSource(RecordTopic, "topic_id"),), tree=Topic)

POSSIBLY, SURELY, UNDATED = "possibly", "surely", "undated"
DATE_MATCHES = {
    POSSIBLY: gettext_lazy("May have happened then"),
    SURELY: gettext_lazy("Surely happened then"),
    UNDATED: gettext_lazy("Date not known"),
}


def bounds(values: Values) -> tuple[date | None, date | None]:
    """The first and last day that `date_from` and `date_to` name."""
    start, end = values.get("date_from"), values.get("date_to")
    return dates.bounds(start[0])[0] if start else None, dates.bounds(end[0])[1] if end else None


def since(text: str) -> datetime:
    """The moment from which `updated_since` counts: a day begins at midnight UTC."""
    if "T" in text:
        moment = parse_datetime(text.replace(" ", "+"))
        assert moment is not None  # the filter has read it
        return moment
    return datetime.combine(dates.bounds(text)[0], time(), UTC)


def by_words(rows: Any, values: Values) -> Any:
    return rows.filter(key_id__in=search.key_ids(values["q"][0], rows.model.kind))


def by_countries(rows: Any, values: Values) -> Any:
    return rows.of_countries(values.get("country", ()), values.get("country_role"))


def by_dates(rows: Any, values: Values) -> Any:
    """Any of the ways chosen; the bounds say nothing about undated records."""
    start, end = bounds(values)
    ways = values.get("date_match") or [POSSIBLY]
    if list(ways) == [UNDATED]:
        return rows.undated()
    way = rows.surely_in if SURELY in ways else rows.possibly_in
    return way(start, end, or_undated=UNDATED in ways)


def by_topics(key: str) -> Any:
    """Topics chosen by `key`, and all below them."""

    def query(rows: Any, values: Values) -> Any:
        return rows.about(list(Topic.objects.filter(pk__in=values[key]).values_list("path", flat=True)))

    return query


def by_places(rows: Any, values: Values) -> Any:
    return rows.within(list(Place.objects.filter(pk__in=values["place"]).values_list("path", flat=True)))


def by_revision(rows: Any, values: Values) -> Any:
    return rows.filter(updated_at__gte=since(values["updated_since"][0]))


def party_filter(role: str, label: Any) -> NounFilter:
    """Countries and organisations in a role that both may have."""

    def query(rows: Any, values: Values) -> Any:
        return rows.with_parties(list(values[found.key]), role)

    where = (("role", role),)
    sources = (
        RowSource(RecordCountry, "country_id", where=where),
        RowSource(RecordOrganisation, "organisation_id", where=where),
    )
    found = NounFilter(Country, Organisation, label=label, query=query, column=Rows(sources))
    return found
