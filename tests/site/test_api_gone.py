"""Records that are not public any more: what was merged leads on, what was withdrawn leaves its notice."""

from __future__ import annotations

import pytest

from portal.base.merging import merge, separate
from portal.base.models import RecordKey
from portal.base.publishing import Why, reinstate, withdraw
from tests.factories import make_record

pytestmark = pytest.mark.django_db
WHY = Why(None, "duplicate", "The same")


@pytest.fixture
def pair(db):
    """(the record that stays, the one merged into it)"""
    stays, duplicate = (make_record("incident", publish=True).key for _ in range(2))
    merge(duplicate, stays, why=WHY)
    return stays, duplicate


def test_the_api_of_a_merged_record_leads_on_and_names_the_other(pair, client):
    stays, duplicate = pair
    answer = client.get(f"/api/v1/incidents/{duplicate.record_id.lower()}/?fields=record_id")
    assert answer.status_code == 301
    assert answer["Location"] == f"http://testserver/api/v1/incidents/{stays.record_id}/?fields=record_id"
    assert answer["Cache-Control"] == "no-cache"  # a merge can be undone
    body = answer.json()
    assert (body["record_id"], body["merged_into"]) == (duplicate.record_id, stays.record_id)
    assert body["api_url"] == f"http://testserver/api/v1/incidents/{stays.record_id}/"
    assert stays.record_id in body["detail"]
    assert client.get(answer["Location"]).json() == {"record_id": stays.record_id}


@pytest.mark.parametrize("below", ["", "v1/", "history/"])
def test_the_pages_of_a_merged_record_lead_on(pair, client, below):
    stays, duplicate = pair
    answer = client.get(f"/zh/incidents/{duplicate.record_id}/{below}")
    assert (answer.status_code, answer["Location"]) == (301, f"/zh/incidents/{stays.record_id}/")
    assert answer["Cache-Control"] == "no-cache"


def test_an_undone_merge_gives_both_addresses_back(pair, client):
    _stays, duplicate = pair
    separate(RecordKey.objects.get(pk=duplicate.pk), why=WHY)
    assert client.get(f"/api/v1/incidents/{duplicate.record_id}/").status_code == 200
    assert client.get(f"/en/incidents/{duplicate.record_id}/").status_code == 200


def test_a_chain_of_merges_is_followed_to_its_end(pair, client):
    stays, duplicate = pair
    last = make_record("incident", publish=True).key
    merge(RecordKey.objects.get(pk=stays.pk), last, why=WHY)
    answer = client.get(f"/api/v1/incidents/{duplicate.record_id}/", follow=True)
    assert answer.json()["record_id"] == last.record_id


def test_a_withdrawn_record_answers_with_notice_and_dates(client):
    key = make_record("incident", publish=True, title_en="Border clash").key
    withdraw([key], why=WHY, notice_en="Entered twice.", notice_zh="重复录入。")
    answer = client.get(f"/api/v1/incidents/{key.record_id}/")
    assert answer.status_code == 410
    assert answer["Content-Type"].startswith("application/problem+json")
    body = answer.json()
    assert (body["notice_en"], body["notice_zh"]) == ("Entered twice.", "重复录入。")
    assert (body["status"], body["version"], body["kind"]) == (410, 1, "incident")
    assert body["published_at"] < body["withdrawn_at"]
    assert "Border clash" not in answer.content.decode()
    assert client.get(f"/en/incidents/{key.record_id}/").status_code == 410
    reinstate([RecordKey.objects.get(pk=key.pk)], why=WHY)
    assert client.get(f"/api/v1/incidents/{key.record_id}/").status_code == 200


def test_a_draft_that_was_merged_stays_unknown_to_readers(client, as_role):
    stays = make_record("incident", publish=True).key
    draft = make_record("incident").key
    merge(draft, stays, why=WHY)
    addresses = [f"/api/v1/incidents/{draft.record_id}/", f"/en/incidents/{draft.record_id}/"]
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    assert draft.record_id not in client.get("/api/v1/changes/").content.decode()
    editor = as_role("editor")
    assert [editor.get(address).status_code for address in addresses] == [301, 301]
