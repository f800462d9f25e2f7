"""Nouns and records for tests; records go in as they do on the site, through the verbs."""

from __future__ import annotations

from string import ascii_uppercase
from typing import Any

import factory
from django.contrib.auth.models import Group, User

from events.models import EventType
from portal.base.codes import KIND_NAMES
from portal.base.kinds import model_of
from portal.base.models import Country, Measure, Organisation, Place, Record, Source, Topic
from portal.base.publishing import Why, save_documents
from portal.base.roles import write_roles

PASSWORD = "a-long-password-of-the-tests"
MADE_UP = [f"X{first}{second}" for first in ascii_uppercase for second in ascii_uppercase]


class CountryFactory(factory.django.DjangoModelFactory):
    """Made-up countries unless a code is given; asking for a code twice gives the same row."""

    class Meta:
        model = Country
        django_get_or_create = ["code"]

    code = factory.Iterator(MADE_UP)
    iso2 = factory.LazyAttribute(
        lambda country: country.code[:2] if country.code[0] != "X" else country.code[1:].lower()
    )
    numeric = factory.Sequence(lambda n: f"{n % 1000:03}")
    name_en = factory.LazyAttribute(lambda country: f"Country {country.code}")
    name_zh = factory.LazyAttribute(lambda country: f"国家{country.code}")


class SourceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Source
        django_get_or_create = ["id"]

    id = factory.Sequence(lambda n: f"SRC-{n + 5001}")
    title_en = factory.LazyAttribute(lambda source: f"Report {source.id}")
    title_zh = factory.LazyAttribute(lambda source: f"报道{source.id}")
    language = "en"


class PlaceFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Place
        django_get_or_create = ["id"]

    id = factory.Sequence(lambda n: f"PLC-{n + 5001}")
    name_en = factory.LazyAttribute(lambda place: f"Place {place.id}")
    country = factory.SubFactory(CountryFactory)


class OrganisationFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Organisation
        django_get_or_create = ["id"]

    id = factory.Sequence(lambda n: f"ORG-{n + 5001}")
    name_en = factory.LazyAttribute(lambda organisation: f"Organisation {organisation.id}")


class CodeFactory(factory.django.DjangoModelFactory):
    """A row of a code list; asking for a slug twice gives the same row."""

    class Meta:
        abstract = True
        django_get_or_create = ["slug"]

    name_en = factory.LazyAttribute(lambda row: row.slug.replace("_", " ").capitalize())


class MeasureFactory(CodeFactory):
    class Meta:
        model = Measure

    slug = "killed"


class TopicFactory(CodeFactory):
    class Meta:
        model = Topic

    slug = factory.Sequence(lambda n: f"topic_{n}")


class EventTypeFactory(CodeFactory):
    class Meta:
        model = EventType

    slug = "armed_conflict"


def _needed(kind: str) -> dict[str, Any]:
    """What a document of a kind cannot be without."""
    match kind:
        case "incident":
            return {"event_type": EventTypeFactory().slug}
        case "training_event":
            return {"training_type": "exercise"}
        case "partnership":
            partner = CountryFactory()
            return {"partner": partner.code, "record_id": f"PAR-{partner.code}"}
        case "mechanism":
            return {"mechanism_type": "standing_body"}
        case "document":
            return {"document_type": "treaty"}
    return {}


def make_record(kind: str, *, publish: bool = False, author: Any = None, **document: Any) -> Record:
    """A record saved by the verbs: a title, a date, one source, and what `document` says otherwise."""
    source = SourceFactory(id="SRC-5000")
    whole = {
        "title_en": f"A {KIND_NAMES[kind].path} record",
        "date": "2022-09-14",
        "citations": [{"ref": "c1", "source": source.pk, "locator": "1"}],
        **_needed(kind),
        **document,
    }
    model = model_of(kind)
    report = save_documents(model, [whole], why=Why(author), publish=publish)
    record_id = (report.created + report.changed + report.unchanged)[0]
    return model.objects.select_related("key").get(key__record_id=record_id)


def make_user(role: str = "", **more: Any) -> User:
    """A member of staff with one role (portal.base.roles); without a role, staff with no right at all."""
    name = role.replace(" ", "_") or "nobody"
    number = User.objects.filter(username__startswith=name).count()
    user = User.objects.create_user(
        **({"username": f"{name}{number or ''}", "password": PASSWORD, "is_staff": True} | more)
    )
    if role:
        if not Group.objects.filter(name=role).exists():
            write_roles()  # a test that emptied the database took the groups with it
        user.groups.add(Group.objects.get(name=role))
    return user
