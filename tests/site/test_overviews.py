"""Countries, organisations, sources, changes: what their pages hold, and that rows cost no queries."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import EventType, Incident
from mechanisms.models import Mechanism
from portal.base.models import Country, Measure, Organisation, Source
from portal.base.publishing import Why, save_documents, withdraw

pytestmark = pytest.mark.django_db
PAGES = [
    "/en/countries/",
    "/en/countries/KGZ/",
    "/en/organisations/",
    "/en/organisations/ORG-0001/",
    "/en/sources/",
    "/en/sources/SRC-0001/",
    "/en/changes/",
    "/en/corrections/",
    "/en/mechanisms/?open=all",
    "/en/mechanisms/proposals/",
    "/en/codebook/",
    "/en/data/",
]


@pytest.fixture
def nouns():
    Country.objects.create(
        code="KGZ", iso2="KG", numeric="417", name_en="Kyrgyzstan", name_zh="吉尔吉斯斯坦", region=True
    )
    EventType.objects.create(slug="armed_conflict", name_en="Armed conflict", name_zh="武装冲突")
    Measure.objects.create(slug="killed", name_en="Killed", name_zh="死亡")
    Source.objects.create(id="SRC-0001", title_en="A report", language="en")
    Organisation.objects.create(id="ORG-0001", name_en="Border guard", country_id="KGZ")


def incident(number: int) -> dict:
    return {
        "record_id": f"INC-{number:04d}",
        "title_en": f"Border clash {number}",
        "date": f"2022-{number % 12 + 1:02d}",
        "event_type": "armed_conflict",
        "countries": [{"country": "KGZ", "role": "location"}],
        "organisations": [{"organisation": "ORG-0001", "role": "responder", "said_by_country": "KGZ"}],
        "citations": [{"ref": "c1", "source": "SRC-0001", "locator": "1"}],
        "figures": [
            {
                "ref": "f1",
                "measure": "killed",
                "best": number,
                "attributed_to_organisation": "ORG-0001",
                "citation": "c1",
            }
        ],
    }


def mechanism(number: int) -> dict:
    parent = {"parent": f"MEC-{number // 2:04d}"} if number > 1 else {}
    return {
        "record_id": f"MEC-{number:04d}",
        "title_en": f"Body {number}",
        "mechanism_type": "standing_body",
        "undated_reason_en": "None given",
        "countries": [{"country": "KGZ", "role": "member"}],
        "proposed_by_country": "KGZ",
        "stages": [{"ref": "s1", "stage": "proposed", "date": "2010", "citation": "c1"}],
        "citations": [{"ref": "c1", "source": "SRC-0001"}],
    } | parent


def publish(numbers) -> None:
    save_documents(Incident, [incident(number) for number in numbers], why=Why(), publish=True)


def publish_bodies(numbers) -> None:
    for number in numbers:  # a parent has to stand before its children
        save_documents(Mechanism, [mechanism(number)], why=Why(), publish=True)


def queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200, address
    return len(captured)


def warm(client):
    """Read what a process keeps in memory: the first page after a change does so."""
    client.get("/en/codebook/")
    client.get("/en/countries/")


def test_thirty_records_cost_as_many_queries_as_three(nouns, client):
    publish(range(1, 4))
    publish_bodies(range(1, 4))
    warm(client)
    few = {address: queries(client, address) for address in PAGES}
    publish(range(4, 31))
    publish_bodies(range(4, 31))
    warm(client)
    assert {address: queries(client, address) for address in PAGES} == few


def test_an_organisation_shows_what_it_stated_and_where_it_is_named(nouns, client):
    publish([7])
    html = client.get("/en/organisations/ORG-0001/").content.decode()
    assert "Border clash 7" in html
    assert "<b>7</b>" in html
    assert "according to Kyrgyzstan" in html


def test_a_country_counts_its_records_and_links_to_them(nouns, client):
    publish([1, 2])
    html = client.get("/en/countries/kgz/").content.decode()
    assert "/en/incidents/?country=KGZ" in html
    assert "吉尔吉斯斯坦" in html


def test_a_country_that_no_published_record_names_is_not_in_the_index(nouns, client):
    Country.objects.create(code="TUR", iso2="TR", numeric="792", name_en="Türkiye", name_zh="土耳其")
    assert "TUR" not in client.get("/en/countries/").content.decode()
    assert 'content="noindex"' in client.get("/en/countries/TUR/").content.decode()
    publish([1])
    assert 'content="noindex"' not in client.get("/en/countries/KGZ/").content.decode()


def test_a_withdrawn_record_leaves_one_line_without_its_title(nouns, client):
    publish([1])
    withdraw(
        [Incident.objects.select_related("key").get().key], why=Why(), notice_en="Duplicate", notice_zh="重复"
    )
    html = client.get("/en/changes/").content.decode()
    assert "Border clash 1" not in html
    assert "INC-0001" in html
    assert "Withdrawn" in html


def test_the_codebook_has_every_field_once_and_counts_codes(nouns, client):
    publish([1, 2, 3])
    html = client.get("/en/codebook/").content.decode()
    assert html.count('id="figures-quantifier"') == 1
    assert html.count('id="incident-scope"') == 1
    assert "editorial_note" not in html
    row = html.split("<code>killed</code>")[1][:300]
    assert ">3</td>" in row


def test_the_tree_keeps_in_its_address_what_stands_open(nouns, client):
    publish_bodies(range(1, 8))
    closed = client.get("/en/mechanisms/?open=none").content.decode()
    assert 'id="MEC-0001"' in closed
    assert 'id="MEC-0002"' not in closed
    some = client.get("/en/mechanisms/?open=MEC-0001&open=MEC-0002").content.decode()
    assert 'id="MEC-0004"' in some
    assert 'id="MEC-0006"' not in some
    assert 'id="MEC-0006"' in client.get("/en/mechanisms/?open=all").content.decode()
