"""The ladder: height counts a country's own steps; commitments are beside it."""

from datetime import date

import pytest
from django.utils import translation

from mechanisms.views.ladder import anchors, ladder, short_wording
from portal.site.views.style_sample import sample_partnership

TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def lane():
    return ladder([sample_partnership()], TODAY).lanes[0]


def test_each_step_is_higher_than_the_one_before(lane):
    first, second = lane.steps
    assert second.y < first.y
    assert second.y_before == first.y
    assert first.x_end == second.x


def test_a_commitment_is_a_diamond_on_the_line_and_no_step(lane):
    (diamond,) = lane.diamonds
    assert diamond.y == lane.steps[1].y
    assert diamond.year == "2022"


def test_a_diamond_of_a_step_s_own_date_is_moved_aside():
    record = sample_partnership()
    record["designations"][2]["date"] = "2019-09"
    assert ladder([record], TODAY).lanes[0].diamonds[0].aside > 0


def test_the_line_is_dotted_where_the_first_step_was_not_an_establishment(lane):
    assert lane.earlier_unknown
    record = sample_partnership()
    record["designations"][0]["act"] = "established"
    assert not ladder([record], TODAY).lanes[0].earlier_unknown


def test_undated_designations_draw_nothing():
    record = sample_partnership()
    for row in record["designations"]:
        row["date"] = ""
    assert ladder([record], TODAY) is None


def test_two_designations_of_one_date_have_two_anchors():
    rows = [{"ref": "d1", "date": "2023"}, {"ref": "d2", "date": "2023"}, {"ref": "d3", "date": ""}]
    assert anchors(rows) == {"d1": "2023", "d2": "2023-2", "d3": "d3"}


def test_a_wording_is_shortened_in_english_only():
    wording = "Comprehensive strategic partnership for a new era"
    assert short_wording({"wording_en": wording}) == "Comprehensive strategic, new era"
    assert short_wording({"wording_zh": "新时代全面战略伙伴关系"}) == "新时代全面战略伙伴关系"
