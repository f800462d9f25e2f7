"""The hard cases of the seed article, read back through the API: dates, announcements, statistics for a period,
signing against validity. The table of all cases is in test_starter_hard_cases.py; the numbers are those.
"""

from __future__ import annotations

import pytest

from tests.starter_api import ARTICLE, claims, countries, dated, found, organisations, places, record

pytestmark = pytest.mark.django_db

# Record: its date and bounds, who announced it, and words of the article that give the day.
ANNOUNCED = {
    "INC-0025": ("2024-03-29", "2024-03-29", "2024-03-29", 1, "ORG-0011", "TJK"),
    "INC-0033": ("2023-04-26", "2023-04-26", "2023-04-26", 1, "ORG-0011", "TJK"),
    "INC-0046": ("2022-11", "2022-11-01", "2022-11-30", 4, "ORG-0015", "KAZ"),
    "INC-0048": ("2023-07", "2023-07-01", "2023-07-31", 4, "ORG-0015", "KAZ"),
}


@pytest.mark.parametrize("record_id", ANNOUNCED)
def test_6_the_day_of_the_news_is_not_the_day_of_the_event(starter, client, record_id):
    row = record(client, record_id)
    date, earliest, latest, precision, announcer, country = ANNOUNCED[record_id]
    assert dated(row) == (date, earliest, latest, precision, "announcement")
    assert row["scope"] == "event"
    assert announcer in organisations(row, "responder")
    assert countries(row, "location") == {country}
    for figure in row["figures"]:
        assert (figure["attributed_to_organisation"], figure["stated_on"]) == (announcer, date)
    assert row["note_en"]
    assert row["note_zh"]


@pytest.mark.parametrize("record_id", ANNOUNCED)
def test_6_an_announcement_may_have_been_then_and_was_not_surely(starter, client, record_id):
    year = ANNOUNCED[record_id][0][:4]
    window = f"incidents/?date_from={year}&date_to={year}"
    assert record_id in found(client, window)
    assert record_id not in found(client, f"{window}&date_match=surely")


def test_6_the_other_dates_are_those_of_the_events(starter, client):
    """Nine arrests are told as reported before 29 March 2024; no other incident has an announcement's date."""
    announced = {
        record_id
        for record_id, row in found(client, "incidents/").items()
        if row["date_kind"] == "announcement"
    }
    assert announced == ANNOUNCED.keys() | {"INC-0026"}


def test_6_what_was_announced_is_as_the_article_has_it(starter, client):
    assert claims(record(client, "INC-0025"), "arrested") == {("exact", 15, "", "ORG-0011")}
    assert claims(record(client, "INC-0033"), "killed") == {("exact", 2, "perpetrators", "ORG-0011")}
    assert countries(record(client, "INC-0033"), "origin_of_perpetrators") == {"AFG"}
    weapons = record(client, "INC-0046")
    assert claims(weapons, "weapons_surrendered") == {("exact", 1400, "", "ORG-0015")}
    assert claims(weapons, "people_handing_in_weapons") == {("exact", 1087, "KAZ", "ORG-0015")}
    group = record(client, "INC-0048")
    assert group["figures"] == []
    assert organisations(group, "target") == {"ORG-0075"}
    assert places(group) == {"PLC-0012": 4, "PLC-0017": 4, "PLC-0019": 4, "PLC-0020": 4}


def test_7_a_day_inherits_the_month_of_the_sentence_before(starter, client):
    row = record(client, "INC-0025")
    assert row["date"] == "2024-03-29"
    assert row["date_text"] == "29日"
    assert "March 2024" in row["note_en"]
    assert "2024年3月" in row["note_zh"]
    assert places(row) == {"PLC-0001": 1, "PLC-0025": 1}
    assert record(client, "INC-0024")["date"] == "2024-03-22"


def test_7_what_was_reported_before_that_day_has_no_day_of_its_own(starter, client):
    row = record(client, "INC-0026")
    assert row["date_kind"] == "announcement"
    assert row["date_latest"] == "2024-03-29"
    assert row["date_prec"] != 1
    assert claims(row, "arrested") == {("exact", 9, "", ARTICLE)}
    assert "reports" in row["figures"][0]["counted_note_en"]
    assert "有报道称" in row["figures"][0]["counted_note_zh"]
    assert countries(row, "origin_of_perpetrators") == {"TJK", "KGZ", "RUS"}


def test_7_a_day_inherits_the_year_of_the_sentence_before(starter, client):
    row = record(client, "DOC-0002")
    assert dated(row) == ("2022-09-25", "2022-09-25", "2022-09-25", 1, "event")
    assert row["note_en"]
    assert row["note_zh"]


PROSECUTOR, PRESIDENT = "ORG-0012", "ORG-0018"
FOR_A_YEAR = [
    ("INC-0017", "2022", "TJK", "cases", ("exact", 1197, "TJK", PROSECUTOR)),
    ("INC-0017", "2022", "TJK", "cases_change_percent", ("exact", 18.5, "TJK", PROSECUTOR)),
    ("INC-0019", "2023", "KAZ", "plots", ("exact", 2, "", ARTICLE)),
    ("INC-0042", "2024", "TJK", "attacks", ("exact", 12, "", ARTICLE)),
    ("INC-0042", "2024", "TJK", "killed", ("exact", 47, "perpetrators", ARTICLE)),
    ("INC-0043", "2022", "KAZ", "sites_closed", ("exact", 1996, "", ARTICLE)),
    ("INC-0045", "2024", "KAZ", "operations", ("exact", 16, "", ARTICLE)),
    ("INC-0051", "2023", "KGZ", "operations", ("exact", 25, "", ARTICLE)),
]


@pytest.mark.parametrize(("record_id", "year", "country", "measure", "claim"), FOR_A_YEAR)
def test_8_a_statistic_for_a_year(starter, client, record_id, year, country, measure, claim):
    row = record(client, record_id)
    assert row["scope"] == "period_total"
    assert dated(row) == (year, f"{year}-01-01", f"{year}-12-31", 5, "event")
    assert claims(row, measure) == {claim}
    assert countries(row, "location") == {country}


def test_8_a_statistic_for_several_years(starter, client):
    row = record(client, "INC-0030")
    assert row["scope"] == "period_total"
    assert dated(row) == ("2020/2023", "2020-01-01", "2023-12-31", 6, "event")
    assert claims(row, "participants_in_attacks") == {("exact", 24, "TJK", PRESIDENT)}
    assert claims(row, "countries_of_attacks") == {("exact", 10, "", PRESIDENT)}
    assert {figure["stated_on"] for figure in row["figures"]} == {"2024-03-09"}
    assert countries(row, "origin_of_perpetrators") == {"TJK"}
    assert countries(row, "location") == set(), "the ten countries are not named"


def test_8_a_statistic_for_no_period(starter, client):
    row = record(client, "INC-0035")
    assert row["scope"] == "period_total"
    assert dated(row) == ("", None, None, None, "event")
    assert row["undated_reason_en"]
    assert row["undated_reason_zh"]
    assert claims(row, "channels") == {("more_than", 500, "", ARTICLE)}
    assert claims(row, "subscribers") == {("exact", 177000, "", ARTICLE)}
    assert all("monitoring data" in figure["counted_note_en"] for figure in row["figures"])
    assert "INC-0035" not in found(client, "incidents/?date_from=1990&date_to=2030")
    assert "INC-0035" in found(client, "incidents/?date_match=undated")


SIGNED = {
    "DOC-0006": ("2024-07", "signature", "2025", "2027", "MTG-0008"),
    "DOC-0010": ("2021-09", "adoption", "2022", "2023", "MTG-0007"),
    "DOC-0015": ("2024-05-30", "adoption", "2024", "2026", "MTG-0003"),
}


@pytest.mark.parametrize("record_id", SIGNED)
def test_20_the_day_of_signing_is_not_the_time_of_validity(starter, client, record_id):
    row = record(client, record_id)
    date, action, valid_from, valid_until, meeting = SIGNED[record_id]
    assert row["date"] == date
    assert (row["valid_from"], row["valid_until"]) == (valid_from, valid_until)
    assert {(act["action"], act["date"]) for act in row["party_actions"]} == {(action, date)}
    assert row["meeting"] == meeting
    assert record_id in {item["record_id"] for item in record(client, meeting)["documents"]}


def test_20_documents_are_found_by_the_day_they_hold_and_by_the_day_they_were_made(starter, client):
    assert "DOC-0006" in found(client, "documents/?valid_on=2026-06-01")
    assert "DOC-0006" not in found(client, "documents/?valid_on=2024-08-01")
    assert "DOC-0006" in found(client, "documents/?date_from=2024-07&date_to=2024-07")
    assert "DOC-0010" in found(client, "documents/?valid_on=2022-06-01")
    assert "DOC-0010" not in found(client, "documents/?valid_on=2021-10-01")
    assert "DOC-0010" in found(client, "documents/?date_from=2021-09&date_to=2021-09")
