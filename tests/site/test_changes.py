"""The change feed as page, API and Atom: what an entry tells, paging that skips nothing, filters, cost."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from portal.base.api.changes import ChangeSerializer, CorrectionSerializer
from portal.base.codes import Kind
from portal.base.documents import to_documents
from portal.base.merging import merge, separate
from portal.base.models import Change, RecordKey
from portal.base.publishing import Why, reinstate, save_documents, withdraw
from tests.factories import CountryFactory, MeasureFactory, make_record, make_user

pytestmark = pytest.mark.django_db
CHANGES = "/api/v1/changes/"
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture(autouse=True)
def nouns(db):
    MeasureFactory(slug="killed", name_en="Killed", name_zh="死亡")
    CountryFactory(code="KGZ", name_en="Kyrgyzstan", name_zh="吉尔吉斯斯坦", region=True)


def incident(**document):
    return make_record("incident", publish=True, **document)


def revise(record, reason="new_source", words="Because", author=None, **fields):
    document = to_documents(type(record), [record.pk])[record.pk]
    save_documents(type(record), [{**document, **fields}], why=Why(author, reason, words))


def entries(client, query=""):
    answer = client.get(CHANGES + query)
    assert answer.status_code == 200, answer.content
    return answer.json()["results"]


def numbers(client, query=""):
    return [row["number"] for row in entries(client, query)]


def test_an_entry_tells_what_was_done_to_which_record_and_why(client):
    record = incident(title_en="A clash", title_zh="冲突")
    revise(record, "correction", "The date was misread", date="2022-09-16")
    after, first = entries(client)
    assert set(after) == set(ChangeSerializer._declared_fields)
    assert (after["number"], after["action"], after["version"]) == (2, "corrected", 2)
    assert after["record"]["title_zh"] == "冲突"
    assert after["record"]["url"] == f"http://testserver/incidents/{record.key.record_id}/"
    assert after["version_url"].endswith(f"/incidents/{record.key.record_id}/v2/")
    assert (after["reason_code"], after["reason_text"]) == ("correction", "The date was misread")
    assert after["summary"] == "Date: 14 Sep 2022 → 16 Sep 2022"
    assert after["changes"] == [
        {"path": "date", "label": "Date", "before": "2022-09-14", "after": "2022-09-16"}
    ]
    assert (first["number"], first["action"], first["changes"], first["summary"]) == (1, "published", [], "")


def test_what_is_not_public_is_in_no_entry(client):
    author = make_user("publisher", username="secret_author", first_name="Secretauthor")
    record = incident(title_en="Open")
    draft = make_record("incident", title_en="Secret draft")
    revise(
        record,
        author=author,
        title_en="Open, revised",
        editorial_note="Secret note",
        links=[{"ref": "l1", "type": "related", "to": draft.key.record_id}],
    )
    for address in (CHANGES, "/en/changes/", "/en/changes.atom", "/zh/incidents.atom"):
        text = client.get(address).content.decode()
        assert "Open, revised" in text
        assert not re.search(f"secret|{draft.key.record_id}", text, re.IGNORECASE), address


def test_every_change_is_told_in_its_own_word(client):
    stays, duplicate, gone = incident(), incident(), incident()
    revise(stays, title_en="Edited")
    merge(duplicate.key, stays.key, why=Why(None, "duplicate", "The same"))
    separate(RecordKey.objects.get(pk=duplicate.pk), why=Why(None, "correction", "Not the same"))
    withdraw([gone.key], why=Why(None, "coding_error", "Elsewhere"), notice_en="Outside the region.")
    reinstate([RecordKey.objects.get(pk=gone.pk)], why=Why(None, "correction", "Inside after all"))
    told = [(row["record"]["record_id"], row["action"]) for row in entries(client, "?after=3")]
    ids = [record.key.record_id for record in (stays, duplicate, gone)]
    assert told == [
        (ids[0], "edited"),
        (ids[1], "merged"),
        (ids[1], "restored"),
        (ids[2], "withdrawn"),
        (ids[2], "restored"),
    ]
    merged = entries(client, "?action=merged")[0]
    assert merged["merged_into"] == ids[0]  # undone since; the feed still says so


def test_a_withdrawn_record_is_told_by_its_notice_alone(client):
    record = incident(title_en="Border clash")
    revise(record, title_en="Border clash, revised", words="Quotes the border clash")
    withdraw(
        [record.key], why=Why(None, "duplicate", "Entered twice"), notice_en="Twice.", notice_zh="重复。"
    )
    for address in (CHANGES, "/en/changes/", "/en/changes.atom"):
        text = client.get(address).content.decode()
        assert "clash" not in text
        assert "Twice." in text
        assert "Entered twice" in text
    rows = entries(client)
    assert [row["number"] for row in rows] == [3, 2, 1]
    assert {row["record"]["status"] for row in rows} == {"withdrawn"}
    assert {(row["notice_en"], row["notice_zh"]) for row in rows} == {("Twice.", "重复。")}
    assert {row["version_url"] for row in rows} == {None}


def test_reading_on_gives_each_change_once_while_others_write(client):
    record = incident()
    for number in range(4):
        revise(record, title_en=f"Version {number}")
    address, read = f"{CHANGES}?after=0&per=2", []
    for step in range(40):
        answer = client.get(address).json()
        read += [row["number"] for row in answer["results"]]
        if step < 5:  # one writes while the other reads
            revise(record, title_en=f"Meanwhile {step}")
            incident()
        elif answer["next"] is None:
            break
        address = answer["next"] or answer["resume"]
    assert read == list(range(1, Change.objects.count() + 1))
    again = client.get(answer["resume"]).json()
    assert (again["results"], again["next"]) == ([], None)
    revise(record, title_en="Later")
    assert [row["number"] for row in client.get(again["resume"]).json()["results"]] == [read[-1] + 1]


def test_newest_first_goes_down_page_by_page(client):
    for _number in range(5):
        incident()
    address, read = f"{CHANGES}?per=2", []
    while address:
        answer = client.get(address).json()
        read.append([row["number"] for row in answer["results"]])
        address = answer["next"]
    assert read == [[5, 4], [3, 2], [1]]
    page = client.get("/en/changes/?per=2").content.decode()
    further = re.search(r'href="([^"]+)" rel="next"', page)[1].replace("&amp;", "&")
    assert 'id="change-3"' in client.get(further).content.decode()
    assert numbers(client, "?after=1&before=4") == [2, 3]


def test_filters_narrow_page_api_and_atom_alike(client):
    named = incident(countries=[{"country": "KGZ", "role": "location"}])
    make_record("meeting", publish=True)
    revise(named, "coding_error", title_en="Mended")
    today = timezone.now().date().isoformat()
    for query, found in (
        ("kind=meeting", [2]),
        ("kind=meeting&kind=incident", [3, 2, 1]),
        ("action=corrected", [3]),
        ("country=KGZ", [3, 1]),
        (f"record_id={named.key.record_id.lower()}", [3, 1]),
        (f"since={today}", [3, 2, 1]),
        (f"until={today}", [3, 2, 1]),
        ("since=2100", []),
        ("until=2000-01", []),
        ("kind=incident&action=published", [1]),
    ):
        assert numbers(client, f"?{query}") == found, query
        page = client.get(f"/en/changes/?{query}").content.decode()
        assert [int(n) for n in re.findall(r'id="change-(\d+)"', page)] == found, query
        feed = ElementTree.fromstring(client.get(f"/en/changes.atom?{query}").content)
        ids = [entry.find(f"{ATOM}id").text for entry in feed.iter(f"{ATOM}entry")]
        assert [int(text.rpartition(":")[2]) for text in ids] == found, query


@pytest.mark.parametrize(
    ("query", "named", "said"),
    [
        ("knd=incident", "knd", "kind"),
        ("kind=incidnt", "kind", "incident"),
        ("action=withdraw", "action", "withdrawn"),
        ("record_id=INC-9999", "record_id", "INC-9999"),
        ("since=yesterday", "since", "yesterday"),
        ("since=2025&until=2024", "until", "before since"),
        ("after=-1", "after", "0"),
        ("after=99999999999999999999", "after", "whole number"),
        ("per=101", "per", "100"),
        ("lang=fr", "lang", "fr"),
        ("cursor=abc", "cursor", "key"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(client, query, named, said):
    answer = client.get(f"{CHANGES}?{query}")
    assert answer.status_code == 400
    [problem] = answer.json()["errors"]
    assert problem["parameter"] == named
    assert said in problem["message"]
    if named != "lang":
        assert client.get(f"/en/changes/?{query}").status_code == 400
        assert client.get(f"/en/changes.atom?{query}").status_code == 400


def test_a_page_offers_the_nearest_and_applies_the_rest(client):
    incident()
    make_record("meeting", publish=True)
    page = client.get("/en/changes/?knd=meeting&action=published")
    assert page.status_code == 400
    assert 'href="/en/changes/?action=published&amp;kind=meeting"' in page.content.decode()
    assert page.content.decode().count('id="change-') == 2
    assert client.get("/en/changes/?utm_source=mail").status_code == 200


def test_labels_come_in_the_language_asked_for(client):
    record = incident(figures=[{"ref": "f1", "measure": "killed", "best": 59, "counted_country": "KGZ"}])
    figure = {"ref": "f1", "measure": "killed", "best": 62, "counted_country": "KGZ"}
    revise(record, "correction", figures=[figure])
    assert entries(client)[0]["summary"] == "Killed, Kyrgyz side: 59 → 62"
    assert entries(client, "?lang=zh")[0]["summary"].startswith("死亡、吉方")
    assert entries(client, "?lang=zh&after=1")[0]["changes"][0]["before"] == 59
    assert "lang=zh" in client.get(f"{CHANGES}?lang=zh&per=1").json()["next"]


@pytest.mark.parametrize("address", [CHANGES, "/en/changes/", "/en/changes.atom", "/en/incidents.atom"])
def test_thirty_changes_cost_the_queries_of_three(client, address):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert (
                client.get(f"{address}?per=100" if "incidents" not in address else address).status_code == 200
            )
        return len(queries)

    def change(number):
        for _number in range(number):
            record = incident()
            revise(record, title_en="Revised")

    change(3)
    client.get(address)
    three = cost()
    change(12)
    assert cost() == three


def test_lists_and_history_use_the_same_words(client):
    record = incident()
    revise(record, "correction", "The date was misread", date="2022-09-16")
    told = "Date: 14 Sep 2022 → 16 Sep 2022"
    assert told in client.get("/en/incidents.atom").content.decode()
    for page in ("", f"incidents/{record.key.record_id}/", f"incidents/{record.key.record_id}/history/"):
        text = re.sub(
            r"<span class=\"hidden\">[^<]*</span>|<[^>]+>", "", client.get(f"/en/{page}").content.decode()
        )
        assert "Date: 14 Sep 2022 16 Sep 2022" in " ".join(text.split()), page


def test_the_schema_declares_both_feeds(client):
    schema = client.get("/api/v1/schema/?format=json").json()
    for name in ("changes", "corrections"):
        operation = schema["paths"][f"/api/v1/{name}/"]["get"]
        asked = {row["name"] for row in operation["parameters"]}
        assert asked >= {"after", "before", "per", "kind", "action", "country", "since", "until", "record_id"}
        page = operation["responses"]["200"]["content"]["application/json"]["schema"]
        assert set(page["properties"]) == {"next", "resume", "results"}
    one = schema["paths"]["/api/v1/incidents/{record_id}/"]["get"]["responses"]
    assert {"301", "410"} <= set(one)
    assert set(CorrectionSerializer._declared_fields) == {*ChangeSerializer._declared_fields, "figures"}


@pytest.mark.parametrize("kind", Kind.values)
def test_every_kind_of_record_has_its_changes_told(client, kind):
    revise(make_record(kind, publish=True), summary_en="Now with a summary.")
    row = entries(client, f"?kind={kind}")[0]
    assert [change["path"] for change in row["changes"]] == ["summary_en"]
    assert row["summary"] == "Summary: Now with a summary., added"
    page = client.get(row["version_url"].replace("http://testserver", "/en"))
    assert page.status_code == 200
