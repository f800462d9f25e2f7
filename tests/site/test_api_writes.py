"""Writing over the API: drafts and proposed changes, in the rights and words of the form, one revision a write."""

from __future__ import annotations

from itertools import product

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from events.models import Incident
from portal.base.codes import Status
from portal.base.documents import loads, to_documents
from portal.base.models import ApiToken, PublicText, RecordKey, Revision
from portal.base.proposals import approve, return_proposal
from portal.base.publishing import Why, save_documents, submit, withdraw
from portal.base.saving import RecordErrors, check_documents
from tests.factories import (
    CountryFactory,
    EventTypeFactory,
    MeasureFactory,
    SourceFactory,
    make_record,
    make_user,
)

pytestmark = pytest.mark.django_db
LIST = "/api/v1/incidents/"
REASON = {"code": "correction", "text": "Read again"}


def program(user):
    """A client that signs with a token of this person."""
    _row, token = ApiToken.objects.create(user=user, name="a program")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
    client.user = user
    return client


@pytest.fixture
def editor(db):
    EventTypeFactory()
    return program(make_user("editor"))


def new(**fields):
    return {"document": {"title_en": "Clash", "event_type": "armed_conflict", "date": "2022-09-14", **fields}}


def address(record, end=""):
    return f"{LIST}{record.record_id}/{end}"


def etag(client, record):
    return client.get(address(record, "document/"))["ETag"]


def patch(client, record, version=None, reason=REASON, **fields):
    body = {"document": fields} | ({"reason": reason} if reason else {})
    return client.patch(
        address(record), body, format="json", headers={"If-Match": version or etag(client, record)}
    )


def document_of(record):
    return to_documents(Incident, [record.pk])[record.pk]


class TestNewRecord:
    def test_is_a_draft_of_the_owner_with_address_document_and_version(self, editor):
        answer = editor.post(LIST, new(), format="json")
        assert answer.status_code == 201, answer.json()
        key, revision = RecordKey.objects.get(), Revision.objects.get()
        assert (key.status, revision.author, revision.action) == (Status.DRAFT, editor.user, "created")
        body = answer.json()
        assert answer["Location"] == body["api_url"] == f"http://testserver{LIST}{key.record_id}/"
        assert body["document"] == loads(revision.document) == to_documents(Incident, [key.pk])[key.pk]
        stored = editor.get(f"{answer['Location']}document/")
        assert (stored.json(), stored["ETag"]) == (body, answer["ETag"])

    def test_gets_its_id_from_the_portal(self, editor):
        answer = editor.post(LIST, new(record_id="INC-0900"), format="json")
        assert [row["field"] for row in answer.json()["errors"]] == ["record_id"]
        assert not RecordKey.objects.exists()

    def test_a_second_partnership_with_a_country_is_in_the_way(self, editor):
        body = {"document": {"title_en": "P", "partner": CountryFactory(code="KAZ").code}}
        first = editor.post("/api/v1/partnerships/", body, format="json")
        assert first.json()["record_id"] == "PAR-KAZ"
        second = editor.post("/api/v1/partnerships/", body, format="json")
        assert second.status_code == 409
        assert second.json()["record"] == first["Location"]

    @pytest.mark.parametrize("kind", ["training-events", "mechanisms", "meetings", "documents"])
    def test_every_kind(self, kind, editor):
        needed = {
            "training-events": {"training_type": "exercise"},
            "mechanisms": {"mechanism_type": "standing_body"},
        }
        document = {
            "title_zh": "演习",
            **needed.get(kind, {}),
            **({"document_type": "treaty"} if kind == "documents" else {}),
        }
        answer = editor.post(f"/api/v1/{kind}/", {"document": document}, format="json")
        assert answer.status_code == 201, answer.json()
        assert editor.get(f"{answer['Location']}document/").json() == answer.json()


class TestChange:
    def test_patch_changes_what_is_sent_and_put_leaves_out_what_is_not(self, editor):
        first = editor.post(LIST, new(summary_en="Words."), format="json")
        record = RecordKey.objects.get()
        second = patch(editor, record, first["ETag"], title_zh="冲突")
        assert (second.status_code, second["ETag"]) == (200, '"2"')
        assert second.json()["document"] == {**first.json()["document"], "title_zh": "冲突"}
        third = editor.put(address(record), new(), format="json", headers={"If-Match": second["ETag"]})
        assert third.status_code == 200
        assert "summary_en" not in third.json()["document"]
        assert Revision.objects.count() == 3

    def test_what_changes_nothing_makes_no_revision(self, editor):
        first = editor.post(LIST, new(), format="json")
        again = patch(editor, RecordKey.objects.get(), first["ETag"], title_en="Clash")
        assert (again.status_code, again["ETag"]) == (200, first["ETag"])
        assert Revision.objects.count() == 1

    def test_a_new_row_never_takes_the_key_of_a_removed_one(self, editor):
        SourceFactory(id="SRC-5000")
        rows = [{"source": "SRC-5000", "locator": "1"}, {"source": "SRC-5000", "locator": "2"}]
        first = editor.post(LIST, new(citations=rows), format="json")
        kept = first.json()["document"]["citations"][:1]
        added = {"source": "SRC-5000", "locator": "3"}
        answer = patch(editor, RecordKey.objects.get(), citations=[*kept, added])
        assert [row["ref"] for row in answer.json()["document"]["citations"]] == ["c1", "c3"]

    @pytest.mark.parametrize("role", ["contributor", "editor", "reviewer", "publisher"])
    def test_of_a_published_record_waits_whoever_sends_it(self, role):
        record = make_record("incident", publish=True)
        client, before = program(make_user(role)), PublicText.objects.get().text
        answer = patch(client, record, title_en="Changed")
        assert answer.status_code == 202, answer.json()
        proposal = Revision.objects.waiting().get()
        assert answer["Location"] == f"http://testserver/api/v1/proposals/{proposal.pk}/"
        assert (proposal.author, proposal.reason_code, proposal.reason_text) == (
            client.user,
            *REASON.values(),
        )
        assert PublicText.objects.get().text == before
        assert Revision.objects.count() == 2
        assert etag(client, record) == '"1"'

    def test_of_a_published_record_needs_a_reason(self, editor):
        record = make_record("incident", publish=True)
        answer = patch(editor, record, reason=None, title_en="Changed")
        assert answer.status_code == 400
        assert [row["field"] for row in answer.json()["errors"]] == ["reason.code", "reason.text"]
        assert {row["message"] for row in answer.json()["errors"]} == {
            "The record is published: say why it changes."
        }

    def test_of_a_withdrawn_record_is_gone(self):
        record = make_record("incident", publish=True)
        withdraw([record.key], why=Why(), notice_en="Entered twice.")
        answer = patch(program(make_user("publisher")), record, '"2"', title_en="Changed")
        assert (answer.status_code, answer.json()["notice_en"]) == (410, "Entered twice.")
        assert Revision.objects.count() == 2


class TestRoles:
    OUTCOMES = {  # of (begin, change one's own draft, another's, in review, published, submit one's own)
        "contributor": (201, 200, 403, 403, 202, 403),
        "editor": (201, 200, 200, 200, 202, 200),
        "reviewer": (201, 200, 200, 200, 202, 200),
        "publisher": (201, 200, 200, 200, 202, 200),
        "data steward": (403, 403, 403, 403, 403, 403),
        "": (403, 403, 403, 403, 403, 403),
    }

    @pytest.mark.parametrize("role", OUTCOMES)
    def test_may_do_what_they_may_in_the_form_and_each_write_is_one_revision(self, role):
        client = program(make_user(role))
        own = make_record("incident")
        Revision.objects.update(author=client.user)
        foreign, reviewed = make_record("incident"), make_record("incident")
        submit([reviewed.key], why=Why())
        published = make_record("incident", publish=True)
        steps = [
            lambda: client.post(LIST, new(), format="json"),
            *(
                lambda r=record: patch(client, r, title_en="Changed")
                for record in (own, foreign, reviewed, published)
            ),
            lambda: client.post(address(own, "submit/"), format="json"),
        ]
        for step, expected in zip(steps, self.OUTCOMES[role], strict=True):
            before = Revision.objects.count()
            answer = step()
            assert answer.status_code == expected, answer.json()
            assert Revision.objects.count() == before + (expected < 300)
            assert expected != 403 or answer.json()["detail"]

    def test_nobody_without_a_token_or_with_a_wrong_one(self, client):
        record = make_record("incident")
        for method, path in product(
            ("post", "put", "patch"), (LIST, address(record), address(record, "submit/"))
        ):
            answer = getattr(client, method)(path, "{}", content_type="application/json")
            assert answer.status_code in (401, 405), (method, path)
        assert client.get(address(record, "document/")).status_code == 401
        assert client.delete(address(record)).status_code == 405
        assert Revision.objects.count() == 1

    def test_a_session_writes_with_a_csrf_token_only(self, editor):
        browser = APIClient(enforce_csrf_checks=True)
        browser.force_login(editor.user)
        answer = browser.post(LIST, new(), format="json")
        assert (answer.status_code, RecordKey.objects.count()) == (403, 0)
        assert "CSRF" in answer.json()["detail"]
        browser.cookies["csrftoken"] = token = "a" * 32
        answer = browser.post(LIST, new(), format="json", headers={"X-CSRFToken": token})
        assert answer.status_code == 201, answer.json()


class TestLostUpdates:
    def test_a_change_without_a_version_or_of_any_version_is_428(self, editor):
        record = make_record("incident")
        for headers in ({}, {"If-Match": "*"}):
            answer = editor.patch(
                address(record), {"document": {"title_en": "Mine"}}, format="json", headers=headers
            )
            assert answer.status_code == 428
            assert answer.json()["present"] == {"etag": '"1"'}

    @pytest.mark.parametrize("whole", [True, False])
    def test_the_second_of_two_is_stopped_and_shown_both(self, whole, editor):
        record = make_record("incident", title_en="Clash", summary_en="First.")
        base = document_of(record)
        other = program(make_user("editor"))
        assert patch(other, record, '"1"', title_en="Fight").status_code == 200
        sent = {**base, "title_en": "Skirmish"} if whole else {"title_en": "Skirmish"}
        method = editor.put if whole else editor.patch
        answer = method(address(record), {"document": sent}, format="json", headers={"If-Match": 'W/"1"'})
        assert answer.status_code == 412
        body = answer.json()
        assert body["base"] == {"etag": '"1"'}
        assert body["present"] == {"etag": '"2"', "document": document_of(record)}
        assert body["differences"] == [
            {"path": "title_en", "base": "Clash", "present": "Fight", "yours": "Skirmish"}
        ]
        assert document_of(record)["title_en"] == "Fight"
        assert Revision.objects.count() == 2

    def test_a_version_there_never_was_is_none(self, editor):
        answer = patch(editor, make_record("incident"), '"7"', title_en="Mine")
        assert answer.status_code == 412
        assert "no version 7" in answer.json()["detail"]

    def test_a_proposal_of_another_does_not_stop_mine_but_its_approval_does(self, editor):
        record = make_record("incident", publish=True)
        patch(program(make_user("editor")), record, title_en="Theirs")
        assert patch(editor, record, '"1"', title_en="Mine").status_code == 202
        approve(Revision.objects.waiting().order_by("pk")[0], why=Why(make_user("reviewer")))
        assert patch(editor, record, '"1"', title_en="Mine, again").status_code == 412


class TestWords:
    BAD = [
        {"date": "next spring"},
        {"date": "03/04/2022"},
        {"event_type": "shooting"},
        {"figures": [{"ref": "f1", "measure": "killed", "quantifier": "exact", "best": "many"}]},
        {"figures": [{"ref": "f1", "measure": "injured", "quantifier": "range", "low": 5, "high": 3}]},
        {
            "citations": [{"ref": "c1", "source": "SRC-0000"}],
            "countries": [{"country": "ATL", "role": "location"}],
        },
        {"colour": "red", "figures": [{"ref": "f1", "measure": "killed", "shade": "dark"}]},
        {"links": [{"ref": "l1", "type": "part_of", "to": "INC-0000"}]},
        {"title_en": "", "title_zh": ""},
        {"title_en": "x" * 301},
    ]

    @pytest.mark.parametrize("bad", BAD, ids=lambda bad: " ".join(bad))
    def test_are_those_of_the_check_that_every_way_in_passes(self, bad, editor):
        MeasureFactory()
        document = new(**bad)["document"]
        with pytest.raises(RecordErrors) as raised:
            check_documents(Incident, [document])
        answer = editor.post(LIST, {"document": document}, format="json")
        assert answer.status_code == 400
        found: dict[str, list[str]] = {}
        for row in answer.json()["errors"]:
            found.setdefault(row["field"], []).append(row["message"])
        assert found == raised.value.by_index[0]
        assert not RecordKey.objects.exists()

    def test_name_the_value_that_was_sent(self, editor):
        MeasureFactory()
        rows = [
            {"measure": "killed", "quantifier": "exact", "best": 1},
            {"measure": "killed", "best": "many"},
        ]
        answer = editor.post(LIST, new(date="next spring", figures=rows), format="json")
        sent = {row["field"]: row["value"] for row in answer.json()["errors"]}
        assert sent["date"] == "next spring"
        assert sent["figures[f2].best"] == "many"

    def test_are_in_the_language_asked_for(self, editor):
        answer = editor.post(LIST, {}, format="json", headers={"Accept-Language": "zh-Hans"})
        assert answer.status_code == 400
        assert answer["Content-Language"] == "zh-hans"

    def test_one_bad_row_saves_nothing_of_a_change(self, editor):
        record = make_record("incident")
        before = document_of(record)
        answer = patch(editor, record, title_en="Changed", citations=[{"ref": "c1", "source": "SRC-0000"}])
        assert answer.status_code == 400
        assert document_of(record) == before
        assert Revision.objects.count() == 1


def test_the_option_never_to_change_what_is_public_holds_for_the_system_too():
    record = make_record("incident", publish=True)
    document = {**document_of(record), "title_en": "Changed"}
    report = save_documents(Incident, [document], why=Why(), propose_only=True)
    assert (report.proposed, report.changed) == ([record.record_id], [])


def test_thirty_figures_cost_the_queries_of_three(editor):
    MeasureFactory()
    client = editor

    def figures(number, best):
        row = {"measure": "killed", "quantifier": "exact", "role": "considered", "reason_en": "Early"}
        return [{**row, "ref": f"f{n}", "best": best + n} for n in range(1, number + 1)]

    def cost(send):
        with CaptureQueriesContext(connection) as queries:
            assert send().status_code < 300
        return len(queries)

    def costs(number):
        begin = cost(lambda: client.post(LIST, new(figures=figures(number, 0)), format="json"))
        key = RecordKey.objects.order_by("-pk")[0]
        change = cost(lambda: patch(client, key, '"1"', figures=figures(number, 5)))
        public = make_record("incident", publish=True, figures=figures(number, 0))
        return begin, change, cost(lambda: patch(client, public, '"1"', figures=figures(number, 5)))

    costs(3)
    assert costs(3) == costs(30)


def test_a_returned_proposal_is_gone_on_with_over_the_api(editor):
    record = make_record("incident", publish=True)
    first = patch(editor, record, title_en="Too strong").json()
    reviewer = make_user("reviewer")
    revision = Revision.objects.get(pk=first["id"])
    return_proposal(revision, why=Why(reviewer), comments=[("title_en", "Too strong a word")])
    found = editor.get(first["api_url"]).json()
    assert (found["state"], found["comments"][0]["path"]) == ("returned", "title_en")
    body = {"document": {"title_zh": "冲突"}, "reason": REASON, "proposal": first["id"]}
    answer = editor.patch(address(record), body, format="json", headers={"If-Match": found["base"]})
    assert answer.status_code == 202
    assert answer.json()["replaces"] == first["id"]
    assert answer.json()["document"]["title_en"] == "Too strong"
    assert [row["id"] for row in editor.get("/api/v1/proposals/?state=open").json()["results"]] == [
        answer.json()["id"]
    ]
    stranger = program(make_user("contributor"))
    refused = stranger.patch(
        address(record), {**body, "proposal": answer.json()["id"]}, format="json", headers={"If-Match": '"1"'}
    )
    assert [row["field"] for row in refused.json()["errors"]] == ["proposal"]


def test_one_takes_back_ones_own_proposal_once(editor):
    record = make_record("incident", publish=True)
    made = patch(editor, record, title_en="Changed").json()
    stranger = program(make_user("reviewer"))
    assert stranger.post(f"{made['api_url']}take-back/").status_code == 404
    assert editor.post(f"{made['api_url']}take-back/").json()["state"] == "refused"
    assert editor.post(f"{made['api_url']}take-back/").status_code == 409
    assert not Revision.objects.waiting().exists()
