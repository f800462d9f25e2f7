"""Totals: claims that compete merge, disjoint ones add, parts are left out (codebook 5)."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from portal.base import figures
from portal.base.codes import Quantifier
from portal.base.figures import Claim, accounts_differ, group_total, totals

NUMBERS = st.integers(0, 200)
GROUPS = st.sampled_from(["", "all", "civilians"])
COUNTRIES = st.sampled_from(["", "KGZ", "TJK", "UZB"])


@st.composite
def claims(draw: st.DrawFn, **fixed: object) -> Claim:
    quantifier = draw(st.sampled_from(Quantifier.values))
    a, b = sorted([draw(NUMBERS), draw(NUMBERS)])
    low, best, high = {
        "exact": (a, a, a),
        "approximately": (None, a, None),
        "more_than": (a + 1, None, None),
        "nearly": (None, None, a + 1),
        "less_than": (None, None, a + 1),
        "range": (a, draw(st.sampled_from([None, a, b + 1])), b + 1),
        "unspecified": (None, None, None),
    }[quantifier]
    values = {"counted_country": draw(COUNTRIES), "counted_group": draw(GROUPS)} | fixed
    ref = f"f{draw(st.integers(0, 10**9))}"
    return Claim(ref=ref, measure="killed", quantifier=quantifier, low=low, best=best, high=high, **values)


def exact(ref: str, number: int, country: str = "", **more: object) -> Claim:
    return Claim(
        ref=ref, measure="killed", low=number, best=number, high=number, counted_country=country, **more
    )


def span(total: figures.Total | None) -> tuple:
    assert total is not None
    return total.low, total.best, total.high


# September 2022: 62 on the Kyrgyz side; 38 on the Tajik side, 36 of them civilians.
KYRGYZ = exact("f1", 62, "KGZ", counted_group="all")
TAJIK = exact("f2", 38, "TJK", counted_group="all")
CIVILIANS = exact("f3", 36, "TJK", counted_group="civilians", subset_of="f2")
SEPTEMBER = [KYRGYZ, TAJIK, CIVILIANS]


def test_the_losses_of_two_sides_add_up_and_a_part_is_not_added():
    total = totals(SEPTEMBER, "killed")
    assert total.offered
    assert span(total) == (100, 100, 100)
    assert [part.best for part in total.parts] == [62, 38]
    assert not total.minimum
    assert not accounts_differ(SEPTEMBER)


def test_where_one_side_gives_no_breakdown_only_a_minimum_is_known():
    total = group_total(SEPTEMBER, "killed", "civilians")
    assert not total.offered
    assert total.reason == figures.NO_BREAKDOWN
    assert span(total) == (36, None, None)
    assert total.minimum


def test_a_group_that_every_side_breaks_down_adds_up():
    kyrgyz_civilians = exact("f4", 13, "KGZ", counted_group="civilians", subset_of="f1")
    total = group_total([*SEPTEMBER, kyrgyz_civilians], "killed", "civilians")
    assert total.offered
    assert span(total) == (49, 49, 49)


def test_a_part_of_a_part_of_the_same_group_is_not_added_twice():
    children = exact("f4", 10, "TJK", counted_group="civilians", counted_note="children", subset_of="f3")
    assert span(group_total([TAJIK, CIVILIANS, children], "killed", "civilians")) == (36, 36, 36)


def test_a_figure_for_the_group_as_a_whole_needs_no_breakdown_by_country():
    overall = exact("f4", 49, counted_group="civilians")
    assert span(group_total([KYRGYZ, TAJIK, overall], "killed", "civilians")) == (49, 49, 49)


def test_a_group_nobody_counts_has_no_total():
    assert group_total(SEPTEMBER, "killed", "military") is None


def test_competing_claims_give_the_smallest_low_and_the_largest_high_and_no_best():
    total = totals([exact("f1", 36, "KGZ"), exact("f2", 41, "KGZ")], "killed")
    assert span(total) == (36, None, 41)
    assert total.parts[0].differ


def test_competing_claims_that_agree_keep_their_best():
    assert span(totals([exact("f1", 36, "KGZ"), exact("f2", 36, "KGZ")], "killed")) == (36, 36, 36)


def test_an_editor_may_choose_one_of_the_competing_bests():
    competing = [exact("f1", 36, "KGZ"), exact("f2", 41, "KGZ")]
    assert span(totals(competing, "killed", chosen_best=["f2"])) == (36, 41, 41)
    assert span(totals(competing, "killed", chosen_best=["f1", "f2"])) == (36, None, 41)


def claim(ref: str, quantifier: str, low=None, best=None, high=None, country="KGZ", **more) -> Claim:
    return Claim(
        ref=ref,
        measure="killed",
        quantifier=quantifier,
        low=low,
        best=best,
        high=high,
        counted_country=country,
        **more,
    )


@pytest.mark.parametrize(
    ("first", "second", "merged"),
    [
        (claim("f1", "more_than", low=100), exact("f2", 62, "KGZ"), (62, None, None)),
        (claim("f1", "less_than", high=500), exact("f2", 62, "KGZ"), (62, None, 500)),
        (claim("f1", "less_than", high=50), exact("f2", 62, "KGZ"), (None, None, 62)),
        (claim("f1", "nearly", high=62), exact("f2", 62, "KGZ"), (None, None, 62)),
        (claim("f1", "approximately", best=470), exact("f2", 480, "KGZ"), (470, None, 480)),
        (claim("f1", "approximately", best=470), claim("f2", "approximately", best=470), (None, 470, None)),
        (claim("f1", "range", low=8, high=21), claim("f2", "range", low=10, best=12, high=30), (8, None, 30)),
        (claim("f1", "unspecified"), exact("f2", 62, "KGZ"), (62, 62, 62)),
        (claim("f1", "less_than", high=5), claim("f2", "less_than", high=9), (None, None, 9)),
    ],
)
def test_open_bounds_stay_open_when_claims_compete(first, second, merged):
    assert span(totals([first, second], "killed")) == merged
    assert span(totals([second, first], "killed")) == merged


def test_a_minimum_leaves_the_high_of_a_sum_open():
    total = totals([claim("f1", "more_than", low=100), exact("f2", 38, "TJK")], "killed")
    assert total.offered
    assert span(total) == (138, None, None)
    assert not total.minimum


def test_an_unspecified_number_adds_an_unknown_number_and_not_nought():
    total = totals([exact("f1", 62, "KGZ"), claim("f2", "unspecified", country="TJK")], "killed")
    assert total.offered
    assert span(total) == (62, None, None)
    assert total.minimum


def test_where_nobody_states_a_number_no_total_is_offered():
    total = totals([claim("f1", "unspecified")], "killed")
    assert not total.offered
    assert total.reason == figures.NO_NUMBER
    assert len(total.parts) == 1


@pytest.mark.parametrize(
    ("others", "at_least"),
    [
        ([exact("f2", 38, "")], 62),
        ([exact("f2", 70, "")], 70),
        ([exact("f2", 5, "KGZ", counted_note="in Batken")], 62),
        ([exact("f2", 5, "KGZ", counted_organisation="ORG-0001")], 62),
        ([exact("f2", 38, "TJK", counted_group="civilians")], 62),
        ([exact("f2", 38, "TJK"), exact("f3", 5, "")], 100),
        ([claim("f2", "unspecified", country="")], 62),
    ],
)
def test_where_the_overlap_is_unknown_no_total_is_offered_but_what_was_surely_counted(others, at_least):
    total = totals([exact("f1", 62, "KGZ"), *others], "killed")
    assert not total.offered
    assert total.reason == figures.OVERLAP_UNKNOWN
    assert span(total) == (at_least, None, None)
    assert len(total.parts) == 1 + len(others)


def test_only_adopted_figures_count():
    others = [
        replace(exact(f"f{n}", 90, "KGZ"), role=role)
        for n, role in enumerate(["considered", "rejected", "superseded"])
    ]
    assert totals(others, "killed") is None
    assert span(totals([*others, exact("f9", 62, "KGZ")], "killed")) == (62, 62, 62)
    assert not accounts_differ([*others, exact("f9", 62, "KGZ")])


def test_a_part_is_not_taken_for_a_whole_that_was_not_adopted():
    total = totals([replace(TAJIK, role="rejected"), CIVILIANS], "killed")
    assert not total.offered
    assert total.reason == figures.ONLY_PARTS
    assert span(total) == (36, None, None)


def test_another_measure_is_not_counted():
    assert totals(SEPTEMBER, "injured") is None


@settings(deadline=None)
@given(st.lists(claims(counted_country="KGZ", counted_group="all"), min_size=1, max_size=6), st.data())
def test_a_further_claim_on_the_same_scope_never_raises_low_or_best(present, data):
    further = data.draw(claims(counted_country="KGZ", counted_group="all"))
    before, after = totals(present, "killed"), totals([*present, further], "killed")
    if before.low is not None:
        assert after.low is None or after.low <= before.low
    if before.best is not None:
        assert after.best in (None, before.best)
        assert after.low is None or after.low <= before.best
    if any(claim.has_number for claim in present) and before.best is None:
        assert after.best is None
    floor = min((n for c in present for n in (c.low, c.best, c.high) if n is not None), default=None)
    if floor is not None:
        assert after.low is None or after.low <= floor


@settings(deadline=None)
@given(st.lists(claims(counted_group="all"), max_size=6), st.data())
def test_a_further_claim_on_a_scope_raises_no_total_whose_parts_are_all_known(present, data):
    before = totals(present, "killed")
    if before is None or any(part.low is None for part in before.parts):
        return
    country = data.draw(st.sampled_from([part.scope.country for part in before.parts]))
    after = totals(
        [*present, data.draw(claims(counted_country=country, counted_group="all"))],
        "killed",
    )
    assert after.low is None or after.low <= before.low
    assert before.best is None or after.best in (None, before.best)


@settings(deadline=None)
@given(st.lists(claims(), min_size=1, max_size=5), st.data())
def test_parts_are_never_added(present, data):
    whole = data.draw(st.sampled_from(present))
    parts = data.draw(st.lists(claims(subset_of=whole.ref), max_size=4))
    assert totals([*present, *parts], "killed") == totals(present, "killed")


@settings(deadline=None)
@given(st.lists(claims(), max_size=6))
def test_a_total_is_in_order_and_at_least_its_smallest_part(present):
    total = totals(present, "killed")
    if total is None:
        return
    numbers = [number for number in span(total) if number is not None]
    assert numbers == sorted(numbers)
    assert total.offered or (total.best is None and total.high is None and total.reason)
    if total.low is not None:
        assert total.low >= min(part.low for part in total.parts if part.low is not None)


@settings(deadline=None)
@given(st.lists(claims(), max_size=6), st.randoms())
def test_the_order_of_claims_does_not_matter(present, random):
    shuffled = random.sample(present, len(present))
    first, second = totals(present, "killed"), totals(shuffled, "killed")
    assert (first and span(first)) == (second and span(second))
    assert accounts_differ(present) == accounts_differ(shuffled)


@pytest.mark.parametrize(
    ("best", "low", "high", "band"),
    [
        (None, None, None, "no_figure"),
        (0, 0, 0, "none"),
        (1, 1, 1, "1-9"),
        (9, None, None, "1-9"),
        (10, None, None, "10-99"),
        (None, 99, 500, "10-99"),
        (None, None, 100, "100+"),
        (100, 3, 500, "100+"),
    ],
)
def test_deaths_are_banded_by_best_else_low_else_high(best, low, high, band):
    assert figures.deaths_band(best, low, high) == band


def test_lists_sort_by_best_else_low_else_high():
    assert figures.sort_value(1, 2, 3) == 2
    assert figures.sort_value(0, None, 3) == 0
    assert figures.sort_value(None, None, 3) == 3
    assert figures.sort_value(None, None, None) is None
