"""The hard cases of the seed article, read back through the API: designations, mechanisms, what is told more than
once. The table of all cases is in test_starter_hard_cases.py; the numbers are those.
"""

from __future__ import annotations

import pytest

from tests.starter_api import ARTICLE, claims, countries, dated, found, links, places, record, sections

pytestmark = pytest.mark.django_db

# Every designation of the article in its order: words, date, act. The level's code, or none for a shared future.
STRATEGIC = ("战略伙伴关系", "strategic")
COMPREHENSIVE = ("全面战略伙伴关系", "comprehensive_strategic")
PERMANENT = ("永久全面战略伙伴关系", "permanent_comprehensive_strategic")
NEW_ERA = ("新时代全面战略伙伴关系", "comprehensive_strategic_new_era")
COOPERATIVE = ("新时代全面战略合作伙伴关系", "comprehensive_strategic_cooperative_new_era")
ALL_WEATHER = ("新时代全天候全面战略伙伴关系", "all_weather_comprehensive_strategic_new_era")
CHAINS = {
    "PAR-KAZ": [
        (*COMPREHENSIVE, "2011", "declared"),
        (*PERMANENT, "2019-09", "declared"),
        ("世代友好、高度互信、休戚与共的中哈命运共同体", None, "2022-09", "declared"),
    ],
    "PAR-KGZ": [
        (*STRATEGIC, "2013", "established"),
        (*COMPREHENSIVE, "2018", "upgraded"),
        (*NEW_ERA, "2023", "established"),
        ("睦邻友好、共享繁荣的中吉命运共同体", None, "2023", "resolved_to_build"),
    ],
    "PAR-TJK": [
        (*STRATEGIC, "2013", "established"),
        (*COMPREHENSIVE, "2017", "established"),
        ("世代友好、休戚与共、互利共赢的命运共同体", None, "2023", "declared"),
        (*COOPERATIVE, "2024", "declared"),
    ],
    "PAR-TKM": [
        (*STRATEGIC, "2013", "established"),
        (*COMPREHENSIVE, "2023", "established"),
        ("在双边层面践行命运共同体", None, "2023", "declared"),
    ],
    "PAR-UZB": [
        (*STRATEGIC, "2012", "established"),
        (*COMPREHENSIVE, "2016", "established"),
        ("在双边层面践行命运共同体", None, "2022", "declared"),
        (*ALL_WEATHER, "2024-01", "declared"),
    ],
}


@pytest.mark.parametrize("record_id", CHAINS)
def test_10_the_designations_are_those_of_the_article_in_its_words(starter, client, record_id):
    row = record(client, record_id)
    steps = [
        (step["wording_zh"], step["level"], step["date"], step["act"])
        for step in sorted(row["designations"], key=lambda step: (step["date"], step["level"] is None))
    ]
    assert steps == CHAINS[record_id]
    assert all(step["wording_en"] for step in row["designations"])
    assert countries(row, "partner_state") == {"CHN", record_id[-3:]}


def test_10_cooperative_and_all_weather_make_levels_of_their_own(starter, client):
    wordings = {
        step["level"]: (step["wording_zh"], step["wording_en"])
        for row in found(client, "partnerships/").values()
        for step in row["designations"]
        if step["level"]
    }
    assert len(wordings) == len({words for words, _english in wordings.values()}) == 6
    assert len({english for _words, english in wordings.values()}) == 6
    assert "cooperative" in wordings[COOPERATIVE[1]][1]
    assert "All-weather" in wordings[ALL_WEATHER[1]][1]
    assert found(client, f"partnerships/?level={COOPERATIVE[1]}").keys() == {"PAR-TJK"}
    assert found(client, f"partnerships/?level={ALL_WEATHER[1]}").keys() == {"PAR-UZB"}
    assert found(client, f"partnerships/?level={NEW_ERA[1]}").keys() == {"PAR-KGZ"}
    assert found(client, f"partnerships/?level={PERMANENT[1]}").keys() == {"PAR-KAZ"}
    notes = record(client, "PAR-TJK")["note_zh"], record(client, "PAR-UZB")["note_zh"]
    assert "合作" in notes[0]
    assert "全天候" in notes[1]


def test_11_a_community_with_a_shared_future_is_no_level(starter, client):
    rows = found(client, "partnerships/?track=shared_future")
    assert rows.keys() == CHAINS.keys()
    for row in rows.values():
        tracks = {step["wording_zh"]: (step["track"], step["level"]) for step in row["designations"]}
        for words, (track, level) in tracks.items():
            assert (track, bool(level)) == (
                ("shared_future", False) if "命运共同体" in words else ("partnership", True)
            )
        assert [track for track, _level in tracks.values()].count("shared_future") == 1


def test_12_the_interior_ministers_have_met_and_are_still_to_be_completed(starter, client):
    row = record(client, "MEC-0005")
    where = {citation["ref"]: citation["locator"] for citation in row["citations"]}
    stages = [(stage["stage"], stage["date"], where[stage["citation"]][:4]) for stage in row["stages"]]
    assert ("operating", "2024-09-10", "二（二）") in stages
    assert [s for s in stages if s[0] not in ("operating", "established") and not s[1] and s[2] == "三（二）"]
    assert not [s for s in stages if s[0] == "established"], "no founding is told"
    meeting = record(client, "MTG-0004")
    assert dated(meeting) == ("2024-09-10", "2024-09-10", "2024-09-10", 1, "event")
    assert (meeting["mechanism"], meeting["ordinal"], meeting["meeting_level"]) == (
        "MEC-0005",
        1,
        "ministers",
    )
    assert places(meeting) == {"PLC-0007": 1}
    assert [item["record_id"] for item in row["meetings"]] == ["MTG-0004"]
    assert "first meeting" in row["note_en"]
    assert "completed" in row["note_en"]
    assert "首次会议" in row["note_zh"]
    assert "尽快完成" in row["note_zh"]


def test_13_proposed_in_june_2022_and_established_in_may_2024(starter, client):
    row = record(client, "MEC-0004")
    stages = {(stage["stage"], stage["date"]) for stage in row["stages"]}
    assert {("proposed", "2022-06-08"), ("proposed", "2023-05-19"), ("established", "2024-05-30")} <= stages
    assert row["stage"] in ("established", "operating")
    assert row["proposed_by_country"] == "CHN"
    assert dated(row) == ("2024-05-30", "2024-05-30", "2024-05-30", 1, "event")
    proposed = record(client, "MTG-0002")
    assert dated(proposed) == ("2022-06-08", "2022-06-08", "2022-06-08", 1, "event")
    assert (proposed["mechanism"], proposed["ordinal"]) == ("MEC-0009", 3)
    assert countries(proposed, "host") == {"KAZ"}
    assert ("related", "MEC-0004") in links(proposed)
    founding = record(client, "MTG-0003")
    assert (founding["mechanism"], founding["date"]) == ("MEC-0004", "2024-05-30")
    assert {item["record_id"] for item in founding["documents"]} == {"DOC-0014", "DOC-0015"}
    group = record(client, "MEC-0006")
    assert (group["parent"], group["mechanism_type"], group["date"]) == (
        "MEC-0004",
        "working_group",
        "2024-05-30",
    )
    assert "MEC-0004" in found(client, "mechanisms/?proposed_by=CHN")


def test_14_a_forum_upgraded_and_renamed_counts_its_sessions_by_name(starter, client):
    old, new = record(client, "MEC-0030"), record(client, "MEC-0031")
    assert (old["title_zh"].strip("“”"), old["date"], old["date_prec"]) == ("连云港论坛", "2015", 5)
    assert {(stage["stage"], stage["date"]) for stage in old["stages"]} == {
        ("established", "2015"),
        ("upgraded", "2022"),
        ("renamed", "2022"),
    }
    assert (new["title_zh"], new["date"]) == ("全球公共安全合作论坛（连云港）", "2022")
    assert new["predecessor"] == "MEC-0030"
    assert ("upgraded_from", "MEC-0030") in links(new)
    assert ("upgraded_from", "MEC-0031") in links(old, "from")
    assert claims(old, "sessions_held") == {("exact", 5, "", ARTICLE)}
    assert claims(new, "sessions_held") == {("exact", 3, "", ARTICLE)}
    for row, name in ((old, "连云港论坛"), (new, "全球公共安全合作论坛")):
        assert name in row["figures"][0]["counted_note_zh"]


def test_15_one_training_told_in_three_places_is_one_record(starter, client):
    row = record(client, "TRN-0002")
    assert sections(row) == ["二（二）2", "二（二）3", "二（二）3"]
    assert (row["date"], row["date_earliest"], row["date_prec"]) == ("2024-04", "2024-04-01", 4)
    assert (row["edition"], row["training_type"]) == (1, "training_course")
    assert countries(row, "participant") == {"KAZ", "KGZ", "TJK", "TKM", "UZB"}
    assert places(row) == {"PLC-0005": 1}
    assert {"border_security", "emergency_management"} <= set(row["focus"])
    told = {
        record_id: other
        for record_id, other in found(client, "training-events/").items()
        if "安全风险防范" in other["title_zh"]
    }
    assert told.keys() == {"TRN-0002"}
    assert "April to May" in row["note_en"]
    assert "2024年4—5月" in row["note_zh"]
    assert dated(record(client, "TRN-0006"))[:4] == ("2024-04/2024-05", "2024-04-01", "2024-05-31", 5)


def test_16_one_joint_statement_told_twice_is_one_record(starter, client):
    row = record(client, "DOC-0004")
    assert dated(row) == ("2024-01", "2024-01-01", "2024-01-31", 4, "event")
    assert len(row["citations"]) == 2
    assert "新时代全天候全面战略伙伴关系" in row["title_zh"]
    assert row["meeting"] == "MTG-0010"
    assert {(act["country"], act["action"]) for act in row["party_actions"]} == {
        ("CHN", "signature"),
        ("UZB", "signature"),
    }
    of_both = [
        record_id
        for record_id, other in found(client, "documents/?document_type=joint_statement").items()
        if countries(other, "party") == {"CHN", "UZB"}
    ]
    assert of_both == ["DOC-0004"]
    documents = [step["document"] for step in record(client, "PAR-UZB")["designations"] if step["document"]]
    assert documents == ["DOC-0004"]
    assert "twice" in row["note_en"]
    assert "两处" in row["note_zh"]


PROPOSALS = {
    "MEC-0010": ("TJK", "PLC-0001", "上合组织禁毒中心"),
    "MEC-0011": ("RUS", "PLC-0002", "上合组织应对安全威胁和挑战综合中心"),
    "MEC-0012": ("KAZ", None, "上合组织信息安全中心"),
    "MEC-0013": ("KGZ", "PLC-0003", "上合组织打击跨国有组织犯罪中心"),
}
ADVICE = {
    "MEC-0015": "争端调解机制",
    "MEC-0016": "安全保障机制",
    "MEC-0017": "海外利益保障机制",
    "MEC-0018": "能源安全合作机制",
    "MEC-0019": "金融风险评估系统",
}


@pytest.mark.parametrize("record_id", PROPOSALS)
def test_17_a_proposal_is_a_states(starter, client, record_id):
    row = record(client, record_id)
    country, seat, name = PROPOSALS[record_id]
    assert row["title_zh"].startswith(name)
    assert (row["proposed_by_country"], row["proposed_by_source"]) == (country, None)
    assert row["seat"] == seat
    assert (row["framework"], row["date"]) == ("sco", "")
    assert "proposed" in {stage["stage"] for stage in row["stages"]}
    assert not {"agreed", "established", "operating"} & {stage["stage"] for stage in row["stages"]}
    assert ("follows", "DOC-0011") in links(row)
    assert record_id in found(client, f"mechanisms/?proposed_by={country}")


@pytest.mark.parametrize("record_id", ADVICE)
def test_17_advice_is_the_authors(starter, client, record_id):
    row = record(client, record_id)
    assert ADVICE[record_id] in row["title_zh"]
    assert (row["proposed_by_country"], row["proposed_by_organisation"]) == (None, None)
    assert row["proposed_by_source"] == "SRC-0001"
    assert countries(row, "proposer") == set()
    assert {stage["stage"] for stage in row["stages"]} == {"proposed"}
    assert "Su Chang and Guo Manruo" in row["summary_en"]
    assert "苏畅、郭曼若" in row["summary_zh"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_17_the_two_stand_under_heads_of_their_own(starter, client, language):
    advised = found(client, "mechanisms/?proposed_by=SRC-0001")
    assert ADVICE.keys() <= advised.keys()
    assert not PROPOSALS.keys() & advised.keys()
    page = client.get(f"/{language}/mechanisms/proposals/").content.decode()
    places = {
        record_id: page.index(f"/{language}/mechanisms/{record_id}/")
        for record_id in [*PROPOSALS, *advised]
        if f"/{language}/mechanisms/{record_id}/" in page
    }
    assert places.keys() == PROPOSALS.keys() | advised.keys()
    head = {"en": "Suggested by authors of a source", "zh": "作者"}[language]
    between = page.index(head, max(places[record_id] for record_id in PROPOSALS))
    assert between < min(places[record_id] for record_id in advised)
