"""The API: one contract for every kind, strict parameters, paging by key."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.base.kinds import record_models
from portal.base.publishing import Why, withdraw
from portal.base.serializers import public_serializer
from tests.factories import make_record

pytestmark = pytest.mark.django_db
KINDS = ["incidents", "training-events", "partnerships", "mechanisms", "meetings", "documents"]
NOUNS = ["countries", "places", "organisations", "sources", "topics"]


def pages(client, address):
    rows, count = [], 0
    while address:
        answer = client.get(address).json()
        rows += [row["record_id"] for row in answer["results"]]
        address, count = answer["next"], count + 1
    return rows, count


@pytest.mark.parametrize("kind", KINDS)
def test_lists_and_details_serve_the_same_texts_and_match_the_schema(starter, client, kind):
    row = client.get(f"/api/v1/{kind}/?per=1").json()["results"][0]
    assert client.get(f"/api/v1/{kind}/{row['record_id'].lower()}/").json() == row
    assert row["url"].startswith("http://testserver/")
    declared = public_serializer(record_models()[row["kind"]])._declared_fields
    assert set(row) <= set(declared)


@pytest.mark.parametrize("noun", NOUNS)
def test_nouns_have_list_and_detail(starter, client, noun):
    answer = client.get(f"/api/v1/{noun}/?count=true&per=1").json()
    assert answer["count"] > 0
    assert client.get(answer["results"][0]["api_url"]).status_code == 200


@pytest.mark.parametrize("sort", ["-date", "date", "-deaths_best", "-updated_at"])
def test_pages_by_key_give_every_record_once(starter, client, sort):
    whole = client.get(f"/api/v1/incidents/?per=100&sort={sort}").json()
    rows, count = pages(client, f"/api/v1/incidents/?per=7&sort={sort}")
    assert rows == [row["record_id"] for row in whole["results"]]
    assert count == 8


def test_previous_leads_back(starter, client):
    first = client.get("/api/v1/incidents/?per=5").json()
    second = client.get(first["next"]).json()
    assert first["previous"] is None
    back = client.get(second["previous"]).json()
    assert back["results"] == first["results"]


@pytest.mark.parametrize(
    ("query", "named", "nearest"),
    [("contry=KGZ", "contry", "country"), ("scope=serie", "scope", "series"), ("per=0", "per", "1")],
)
def test_what_is_not_understood_is_refused_naming_the_nearest(client, query, named, nearest):
    response = client.get(f"/api/v1/incidents/?{query}")
    assert response.status_code == 400
    assert response["Content-Type"].startswith("application/problem+json")
    [problem] = response.json()["errors"]
    assert problem["parameter"] == named
    assert nearest in problem["message"]


@pytest.mark.parametrize("cursor", ["nonsense", "W10", "WzEsMl0", "eyJhIjoxfQ"])
def test_a_broken_cursor_is_refused(client, cursor):
    assert client.get(f"/api/v1/incidents/?cursor={cursor}").status_code == 400


def test_fields_and_omit_trim(starter, client):
    row = client.get("/api/v1/incidents/?per=1&fields=record_id,title_zh").json()["results"][0]
    assert set(row) == {"record_id", "title_zh"}
    row = client.get("/api/v1/incidents/?per=1&omit=figures").json()["results"][0]
    assert "figures" not in row
    assert client.get("/api/v1/incidents/?fields=colour").status_code == 400


def test_a_withdrawn_record_answers_410_with_its_notice(client):
    key = make_record("incident", publish=True).key
    withdraw([key], why=Why(), notice_en="Entered twice.")
    response = client.get(f"/api/v1/incidents/{key.record_id}/")
    assert response.status_code == 410
    assert response.json()["notice_en"] == "Entered twice."


def test_thirty_rows_cost_the_queries_of_three(client):
    def cost():
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/api/v1/incidents/?per=100").status_code == 200
        return len(queries)

    for _number in range(3):
        make_record("incident", publish=True)
    three = cost()
    for _number in range(27):
        make_record("incident", publish=True)
    assert cost() == three


def test_the_schema_is_served_and_names_every_list(client):
    schema = client.get("/api/v1/schema/?format=json").json()
    assert {f"/api/v1/{name}/" for name in [*KINDS, *NOUNS]} <= set(schema["paths"])
    parameters = {row["name"] for row in schema["paths"]["/api/v1/incidents/"]["get"]["parameters"]}
    assert {"country", "date_from", "deaths", "cursor", "fields"} <= parameters
    assert client.get("/api/v1/docs/").status_code == 200
