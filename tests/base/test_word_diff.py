"""Marks inside a text: what is one token, and that nothing of either text is lost."""

from __future__ import annotations

import re
from time import perf_counter

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from portal.base.word_diff import DEL, INS, SAME, diff_tokens, tokens, word_diff

WORDS = st.sampled_from(
    [
        "Kyrgyz",
        "Баткен",
        "边",
        "境",
        "62",
        "162",
        "136,000",
        "3.5",
        " ",
        "\n",
        "，",
        ".",
        "’s",
        "é",
        "INC-0031",
    ]
)
TEXTS = st.text() | st.lists(WORDS).map("".join)
NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def read(pieces, *marks):
    return "".join(piece.text for piece in pieces if piece.mark in marks)


@given(TEXTS, TEXTS)
@example("62", "162")
def test_the_pieces_give_back_both_texts(old, new):
    pieces = word_diff(old, new)
    assert read(pieces, SAME, DEL) == old
    assert read(pieces, SAME, INS) == new
    assert all(piece.text for piece in pieces)


@given(TEXTS, TEXTS)
def test_neighbours_never_have_the_same_mark_and_what_went_comes_first(old, new):
    marks = [piece.mark for piece in word_diff(old, new)]
    for first, second in zip(marks, marks[1:], strict=False):
        assert (first, second) not in {(SAME, SAME), (DEL, DEL), (INS, INS), (INS, DEL)}


@given(TEXTS, TEXTS)
def test_numbers_stay_whole(old, new):
    """Whatever is marked begins and ends where a number of its text does, never inside one."""
    for text, kept in ((old, DEL), (new, INS)):
        place, inside = (
            0,
            {i for found in NUMBER.finditer(text) for i in range(found.start() + 1, found.end())},
        )
        for piece in word_diff(old, new):
            if piece.mark in (SAME, kept):
                assert place not in inside
                place += len(piece.text)


@given(TEXTS)
def test_a_text_and_itself_differ_in_nothing(text):
    assert word_diff(text, text) == ([(SAME, text)] if text else [])


@pytest.mark.parametrize(
    ("old", "new", "pieces"),
    [
        ("62 killed", "162 killed", [(DEL, "62"), (INS, "162"), (SAME, " killed")]),
        ("死亡62人", "死亡162人", [(SAME, "死亡"), (DEL, "62"), (INS, "162"), (SAME, "人")]),
        ("边境冲突", "边界冲突", [(SAME, "边"), (DEL, "境"), (INS, "界"), (SAME, "冲突")]),
        (
            "136,000 evacuated",
            "137,000 evacuated",
            [(DEL, "136,000"), (INS, "137,000"), (SAME, " evacuated")],
        ),
        ("A border clash", "An armed border clash", [(DEL, "A"), (INS, "An armed"), (SAME, " border clash")]),
        ("Бой у Баткена", "Бой у Исфары", [(SAME, "Бой у "), (DEL, "Баткена"), (INS, "Исфары")]),
        ("", "New", [(INS, "New")]),
        ("Old", "", [(DEL, "Old")]),
    ],
)
def test_words_in_latin_and_cyrillic_and_characters_in_chinese(old, new, pieces):
    assert word_diff(old, new) == pieces


def test_texts_with_little_in_common_stand_one_after_the_other():
    old, new = "The council met in the spring of that year.", "Residents of both villages were evacuated."
    assert word_diff(old, new) == [(DEL, old), (INS, new)]


def test_a_replaced_phrase_is_marked_as_one():
    old = "Shots were exchanged at the Kok Tash crossing on Friday"
    new = "Shots were exchanged at the Maksat Village crossing on Friday"
    assert [piece for piece in word_diff(old, new) if piece.mark != SAME] == [
        (DEL, "Kok Tash"),
        (INS, "Maksat Village"),
    ]


def test_what_is_one_token():
    assert tokens("INC-0031: 62人, it’s 3.5 km") == [
        "INC", "-", "0031", ":", " ", "62", "人", ",", " ", "it’s", " ", "3.5", " ", "km",
    ]  # fmt: skip


def test_lists_are_compared_name_by_name():
    pieces = diff_tokens(["National", ", ", "Regional"], ["National", ", ", "International"])
    assert pieces == [(SAME, "National, "), (DEL, "Regional"), (INS, "International")]


@pytest.mark.parametrize(
    "word", ["边境地区发生交火造成人员伤亡", "shots were exchanged at the border crossing "]
)
def test_long_texts_are_compared_in_no_time(word):
    old = word * (20_000 // len(word))
    new = "".join(letter if place % 97 else "x" for place, letter in enumerate(old))
    start = perf_counter()
    pieces = word_diff(old, new)
    assert perf_counter() - start < 2
    assert read(pieces, SAME, INS) == new
