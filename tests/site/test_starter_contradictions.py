"""What the article says in two ways stays in two ways, in a note that readers see; and no record stands alone."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.conf import settings
from django.test import Client
from django.utils.html import strip_tags

from portal.base.codes import KIND_NAMES
from tests.starter_api import found, get, page_path, record

pytestmark = pytest.mark.django_db

# Record: words of both statements, in English and in Chinese. The note has to hold all of them.
CONTRADICTIONS = {
    # The first protocol, "on the third day", 19 September; the fighting, 14-17 September.
    "INC-0002": (["14–17 September", "19 September", "third day"], ["9月14日", "9月19日", "第三天"]),
    "DOC-0001": (["14–17 September", "19 September", "third day"], ["9月14日", "9月19日", "第三天"]),
    # Three counts of clashes over periods that overlap.
    "INC-0003": (["18 clashes", "9 given", "overlap"], ["18起", "9起", "重叠"]),
    "INC-0004": (["about 20", "overlap"], ["约20次", "重叠"]),
    "INC-0005": (["about 20", "overlap"], ["约20次", "重叠"]),
    # Istanbul among attacks "in Europe".
    "INC-0006": (["Europe", "Türkiye"], ["欧洲", "土耳其"]),
    "INC-0027": (["Europe", "Türkiye"], ["欧洲", "土耳其"]),
    "INC-0028": (["Europe", "Türkiye"], ["欧洲", "土耳其"]),
    # The civil war: in the decade 1991-2000, and 1993-1997.
    "INC-0007": (["1991–2000"], ["1991—2000"]),
    # "Four" challenges, three set out; regional security worsened, security in Central Asia did not.
    "INC-0012": (["four", "three", "worsened", "has not"], ["四个方面", "三个方面", "恶化", "并未恶化"]),
    # Fewer attacks at home; active again, and a rise of 18.5 per cent.
    "INC-0052": (["reduced", "active again", "18.5"], ["大为减少", "重新活跃", "18.5"]),
    # Joining before 2014: limited, and practically none; 2020 in two periods.
    "INC-0200": (["limited", "practically absent", "2020"], ["程度有限", "基本没有", "2020年"]),
    # Proposed in 2022 and again in 2023; activities since 2022, and in under a year before May 2024.
    "MEC-0004": (["twice", "2022", "less than a year"], ["两处", "2022年", "不到一年"]),
    # The interior ministers have met; their mechanism is to be completed soon.
    "MEC-0005": (["first meeting", "completed"], ["首次会议", "尽快完成"]),
    "MTG-0004": (["still to be completed"], ["尚待完成"]),
    # "Discuss setting up", or "set up".
    "MEC-0021": (["discuss setting up", "set up"], ["探讨建立", "“建立”"]),
    # Forecast stations of an observation network.
    "MEC-0023": (["forecast stations", "observation"], ["预测站", "观测站"]),
    # April, and April to May; under law enforcement, and under emergency management.
    "TRN-0002": (["April 2024", "April to May", "law enforcement"], ["2024年4月", "4—5月", "执法"]),
    # The new view of security in three words, and in four.
    "MEC-0300": (
        ["as comprehensive, cooperative and sustainable", "as common, comprehensive"],
        ["“综合、合作、可持续”", "“共同、综合、合作、可持续”"],
    ),
    # Sentences that the copy damaged.
    "MEC-0015": (["corrupt"], ["脱误"]),
    "MEC-0029": (["dash"], ["新疆一中亚"]),
}


def shown(client, path):
    """The words of a page, with every space and line break as one space."""
    answer = client.get(path)
    assert answer.status_code == 200, path
    return " ".join(unescape(strip_tags(answer.content.decode())).split())


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("record_id", CONTRADICTIONS)
def test_both_statements_stand_in_the_note_on_the_records_page(starter, client, record_id, language):
    row = record(client, record_id)
    note = " ".join(row[f"note_{language}"].split())
    for words in CONTRADICTIONS[record_id][language == "zh"]:
        assert words in note
    assert note in shown(client, page_path(row, language))


@pytest.mark.parametrize("language", ["en", "zh"])
def test_all_that_the_page_on_starter_data_lists_is_noted_on_its_record(starter, client, language):
    page = (settings.REPOSITORY / "docs" / "starter-data.md").read_text(encoding="utf-8")
    table = page.partition("## What the article says in two ways")[2].partition("\n## ")[0]
    listed = [code for line in table.splitlines() for code in re.findall(r"`([A-Z]{3}-\w+)`", line[:80])]
    records = [code for code in listed if code[:3] in {names.prefix for names in KIND_NAMES.values()}]
    assert len(records) > 10
    for record_id in records:
        row = record(client, record_id)
        assert row[f"note_{language}"], record_id
        assert " ".join(row[f"note_{language}"].split()) in shown(client, page_path(row, language)), record_id


@pytest.mark.parametrize("language", ["en", "zh"])
def test_two_organisations_of_nearly_one_name_are_told_apart_on_their_pages(starter, client, language):
    for organisation_id in ("ORG-0069", "ORG-0070"):
        row = get(client, f"organisations/{organisation_id}/")
        assert {"en": "as two", "zh": "两个组织"}[language] in row[f"note_{language}"]
        page = shown(client, f"/{language}/organisations/{organisation_id}/")
        assert " ".join(row[f"note_{language}"].split()) in page


@pytest.fixture(scope="module")
def everything(starter):
    """Every record of every kind, walked through the API page by page."""
    rows = {}
    for names in KIND_NAMES.values():
        rows |= found(Client(), f"{names.api}/")
    return rows


def neighbours(row):
    """The records that a record's text leads to: links both ways, references, what stands below it."""
    ids = {link["record_id"] for link in row["links"]}
    ids |= {row[name] for name in ("parent", "predecessor", "mechanism", "meeting") if row.get(name)}
    ids |= {step["document"] for step in row.get("designations", []) if step["document"]}
    ids |= {item["record_id"] for name in ("children", "meetings", "documents") for item in row.get(name, [])}
    return ids - {row["record_id"]}


def test_every_record_leads_to_another(everything):
    assert len(everything) > 150
    assert [record_id for record_id, row in everything.items() if not neighbours(row)] == []


def test_every_record_can_be_reached_from_another(everything):
    reached = set().union(*(neighbours(row) for row in everything.values()))
    assert reached <= everything.keys(), "each of them can be fetched"
    assert everything.keys() - reached == set()


def test_every_record_has_countries_topics_and_a_cited_section(everything):
    for record_id, row in everything.items():
        assert row["countries"], record_id
        assert row["topics"], record_id
        assert row["citations"], record_id
        assert all(citation["locator"] and citation["excerpt"] for citation in row["citations"]), record_id
        assert row["date"] or (row["undated_reason_en"] and row["undated_reason_zh"]), record_id
