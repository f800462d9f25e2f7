"""Places, organisations, sources and code lists in the admin: ids, revisions, warnings, refusals."""

from __future__ import annotations

import json

import pytest
from django.urls import reverse

from portal.base.models import NounRevision, Organisation, Place, PublicText, Source, Topic
from tests.admin_pages import as_sent, errors_of, messages_of
from tests.factories import (
    CountryFactory,
    OrganisationFactory,
    PlaceFactory,
    SourceFactory,
    TopicFactory,
    make_record,
)

pytestmark = pytest.mark.django_db


def page_of(name, *args):
    return reverse(f"admin:portal_{name}_{'change' if args else 'add'}", args=args)


def test_a_new_source_gets_its_id_and_a_revision(as_role):
    client = as_role("contributor")
    data = as_sent(
        client.get(page_of("source")),
        title_en="A report",
        published="May 2022",
        url="https://Example.org/a?utm_source=x",
    )
    client.post(page_of("source"), data)
    source = Source.objects.get()
    assert (source.pk, source.published) == ("SRC-0001", "2022-05")
    revision = NounRevision.objects.get()
    assert (revision.noun, revision.noun_id, revision.author) == ("source", "SRC-0001", client.user)


def test_a_known_address_is_saved_and_warned_of(as_role):
    client = as_role("editor")
    known = SourceFactory(url="https://example.org/a?utm_source=mail", title_en="Known")
    data = as_sent(client.get(page_of("source")), title_en="New", url="https://EXAMPLE.org/a#top")
    response = client.post(page_of("source"), data, follow=True)
    assert Source.objects.count() == 2
    warning = next(message for message in messages_of(response) if "same address" in message)
    assert f'href="{page_of("source", known.pk)}"' in warning
    assert "Known" in warning


def test_saving_unchanged_makes_no_revision(as_role):
    client = as_role("editor")
    data = as_sent(client.get(page_of("source")), title_en="A report")
    client.post(page_of("source"), data)
    client.post(page_of("source", "SRC-0001"), as_sent(client.get(page_of("source", "SRC-0001"))))
    assert NounRevision.objects.count() == 1


def test_names_go_a_line_each(as_role):
    client, place = as_role("editor"), PlaceFactory(aliases=["Old name"])
    page = client.get(page_of("place", place.pk))
    assert as_sent(page)["aliases"] == "Old name"
    client.post(page_of("place", place.pk), as_sent(page, aliases="Old name\r\n\r\n Другое имя "))
    assert Place.objects.get().aliases == ["Old name", "Другое имя"]


def test_readers_texts_follow_a_new_name(as_role):
    client = as_role("editor")
    organisation = OrganisationFactory()
    record = make_record(
        "incident", publish=True, organisations=[{"organisation": organisation.pk, "role": "side_a"}]
    )
    page = page_of("organisation", organisation.pk)
    client.post(page, as_sent(client.get(page), name_en="Renamed"))
    public = json.loads(PublicText.objects.get(key=record.pk).text)
    assert public["organisations"][0]["organisation_name_en"] == "Renamed"


def test_a_circle_of_parents_is_refused(as_role):
    client = as_role("data steward")
    above = TopicFactory(slug="threats")
    below = TopicFactory(slug="terrorism", parent=above)
    response = client.post(
        page_of("topic", "threats"), as_sent(client.get(page_of("topic", "threats")), parent=below.pk)
    )
    assert "terrorism is below this one already: parents cannot go in a circle." in errors_of(response)
    assert Topic.objects.get(slug="threats").parent is None


def test_half_a_point_is_refused(as_role):
    client = as_role("editor")
    data = as_sent(client.get(page_of("place")), name_en="Osh", latitude="40.5")
    assert "Latitude and longitude go together." in errors_of(client.post(page_of("place"), data))
    data |= {"latitude": "140.5", "longitude": "10"}
    assert client.post(page_of("place"), data).status_code == 200
    assert not Place.objects.exists()


def test_codes_stay_once_given(as_role):
    client, topic = as_role("data steward"), TopicFactory(slug="arms")
    page = client.get(page_of("topic", topic.pk))
    client.post(page_of("topic", topic.pk), as_sent(page, slug="weapons", name_zh="武器"))
    assert list(Topic.objects.values_list("slug", "name_zh")) == [("arms", "武器")]


@pytest.mark.parametrize(
    ("role", "name", "status"),
    [
        ("contributor", "source", 200),
        ("contributor", "topic", 403),
        ("editor", "organisation", 200),
        ("editor", "country", 403),
        ("data steward", "country", 200),
        ("data steward", "measure", 200),
    ],
)
def test_who_may_add_what(role, name, status, as_role):
    assert as_role(role).get(page_of(name)).status_code == status


def test_nouns_are_never_deleted(as_role):
    client = as_role("data steward")
    country = CountryFactory()
    assert (
        client.post(reverse("admin:portal_country_delete", args=[country.pk]), {"post": "yes"}).status_code
        == 403
    )
    assert Organisation.objects.count() == 0
