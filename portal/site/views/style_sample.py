"""Invented rows that show every state of the parts. Nothing here is a record; only the style guide reads it."""

from __future__ import annotations

from typing import Any

COUNTRIES = {
    "KGZ": {"en": "Kyrgyzstan", "zh": "吉尔吉斯斯坦"},
    "TJK": {"en": "Tajikistan", "zh": "塔吉克斯坦"},
}


def _figure(ref: str, measure: str, country: str, number: int | None, **more: Any) -> dict[str, Any]:
    names = {"killed": ("Killed", "死亡"), "injured": ("Injured", "受伤"), "evacuated": ("Evacuated", "疏散")}
    name = COUNTRIES[country]
    return {
        "ref": ref,
        "measure": measure,
        "measure_name_en": names[measure][0],
        "measure_name_zh": names[measure][1],
        "counted_country": country,
        "counted_country_name_en": name["en"],
        "counted_country_name_zh": name["zh"],
        "counted_group": "all",
        "quantifier": "exact",
        "low": number,
        "best": number,
        "high": number,
        "attributed_to_country": country,
        "attributed_to_country_name_en": name["en"],
        "attributed_to_country_name_zh": name["zh"],
        "role": "adopted",
        "citation": "c1" if country == "KGZ" else "c2",
        "stated_on": "2099-09-23",
    } | more


def _citation(ref: str, source: str, publisher: tuple[str, str], **more: Any) -> dict[str, Any]:
    return {
        "ref": ref,
        "source": source,
        "source_title_en": "Sample statement",
        "source_title_zh": "样例声明",
        "source_publisher": "ORG-0000",
        "source_publisher_name_en": publisher[0],
        "source_publisher_name_zh": publisher[1],
        "source_published": "2099-09-23",
        "source_language": "ru",
        "source_type": "official_statement",
        "source_control": "party",
        "locator": "2",
        "excerpt": "Пример цитаты",
        "excerpt_language": "ru",
        "excerpt_translation": "Sample of a quotation",
        "translation_by": "ours",
        "source_url": "https://example.org/statement",
        "source_archive_url": "https://example.org/archive",
        "source_archived_on": "2099-09-26",
    } | more


def sample_incident() -> dict[str, Any]:
    """A public text with every form of figure, source and link."""
    return {
        "record_id": "INC-0000",
        "kind": "incident",
        "url": "/incidents/INC-0000/",
        "status": "published",
        "version": 3,
        "updated_at": "2099-10-01T00:00:00Z",
        "title_en": "Sample border clash, September 2099",
        "title_zh": "样例：2099年9月边境冲突",
        "summary_en": "Invented text that shows how a summary is set.",
        "summary_zh": "虚构文字，用于展示摘要的排版。",
        "date": "2099-09-14/2099-09-17",
        "accounts_differ": True,
        "countries": [],
        "places": [
            {
                "place": "PLC-0000",
                "place_name_en": "Batken",
                "place_name_zh": "巴特肯",
                "where_prec": 3,
                "latitude": 40.06,
                "longitude": 70.82,
                "country": "KGZ",
                "role": "location",
            }
        ],
        "figures": [
            _figure("f1", "killed", "KGZ", 62),
            _figure(
                "f2",
                "killed",
                "KGZ",
                59,
                role="superseded",
                superseded_by="f1",
                stated_on="2099-09-20",
                reason_en="A later count by the same ministry",
                reason_zh="同一部门后来的统计",
            ),
            _figure("f3", "killed", "TJK", 38),
            _figure("f4", "killed", "TJK", 36, subset_of="f3", counted_group="civilians"),
            _figure("f5", "injured", "KGZ", 198),
            _figure(
                "f6",
                "injured",
                "TJK",
                None,
                quantifier="unspecified",
                wording_en="several",
                wording_zh="数人",
            ),
            _figure("f7", "evacuated", "KGZ", None, quantifier="more_than", low=136000),
        ],
        "citations": [
            _citation("c1", "SRC-0000", ("Sample ministry", "样例部门")),
            _citation(
                "c2", "SRC-0001", ("Sample agency", "样例机构"), source_archive_url="", source_control="state"
            ),
            _citation("c3", "SRC-0002", ("Sample newspaper", "样例报纸"), repeats="SRC-0000"),
        ],
        "links": [
            _link(
                "follows", "to", "INC-0001", "incident", "Earlier sample clash", "此前的样例冲突", "2099-04"
            ),
            _link("settled_by", "to", "DOC-0001", "document", "Sample protocol", "样例议定书", "2099-09-20"),
        ],
    }


def _link(
    kind_of: str, direction: str, record_id: str, kind: str, en: str, zh: str, date: str
) -> dict[str, Any]:
    return {
        "type": kind_of,
        "direction": direction,
        "record_id": record_id,
        "kind": kind,
        "title_en": en,
        "title_zh": zh,
        "date": date,
        "url": f"/incidents/{record_id}/",
    }


def sample_partnership() -> dict[str, Any]:
    """A lane with two steps, a commitment, and earlier steps that are not recorded."""

    def designation(ref: str, date: str, en: str, zh: str, track: str, act: str) -> dict[str, Any]:
        return {
            "ref": ref,
            "date": date,
            "wording_en": en,
            "wording_zh": zh,
            "track": track,
            "act": act,
            "level": ref,
        }

    return {
        "record_id": "PAR-KAZ",
        "kind": "partnership",
        "url": "/partnerships/PAR-KAZ/",
        "partner": "KAZ",
        "partner_name_en": "Kazakhstan",
        "partner_name_zh": "哈萨克斯坦",
        "designations": [
            designation("d1", "2011", "Sample partnership", "样例伙伴关系", "partnership", "declared"),
            designation(
                "d2", "2019-09", "Sample upgraded partnership", "样例升级伙伴关系", "partnership", "upgraded"
            ),
            designation("d3", "2022", "Sample shared future", "样例命运共同体", "shared_future", "declared"),
        ],
    }
