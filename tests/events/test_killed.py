"""The deaths of an incident in one line of a list (ux 6.2, 8)."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from events.views.killed import killed


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def figure(ref, best, **more):
    numbers = {"low": best, "best": best, "high": best}
    return {"ref": ref, "measure": "killed", "quantifier": "exact", "role": "adopted", **numbers} | more


def record(*figures):
    return {
        "figures": list(figures),
        "citations": [{"ref": "c1", "source": "SRC-0001", "source_author": "An author"}],
    }


def test_two_sides_add_up_and_both_stay_visible():
    line = killed(
        record(
            figure("f1", 62, counted_country="KGZ", attributed_to_country="KGZ"),
            figure("f2", 38, counted_country="TJK", attributed_to_country="TJK"),
            figure("f3", 36, counted_country="TJK", counted_group="civilians", subset_of="f2"),
        )
    )
    assert (line.number, line.beneath, line.parties) == ("100", "62 KGZ + 38 TJK", 2)


def test_no_figure_is_said_in_words_never_as_nought():
    line = killed(record())
    assert (line.number, line.recorded, line.parties) == ("No figure recorded", False, 0)


def test_a_figure_of_one_party_names_it():
    line = killed(record(figure("f1", 17, attributed_to_country="TJK")))
    assert (line.number, line.beneath) == ("17", "Tajik authorities")


def test_a_figure_in_the_sources_own_voice_names_its_author():
    line = killed(record(figure("f1", 17, source_voice=True, citation="c1")))
    assert line.beneath == "An author"


def test_competing_figures_show_their_range():
    line = killed(
        record(figure("f1", 8, attributed_to_country="TJK"), figure("f2", 21, attributed_to_country="KGZ"))
    )
    assert (line.number, line.parties) == ("8–21", 2)


def test_a_rejected_figure_takes_no_part():
    line = killed(record(figure("f1", 8, attributed_to_country="TJK"), figure("f2", 900, role="rejected")))
    assert (line.number, line.parties) == ("8", 1)
