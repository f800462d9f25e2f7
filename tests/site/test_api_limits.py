"""What a write may send and how often; whatever else it sends is refused in words, never an error of ours."""

from __future__ import annotations

from random import Random

import orjson
import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from events.models import Incident
from portal.base.codes import KIND_NAMES
from portal.base.models import ApiToken, RecordKey, Revision
from portal.base.publishing import Why, save_documents
from portal.base.shape import shape_of
from portal.site.kinds import KINDS
from tests.factories import EventTypeFactory, MeasureFactory, make_record, make_user

pytestmark = pytest.mark.django_db
LIST = "/api/v1/incidents/"


def signed(user):
    _row, token = ApiToken.objects.create(user=user, name="a program")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    return client


@pytest.fixture
def editor(db):
    EventTypeFactory()
    MeasureFactory()
    return signed(make_user("editor"))


def sent(client, text, content_type="application/json"):
    return client.generic("POST", LIST, text, content_type=content_type)


class TestBody:
    def test_too_large(self, editor, settings):
        settings.API_MAX_BODY = 100
        answer = sent(editor, b'{"document": {"title_en": "' + b"x" * 100 + b'"}}')
        assert answer.status_code == 413
        assert "100 bytes" in answer.json()["detail"]

    @pytest.mark.parametrize(
        "content_type", ["text/plain", "multipart/form-data", "application/x-www-form-urlencoded"]
    )
    def test_other_than_json(self, content_type, editor):
        answer = sent(editor, "title_en=x", content_type)
        assert answer.status_code == 415
        assert answer["Content-Type"] == "application/problem+json"

    @pytest.mark.parametrize(
        "text",
        [
            b"",
            b"{",
            b"[]",
            b"null",
            b"5",
            b'"text"',
            b"\xff\xfe{}",
            b'{"document": NaN}',
            b'{"document": "\\ud800"}',
            b'{"document": {"title_en": "a\\u0000b"}}',
            b'{"document": []}',
            b'{"document": {}, "reasons": {}}',
            b'{"document": {}, "reason": "because"}',
            b'{"document": {}, "reason": {"code": "whim"}}',
            b'{"document": {}, "reason": {"code": 5}}',
            b'{"document": {}, "proposal": "1"}',
            b'{"document": {}, "proposal": 1}',
            b'{"title_en": "Clash"}',
            b"[" * 500 + b"]" * 500,
            b"[" * 100_000,
            b'{"document": {"figures": [{"best": [[[[1]]]]}]}}',
        ],
        ids=lambda text: text[:30].decode("latin-1"),
    )
    def test_not_understood(self, text, editor):
        answer = sent(editor, text)
        assert answer.status_code == 400
        assert answer.json()["detail"]
        assert not RecordKey.objects.exists()

    def test_a_misspelt_part_names_the_nearest(self, editor):
        answer = sent(editor, b'{"document": {}, "reson": {}}')
        assert answer.json()["errors"][0]["message"] == "There is no reson here. The nearest is reason."

    def test_random_values_in_every_field_are_stored_or_refused(self, editor):
        """Whatever JSON stands where a value belongs."""
        random = Random(4)
        odd = [
            None,
            True,
            0,
            -1,
            2**63,
            1.5,
            1e308,
            "",
            "x",
            "x" * 5000,
            "2022",
            [],
            ["x"],
            [1],
            [None],
            {},
            {"a": 1},
        ]

        def value(depth=0):
            if depth < 2 and random.random() < 0.2:
                return [value(depth + 1) for _ in range(random.randint(0, 2))]
            return random.choice(odd)

        for parts in KINDS:
            shape = shape_of(parts.model)
            for _round in range(12):
                document = {column.name: value() for column in shape.columns if random.random() < 0.5}
                for table in shape.children:
                    row = {c.name: value() for c in table.columns if random.random() < 0.6}
                    document[table.name] = random.choice([value(), [row], [row, row], [value(), row]])
                address = f"/api/v1/{KIND_NAMES[parts.kind].api}/"
                answer = editor.generic(
                    "POST", address, orjson.dumps({"document": document}), "application/json"
                )
                assert answer.status_code in (201, 400), (document, answer.content)


class TestHowOften:
    def test_writes_of_a_token_are_counted_and_reads_are_not(self, editor, settings):
        rates = {**settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"], "write": "2/min"}
        settings.REST_FRAMEWORK = {**settings.REST_FRAMEWORK, "DEFAULT_THROTTLE_RATES": rates}
        other = signed(make_user("editor"))
        assert [sent(editor, b"{}").status_code for _ in range(3)] == [400, 400, 429]
        answer = sent(editor, b"{}")
        assert 0 < int(answer["Retry-After"]) <= 60
        assert answer.json()["title"] == "Too many requests"
        assert sent(other, b"{}").status_code == 400
        assert editor.get("/api/v1/proposals/").status_code == 200
        cache.clear()


class TestSteps:
    def test_submit_moves_a_draft_once(self, editor):
        record = make_record("incident")
        address = f"{LIST}{record.record_id}/submit/"
        assert editor.post(address, headers={"If-Match": '"9"'}).status_code == 412
        answer = editor.post(
            address, {"reason": {"text": "Ready"}}, format="json", headers={"If-Match": '"1"'}
        )
        assert (answer.status_code, answer["ETag"], answer.json()["status"]) == (200, '"2"', "in_review")
        assert Revision.objects.latest("pk").reason_text == "Ready"
        again = editor.post(address)
        assert again.status_code == 409
        assert "the status does not allow this" in again.json()["detail"]
        assert Revision.objects.count() == 2

    def test_what_is_not_there_is_404_in_words(self, editor):
        make_record("meeting")
        for path in ("INC-9999", "MTG-0001"):
            for end, method in (("document/", "get"), ("submit/", "post"), ("", "patch")):
                answer = getattr(editor, method)(
                    f"{LIST}{path}/{end}", *([{"document": {}}] if not end else []), format="json"
                )
                assert answer.status_code == 404, (path, end)
                assert path in answer.json()["detail"]

    def test_options_tell_the_methods(self, editor, client):
        record = make_record("incident", publish=True)
        for who in (editor, client):
            for address in (LIST, f"{LIST}{record.record_id}/", f"{LIST}INC-9999/"):
                assert who.options(address).status_code == 200


def test_the_list_of_proposals_pages_and_costs_as_much_for_thirty(editor):
    user = ApiToken.objects.get().user
    record = make_record("incident", publish=True)
    document = {"record_id": record.record_id, "title_en": "x", "event_type": "armed_conflict"}

    def cost(number):
        for n in range(number):
            why = Why(user, "correction", "Read again")
            save_documents(Incident, [{**document, "note_en": f"{number} {n}"}], why=why)
        with CaptureQueriesContext(connection) as queries:
            assert editor.get("/api/v1/proposals/?per=100").status_code == 200
        return len(queries)

    editor.get("/api/v1/proposals/")
    assert cost(3) == cost(27)
    first = editor.get("/api/v1/proposals/?per=20").json()
    second = editor.get(first["next"]).json()
    ids = [row["id"] for row in first["results"] + second["results"]]
    assert ids == sorted(ids, reverse=True)
    assert (len(ids), second["next"]) == (30, None)
    assert editor.get("/api/v1/proposals/?state=asleep").status_code == 400
    assert editor.get("/api/v1/proposals/?stat=open").status_code == 400


def test_the_schema_has_the_writes_with_their_answers_and_examples(client):
    schema = client.get("/api/v1/schema/?format=json").json()
    for parts in KINDS:
        assert "post" in schema["paths"][f"/api/v1/{KIND_NAMES[parts.kind].api}/"]
    change = schema["paths"]["/api/v1/incidents/{record_id}/"]["patch"]
    assert {"200", "202", "400", "401", "403", "409", "412", "413", "415", "428", "429"} <= set(
        change["responses"]
    )
    assert "If-Match" in {row["name"] for row in change["parameters"]}
    assert change["requestBody"]["content"]["application/json"]["examples"]
    fields = schema["components"]["schemas"]["IncidentDocument"]["properties"]
    assert set(fields) == shape_of(Incident).names
    assert schema["components"]["securitySchemes"]["token"]["scheme"] == "bearer"
