"""How far a proposal has come, and whose it is."""

from __future__ import annotations

import pytest
from django.utils.translation import override

from mechanisms.views.proposals import proposals, stage_cells


@pytest.fixture(autouse=True)
def in_english():
    with override("en"):
        yield


def stages(*rows):
    return [{"stage": stage, "date": date} for stage, date in rows]


def record(record_id, **more):
    return {"record_id": record_id, "stages": [], "countries": []} | more


def test_what_a_source_states_is_reached_and_what_it_skips_is_passed():
    cells = stage_cells(stages(("proposed", "2022"), ("agreed", "2023"), ("operating", "2024")))
    assert [cell.state for cell in cells] == ["reached", "passed", "reached", "passed", "reached"]
    assert [cell.goes_on for cell in cells] == [True, True, True, True, False]
    assert [cell.dates for cell in cells] == [("2022",), (), ("2023",), (), ("2024",)]


def test_a_statement_without_a_date_is_reached_all_the_same():
    cells = stage_cells(stages(("proposed", "")))
    assert [cell.state for cell in cells] == ["reached", "empty", "empty", "empty", "empty"]
    assert cells[0].dates == ()


def test_statements_that_disagree_are_both_kept():
    cells = stage_cells(stages(("proposed", "2006"), ("proposed", "2011"), ("proposed", "2006")))
    assert cells[0].dates == ("2006", "2011")


def test_an_end_is_said_where_the_line_ends():
    cells = stage_cells(stages(("proposed", "2006"), ("under_discussion", "2010"), ("lapsed", "2015")))
    assert [cell.ends for cell in cells] == [(), ("Lapsed 2015",), (), (), ()]


def test_advice_of_authors_never_stands_among_proposals_of_states():
    found = proposals(
        [
            record("MEC-0001", proposed_by_country="TJK", proposed_by_country_name_en="Tajikistan"),
            record("MEC-0002", proposed_by_source="SRC-0001", proposed_by_source_author="Two Authors"),
            record(
                "MEC-0003",
                countries=[{"country": "KGZ", "role": "proposer", "country_name_en": "Kyrgyzstan"}],
                proposed_by_source="SRC-0001",
                proposed_by_source_author="Two Authors",
            ),
            record("MEC-0004"),
        ]
    )
    assert [row.record["record_id"] for row in found.of_states] == ["MEC-0001", "MEC-0003"]
    assert [row.record["record_id"] for row in found.of_authors] == ["MEC-0002"]
    assert found.of_authors[0].proposers[0]["name_en"] == "Two Authors"
    assert [row.record["record_id"] for row in found.of_nobody] == ["MEC-0004"]


def test_the_oldest_proposal_stands_first_and_undated_ones_last():
    found = proposals(
        [
            record("MEC-0001", proposed_by_country="TJK", stages=stages(("proposed", ""))),
            record("MEC-0002", proposed_by_country="TJK", stages=stages(("proposed", "2012"))),
            record("MEC-0003", proposed_by_country="TJK", stages=stages(("proposed", "2006"))),
        ]
    )
    assert [row.record["record_id"] for row in found.of_states] == ["MEC-0003", "MEC-0002", "MEC-0001"]
