"""What the filters of partnerships, mechanisms, meetings and documents find."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from mechanisms.filters import DocumentFilterSet, MechanismFilterSet, MeetingFilterSet, PartnershipFilterSet
from mechanisms.models import DesignationLevel
from tests.factories import CountryFactory, OrganisationFactory, SourceFactory, TopicFactory, make_record

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nouns():
    for code, iso2 in (("KAZ", "KZ"), ("KGZ", "KG"), ("TJK", "TJ"), ("CHN", "CN")):
        CountryFactory(code=code, iso2=iso2)


def found(filterset, query: str) -> list[str]:
    chosen = filterset(QueryDict(query))
    assert chosen.problems() == []
    return sorted(chosen.qs.values_list("key__record_id", flat=True))


def publish(kind: str, **document) -> str:
    return make_record(kind, publish=True, **document).record_id


def test_level_and_track_are_of_the_same_designation():
    DesignationLevel.objects.create(slug="strategic", name_en="Strategic partnership")
    step = {"ref": "d1", "wording_en": "Strategic partnership", "date": "2013", "act": "established"}
    ladder = {**step, "track": "partnership", "level": "strategic"}
    future = {**step, "ref": "d2", "wording_en": "Community", "track": "shared_future", "act": "declared"}
    both = publish("partnership", designations=[ladder, future])
    only_future = publish("partnership", designations=[future])
    assert found(PartnershipFilterSet, "level=strategic") == [both]
    assert found(PartnershipFilterSet, "track=shared_future") == sorted([both, only_future])
    assert found(PartnershipFilterSet, "level=strategic&track=shared_future") == []
    assert found(PartnershipFilterSet, "level=strategic&track=partnership") == [both]


def test_a_mechanism_is_proposed_by_states_bodies_and_authors():
    OrganisationFactory(id="ORG-0001")
    SourceFactory(id="SRC-0001")
    cited = [{"ref": "c1", "source": "SRC-0001"}]
    by_state = publish("mechanism", proposed_by_country="TJK", citations=cited)
    by_role = publish("mechanism", countries=[{"country": "TJK", "role": "proposer"}])
    by_body = publish("mechanism", proposed_by_organisation="ORG-0001", organisations=[
        {"organisation": "ORG-0001", "role": "organiser"}])  # fmt: skip
    by_authors = publish("mechanism", proposed_by_source="SRC-0001")
    assert found(MechanismFilterSet, "proposed_by=TJK") == sorted([by_state, by_role])
    assert found(MechanismFilterSet, "proposed_by=ORG-0001") == [by_body]
    assert found(MechanismFilterSet, "proposed_by=SRC-0001") == [by_authors]


def test_parent_member_area_and_stage_of_a_mechanism():
    TopicFactory(slug="justice")
    parent = publish("mechanism", framework="sco")
    child = publish(
        "mechanism",
        parent=parent,
        countries=[{"country": "KGZ", "role": "member"}],
        topics=["justice"],
        stages=[{"ref": "s1", "stage": "proposed", "date": "2020"}],
    )
    for query in (f"parent={parent}", "member=KGZ", "area=justice", "topic=justice", "stage=proposed"):
        assert found(MechanismFilterSet, query) == [child], query
    assert found(MechanismFilterSet, "framework=sco&mechanism_type=standing_body") == [parent]


def test_a_meeting_is_found_by_its_body_its_level_and_its_host():
    body = publish("mechanism")
    meeting = publish(
        "meeting",
        mechanism=body,
        meeting_level="ministers",
        countries=[{"country": "KAZ", "role": "host"}],
    )
    publish("meeting")
    for query in (f"mechanism={body}", "meeting_level=ministers", "host=KAZ"):
        assert found(MeetingFilterSet, query) == [meeting], query


def test_a_body_that_only_editors_see_is_unknown_to_readers():
    draft = make_record("mechanism").record_id
    assert [p.key for p in MeetingFilterSet(QueryDict(f"mechanism={draft}")).problems()] == ["mechanism"]


def test_party_and_act_are_of_the_same_statement():
    signed = publish(
        "document",
        party_actions=[
            {"ref": "p1", "country": "KGZ", "action": "signature", "date": "2025-03-13"},
            {"ref": "p2", "country": "TJK", "action": "ratification", "date": "2025-04"},
        ],
    )
    named = publish("document", countries=[{"country": "KGZ", "role": "party"}])
    assert found(DocumentFilterSet, "party=KGZ") == sorted([signed, named])
    assert found(DocumentFilterSet, "party=KGZ&action=signature") == [signed]
    assert found(DocumentFilterSet, "party=KGZ&action=ratification") == []
    assert found(DocumentFilterSet, "action=ratification") == [signed]


def test_validity_is_asked_for_a_day():
    valid = publish("document", valid_from="2022", valid_until="2024")
    without_end = publish("document", valid_from="2023")
    publish("document")
    assert found(DocumentFilterSet, "valid_on=2023-06-01") == sorted([valid, without_end])
    assert found(DocumentFilterSet, "valid_on=2022-06-01") == [valid]
    assert [p.key for p in DocumentFilterSet(QueryDict("valid_on=2023")).problems()] == ["valid_on"]
