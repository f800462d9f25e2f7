"""Records of any kind in one line, for the pages that show several kinds together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django.db.models import QuerySet

from portal.base.codes import Kind
from portal.base.filters import Selection
from portal.base.models import RecordKey
from portal.base.projection import record_row
from portal.site.kinds import BY_KIND

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


def rows_of(keys: Iterable[RecordKey]) -> list[dict[str, Any]]:
    return [record_row(key) for key in keys]


def selections(user: Any) -> dict[str, Selection]:
    """Each kind's records in memory, in the order of the navigation; one query a kind."""
    return {kind: Selection(BY_KIND[kind].filterset({}, user=user)) for kind in KINDS}


def counts_by_country(found: Mapping[str, Selection]) -> dict[str, dict[str, int]]:
    """{country: {kind: published records that name it}}."""
    counts: dict[str, dict[str, int]] = {}
    for kind, selection in found.items():
        for country, number in selection.counts("country").items():
            if number:
                counts.setdefault(country, {})[kind] = number
    return counts


def newest_of_country(found: Iterable[Selection], country: str, count: int) -> QuerySet[RecordKey]:
    """The newest published records of some kinds that name a country."""
    ids = [key_id for selection in found for key_id in selection.newest({"country": [country]}, count)]
    return RecordKey.objects.filter(pk__in=ids).order_by("-sort_date", "-id")[:count]
