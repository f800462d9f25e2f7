"""Where a match is shown: pieces for <mark>, and the passage of a hit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.base.search import marks, passage
from portal.base.search.tokens import compose


def marked(text, query):
    return [piece for piece, matches in marks(text, query) if matches]


@pytest.mark.parametrize(
    ("text", "query", "expected"),
    [
        ("联合反恐演习", "反恐", ["反恐"]),
        ("聯合反恐演習", "演习", ["演習"]),
        ("Drugs and drugstores, a drug", "drug", ["Drugs", "drugstores", "drug"]),
        ("Border-troops of ＣＡＦÉs", "cafe troops", ["troops", "ＣＡＦÉs"]),
        ("the incident in May", "in", ["in"]),
        ("border guards and border troops", '"border troops"', ["border troops"]),
        ("疫情19，疫情", "疫情19", ["疫情19"]),
        ("禁毒禁毒", "禁毒", ["禁毒禁毒"]),
        ("关于“一带一路”地震减灾", "一带一路地震", ["一带一路”地震"]),
        ("关于一带一路地震减灾", "“一带一路”地震", ["一带一路地震"]),
        ("nothing here", "反恐", []),
        ("anything", "", []),
    ],
)
def test_what_matches_is_marked(text, query, expected):
    assert marked(text, query) == expected


@given(st.text(max_size=60), st.text(max_size=10))
def test_the_pieces_join_to_the_text(text, query):
    assert "".join(piece for piece, _matches in marks(text, query)) == compose(text)


PUBLIC = {
    "record_id": "INC-0001",
    "kind": "incident",
    "title_en": "Clash",
    "title_zh": "冲突",
    "summary_en": "Long before. " * 30 + "Border troops exchanged fire over a camera. " + "Long after. " * 30,
    "summary_zh": "两国边防部队交火。",
    "countries": [],
    "citations": [{"ref": "c1", "source_title_en": "A report on drugs", "excerpt": "边防部队"}],
    "links": [{"title_en": "Camera treaty"}],
}


def test_a_passage_comes_from_the_readers_language_where_it_can():
    assert passage(PUBLIC, "边防", "zh-hans").language == "zh"
    found = passage(PUBLIC, "camera troops", "en")
    assert (found.field, found.language) == ("summary", "en")
    text = "".join(piece for piece, _matches in found.pieces)
    assert text.startswith("…")
    assert text.endswith("…")
    assert len(text) < 250
    assert [piece for piece, matches in found.pieces if matches] == ["troops", "camera"]


def test_a_passage_names_the_rows_it_stands_in():
    assert passage(PUBLIC, "drugs", "zh-hans").field == "citations"


@pytest.mark.parametrize("query", ["clash", "treaty", "毒", ""])
def test_there_is_no_passage_where_no_text_of_the_record_matches(query):
    assert passage(PUBLIC, query) is None
