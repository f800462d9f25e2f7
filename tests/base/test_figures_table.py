"""The table of what each side reported, from a public text; the style guide's sample has every form of figure."""

import pytest
from django.utils import translation

from portal.base.views.figures_table import figures_table
from portal.base.views.range_chart import range_chart
from portal.base.views.sources_list import sources_list
from portal.site.views.style_sample import sample_incident


@pytest.fixture(autouse=True)
def in_english():
    with translation.override("en"):
        yield


@pytest.fixture
def record():
    return sample_incident()


def table_of(record):
    return figures_table(record, sources_list(record).numbers)


def cell(table, measure, column):
    row = next(row for row in table.rows if row.slug == measure)
    return row.cells[column]


def test_columns_are_who_states_in_order_of_their_codes_and_then_others(record):
    table = table_of(record)
    assert [column.name for column in table.columns] == ["Kyrgyz authorities", "Tajik authorities", "Others"]
    assert table.columns[0].line == "stating losses on the Kyrgyz side"
    assert table.party_count == 2


def test_an_earlier_figure_stands_beneath_the_one_that_replaced_it(record):
    claims = cell(table_of(record), "killed", 0).claims
    assert [claim.value for claim in claims] == ["62"]
    assert [claim.value for claim in claims[0].earlier] == ["59"]


def test_a_part_stands_in_the_cell_of_its_whole(record):
    (claim,) = cell(table_of(record), "killed", 1).claims
    assert claim.value == "38"
    assert claim.parts == ("Including 36 civilians.",)


def test_a_figure_in_words_is_quoted_and_a_minimum_says_so(record):
    table = table_of(record)
    assert cell(table, "injured", 1).claims[0].value == "“several”"
    minimum = cell(table, "evacuated", 0).claims[0]
    assert minimum.value == "136,000+"
    assert minimum.gloss == "A minimum, as stated"


def test_a_rejected_figure_without_an_adopted_one_is_still_shown(record):
    for figure in record["figures"]:
        if figure["ref"] == "f7":
            figure["role"] = "rejected"
    (claim,) = cell(table_of(record), "evacuated", 0).claims
    assert claim.value == ""
    assert [other.value for other in claim.other] == ["136,000+"]


def test_two_own_counts_are_called_parts(record):
    assert "62 and 38 are two parts" in table_of(record).note


def test_no_figures_make_no_table(record):
    assert figures_table(record | {"figures": []}, {}) is None


def test_the_chart_adds_the_two_sides_and_offers_no_total_of_civilians(record):
    killed, civilians, injured = range_chart(record).bars[:3]
    assert (killed.best, killed.range) == ("100", "low 100 · high 100")
    assert [segment.pattern for segment in killed.segments] == ["solid", "hatch"]
    assert (civilians.best, civilians.range) == ("—", "at least 36")
    assert injured.range == "low 198 · no upper limit"


def test_bars_stay_within_the_chart(record):
    chart = range_chart(record)
    assert all(segment.end <= 100 for bar in chart.bars for segment in bar.segments)
    assert chart.ticks[0] == (0.0, "0")


def test_a_report_that_repeats_another_is_listed_beneath_its_origin(record):
    sources = sources_list(record)
    assert (sources.total, len(sources.entries), sources.archived) == (3, 2, 2)
    assert [entry.source for entry in sources.entries[0].repeated_by] == ["SRC-0002"]
    assert sources.entries[0].supports == ["killed", "injured", "evacuated"]
