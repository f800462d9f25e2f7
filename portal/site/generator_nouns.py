"""Places, organisations and sources for generated records: made up, so that nobody takes them for facts."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import Any, NamedTuple

from portal.base.codes import OrganisationType, SourceControl, SourceScale, SourceType
from portal.base.documents import dumps
from portal.base.models import Country, NounRevision, Organisation, Place, Source
from portal.base.shared_nouns import noun_document
from portal.base.writing import next_ids, write_transaction
from portal.site.generator_words import Weighted, name_en, name_zh

BATCH = 500
COUNTRY_WEIGHTS = {"KGZ": 24, "TJK": 22, "KAZ": 22, "UZB": 14, "AFG": 9, "CHN": 4, "TKM": 3, "RUS": 2}
MIDDLES = {
    "KGZ": (41, 74),
    "TJK": (38, 70),
    "KAZ": (48, 67),
    "UZB": (41, 64),
    "AFG": (34, 66),
    "CHN": (39, 77),
}
BODIES = (
    ("Police", "警察局"),
    ("Border Service", "边防局"),
    ("Emergency Office", "应急办公室"),
    ("Group", "组织"),
)


class Name(NamedTuple):
    id: str
    name_en: str
    name_zh: str


class Nouns(NamedTuple):
    """What records are drawn from. Places and bodies are by country; early sources are cited far more often."""

    countries: list[str]
    places: dict[str, Weighted[Name]]
    organisations: dict[str, Weighted[Name]]
    sources: list[str]


def make_nouns(random: Random, records: int) -> Nouns:
    """Create what `records` generated records refer to: up to 3,000 places, a source for every five records."""
    countries = [code for code in COUNTRY_WEIGHTS if Country.objects.filter(pk=code).exists()]
    with write_transaction():
        places = _places(random, countries, min(3000, max(40, records // 20)))
        organisations = _organisations(random, countries, min(300, max(20, records // 100)))
        sources = _sources(random, organisations, max(40, records // 5))
    return Nouns(
        countries, _by_country(places), _by_country(organisations), [source.pk for source in sources]
    )


def _by_country(nouns: Sequence[Any]) -> dict[str, Weighted[Name]]:
    found: dict[str, list[Name]] = {}
    for noun in nouns:
        found.setdefault(noun.country_id, []).append(Name(noun.pk, noun.name_en, noun.name_zh))
    return {country: Weighted(names, 0.8) for country, names in found.items()}


def _places(random: Random, countries: list[str], count: int) -> list[Place]:
    drawn = [*countries, *_some_countries(random, countries, count)][:count]
    places = []
    for identifier, country in zip(next_ids("PLC", count), drawn, strict=True):
        latitude, longitude = MIDDLES.get(country, (50, 60))
        place = Place(
            id=identifier,
            name_en=name_en(random),
            name_zh=name_zh(random),
            country_id=country,
            latitude=round(latitude + random.uniform(-3, 3), 5),
            longitude=round(longitude + random.uniform(-5, 5), 5),
            aliases=[name_en(random)] if random.random() < 0.2 else [],
        )
        place.path = f"{identifier}/"
        places.append(place)
    return _created(Place, places)


def _organisations(random: Random, countries: list[str], count: int) -> list[Organisation]:
    drawn = [*countries, *_some_countries(random, countries, count)][:count]
    organisations = []
    for identifier, country in zip(next_ids("ORG", count), drawn, strict=True):
        english, chinese = random.choice(BODIES)
        organisation = Organisation(
            id=identifier,
            name_en=f"{name_en(random)} {english}",
            name_zh=f"{name_zh(random)}{chinese}",
            country_id=country,
            organisation_type=random.choice([OrganisationType.STATE_BODY, OrganisationType.MEDIA]),
        )
        organisation.path = f"{identifier}/"
        organisations.append(organisation)
    return _created(Organisation, organisations)


def _sources(random: Random, organisations: list[Organisation], count: int) -> list[Source]:
    sources = []
    for number, identifier in enumerate(next_ids("SRC", count)):
        language = random.choices(["ru", "en", "zh-Hans", "ky"], weights=[50, 20, 20, 10])[0]
        source = Source(
            id=identifier,
            title_en=f"Generated source {number}: {name_en(random)} {name_en(random)}",
            title_zh=f"生成来源{number}：{name_zh(random)}",
            author=name_en(random),
            publisher_id=random.choice(organisations).pk,
            published=f"{random.randrange(2000, 2027)}",
            language=language,
            source_type=random.choice(SourceType.values),
            control=random.choice(SourceControl.values),
            source_scale=random.choice(SourceScale.values),
            url=f"https://source.example/{identifier}",
        )
        source.url_normalised = source.url
        sources.append(source)
    return _created(Source, sources)


def _some_countries(random: Random, countries: list[str], count: int) -> list[str]:
    return random.choices(countries, weights=[COUNTRY_WEIGHTS[code] for code in countries], k=count)


def _created(model: type[Any], nouns: list[Any]) -> list[Any]:
    model._default_manager.bulk_create(nouns, batch_size=BATCH)
    NounRevision.objects.bulk_create(
        [
            NounRevision(noun=model.noun, noun_id=noun.pk, sequence=1, document=dumps(noun_document(noun)))
            for noun in nouns
        ],
        batch_size=BATCH,
    )
    return nouns
