"""The hard cases of the seed article, read back through the API as the article tells them: the figures.

The numbers are kept across the files, so that none is left out:

    1  September 2022: each side its own losses; evacuated, by one side   here
    2  April 2021: two sides, nobody named as the one who counted         here
    3  three counts of clashes over periods that overlap, never summed    here
    4  67 + 3 + 96 within 166                                             here
    5  18 and 9 channels side by side                                     here
    6  dates that are only the announcement's                             test_starter_hard_dates.py
    7  a day that inherits its month                                      test_starter_hard_dates.py
    8  statistics for a year, for several years, for none                 test_starter_hard_dates.py
    9  figures without a number, and with over, about, nearly, under      here
    10 合作 and 全天候 in designations                                      test_starter_hard_ties.py
    11 a community with a shared future apart from the levels             test_starter_hard_ties.py
    12 interior ministers: told as met, and as still to be completed      test_starter_hard_ties.py
    13 a mechanism proposed in June 2022 and established in May 2024      test_starter_hard_ties.py
    14 a forum founded, upgraded and renamed; its sessions by name        test_starter_hard_ties.py
    15 one training told in three places and entered once                 test_starter_hard_ties.py
    16 one joint statement told twice                                     test_starter_hard_ties.py
    17 proposals by four states apart from the authors' advice            test_starter_hard_ties.py
    18 events outside the region by people from it                        test_starter_hard_people.py
    19 foreign victims inside it                                          test_starter_hard_people.py
    20 signing dates against validity periods                             test_starter_hard_dates.py
    21 organisations with aliases that look alike                         test_starter_hard_people.py

The article's own contradictions, and that nothing stands alone, are in test_starter_contradictions.py.
"""

from __future__ import annotations

import pytest

from tests.starter_api import ARTICLE, claims, countries, dated, found, links, places, record, speaker

pytestmark = pytest.mark.django_db


def test_1_each_side_states_its_own_losses_of_september_2022(starter, client):
    row = record(client, "INC-0002")
    assert dated(row) == ("2022-09-14/2022-09-17", "2022-09-14", "2022-09-17", 2, "event")
    assert row["scope"] == "event"
    assert countries(row, "party") == countries(row, "location") == {"KGZ", "TJK"}
    assert claims(row, "killed") == {
        ("exact", 62, "KGZ", "KGZ"),
        ("exact", 38, "TJK", "TJK"),
        ("exact", 36, "TJK civilians", "TJK"),
    }
    assert claims(row, "injured") == {("exact", 198, "KGZ", "KGZ"), ("exact", 20, "TJK", "TJK")}
    assert claims(row, "evacuated") == {("more_than", 136000, "KGZ", "KGZ")}
    by_number = {figure["best"]: figure for figure in row["figures"] if figure["measure"] == "killed"}
    assert by_number[36]["subset_of"] == by_number[38]["ref"]
    assert not by_number[62]["subset_of"]
    assert not by_number[38]["subset_of"]


def test_1_what_the_sides_state_adds_up_and_does_not_compete(starter, client):
    row = record(client, "INC-0002")
    assert [row[f"deaths_{name}"] for name in ("low", "best", "high")] == [100, 100, 100]
    assert [row[f"injured_{name}"] for name in ("low", "best", "high")] == [218, 218, 218]
    assert row["accounts_differ"] is False


def test_1_the_evacuated_are_those_of_batken_and_the_settlements_are_linked(starter, client):
    row = record(client, "INC-0002")
    [evacuated] = [figure for figure in row["figures"] if figure["measure"] == "evacuated"]
    assert "Batken" in evacuated["counted_note_en"]
    assert "巴特肯" in evacuated["counted_note_zh"]
    assert places(row)["PLC-0021"] == 4
    assert {("settled_by", "DOC-0001"), ("settled_by", "DOC-0002"), ("part_of", "INC-0003")} <= links(row)
    for document, day in (("DOC-0001", "2022-09-19"), ("DOC-0002", "2022-09-25"), ("DOC-0003", "2025-03-13")):
        treaty = record(client, document)
        assert treaty["date"] == day
        assert {(act["country"], act["action"], act["date"]) for act in treaty["party_actions"]} == {
            ("KGZ", "signature", day),
            ("TJK", "signature", day),
        }


def test_2_april_2021_names_no_day_and_nobody_who_counted(starter, client):
    row = record(client, "INC-0001")
    assert dated(row) == ("2021-04", "2021-04-01", "2021-04-30", 4, "event")
    assert claims(row, "killed") == {("exact", 36, "KGZ", ARTICLE), ("exact", 19, "TJK", ARTICLE)}
    assert claims(row, "injured") == claims(row, "evacuated") == set()
    assert row["deaths_best"] == 55
    assert ("part_of", "INC-0003") in links(row)
    assert row["scope"] == "event"


THREE_COUNTS = {
    "INC-0003": (
        ("2021-04/2022-10", "2021-04-01", "2022-10-31", 6, "event"),
        ("approximately", 20, "", ARTICLE),
    ),
    "INC-0004": (("2022", "2022-01-01", "2022-12-31", 5, "event"), ("exact", 18, "", "ORG-0013")),
    "INC-0005": (("2018/2021", "2018-01-01", "2021-12-31", 6, "event"), ("exact", 9, "", ARTICLE)),
}


@pytest.mark.parametrize("record_id", THREE_COUNTS)
def test_3_each_count_of_clashes_keeps_its_period_and_its_speaker(starter, client, record_id):
    row = record(client, record_id)
    when, count = THREE_COUNTS[record_id]
    assert row["scope"] == "period_total"
    assert row["event_clarity"] == 2
    assert dated(row) == when
    assert {claim for claim in claims(row, "clashes") if claim[0] != "unspecified"} == {count}
    assert countries(row, "party") == {"KGZ", "TJK"}


def test_3_the_three_counts_are_never_summed(starter, client):
    incidents = found(client, "incidents/")
    counted = {
        (record_id, claim[1])
        for record_id, row in incidents.items()
        for claim in claims(row, "clashes")
        if claim[0] != "unspecified"
    }
    assert counted == {("INC-0003", 20), ("INC-0004", 18), ("INC-0005", 9)}
    for record_id in THREE_COUNTS:
        row = incidents[record_id]
        assert (row["deaths_low"], row["deaths_best"], row["injured_best"]) == (None, None, None)
        others = {link["record_id"] for link in row["links"]}
        assert others & (THREE_COUNTS.keys() - {record_id}), "they lead to each other"
        # None contains another: their periods overlap, and which clashes they share is not told.
        assert not {("part_of", other) for other in THREE_COUNTS} & links(row)
        assert "never added" in row["note_en"]
        assert "不作相加" in row["note_zh"]
    assert speaker(incidents["INC-0004"]["figures"][0]) == "ORG-0013"
    assert incidents["INC-0004"]["figures"][0]["attributed_to_country"] == "KGZ"


def test_3_a_total_for_a_period_is_drawn_in_no_chart(starter, client):
    totals = found(client, "incidents/?scope=period_total")
    assert THREE_COUNTS.keys() <= totals.keys()
    assert client.get("/en/incidents/?scope=period_total").context["histogram"] is None
    histogram = client.get("/en/incidents/").context["histogram"]
    events = [row for row in found(client, "incidents/?scope=event").values() if row["date"]]
    assert sum(bar.count for bar in histogram.bars) == len(events)
    assert histogram.period_total.count == len(totals)


def test_4_the_parts_of_166_are_parts(starter, client):
    row = record(client, "INC-0050")
    assert dated(row) == ("2023", "2023-01-01", "2023-12-31", 5, "event")
    assert row["scope"] == "period_total"
    assert countries(row, "location") == {"KGZ"}
    assert claims(row, "arrested") == {
        ("exact", 166, "", ARTICLE),
        ("exact", 67, "ORG-0076", ARTICLE),
        ("exact", 3, "ORG-0077", ARTICLE),
        ("exact", 96, "ORG-0078", ARTICLE),
    }
    arrested = [figure for figure in row["figures"] if figure["measure"] == "arrested"]
    [whole] = [figure for figure in arrested if figure["best"] == 166]
    parts = [figure for figure in arrested if figure is not whole]
    assert whole["subset_of"] is None
    assert {part["subset_of"] for part in parts} == {whole["ref"]}
    assert sum(part["best"] for part in parts) == 166
    names = {part["counted_organisation_name_zh"] for part in parts}
    assert names == {"科尔巴耶夫犯罪集团", "博库舍夫犯罪集团", "吉尔吉斯斯坦地区有组织犯罪集团"}


def test_5_international_and_regional_channels_stand_side_by_side(starter, client):
    row = record(client, "INC-0045")
    assert dated(row) == ("2024", "2024-01-01", "2024-12-31", 5, "event")
    assert row["scope"] == "period_total"
    channels = [figure for figure in row["figures"] if figure["measure"] == "supply_channels_closed"]
    assert claims(row, "supply_channels_closed") == {("exact", 18, "", ARTICLE), ("exact", 9, "", ARTICLE)}
    scopes = {figure["best"]: (figure["counted_note_en"], figure["counted_note_zh"]) for figure in channels}
    assert "international" in scopes[18][0]
    assert "国际" in scopes[18][1]
    assert "regional" in scopes[9][0]
    assert "区域" in scopes[9][1]
    assert [figure["subset_of"] for figure in channels] == [None, None]
    assert 27 not in [figure[name] for figure in row["figures"] for name in ("low", "best", "high")]
    assert claims(row, "operations") == {("exact", 16, "", ARTICLE)}
    assert claims(row, "drug_laboratories_closed") == {("exact", 10, "", ARTICLE)}
    assert claims(row, "drugs_kg") == {("more_than", 800, "", ARTICLE)}
    assert claims(row, "precursors_t") == {("exact", 14, "", ARTICLE)}


WITHOUT_A_NUMBER = [
    ("INC-0003", "casualties", "多人"),
    ("INC-0004", "clashes", "多起"),
    ("INC-0006", "attacks", "一些"),
    ("INC-0018", "attacks", "多起"),
    ("INC-0023", "attacks", "多起"),
    ("INC-0024", "casualties", "严重人员伤亡"),
    ("INC-0038", "materials_seized", "大量"),
    ("MEC-0038", "sessions_held", "多次"),
    ("MEC-0064", "joint_projects", "多个"),
]


@pytest.mark.parametrize(("record_id", "measure", "words"), WITHOUT_A_NUMBER)
def test_9_a_figure_without_a_number_has_the_words_and_no_number(starter, client, record_id, measure, words):
    row = record(client, record_id)
    assert ("unspecified", words, "", ARTICLE) in claims(row, measure)
    [figure] = [f for f in row["figures"] if f["measure"] == measure and f["quantifier"] == "unspecified"]
    assert figure["wording_en"]
    assert not row.get("deaths_best")


QUANTIFIED = [
    # over
    ("INC-0002", "evacuated", "more_than", 136000, "KGZ"),
    ("INC-0013", "weapons_lost", "more_than", 2900, ARTICLE),
    ("INC-0035", "channels", "more_than", 500, ARTICLE),
    ("INC-0037", "arrested", "more_than", 60, ARTICLE),
    ("INC-0044", "drugs_kg", "more_than", 100, ARTICLE),
    ("INC-0045", "drugs_kg", "more_than", 800, ARTICLE),
    ("INC-0049", "arrested", "more_than", 30, ARTICLE),
    ("MEC-0056", "talks_held", "more_than", 100, ARTICLE),
    # about, nearly, under
    ("INC-0003", "clashes", "approximately", 20, ARTICLE),
    ("PAR-TJK", "border_length_km", "nearly", 500, ARTICLE),
    ("DOC-0017", "duration_years", "less_than", 1, "ORG-0004"),
    # and the plain number beside them
    ("INC-0035", "subscribers", "exact", 177000, ARTICLE),
    ("MEC-0056", "border_length_km", "exact", 986.7, ARTICLE),
    ("MEC-0056", "delimited_km", "exact", 519.9, ARTICLE),
]


@pytest.mark.parametrize(("record_id", "measure", "quantifier", "number", "who"), QUANTIFIED)
def test_9_over_about_nearly_and_under_are_kept(starter, client, record_id, measure, quantifier, number, who):
    stated = {
        (claim[0], claim[1], claim[3])
        for claim in claims(record(client, record_id), measure)
        if claim[0] != "unspecified"
    }
    assert stated == {(quantifier, number, who)}
