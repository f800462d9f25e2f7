"""Outlines of small maps: within the window, small enough for the page, exclaves kept."""

import gzip
import re

import pytest

from portal.base.views.locator import locator
from portal.base.views.map_geometry import Window, clip_line, clip_ring, outlines, region, simplified

BATKEN = (70.82, 40.06)


def window_around(*points):
    return Window.around(points, least_span=6.4, width=270, height=196)


def place(**more):
    return {
        "place_name_en": "Batken",
        "place_name_zh": "",
        "where_prec": 1,
        "latitude": BATKEN[1],
        "longitude": BATKEN[0],
        "country": "KGZ",
    } | more


def test_the_point_it_is_drawn_around_is_in_the_middle():
    assert window_around(BATKEN).pixel(BATKEN) == (135.0, 98.0)


def test_paths_stay_within_the_window_and_its_margin():
    window = window_around(BATKEN)
    for state in outlines(window).states:
        for start in re.findall(r"M(-?[\d.]+) (-?[\d.]+)", state.path):
            assert -9 <= float(start[0]) <= 279
            assert -9 <= float(start[1]) <= 205


def test_a_locator_is_small():
    drawn = outlines(window_around(BATKEN))
    text = "".join([drawn.borders, drawn.edges, drawn.land, *(state.path for state in drawn.states)])
    assert len(gzip.compress(text.encode())) < 4_000


def test_the_valley_keeps_its_exclaves():
    """Vorukh and Sokh are rings of their own: more rings in the window than states."""
    drawn = outlines(Window.around([(70.9, 39.95)], least_span=3, width=270, height=196))
    assert sum(state.path.count("M") for state in drawn.states) > len(drawn.states) + 2


def test_the_region_has_water_and_other_land():
    drawn = outlines(region(384, 264))
    assert drawn.sea
    assert drawn.land


def test_clipping_cuts_a_ring_at_the_sides():
    window = Window(0, 0, 1, 1, 100, 100)
    ring = clip_ring([(-500, 10), (500, 10), (500, 20), (-500, 20)], window)
    assert {x for x, _ in ring} == {-8, 108}


def test_a_line_that_leaves_and_comes_back_is_two_runs():
    window = Window(0, 0, 1, 1, 100, 100)
    line = [(10, 10), (20, 10), (900, 10), (900, 20), (900, 30), (20, 30), (10, 30)]
    assert len(clip_line(line, window)) == 2


def test_simplifying_keeps_ends_and_corners():
    assert simplified([(0, 0), (5, 0.1), (10, 0), (10, 10)]) == [(0, 0), (10, 0), (10, 10)]


@pytest.mark.parametrize(
    ("precision", "form"), [(1, "dot"), (2, "ring"), (3, "area"), (4, "area"), (5, "area")]
)
def test_a_mark_shows_how_exactly_the_place_is_known(precision, form):
    drawn = locator({"places": [place(where_prec=precision)], "countries": []}, {})
    assert [mark.form for mark in drawn.marks] == [form]


@pytest.mark.parametrize("more", [{"where_prec": 6}, {"latitude": None}, {"country": "RUS"}])
def test_what_cannot_be_drawn_is_not(more):
    assert locator({"places": [place(**more)], "countries": []}, {}) is None


def test_maps_can_be_switched_off(settings):
    settings.MAPS_ENABLED = False
    assert locator({"places": [place()], "countries": []}, {}) is None
