"""What is asked of our site and of the stock one: the same question at both addresses."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from events.models import Incident
from portal.base.models import RecordKey

PER = 50
PAIRS = [
    ("KGZ", "armed_conflict"),
    ("TJK", "terrorism"),
    ("KAZ", "political_unrest"),
    ("UZB", "organised_crime"),
]
WORD = "勘界"
DETAILS = 40


@dataclass(frozen=True)
class Case:
    """Addresses are asked one after the other, round and round. `same_rows`: both sides list the same records."""

    name: str
    title: str
    ours: list[str]
    stock: list[str]
    same_rows: bool = False


def cases() -> list[Case]:
    """The cases for the database this process serves."""
    published = Incident.objects.published()
    count = published.count()
    deep = count // 10
    row = published.newest_first().values_list("sort_date", "key_id")[deep - deep % PER - 1]
    yesterday = timezone.now() - timedelta(days=1)
    ids = list(published.newest_first().values_list("key__record_id", "key_id")[: DETAILS * 50 : 50])
    return [
        Case(
            "api_list",
            f"API list of {PER} with figures and sources",
            [f"/api/v1/incidents/?per={PER}"],
            ["/stock/api/incidents/"],
            same_rows=True,
        ),
        Case(
            "api_filtered",
            "API list by country and type",
            [f"/api/v1/incidents/?country={c}&event_type={t}&per={PER}" for c, t in PAIRS],
            [f"/stock/api/incidents/?country={c}&event_type={t}" for c, t in PAIRS],
            same_rows=True,
        ),
        Case(
            "api_detail",
            "API detail",
            [f"/api/v1/incidents/{record_id}/" for record_id, _key_id in ids],
            [f"/stock/api/incidents/{key_id}/" for _record_id, key_id in ids],
        ),
        Case(
            "api_deep",
            f"API list, row {deep - deep % PER:,}: by cursor, by page number",
            [f"/api/v1/incidents/?per={PER}&cursor={_cursor(*row)}"],
            [f"/stock/api/incidents/?page={deep // PER + 1}"],
            same_rows=True,
        ),
        Case(
            "api_as_of",
            "API list as of yesterday (stock: of today)",
            [f"/api/v1/incidents/?per={PER}&as_of={yesterday:%Y-%m-%d}"],
            ["/stock/api/incidents/"],
        ),
        Case(
            "html_as_of",
            "HTML list of a country as of yesterday (stock: of today, with four facets)",
            [f"/en/incidents/?country=KGZ&as_of={yesterday:%Y-%m-%d}"],
            ["/stock/incidents/?country=KGZ"],
        ),
        Case(
            "api_search",
            f"API search, two characters ({WORD})",
            [f"/api/v1/incidents/?q={WORD}&per={PER}"],
            [f"/stock/api/incidents/?search={WORD}"],
        ),
        Case(
            "html_list",
            "HTML list of a country with facet counts (stock: four)",
            ["/en/incidents/?country=KGZ"],
            ["/stock/incidents/?country=KGZ"],
        ),
        Case(
            "html_list_all", "HTML list of all with facet counts", ["/en/incidents/"], ["/stock/incidents/"]
        ),
    ]


def _cursor(sort_date: object, key_id: int) -> str:
    from portal.base.api.paging import Cursor

    return Cursor(sort_date, key_id).encode()


def sizes() -> dict[str, int]:
    """What is in the database, for the report."""
    kinds = RecordKey.objects.published().order_by().values_list("kind").annotate(Count("id"))
    return dict(kinds)
