"""Figures in words, in both languages (codebook 5)."""

from decimal import Decimal

import pytest

from portal.base.codes import Quantifier
from portal.base.figure_wording import format_number, format_total, format_value, gloss
from portal.base.figures import Claim, group_total, totals


@pytest.mark.parametrize(
    ("quantifier", "numbers", "english", "chinese"),
    [
        ("exact", (62, 62, 62), "62", "62"),
        ("exact", (1996, 1996, 1996), "1,996", "1,996"),
        ("exact", (0, 0, 0), "0, stated", "0（载明）"),
        ("more_than", (136000, None, None), "136,000+", "136,000+"),
        ("less_than", (None, None, 500), "under 500", "不足 500"),
        ("nearly", (None, None, 500), "nearly 500", "近 500"),
        ("approximately", (None, 470, None), "about 470", "约 470"),
        ("approximately", (450, 470, 500), "about 470 (450–500)", "约 470（450—500）"),
        ("approximately", (450, 470, None), "about 470", "约 470"),
        ("range", (8, None, 21), "8–21", "8—21"),
        ("range", (8, 10, 21), "10 (8–21)", "10（8—21）"),
        ("unspecified", (None, None, None), "number not stated", "未载明数字"),
        ("exact", (None, None, None), "No figure recorded", "未见数字"),
        ("", (None, None, None), "No figure recorded", "未见数字"),
        # What a record's derived deaths hold: no quantifier
        ("", (100, 100, 100), "100", "100"),
        ("", (62, None, None), "62+", "62+"),
        ("", (None, None, 500), "under 500", "不足 500"),
        ("", (None, 470, None), "about 470", "约 470"),
        ("", (8, None, 21), "8–21", "8—21"),
        ("", (0, 0, 0), "0, stated", "0（载明）"),
        ("", (36, 41, 41), "41 (36–41)", "41（36—41）"),
    ],
)
def test_a_figure_is_worded_by_its_quantifier(quantifier, numbers, english, chinese):
    assert format_value(quantifier, *numbers, "en") == english
    assert format_value(quantifier, *numbers, "zh-hans") == chinese


def test_words_without_a_number_are_quoted():
    assert format_value("unspecified", None, None, None, "en", "several") == "“several”"
    assert format_value("unspecified", None, None, None, "zh", "数人") == "“数人”"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (136000, "136,000"),
        (Decimal("986.700"), "986.7"),
        (Decimal("62.000"), "62"),
        (986.7, "986.7"),
        (Decimal("1E+3"), "1,000"),
        (Decimal("0.05"), "0.05"),
        (100, "100"),
        (0, "0"),
    ],
)
def test_numbers_have_thousands_separators_and_no_trailing_noughts(number, written):
    assert format_number(number) == written


def killed(ref: str, low, best, high, country: str, **more) -> Claim:
    return Claim(ref, "killed", country, low=low, best=best, high=high, **more)


def test_a_total_is_worded_and_where_none_is_offered_the_minimum():
    tajik = killed("f2", 38, 38, 38, "TJK")
    sides = [killed("f1", 62, 62, 62, "KGZ"), tajik]
    assert format_total(totals(sides, "killed"), "en") == "100"
    civilians = killed("f3", 36, 36, 36, "TJK", counted_group="civilians", subset_of="f2")
    at_least = group_total([*sides, civilians], "killed", "civilians")
    assert format_total(at_least, "en") == "at least 36"
    assert format_total(at_least, "zh-hans") == "至少 36"
    several = [tajik, killed("f1", None, None, None, "KGZ", quantifier="unspecified")]
    assert format_total(totals(several, "killed"), "en") == "38+"
    about = [tajik, killed("f1", None, 470, None, "KGZ", quantifier="approximately")]
    assert format_total(totals(about, "killed"), "en") == "about 508"
    unknown = totals([killed("f1", None, None, None, "KGZ", quantifier="unspecified")], "killed")
    assert format_total(unknown, "en") == "no total offered"
    assert format_total(unknown, "zh") == "不作合计"
    assert format_total(None, "en") == "No figure recorded"
    assert format_total(None, "zh") == "未见数字"


def test_the_gloss_says_how_the_source_put_the_number():
    assert gloss("more_than", "en") == "a minimum, as stated"
    assert gloss("more_than", "zh-hans", "逾") == "原文为‘逾’，按下限记"
    assert gloss("less_than", "zh-hans", "不足") == "原文为‘不足’，按上限记"
    assert gloss("more_than", "zh-hans") == "原文给出下限"
    assert gloss("unspecified", "en") == "quoted; no number stated"
    assert gloss("exact", "en") == gloss("", "zh") == ""


@pytest.mark.parametrize("quantifier", [q for q in Quantifier.values if q != "exact"])
def test_every_quantifier_but_exact_has_a_gloss_in_both_languages(quantifier):
    assert gloss(quantifier, "en")
    assert gloss(quantifier, "zh")
