"""Two records of one thing become one, and two again."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from portal.base.documents import to_documents
from portal.base.merging import merge, separate
from portal.base.models import Change, PublicText, RecordKey, Revision
from portal.base.publishing import Why, reinstate, save_documents, withdraw
from tests.factories import CountryFactory, MeasureFactory, SourceFactory, make_record, make_user

pytestmark = pytest.mark.django_db


def figure(ref, best, citation="c1", **more):
    return {"ref": ref, "measure": "killed", "best": best, "citation": citation, **more}


@pytest.fixture
def pair(db):
    """(the record that stays, its duplicate, a third that names the duplicate)."""
    MeasureFactory(slug="killed")
    for code in ("KGZ", "TJK"):
        CountryFactory(code=code)
    SourceFactory(id="SRC-6001")
    stays = make_record(
        "incident", publish=True, title_en="Clash", figures=[figure("f1", 62, counted_country="KGZ")]
    )
    duplicate = make_record(
        "incident",
        publish=True,
        title_en="Clash, again",
        citations=[
            {"ref": "c1", "source": "SRC-5000", "locator": "1"},
            {"ref": "c2", "source": "SRC-6001"},
        ],
        figures=[figure("f1", 38, "c2", counted_country="TJK")],
        links=[{"ref": "l1", "type": "related", "to": stays.record_id}],
    )
    third = make_record(
        "meeting", publish=True, links=[{"ref": "l1", "type": "related", "to": duplicate.record_id}]
    )
    return stays, duplicate, third


def why(role="publisher"):
    return Why(make_user(role), "duplicate", "The same clash")


def document_of(record):
    return to_documents(type(record), [record.pk])[record.pk]


def test_claims_sources_and_links_move_and_the_old_id_leads_on(pair, client):
    stays, duplicate, third = pair
    merge(duplicate.key, stays.key, why=why())
    document = document_of(stays)
    assert [row["source"] for row in document["citations"]] == ["SRC-5000", "SRC-6001"]
    assert [(row["ref"], row["best"], row["citation"]) for row in document["figures"]] == [
        ("f1", 62, "c1"),
        ("f2", 38, "c2"),
    ]
    assert "links" not in document
    assert [row["to"] for row in document_of(third)["links"]] == [stays.record_id]
    key = RecordKey.objects.get(pk=duplicate.pk)
    assert (key.status, key.merged_into) == ("withdrawn", stays.key)
    assert not PublicText.objects.filter(key=key).exists()
    assert Change.objects.filter(key=key).first().action == "merged"
    address = f"/en/incidents/{duplicate.record_id}/"
    assert client.get(address).headers["Location"] == f"/en/incidents/{stays.record_id}/"


def test_a_merge_is_undone_and_what_came_later_stays(pair):
    stays, duplicate, third = pair
    before = {record: document_of(record) for record in pair}
    merge(duplicate.key, stays.key, why=why())
    later = {**document_of(stays), "title_en": "Clash of September"}
    save_documents(type(stays), [later], why=why())
    separate(RecordKey.objects.get(pk=duplicate.pk), why=why())
    assert document_of(stays) == {**before[stays], "title_en": "Clash of September"}
    assert document_of(duplicate) == before[duplicate]
    assert document_of(third) == before[third]
    key = RecordKey.objects.get(pk=duplicate.pk)
    assert (key.status, key.merged_into, key.withdrawal_en) == ("published", None, "")
    assert PublicText.objects.filter(key=key).exists()
    assert Change.objects.filter(key=key).first().action == "restored"


def test_what_both_state_in_the_same_words_is_there_once(pair):
    stays, duplicate, _third = pair
    same = {**document_of(duplicate), "figures": [figure("f7", 62, "c1", counted_country="KGZ")]}
    save_documents(type(stays), [same], why=Why())
    merge(duplicate.key, stays.key, why=why())
    assert [row["best"] for row in document_of(stays)["figures"]] == [62]


def test_each_touched_record_has_one_revision_more(pair):
    stays, duplicate, _third = pair
    before = Revision.objects.count()
    merge(duplicate.key, stays.key, why=why())
    assert Revision.objects.count() == before + 3
    assert set(Revision.objects.order_by("-pk")[:3].values_list("action", flat=True)) == {"merged"}


@pytest.mark.parametrize("role", ["contributor", "editor", "reviewer", "data steward"])
def test_only_publishers_merge(role, pair):
    stays, duplicate, _third = pair
    with pytest.raises(PermissionDenied):
        merge(duplicate.key, stays.key, why=why(role))


def test_what_cannot_be_merged_is_refused_in_words(pair):
    stays, duplicate, third = pair
    for other in (duplicate.key, third.key):
        with pytest.raises(ValidationError, match="another record of the same kind"):
            merge(duplicate.key, other, why=why())
    draft = make_record("incident")
    with pytest.raises(ValidationError, match="led to a draft"):
        merge(duplicate.key, draft.key, why=why())
    merge(draft.key, stays.key, why=why())
    with pytest.raises(ValidationError, match="withdrawn"):
        merge(draft.key, stays.key, why=why())


def test_a_withdrawn_record_is_published_again_and_its_notice_goes(pair):
    stays, _duplicate, _third = pair
    withdraw([stays.key], why=why(), notice_en="Retracted.")
    reinstate([RecordKey.objects.get(pk=stays.pk)], why=why())
    key = RecordKey.objects.get(pk=stays.pk)
    assert (key.status, key.version, key.withdrawal_en, key.withdrawn_at) == ("published", 2, "", None)
    assert Change.objects.filter(key=key).first().action == "restored"
