"""Lists of partnerships, mechanisms, meetings and documents in words."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from mechanisms.filters import DocumentFilterSet, MechanismFilterSet, MeetingFilterSet, PartnershipFilterSet
from mechanisms.models import DesignationLevel
from portal.base.filters import NEWEST
from portal.base.sentences import describe
from tests.factories import CountryFactory, make_record

pytestmark = pytest.mark.django_db


def said(filterset, query: str, total: int, lang: str) -> str:
    chosen = filterset(QueryDict(query))
    assert chosen.problems() == []
    return describe(chosen, total, lang, NEWEST)


def test_a_party_and_its_act():
    CountryFactory(code="TJK", iso2="TJ", name_en="Tajikistan", name_zh="塔吉克斯坦")
    assert said(DocumentFilterSet, "party=TJK&action=signature", 5, "en") == (
        "5 documents with signature by Tajikistan, newest first"
    )
    assert (
        said(DocumentFilterSet, "party=TJK", 5, "en")
        == "5 documents to which Tajikistan is a party, newest first"
    )
    assert said(DocumentFilterSet, "party=TJK", 5, "zh") == "塔吉克斯坦为缔约方的文件5份，由新到旧排列"
    assert said(DocumentFilterSet, "action=signature", 1, "en") == "1 document with signature by a party"


def test_a_designation_and_its_track():
    DesignationLevel.objects.create(slug="strategic", name_en="Strategic partnership", name_zh="战略伙伴关系")
    assert (
        said(PartnershipFilterSet, "level=strategic", 2, "zh")
        == "定位为战略伙伴关系的伙伴关系2组，由新到旧排列"
    )
    assert said(PartnershipFilterSet, "level=strategic&track=partnership", 1, "en") == (
        "1 partnership with the designation Strategic partnership on the track partnership level"
    )
    assert said(PartnershipFilterSet, "track=shared_future", 1, "en") == (
        "1 partnership with a designation on the track community with a shared future"
    )


def test_a_body_is_named():
    body = make_record("mechanism", publish=True, title_en="Meeting of ministers", title_zh="部长会议")
    query = f"mechanism={body.record_id}"
    assert said(MeetingFilterSet, query, 3, "en") == "3 meetings of Meeting of ministers, newest first"
    assert said(MeetingFilterSet, query, 3, "zh") == "属部长会议的会议3次，由新到旧排列"


@pytest.mark.parametrize(
    "filterset", [DocumentFilterSet, MechanismFilterSet, MeetingFilterSet, PartnershipFilterSet]
)
def test_every_key_of_a_list_has_its_words(filterset):
    assert {found.group for found in filterset.base_filters.values()} == set(filterset.words.phrases)
