"""Corrections: changes of figures that readers had seen, with before and after in words."""

from __future__ import annotations

import re
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.base.api.changes import CorrectionSerializer
from portal.base.documents import to_documents
from portal.base.merging import merge
from portal.base.models import Change
from portal.base.publishing import Why, save_documents, withdraw
from tests.factories import CountryFactory, MeasureFactory, make_record

pytestmark = pytest.mark.django_db
CORRECTIONS = "/api/v1/corrections/"
CLAIM = {"ref": "f1", "measure": "killed", "best": 59, "counted_country": "KGZ", "citation": "c1"}


@pytest.fixture(autouse=True)
def nouns(db):
    MeasureFactory(slug="killed", name_en="Killed", name_zh="死亡")
    CountryFactory(code="KGZ", name_en="Kyrgyzstan", name_zh="吉尔吉斯斯坦", region=True)


def incident(**document):
    return make_record("incident", publish=True, **{"figures": [dict(CLAIM)], **document})


def revise(record, reason="correction", **fields):
    document = to_documents(type(record), [record.pk])[record.pk]
    save_documents(type(record), [{**document, **fields}], why=Why(None, reason, "Because"))


def found(client, query=""):
    return client.get(CORRECTIONS + query).json()["results"]


def test_a_corrected_figure_is_told_in_words_with_its_reason(client):
    record = incident()
    revise(record, figures=[{**CLAIM, "best": 62}], title_en="Also retitled")
    [row] = found(client)
    assert set(row) == set(CorrectionSerializer._declared_fields)
    assert row["figures"] == [
        {
            "path": "figures[f1]",
            "aspect": "value",
            "label": "Killed, Kyrgyz side",
            "before": "59",
            "after": "62",
        }
    ]
    assert {change["path"].partition(".")[0] for change in row["changes"]} == {"figures[f1]"}
    assert (row["reason_code"], row["reason_text"]) == ("correction", "Because")
    page = client.get("/en/corrections/").content.decode()
    assert "Because" in page
    assert "retitled" not in re.sub(r"<a [^>]*>[^<]*</a>", "", page)
    assert "Killed, Kyrgyz side: 59 → 62" in client.get("/en/corrections.atom").content.decode()


def test_superseded_and_removed_figures_are_corrections_too(client):
    later = {**CLAIM, "ref": "f2", "best": 62}
    record = incident()
    earlier = {**CLAIM, "role": "superseded", "superseded_by": "f2", "reason_en": "Later count"}
    revise(record, "new_source", figures=[earlier, later])
    revise(record, "retracted_source", figures=[{**later, "ref": "f3"}])
    removed, superseded = found(client)
    assert [(line["aspect"], line["before"]) for line in removed["figures"]] == [("removed", "59")]
    [line] = superseded["figures"]
    assert (line["aspect"], line["before"], line["after"]) == ("role", "Adopted", "Superseded by 62")
    assert (superseded["action"], superseded["reason_code"]) == ("edited", "new_source")


def test_first_versions_additions_and_other_changes_are_no_corrections(client):
    record, other = incident(), incident()
    revise(record, figures=[CLAIM, {**CLAIM, "ref": "f2", "best": 3}])
    revise(record, title_en="Retitled")
    revise(record, figures=[{**CLAIM, "wording_zh": "五十九人"}, {**CLAIM, "ref": "f2", "best": 3}])
    draft = make_record("incident", figures=[CLAIM])
    revise(draft, figures=[{**CLAIM, "best": 70}])
    merge(other.key, record.key, why=Why(None, "duplicate", "The same"))
    assert found(client) == []
    assert "No published figure has been changed yet." in client.get("/en/corrections/").content.decode()


def test_a_withdrawn_records_corrections_keep_its_words_back(client):
    record = incident(title_en="Border clash")
    revise(record, figures=[{**CLAIM, "best": 62}])
    withdraw([record.key], why=Why(), notice_en="Entered twice.")
    [row] = found(client)
    assert (row["figures"], row["changes"], row["reason_text"]) == ([], [], "")
    assert row["notice_en"] == "Entered twice."
    assert "Border clash" not in client.get("/en/corrections/").content.decode()


def test_paging_and_filters_are_those_of_the_feed(client):
    record = incident(countries=[{"country": "KGZ", "role": "location"}])
    for number in range(60, 65):
        revise(record, figures=[{**CLAIM, "best": number}])
        revise(record, title_en=f"Title {number}")
    address, read = f"{CORRECTIONS}?after=0&per=2", []
    while address:
        answer = client.get(address).json()
        read += [row["number"] for row in answer["results"]]
        address = answer["next"]
    assert read == list(
        Change.objects.filter(figures_changed=True).order_by("number").values_list("pk", flat=True)
    )
    assert len(read) == 5
    assert len(found(client, "?country=KGZ")) == 5
    assert found(client, "?kind=meeting") == []
    assert client.get(f"{CORRECTIONS}?contry=KGZ").status_code == 400


def test_thirty_corrections_cost_the_queries_of_three(client):
    def cost(address):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    def correct(number):
        for _number in range(number):
            revise(incident(), figures=[{**CLAIM, "best": 62}])

    addresses = (CORRECTIONS, "/en/corrections/", "/zh/corrections.atom")
    correct(3)
    three = [cost(address) for address in addresses]
    correct(12)
    assert [cost(address) for address in addresses] == three


def test_entries_written_before_the_flag_get_it(client):
    """The migration finds what the verbs would have marked."""
    record, duplicate = incident(), incident()
    revise(record, figures=[{**CLAIM, "best": 62}])
    revise(record, "new_source", title_en="Retitled")
    merge(duplicate.key, record.key, why=Why(None, "duplicate", "The same"))
    columns = ("number", "action", "before_id", "figures_changed", "merged_into_id")
    written = list(Change.objects.values_list(*columns))
    Change.objects.update(before=None, figures_changed=False, merged_into=None)
    Change.objects.filter(action="corrected").update(action="edited")
    import_module("portal.base.migrations.0006_tell_changes_of_figures").tell(apps, None)
    assert list(Change.objects.values_list(*columns)) == written
