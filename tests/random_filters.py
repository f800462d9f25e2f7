"""Filters drawn at random, and incidents that vary in everything a filter asks for."""

from __future__ import annotations

from random import Random

from events.models import EventType, Incident
from portal.base.models import Country, Organisation, Place, Topic
from portal.base.publishing import Why, save_documents

TYPED = {
    "q": ["border", "反恐", "Kyrgyz Tajik", "nothingofthesort"],
    "date_from": ["2015", "2021-04", "2022-09-14"],
    "date_to": ["2022", "2023-06", "2024-04-30"],
    "updated_since": ["2020-01-01", "2030", "2026-01-01T00:00:00Z"],
    "valid_on": ["2020-01-01", "2024-06-30"],
}


def random_incident(random: Random) -> dict:
    """Every filtered field, in combinations that the starter record does not have."""
    countries = list(Country.objects.values_list("pk", flat=True))
    places = list(Place.objects.values_list("pk", flat=True))
    bodies = list(Organisation.objects.values_list("pk", flat=True))
    event_type = random.choice(EventType.objects.filter(parent__isnull=True))
    below = list(event_type.children.values_list("pk", flat=True))
    year = random.randint(1999, 2025)
    dates = [
        "",
        f"{year}",
        f"{year}~",
        f"{year}-05",
        f"{year}-05-06/{year}-06-01",
        f"{year}/..",
        f"../{year}",
    ]
    rows = {
        (random.choice(countries), random.choice(Incident.country_roles)) for _ in range(random.randint(0, 4))
    }
    at = {random.choice(places): random.randint(1, 7) for _ in range(random.randint(0, 3))}
    stated = [
        {"attributed_to_country": random.choice(countries)},
        {"attributed_to_organisation": random.choice(bodies)},
        {"source_voice": True},
    ]
    return {
        "title_en": f"Incident {random.random()}",
        "date": random.choice(dates),
        "date_kind": random.choice(["event", "event", "announcement"]),
        "undated_reason_en": "Not stated.",
        "event_type": event_type.pk,
        "sub_event_type": random.choice([*below, None]),
        "scope": random.choice(["event", "event", "series", "period_total"]),
        "dimension": random.choice(["", "traditional", "compound"]),
        "level": random.sample(["national", "regional", "international"], random.randint(0, 2)),
        "attribution_grade": random.choice(["", "confirmed", "weak"]),
        "countries": [{"country": country, "role": role} for country, role in sorted(rows)],
        "places": [{"place": place, "where_prec": prec} for place, prec in at.items()],
        "topics": random.sample(list(Topic.objects.values_list("pk", flat=True)), random.randint(0, 3)),
        "citations": [{"ref": "c1", "source": "SRC-0001"}],
        "figures": [
            {
                "ref": f"f{n}",
                "measure": "killed",
                "best": random.choice([0, 3, 40, 400]),
                **random.choice(stated),
            }
            for n in range(random.randint(0, 2))
        ],
    }


def write_varied_incidents() -> None:
    """Fifty published incidents and ten drafts."""
    random = Random(7)
    documents = [random_incident(random) for _ in range(60)]
    save_documents(Incident, documents[:50], why=Why(), publish=True)
    save_documents(Incident, documents[50:], why=Why())


def random_values(filterset, random: Random) -> dict[str, list[str]]:
    """One to four keys with one or two values each."""
    keys = [key for key, found in filterset.base_filters.items() if not found.staff_only]
    values = {}
    for key in random.sample(keys, random.randint(1, 4)):
        found = filterset.base_filters[key]
        accepted = TYPED.get(key) or list(found.labels(None, None))
        if accepted:
            values[key] = random.sample(
                accepted, min(len(accepted), random.randint(1, 2) if found.many else 1)
            )
    if "date_from" in values and "date_to" in values:
        values["date_to"] = ["2025"]
    return values
