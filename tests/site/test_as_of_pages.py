"""Pages, files, search and API as of an earlier moment, through their addresses."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from events.models import Incident
from portal.base.documents import to_documents
from portal.base.merging import merge
from portal.base.models import RecordKey
from portal.base.publishing import Why, reinstate, save_documents, withdraw
from tests.factories import make_record, make_user

pytestmark = pytest.mark.django_db
WHY = Why(reason_code="correction", reason_text="Corrected")
DAYS = [datetime(2025, 3, day, 12, tzinfo=UTC) for day in range(1, 8)]
LISTS = [
    "/incidents/",
    "/training/",
    "/partnerships/",
    "/mechanisms/",
    "/mechanisms/meetings/",
    "/mechanisms/documents/",
]
FILES = ["csv", "xlsx", "json", "geojson"]


def path_of(record) -> str:
    return f"/en/incidents/{record.record_id}/"


@pytest.fixture
def story(db, monkeypatch):
    """A record corrected on 2 March, withdrawn on the 4th, back on the 6th; one that stays; one from the 5th on;
    one that was never published.
    """
    cache.clear()
    now = {"at": DAYS[0]}
    monkeypatch.setattr(timezone, "now", lambda: now["at"])
    first = make_record("incident", publish=True, title_en="Clash at the weir", date="2022-09-14")
    stays = make_record("incident", publish=True, title_en="Quiet day", date="2021")
    make_record("incident", title_en="Never published")
    now["at"] = DAYS[1]
    stored = to_documents(Incident, [first.key_id])[first.key_id]
    save_documents(Incident, [stored | {"title_en": "Clash at the dam"}], why=WHY)
    now["at"] = DAYS[3]
    withdraw([RecordKey.objects.get(pk=first.key_id)], why=WHY, notice_en="Checked anew.")
    now["at"] = DAYS[4]
    make_record("incident", publish=True, title_en="Later find", date="2020")
    now["at"] = DAYS[5]
    reinstate([RecordKey.objects.get(pk=first.key_id)], why=WHY)
    now["at"] = DAYS[6]
    return first, stays, now


EXPECTED = {
    "2025-02-28": [],
    "2025-03-01": ["Clash at the weir", "Quiet day"],
    "2025-03-02": ["Clash at the dam", "Quiet day"],
    "2025-03-02T11:59:59Z": ["Clash at the weir", "Quiet day"],
    "2025-03-04": ["Quiet day"],
    "2025-03-05": ["Quiet day", "Later find"],
    "2025-03-07": ["Clash at the dam", "Quiet day", "Later find"],
}


@pytest.mark.parametrize(("as_of", "titles"), EXPECTED.items())
def test_list_api_and_files_list_what_was_public_then(story, client, as_of, titles):
    client.force_login(make_user("publisher"))  # who sees drafts today sees what readers saw then
    query = {"as_of": as_of}
    answer = client.get("/api/v1/incidents/", query | {"count": "true"}).json()
    assert [row["title_en"] for row in answer["results"]] == titles
    assert answer["count"] == len(titles)
    rows = client.get("/en/incidents/", query).context["rows"]
    assert [row["title_en"] for row in rows] == titles
    for form in ("json", "geojson", "csv"):
        text = b"".join(client.get(f"/en/incidents.{form}", query).streaming_content).decode()
        found = [text.find(title) for title in titles]
        assert -1 not in found
        assert found == sorted(found)
        assert "Never published" not in text
    book = load_workbook(BytesIO(b"".join(client.get("/en/incidents.xlsx", query).streaming_content)))
    sheet = [[cell.value for cell in row] for row in book["incidents"].iter_rows()]
    column = sheet[0].index("title_en")
    assert [row[column] for row in sheet[1:]] == titles
    assert "as_of" in [row[0].value for row in book["about"].iter_rows()]


def test_a_list_says_of_which_day_it_is_and_leads_on_in_that_time(story, client):
    page = client.get("/en/incidents/?date_to=2022&as_of=2025-03-02")
    html = page.content.decode()
    assert page.context["sentence"] == "2 incidents until 2022 as of 2 March 2025, newest first"
    assert "As of 2 March 2025." in html
    assert ("as_of", "2025-03-02") in [(chip.key, chip.value) for chip in page.context["chips"]]
    assert [facet.key for facet in page.context["facets"]] == ["as_of"]
    assert 'name="date_to" value="2022"' in html  # kept beside the field of the day
    assert f'href="{path_of(story[0])}?as_of=2025-03-02"' in html
    assert 'href="/en/incidents/?date_to=2022"' in html  # the list of today
    assert "as_of=2025-03-02" in page.context["api_address"]
    assert all("as_of=2025-03-02" in choice.address for choice in page.context["downloads"])
    assert page.context["feed_address"] == ""
    chinese = client.get("/zh/incidents/?as_of=2025-03-02").context["sentence"]
    assert chinese == "截至2025年3月2日所载的安全事件2起，由新到旧排列"


def test_pages_and_cursors_walk_the_list_of_then(story, client):
    seen, address = [], "/api/v1/incidents/?as_of=2025-03-05&per=1"
    while address:
        answer = client.get(address).json()
        seen += [row["title_en"] for row in answer["results"]]
        address = answer["next"]
    assert seen == EXPECTED["2025-03-05"]
    back = client.get("/api/v1/incidents/?as_of=2025-03-05&per=1&sort=date").json()
    assert back["results"][0]["title_en"] == "Later find"
    second = client.get(client.get("/api/v1/incidents/?as_of=2025-03-05&per=1").json()["next"]).json()
    assert client.get(second["previous"]).json()["results"][0]["title_en"] == "Quiet day"


def test_a_record_page_is_the_version_of_then(story, client):
    first, stays, _now = story
    page = client.get(f"{path_of(first)}?as_of=2025-03-01")
    html = page.content.decode()
    assert page.status_code == 200
    assert "Clash at the weir" in html
    assert "Clash at the dam" not in html
    assert "As of 1 March 2025." in html
    assert "It has changed since." in html
    assert page.headers["Memento-Datetime"] == "Sat, 01 Mar 2025 23:59:59 GMT"
    assert f"{path_of(first)}?as_of=2025-03-01" in page.context["citations"][0].text
    assert f"/api/v1/incidents/{first.record_id}/?as_of=2025-03-01" in html
    assert [version.version for version, _words in page.context["versions"]] == [1]
    assert 'name="robots" content="noindex"' in html
    unchanged = client.get(f"{path_of(stays)}?as_of=2025-03-01").content.decode()
    assert "It has not changed since." in unchanged
    assert (
        client.get(f"{path_of(first).lower()}?as_of=2025-03-01")
        .headers["Location"]
        .endswith("as_of=2025-03-01")
    )


def test_an_answer_is_kept_until_something_about_it_changes(story, client, settings):
    settings.WITHDRAWN_SHOWN_AS_OF = True
    first = story[0]
    page = client.get(f"{path_of(first)}?as_of=2025-03-01")
    etag = page.headers["ETag"]
    again = client.get(f"{path_of(first)}?as_of=2025-03-01", headers={"if-none-match": etag})
    assert again.status_code == 304
    other = client.get(f"{path_of(first)}?as_of=2025-03-02", headers={"if-none-match": etag})
    assert other.status_code == 200
    withdraw([RecordKey.objects.get(pk=first.key_id)], why=WHY, notice_en="Retracted.")
    told = client.get(f"{path_of(first)}?as_of=2025-03-01", headers={"if-none-match": etag})
    assert told.status_code == 200


@pytest.mark.parametrize("as_of", ["2025-02-28", "2025-03-04"])
def test_what_was_not_public_then_is_said_in_words(story, client, as_of):
    first = story[0]
    page = client.get(f"{path_of(first)}?as_of={as_of}")
    assert page.status_code == 404
    assert f"{first.record_id} was not public as of" in page.content.decode()
    assert f'href="{path_of(first)}"' in page.content.decode()
    answer = client.get(f"/api/v1/incidents/{first.record_id}/?as_of={as_of}")
    assert answer.status_code == 404
    assert "was not public" in answer.json()["detail"]


def test_a_draft_was_never_public_whoever_asks(story, client):
    client.force_login(make_user("publisher"))
    draft = RecordKey.objects.get(status="draft")
    assert client.get(f"/en/incidents/{draft.record_id}/?as_of=2025-03-07").status_code == 404
    assert client.get(f"/api/v1/incidents/{draft.record_id}/?as_of=2025-03-07").status_code == 404
    assert client.get("/en/incidents/?as_of=2025-03-07&status=draft").status_code == 400
    assert client.get("/en/search/?q=Never&as_of=2025-03-07").context["hits"] == []


def test_a_record_withdrawn_since_is_shown_with_its_notice_where_it_is_set_so(story, client, settings):
    settings.WITHDRAWN_SHOWN_AS_OF = True
    first, stays, now = story
    withdraw([RecordKey.objects.get(pk=first.key_id)], why=WHY, notice_en="Retracted.")
    assert client.get(path_of(first)).status_code == 410
    page = client.get(f"{path_of(first)}?as_of=2025-03-02")
    assert page.status_code == 200
    html = page.content.decode()
    assert "Clash at the dam" in html
    assert "The record was withdrawn on" in html
    assert "Retracted." in html
    assert page.context["citations"]
    answer = client.get(f"/api/v1/incidents/{first.record_id}/?as_of=2025-03-02")
    assert answer.json()["title_en"] == "Clash at the dam"
    assert answer.headers["X-Withdrawn-Since"].startswith("2025-03-07")
    now["at"] += timedelta(days=1)
    merge(RecordKey.objects.get(pk=stays.key_id), make_record("incident", publish=True).key, why=WHY)
    html = client.get(f"{path_of(stays)}?as_of=2025-03-02").content.decode()
    assert "Quiet day" in html
    assert "merged into it" in html


def test_a_withdrawn_record_is_gone_from_earlier_days(story, client):
    first = story[0]
    withdraw([RecordKey.objects.get(pk=first.key_id)], why=WHY, notice_en="Names a person.")
    page = client.get(f"{path_of(first)}?as_of=2025-03-02")
    assert page.status_code == 410
    assert "Names a person." in page.content.decode()
    assert client.get(f"/api/v1/incidents/{first.record_id}/?as_of=2025-03-02").status_code == 410
    rows = client.get("/api/v1/incidents/?as_of=2025-03-02").json()["results"]
    assert [row["title_en"] for row in rows] == ["Quiet day"]
    assert client.get("/en/search/?q=dam&as_of=2025-03-02").context["hits"] == []


def test_search_finds_what_the_texts_said_then(story, client):
    def titles(address):
        return [hit.row["title_en"] for hit in client.get(address).context["hits"]]

    assert titles("/en/search/?q=weir&as_of=2025-03-01") == ["Clash at the weir"]
    assert titles("/en/search/?q=weir&as_of=2025-03-02") == []
    assert titles("/en/search/?q=dam&as_of=2025-03-04") == []
    assert titles("/en/search/?q=quiet&as_of=2025-03-04") == ["Quiet day"]
    page = client.get("/en/search/?q=clash&kind=incident&as_of=2025-03-02")
    assert page.context["tabs"][0].count == 1
    assert all("as_of=2025-03-02" in tab.address for tab in page.context["tabs"])
    html = page.content.decode()
    assert "As of 2 March 2025." in html
    assert f'href="{path_of(story[0])}?as_of=2025-03-02"' in html
    by_id = client.get(f"/en/search/?q={story[0].record_id}&as_of=2025-03-02")
    assert by_id.headers["Location"] == f"{path_of(story[0])}?as_of=2025-03-02"
    rows = client.get("/api/v1/incidents/?q=weir&as_of=2025-03-01").json()["results"]
    assert [row["title_en"] for row in rows] == ["Clash at the weir"]


WRONG = ["2025-03-08", "2025-03-07T12:00:01Z", "2025-03", "soon", "2025-03-01T10:00:00"]


@pytest.mark.parametrize("as_of", WRONG)
def test_what_is_no_earlier_moment_is_refused_in_words_everywhere(story, client, as_of):
    first = story[0]
    for address in ("/api/v1/incidents/", f"/api/v1/incidents/{first.record_id}/"):
        answer = client.get(address, {"as_of": as_of})
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["parameter"] == "as_of"
    for address in (
        "/en/incidents/",
        path_of(first),
        "/en/search/?q=clash",
        *(f"/en/incidents.{f}" for f in FILES),
    ):
        page = client.get(address, {"as_of": as_of} | ({"q": "clash"} if "search" in address else {}))
        assert page.status_code == 400, address
        assert as_of in page.content.decode(), address


def test_a_feed_is_of_today(story, client):
    answer = client.get("/en/incidents.atom?as_of=2025-03-01")
    assert answer.status_code == 400
    assert "a feed tells what is new" in answer.content.decode()


def test_a_fragment_of_another_time_has_the_whole_page_come(story, client):
    today, then = "/en/incidents/", "/en/incidents/?as_of=2025-03-01"
    for current, address, crosses in (
        (today, then, True),
        (then, today, True),
        (then, f"{then}&scope=event", False),
    ):
        answer = client.get(
            address, headers={"hx-request": "true", "hx-current-url": f"http://testserver{current}"}
        )
        assert ("HX-Redirect" in answer.headers) == crosses, (current, address)


@pytest.mark.parametrize("path", LISTS)
def test_every_list_is_read_as_of_a_day(starter, client, path):
    for language in ("en", "zh"):
        page = client.get(f"/{language}{path}", {"as_of": timezone.now().isoformat()})
        assert page.status_code == 200
        assert "notice--then" in page.content.decode()
    empty = client.get(f"/en{path}?as_of=2001-01-01")
    assert empty.status_code == 200
    assert client.get(f"/en{path}?as_of=2999-01-01").status_code == 400


def test_a_list_costs_the_same_for_few_rows_and_for_many(starter, client):
    counts = set()
    for per in (10, 50):
        for path in ("/en/incidents/", "/api/v1/incidents/"):
            with CaptureQueriesContext(connection) as captured:
                assert (
                    client.get(path, {"as_of": f"{timezone.now():%Y-%m-%d}", "per": per}).status_code == 200
                )
            counts.add((path, len(captured)))
    assert len(counts) == 2, counts
    assert max(count for _path, count in counts) < 12, counts


def test_links_of_then_lead_to_records_of_then(starter, client):
    day = f"{timezone.now():%Y-%m-%d}"
    page = client.get(f"/en/incidents/INC-0002/?as_of={day}")
    related = [row["url"] for row in page.context["record"]["links"]]
    assert related
    assert all(url.endswith(f"?as_of={day}") for url in related)
    assert client.get(f"/en{related[0]}").status_code == 200
