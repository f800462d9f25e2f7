"""Lists of incidents and training events in words, in both languages."""

from __future__ import annotations

import pytest
from django.http import QueryDict

from events.filters import IncidentFilterSet, TrainingEventFilterSet
from portal.base.filters import NEWEST
from portal.base.sentences import describe, one_of
from tests.factories import CountryFactory, EventTypeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def nouns():
    CountryFactory(code="KGZ", iso2="KG", name_en="Kyrgyzstan", name_zh="吉尔吉斯斯坦")
    CountryFactory(code="TJK", iso2="TJ", name_en="Tajikistan", name_zh="塔吉克斯坦")
    EventTypeFactory(slug="armed_conflict", name_en="Armed conflict", name_zh="武装冲突")


def said(query: str, total: int, lang: str, filterset=IncidentFilterSet) -> str:
    chosen = filterset(QueryDict(query))
    assert chosen.problems() == []
    return describe(chosen, total, lang, NEWEST)


@pytest.mark.parametrize(
    ("query", "total", "english", "chinese"),
    [
        ("", 214, "214 incidents, newest first", "安全事件214起，由新到旧排列"),
        ("", 1, "1 incident", "安全事件1起"),
        ("", 1200, "1,200 incidents, newest first", "安全事件1,200起，由新到旧排列"),
        (
            "date_from=2018&date_to=2022&deaths=1-9&deaths=10-99&deaths=100%2B",
            29,
            "29 incidents from 2018 to 2022 with at least one death reported, newest first",
            "2018年至2022年、报告有人死亡的安全事件29起，由新到旧排列",
        ),
        (
            "country=KGZ&country=TJK&country_role=location&event_type=armed_conflict",
            2,
            "2 incidents in Kyrgyzstan or Tajikistan of the type armed conflict, newest first",
            "发生在吉尔吉斯斯坦或塔吉克斯坦、类型为武装冲突的安全事件2起，由新到旧排列",
        ),
        ("country=KGZ", 0, "No incidents involving Kyrgyzstan", "没有涉及吉尔吉斯斯坦的安全事件"),
        (
            "country=KGZ&country_role=party&country_role=responder",
            2,
            "2 incidents with Kyrgyzstan as a party or a responder, newest first",
            "吉尔吉斯斯坦为当事方或应对方的安全事件2起，由新到旧排列",
        ),
        ("country_role=party", 1, "1 incident with a country as a party", "有国家为当事方的安全事件1起"),
        ("date_from=2022-09-14&date_to=2022-09-14", 1, "1 incident on 14 September 2022", "2022年9月14日的安全事件1起"),
        ("date_from=2022-09&date_to=2022-09", 1, "1 incident in September 2022", "2022年9月的安全事件1起"),
        ("date_from=2019", 1, "1 incident since 2019", "2019年以来的安全事件1起"),
        ("date_to=2019", 1, "1 incident until 2019", "截至2019年的安全事件1起"),
        (
            "date_from=2019&date_match=surely&date_match=undated",
            1,
            "1 incident surely since 2019 or without a known date",
            "确定发生于2019年以来或日期不详的安全事件1起",
        ),
        ("date_match=undated", 1, "1 incident without a known date", "日期不详的安全事件1起"),
        (
            "deaths=none&deaths=no_figure&deaths=10-99",
            1,
            "1 incident with 10 to 99 deaths reported, no deaths reported or no figure of deaths found",
            "报告死亡10至99人、报告无人死亡或未见死亡数字的安全事件1起",
        ),
        ("accounts=differ", 1, "1 incident whose accounts differ", "各方说法不一的安全事件1起"),
        (  # noqa: E501
            "q=drone strike",
            3,
            "3 incidents matching “drone strike”, newest first",
            "含“drone strike”的安全事件3起，由新到旧排列",
        ),
        ("updated_since=2025-06-01", 1, "1 incident revised since 1 June 2025", "2025年6月1日以来修订的安全事件1起"),
    ],
)  # fmt: skip
def test_a_result_is_told_in_both_languages(query, total, english, chinese):
    assert said(query, total, "en") == english
    assert said(query, total, "zh-hans") == chinese


def test_each_order_ends_the_sentence():
    chosen = IncidentFilterSet(QueryDict("sort=-deaths_best"))
    assert describe(chosen, 2, "en", chosen.sort()) == "2 incidents, most deaths first"
    assert describe(chosen, 2, "zh", chosen.sort()) == "安全事件2起，按死亡人数由多到少排列"
    assert describe(chosen, 2, "en") == "2 incidents"


def test_the_number_stands_apart_for_the_result_line():
    english, chinese = (said("country=KGZ", 29, lang) for lang in ("en", "zh"))
    assert (english.before, english.strong, english.after) == (
        "",
        "29 incidents",
        " involving Kyrgyzstan, newest first",
    )
    assert chinese.strong == "安全事件29起"
    assert english.before + english.strong + english.after == english


def test_training_has_words_of_its_own():
    sentence = said("host=KGZ&focus=police", 2, "en", TrainingEventFilterSet)
    assert sentence == "2 training events on police hosted by Kyrgyzstan, newest first"


@pytest.mark.parametrize("filterset", [IncidentFilterSet, TrainingEventFilterSet])
def test_every_key_of_a_list_has_its_words(filterset):
    told = set(filterset.words.phrases)
    assert {found.group for found in filterset.base_filters.values()} == told


def test_alternatives_are_joined_as_the_language_does():
    assert one_of(["A"], chinese=False) == "A"
    assert one_of(["A", "B", "C"], chinese=False) == "A, B or C"
    assert one_of(["A", "B", "C"], chinese=True) == "A、B或C"
