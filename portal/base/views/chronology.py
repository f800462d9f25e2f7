"""The records around one record: in time (chronology), and those it stands in (related)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from portal.base import dates
from portal.base.codes import LinkType
from portal.base.wording import link_label, words

# Links that place a record inside another, or beside its double, say nothing about before and after.
NOT_IN_TIME = {LinkType.PART_OF, LinkType.HELD_UNDER, LinkType.IN_SERIES, LinkType.SAME_AS_REPORTED_IN}


@dataclass(frozen=True)
class Entry:
    row: Mapping[str, Any]
    this: bool = False
    label: str = ""
    note: str = ""


def chronology(record: Mapping[str, Any]) -> list[Entry]:
    """Dated records linked by an editor with this one among them, oldest first; empty where there are none."""
    entries = [
        Entry(link, label=link_label(link), note=words(link, "note"))
        for link in _once(record)
        if link.get("date") and link["type"] not in NOT_IN_TIME
    ]
    if not entries or not record.get("date"):
        return []
    entries.append(Entry(record, this=True))
    return sorted(entries, key=lambda entry: (_sort_date(entry.row), entry.row["record_id"]))


def related(record: Mapping[str, Any]) -> list[tuple[str, list[Mapping[str, Any]]]]:
    """The other links, grouped by how they stand to this record."""
    in_time = {entry.row["record_id"] for entry in chronology(record)}
    groups: dict[str, list[Mapping[str, Any]]] = {}
    for link in _once(record):
        if link["record_id"] not in in_time:
            groups.setdefault(link_label(link), []).append(link)
    return list(groups.items())


def _once(record: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Links without doubles: two editors may have linked the same pair from both ends."""
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for link in record.get("links") or []:
        if link["record_id"] != record["record_id"]:
            found.setdefault((link["record_id"], link_label(link)), link)
    return list(found.values())


def _sort_date(row: Mapping[str, Any]) -> Any:
    return dates.sort_date(dates.parse(row["date"]))
