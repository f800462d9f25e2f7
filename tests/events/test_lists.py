"""The list of incidents as a page: filters, chips, pager, fragment, one address a state, constant queries."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import EventType, Incident
from portal.base.models import Country, Measure, Source
from portal.base.publishing import Why, save_documents

pytestmark = pytest.mark.django_db
ADDRESS = "/en/incidents/"


@pytest.fixture(autouse=True)
def nouns():
    for code, iso2, numeric, english, chinese in (
        ("KGZ", "KG", "417", "Kyrgyzstan", "吉尔吉斯斯坦"),
        ("TJK", "TJ", "762", "Tajikistan", "塔吉克斯坦"),
    ):
        Country.objects.create(
            code=code, iso2=iso2, numeric=numeric, name_en=english, name_zh=chinese, region=True
        )
    EventType.objects.create(slug="armed_conflict", name_en="Armed conflict", name_zh="武装冲突")
    Measure.objects.create(slug="killed", name_en="Killed", name_zh="死亡")
    Source.objects.create(id="SRC-0001", title_en="A report", language="en")


def incident(number: int, **more) -> dict:
    return {
        "record_id": f"INC-{number:04d}",
        "title_en": f"Border clash {number}",
        "title_zh": f"边境冲突{number}",
        "date": f"{2010 + number % 10}-{number % 12 + 1:02d}",
        "event_type": "armed_conflict",
        "countries": [{"country": "TJK" if number % 2 else "KGZ", "role": "location"}],
        "citations": [{"ref": "c1", "source": "SRC-0001"}],
        "figures": [{"ref": "f1", "measure": "killed", "best": number, "attributed_to_country": "KGZ"}],
    } | more


def publish(numbers) -> None:
    save_documents(Incident, [incident(number) for number in numbers], why=Why(), publish=True)


def html_of(client, address: str = ADDRESS, status: int = 200, **headers) -> str:
    answer = client.get(address, headers=headers or None)
    assert answer.status_code == status, answer.headers
    return answer.content.decode()


def rows(html: str) -> list[str]:
    table = html.split("<tbody>", 1)[1].split("</tbody>", 1)[0] if "<tbody>" in html else ""
    return re.findall(r"/incidents/(INC-\d{4})/", table)


def test_a_filter_narrows_the_rows_and_is_a_chip_that_takes_it_off(client):
    publish(range(1, 7))
    html = html_of(client, f"{ADDRESS}?country=KGZ")
    assert sorted(rows(html)) == ["INC-0002", "INC-0004", "INC-0006"]
    chips = html.split('class="chips', 1)[1].split("</ul>", 1)[0]
    assert "Kyrgyzstan" in chips
    assert "Remove filter: " in chips
    assert f'href="{ADDRESS}"' in chips


def test_the_sentence_is_title_and_status(client):
    publish(range(1, 7))
    html = html_of(client, f"{ADDRESS}?country=KGZ")
    sentence = re.search(r'role="status"[^>]*>(.*?)</p>', html, re.DOTALL)[1]
    assert "3" in sentence
    title = re.search(r"<title>(.*?)</title>", html, re.DOTALL)[1]
    assert "3" in title


def test_a_facet_counts_what_each_of_its_options_would_give(client):
    publish(range(1, 6))
    html = html_of(client, f"{ADDRESS}?country=KGZ")
    counts = dict(
        re.findall(
            r'name="country" value="([A-Z]{3})"[^>]*>.*?class="facet__count">([\d,]+)<', html, re.DOTALL
        )
    )
    assert counts == {"KGZ": "2", "TJK": "3"}
    assert re.search(r'name="country" value="KGZ" checked', html)


def test_pages_are_linked_and_hold_what_they_say(client):
    publish(range(1, 31))
    first = html_of(client, f"{ADDRESS}?per=10")
    assert len(rows(first)) == len(set(rows(first))) == 10
    pager = first.split('class="pager"', 1)[1]
    assert "page=2" in pager
    assert "1–10 of 30" in pager
    every = [
        row for page in ("", "&page=2", "&page=3") for row in rows(html_of(client, f"{ADDRESS}?per=10{page}"))
    ]
    assert len(set(every)) == 30


def test_an_htmx_request_gets_the_results_alone_with_the_counts_of_the_rail(client):
    publish(range(1, 7))
    answer = client.get(f"{ADDRESS}?country=KGZ", headers={"HX-Request": "true"})
    fragment = answer.content.decode()
    assert "<html" not in fragment
    assert "<h1" not in fragment
    assert sorted(rows(fragment)) == ["INC-0002", "INC-0004", "INC-0006"]
    assert 'id="options-country-top" hx-swap-oob="true"' in fragment
    assert "HX-Request" in answer.headers["Vary"]


def test_restoring_history_gets_the_whole_page(client):
    publish([1])
    headers = {"HX-Request": "true", "HX-History-Restore-Request": "true"}
    assert "<html" in client.get(ADDRESS, headers=headers).content.decode()


def test_what_is_not_understood_is_named_and_the_rest_applied(client):
    publish(range(1, 7))
    html = html_of(client, f"{ADDRESS}?country=KGZ&contry=TJK", status=400)
    assert "contry" in html
    assert "Not understood." in html
    assert sorted(rows(html)) == ["INC-0002", "INC-0004", "INC-0006"]


@pytest.mark.parametrize(
    ("given", "canonical"),
    [
        ("?country=TJK&country=KGZ", "?country=KGZ&country=TJK"),
        ("?sort=-date", ""),
        ("?date_from=&country=KGZ&q=", "?country=KGZ"),
    ],
)
def test_one_state_has_one_address(client, given, canonical):
    publish([1, 2])
    answer = client.get(f"{ADDRESS}{given}")
    assert answer.status_code in (301, 302)
    assert answer.headers["Location"] == f"{ADDRESS}{canonical}"


def test_nothing_found_shows_counted_ways_out(client):
    publish([2])
    html = html_of(client, f"{ADDRESS}?country=TJK")
    assert "No record matches." in html
    assert "1 record" in html.split('class="empty"', 1)[1]


def test_cards_hold_the_same_records_as_the_table(client):
    publish(range(1, 7))
    table = html_of(client)
    cards = html_of(client, f"{ADDRESS}?view=cards")
    assert 'class="cards"' in cards
    assert "<tbody>" not in cards
    assert set(rows(table)) == set(re.findall(r"/incidents/(INC-\d{4})/", cards.split('class="cards"', 1)[1]))


def test_a_draft_is_in_no_row_and_no_count(client):
    publish([2])
    save_documents(Incident, [incident(4, title_en="Secret draft")], why=Why())
    html = html_of(client, f"{ADDRESS}?country=KGZ")
    assert rows(html) == ["INC-0002"]
    assert "Secret draft" not in html


@pytest.mark.parametrize("query", ["", "?country=KGZ", "?view=cards", "?sort=-deaths_best"])
def test_thirty_rows_cost_as_many_queries_as_three(client, query):
    def queries() -> int:
        html_of(client, f"{ADDRESS}{query}")
        with CaptureQueriesContext(connection) as captured:
            html_of(client, f"{ADDRESS}{query}")
        return len(captured)

    publish(range(1, 4))
    few = queries()
    publish(range(4, 31))
    assert queries() == few
