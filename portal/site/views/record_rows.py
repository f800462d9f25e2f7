"""Records of any kind in one line, for the pages that show several kinds together."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet

from portal.base.codes import Kind
from portal.base.models import RecordCountry, RecordKey
from portal.base.projection import record_row

# The order of the main navigation.
KINDS = (
    Kind.INCIDENT,
    Kind.PARTNERSHIP,
    Kind.MECHANISM,
    Kind.MEETING,
    Kind.DOCUMENT,
    Kind.TRAINING_EVENT,
)


def published_keys(user: Any) -> QuerySet[RecordKey]:
    """What the overview pages show to everyone, editors too: published records."""
    return RecordKey.objects.visible_to(user).published()


def keys_of_country(
    user: Any, country: str, *, kinds: Iterable[str] = (), roles: Iterable[str] = ()
) -> QuerySet:
    """Published records that name a country, in some roles only where they are given."""
    rows = RecordCountry.objects.filter(key=OuterRef("pk"), country=country)
    roles, kinds = list(roles), list(kinds)
    if roles:
        rows = rows.filter(role__in=roles)
    keys = published_keys(user).filter(Exists(rows))
    return keys.filter(kind__in=kinds) if kinds else keys


def rows_of(keys: Iterable[RecordKey]) -> list[dict[str, Any]]:
    return [record_row(key) for key in keys]


def counts_by_country(user: Any) -> dict[str, dict[str, int]]:
    """{country: {kind: published records that name it}}; one query."""
    found: dict[str, dict[str, int]] = {}
    rows = RecordCountry.objects.filter(key__in=published_keys(user).values("pk")).order_by()
    for row in rows.values("country", "key__kind").annotate(number=Count("key", distinct=True)):
        found.setdefault(row["country"], {})[row["key__kind"]] = row["number"]
    return found
