"""A record's sources, numbered: each once, with its passages; reports that repeat one stand beneath it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from portal.base.codes import SourceControl, SourceType
from portal.base.wording import language_name, words

# Child rows that name a citation, with the words for what it supports; figures are named by their measure.
OTHER_SUPPORT = {
    "designations": _("designations"),
    "stages": _("stages"),
    "party_actions": _("parties’ actions"),
}


@dataclass
class SourceEntry:
    """One source: the citation rows that use it, its number, what it supports, and the reports that repeat it."""

    number: int
    source: str
    row: Mapping[str, Any]
    passages: list[Mapping[str, Any]] = field(default_factory=list)
    supports: list[str] = field(default_factory=list)
    repeated_by: list[SourceEntry] = field(default_factory=list)

    @property
    def language_name(self) -> str:
        return language_name(self.row.get("source_language") or "")

    @property
    def type_name(self) -> str:
        code = self.row.get("source_type")
        return str(SourceType(code).label) if code else ""

    @property
    def control_name(self) -> str:
        code = self.row.get("source_control")
        return str(SourceControl(code).label) if code else ""


@dataclass(frozen=True)
class SourcesList:
    entries: list[SourceEntry]  # origins, each with those that repeat it
    numbers: dict[str, int]  # citation key -> footnote number
    total: int
    archived: int


def sources_list(record: Mapping[str, Any]) -> SourcesList:
    """The sources of a public text, numbered in its order."""
    by_source: dict[str, SourceEntry] = {}
    numbers: dict[str, int] = {}
    supports = _supports(record)
    for row in record.get("citations") or []:
        source = row["source"]
        entry = by_source.get(source)
        if entry is None:
            entry = by_source[source] = SourceEntry(len(by_source) + 1, source, row)
        numbers[row["ref"]] = entry.number
        if row.get("locator") or row.get("excerpt"):
            entry.passages.append(row)
        for what in supports.get(row["ref"], []):
            if what not in entry.supports:
                entry.supports.append(what)
    origins = []
    for entry in by_source.values():
        origin = by_source.get(entry.row.get("repeats") or "")
        if origin is not None and origin is not entry and not origin.row.get("repeats"):
            origin.repeated_by.append(entry)
        else:
            origins.append(entry)
    archived = sum(1 for entry in by_source.values() if entry.row.get("source_archive_url"))
    return SourcesList(origins, numbers, len(by_source), archived)


def _supports(record: Mapping[str, Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for figure in record.get("figures") or []:
        name = words(figure, "measure_name") or figure["measure"]
        found.setdefault(figure.get("citation") or "", []).append(name.lower())
    for table, what in OTHER_SUPPORT.items():
        for row in record.get(table) or []:
            found.setdefault(row.get("citation") or "", []).append(str(what))
    return found
