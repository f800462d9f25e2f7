"""Pages of a list narrowed by words: the same rows as the plain condition gives, in the same order."""

from __future__ import annotations

from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest

from events.models import Incident
from portal.base import search
from portal.base.search import walking
from tests.factories import CountryFactory, make_record

pytestmark = pytest.mark.django_db


@pytest.fixture
def floods(db):
    CountryFactory(code="KGZ")
    for number in range(1, 31):
        make_record(
            "incident",
            publish=True,
            record_id=f"INC-{number:04d}",
            title_en="Flood" if number % 3 else "Storm",
            date=f"2022-0{1 + number % 9}" if number % 10 else "",
            undated_reason_en="" if number % 10 else "The source gives no date.",
            countries=[{"country": "KGZ", "role": "location"}] if number % 7 == 0 else [],
        )


def plainly(rows, query, down=True):
    found = rows.filter(key_id__in=search.key_ids(query, "incident"))
    order = ("-sort_date", "-key_id") if down else ("sort_date", "key_id")
    return list(found.order_by(*order).values_list("key_id", "sort_date"))


@pytest.mark.parametrize("down", [True, False])
@pytest.mark.parametrize("step", [1, 3, 100])
@pytest.mark.parametrize("narrowed", [False, True])
def test_pages_one_after_the_other_are_the_whole_list(floods, monkeypatch, down, step, narrowed):
    monkeypatch.setattr(walking, "FIRST_STEP", step)
    monkeypatch.setattr(walking, "WIDER", 1)
    rows = Incident.objects.published()
    rows = rows.of_countries(["KGZ"]) if narrowed else rows
    whole = plainly(rows, "flood", down)
    assert len(whole) == (3 if narrowed else 20)
    walked, last = [], None
    while page := search.walk(rows, "flood", limit=1 if narrowed else 3, beyond=last, down=down):
        walked += page
        last = page[-1]
    assert walked == whole


def test_words_that_find_nothing_give_an_empty_page(floods):
    for query in ("", "，", "zzyzx"):
        assert search.walk(Incident.objects.published(), query, limit=10) == []


def test_a_row_that_cannot_be_one_is_refused(floods):
    for key_id in (0, -1, 1 << 40):
        with pytest.raises(ValueError, match=str(key_id)):
            search.walk(Incident.objects.published(), "flood", limit=10, beyond=(key_id, date(2022, 1, 1)))


@pytest.mark.parametrize("more", ["", "&country=KGZ", "&sort=date"])
def test_the_api_pages_forth_and_back(floods, client, more):
    whole = [
        row["record_id"] for row in client.get(f"/api/v1/incidents/?q=flood&per=100{more}").json()["results"]
    ]
    assert len(whole) in (3, 20)
    address, pages = f"/api/v1/incidents/?q=flood&per=2{more}", []
    while address:
        answer = client.get(address).json()
        pages.append([row["record_id"] for row in answer["results"]])
        address, back = answer["next"], answer["previous"]
    assert [record_id for page in pages for record_id in page] == whole
    assert [row["record_id"] for row in client.get(back).json()["results"]] == pages[-2]


def test_a_cursor_of_another_order_is_refused(floods, client):
    other = client.get("/api/v1/incidents/?per=2&sort=-deaths_best").json()["next"]
    cursor = parse_qs(urlsplit(other).query)["cursor"][0]
    assert client.get("/api/v1/incidents/", {"q": "flood", "cursor": cursor}).status_code == 400
