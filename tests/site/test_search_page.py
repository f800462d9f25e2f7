"""The search page: kinds with counts, hits with what matched, IDs that open, one character, nothing found."""

from __future__ import annotations

import re

import pytest

from events.models import Incident
from portal.base.models import RecordKey, Source
from portal.base.publishing import Why, save_documents

pytestmark = pytest.mark.django_db


def html_of(client, text: str, language: str = "en", **more) -> str:
    answer = client.get(f"/{language}/search/", {"q": text, **more})
    assert answer.status_code == 200
    return answer.content.decode()


def found(html: str) -> list[str]:
    return re.findall(r'class="hit__title"><a href="[^"]*/([A-Z]{3}-\w+)/"', html)


def test_without_words_the_page_says_how_to_search(starter, client):
    html = client.get("/en/search/").content.decode()
    assert "All words have to occur." in html
    assert 'class="tabs"' not in html


def test_two_chinese_characters_are_found_inside_a_longer_word(starter, client):
    html = html_of(client, "反恐", "zh")
    assert found(html)
    assert "<mark>反恐</mark>" in html


def test_tabs_count_each_kind_and_narrow_to_it(starter, client):
    html = html_of(client, "反恐")
    counts = {
        match[0]: int(match[1])
        for match in re.findall(r'kind=(\w+)"[^>]*>[^<]*<span class="tabs__count">(\d+)<', html)
    }
    assert len(counts) == 6
    kind = max(counts, key=counts.get)
    narrowed = html_of(client, "反恐", kind=kind)
    kinds = {RecordKey.objects.get(record_id=record_id).kind for record_id in found(narrowed)}
    assert kinds == {kind}


@pytest.mark.parametrize("text", ["INC-0001", "inc-0001", "  INC-0001 "])
def test_an_id_opens_its_record(starter, client, text):
    answer = client.get("/zh/search/", {"q": text})
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/zh/incidents/INC-0001/"


def test_one_chinese_character_says_where_it_looks(starter, client):
    assert "A single character is searched for in titles only." in html_of(client, "恐")
    assert "A single character" not in html_of(client, "反恐")


def test_nothing_found_leads_to_what_the_record_covers(starter, client):
    html = html_of(client, "zzyzx")
    assert "No record matches." in html
    assert "/en/method/#coverage" in html


@pytest.mark.parametrize(
    "text", ["<script>alert(1)</script>", '"', "'; --", "a" * 5000, "NEAR(", "*", "\x00x"]
)
def test_nothing_typed_breaks_the_page_or_gets_into_it(starter, client, text):
    html = html_of(client, text)
    assert "<script>alert" not in html


def test_a_draft_is_not_found_by_its_words_nor_by_its_id(starter, client):
    draft = {
        "title_en": "Unheardofword",
        "date": "2026",
        "event_type": Incident.objects.first().event_type_id,
        "countries": [{"country": "KGZ", "role": "location"}],
        "citations": [{"ref": "c1", "source": Source.objects.first().pk}],
    }
    save_documents(Incident, [draft], why=Why())
    key = RecordKey.objects.get(title_en="Unheardofword")
    assert found(html_of(client, "Unheardofword")) == []
    assert found(html_of(client, key.record_id)) == []


def test_tabs_and_pages_keep_the_chosen_countries(starter, client):
    html = html_of(client, "border", country=["KGZ", "TJK"])
    tabs = re.findall(r'<li><a href="([^"]+)"', html.split('<ul class="tabs">')[1].split("</ul>")[0])
    assert tabs
    assert all("country=KGZ&amp;country=TJK" in address for address in tabs)
    assert '<span class="filters-link__count">2</span>' in html
