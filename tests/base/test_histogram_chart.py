"""The geometry of the histogram: bars start at zero, stay in the frame, and stand for their counts."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from portal.base.views.histogram_chart import BASE, LEFT, TOP, grid_values, histogram_chart


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def histogram(counts, inside=None):
    inside = inside if inside is not None else range(len(counts))
    bars = [
        SimpleNamespace(
            start=2000 + n, end=2000 + n, count=count, address=f"?date_from={2000 + n}", inside=n in inside
        )
        for n, count in enumerate(counts)
    ]
    return SimpleNamespace(bars=bars, most=max(counts, default=0), step=1)


@given(st.lists(st.integers(0, 100_000), min_size=1, max_size=60))
def test_bars_stand_on_the_base_and_are_as_high_as_their_count(counts):
    chart = histogram_chart(histogram(counts))
    for bar, count in zip(chart.bars, counts, strict=True):
        assert bar.y + bar.height == pytest.approx(BASE, abs=0.2)
        assert bar.y >= TOP - 0.2
        assert bar.x >= LEFT
        assert bar.x + bar.width <= 100.1
        assert (bar.height == 0) == (count == 0) or count / max(counts) < 0.001


@given(st.integers(0, 1_000_000))
def test_the_axis_has_few_round_numbers_none_above_the_highest_bar(most):
    values = grid_values(most)
    assert 1 <= len(values) <= 6
    assert values == sorted(set(values))
    assert values[-1] <= max(most, 1)


def test_the_chosen_years_are_marked_and_only_they_are_labelled():
    chart = histogram_chart(histogram([4, 5, 6, 7], inside=[1, 2]))
    assert [bar.label for bar in chart.bars] == ["", "5", "6", ""]
    assert chart.chosen.x == pytest.approx(chart.bars[1].slot)
    assert chart.chosen.end == pytest.approx(chart.bars[3].slot)


def test_without_chosen_years_every_bar_is_labelled_and_nothing_is_marked():
    chart = histogram_chart(histogram([4, 0, 6]))
    assert [bar.label for bar in chart.bars] == ["4", "", "6"]
    assert chart.chosen is None


def test_a_bar_is_named_by_its_year_and_count():
    chart = histogram_chart(histogram([1, 1200]))
    assert [bar.name for bar in chart.bars] == ["2000: 1 record", "2001: 1,200 records"]
