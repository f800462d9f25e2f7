"""What text becomes before it is looked up: folding, pairs of characters, terms of a query."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base.search.terms import terms_of
from portal.base.search.tokens import GAP, HAN, compose, field_tokens, fold, fold_with_offsets, tokens

TEXTS = st.text(st.sampled_from('ab1 -é́Йё反恐禁毒國，。“”ＡＢ￥①ǅßﬁ’\n"*'), max_size=30)


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("ＳＣＯ２０２４", "sco2024"),
        ("Café naïve Łódź", "cafe naive łodz"),
        ("Cafe\u0301", "cafe"),
        ("邊防部隊", "边防部队"),
        ("Йод ёлка", "йод ёлка"),
        ("за\u0301мок", "замок"),
        ("Straße", "strasse"),
        ("“一带一路”地震减灾", "“一带一路地震减灾"),
        ("Kazakhstan’s “zone”", "kazakhstan’s “zone”"),
        ("Қазақстан Тоҷикистон", "қазақстан тоҷикистон"),
    ],
)
def test_spellings_of_one_word_are_folded_into_one(text, folded):
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("安全合作", ["安全", "全合", "合作", "作"]),
        ("毒", ["毒"]),
        ("禁毒，合作", ["禁毒", "毒", "合作", "作"]),
        ("5名警察", ["5", "名警", "警察", "察"]),
        ("INC-0001", ["inc", "0001"]),
        ("二〇二二年", ["二〇", "〇二", "二二", "二年", "年"]),
        ("counter-terrorism_x", ["counter", "terrorism", "x"]),
        ("—— …", []),
    ],
)
def test_a_text_is_cut_into_pairs_and_words(text, expected):
    assert tokens(text) == expected


def test_a_gap_stands_between_fields():
    assert field_tokens(["反恐", "drug"]) == ["反恐", "恐", GAP, "drug"]
    assert tokens(GAP) == []


def described(query):
    return [(" ".join(term.tokens), term.prefix, term.one_character) for term in terms_of(query)]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("反恐", [("反恐", False, False)]),
        ("撤離行動", [("撤离 离行 行动", False, False)]),
        ("毒", [("毒", True, True)]),
        ("drug 禁毒", [("drug", True, False), ("禁毒", False, False)]),
        ("禁毒、反恐", [("禁毒", False, False), ("反恐", False, False)]),
        ('"border troops"', [("border troops", False, False)]),
        ("“反恐 演习”", [("反恐 恐 演习", False, False)]),
        ("5名", [("5 名", True, False)]),
        ("第19疫", [("第 19 疫", True, False)]),
        ("疫情19", [("疫情 情 19", False, False)]),
        ("in 2022", [("in", False, False), ("2022", False, False)]),
        ("INC-0001", [("inc 0001", False, False)]),
        ("counter-terror", [("counter terror", True, False)]),
        ("same same", [("same", True, False)]),
        ('"unclosed words', [("unclosed", True, False), ("words", True, False)]),
        ('AND NEAR( * ^ : -x ""', [("and", True, False), ("near", True, False), ("x", False, False)]),
        ("", []),
        ("，！ - *", []),
    ],
)
def test_a_query_is_cut_into_terms(query, expected):
    assert described(query) == expected


def test_a_pasted_page_does_not_become_a_page_of_terms():
    assert len(terms_of(" ".join(f"w{n}" for n in range(1000)))) <= 24


@given(TEXTS)
def test_folding_with_offsets_is_folding(text):
    composed = compose(text)
    folded, offsets = fold_with_offsets(composed)
    assert folded == fold(text)
    assert len(offsets) == len(folded)
    assert offsets == sorted(offsets)


@given(st.text())
def test_no_text_yields_what_only_the_index_may_contain(text):
    for token in [*tokens(text), *(token for term in terms_of(text) for token in term.tokens)]:
        assert re.fullmatch(rf"[^\W_{HAN}]+|[{HAN}]{{1,2}}", token)


@given(st.text("反恐禁毒合作", min_size=2, max_size=12), st.data())
def test_any_part_of_a_run_is_a_phrase_of_its_tokens(text, data):
    start = data.draw(st.integers(0, len(text) - 2))
    end = data.draw(st.integers(start + 2, len(text)))
    phrase = terms_of(text[start:end])[0].tokens
    stored = tokens(text)
    assert any(stored[at : at + len(phrase)] == phrase for at in range(len(stored)))
