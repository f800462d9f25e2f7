"""Proposals and how far each has come: five stages in a row, by who proposed. Pure: public texts in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from mechanisms.codes import Stage
from portal.base.codes import CountryRole
from portal.base.wording import date_words, words

STAGES = (Stage.PROPOSED, Stage.UNDER_DISCUSSION, Stage.AGREED, Stage.ESTABLISHED, Stage.OPERATING)
ENDS = (Stage.LAPSED, Stage.DISSOLVED, Stage.RENAMED, Stage.UPGRADED)


@dataclass(frozen=True)
class StageCell:
    """One stage of one proposal. `state`: reached (a source says so), passed (a later one is), empty."""

    stage: Stage
    state: str
    dates: tuple[str, ...]  # one a statement; conflicting statements stand one above the other
    goes_on: bool
    ends: tuple[str, ...]  # "Lapsed, 2019": what the line ends with


@dataclass(frozen=True)
class Proposal:
    record: Mapping[str, Any]
    proposers: tuple[Mapping[str, str], ...]  # {"name_en", "name_zh"}, or {"author", …} of a source
    cells: tuple[StageCell, ...]


@dataclass(frozen=True)
class Proposals:
    """By who proposed. A scholar's advice never looks like a state's proposal."""

    of_states: tuple[Proposal, ...]
    of_authors: tuple[Proposal, ...]
    of_nobody: tuple[Proposal, ...]

    def __bool__(self) -> bool:
        return bool(self.of_states or self.of_authors or self.of_nobody)


def proposals(records: Iterable[Mapping[str, Any]]) -> Proposals:
    """The proposals among mechanisms' public texts, oldest first in each group."""
    groups: dict[str, list[Proposal]] = {"states": [], "authors": [], "nobody": []}
    for record in records:
        stated = proposers(record)
        proposal = Proposal(record, stated or authors(record), stage_cells(record["stages"]))
        groups["states" if stated else "authors" if proposal.proposers else "nobody"].append(proposal)
    for group in groups.values():
        group.sort(key=_first_date)
    return Proposals(*(tuple(groups[name]) for name in ("states", "authors", "nobody")))


def proposers(record: Mapping[str, Any]) -> tuple[Mapping[str, str], ...]:
    """The states and bodies that proposed it: names in both languages."""
    found: dict[str, Mapping[str, str]] = {}
    for name in ("proposed_by_country", "proposed_by_organisation"):
        if record.get(name):
            found[record[name]] = _names(record, name)
    for row in record.get("countries") or []:
        if row["role"] == CountryRole.PROPOSER:
            found.setdefault(row["country"], _names(row, "country"))
    return tuple(found.values())


def authors(record: Mapping[str, Any]) -> tuple[Mapping[str, str], ...]:
    """The authors of the source that advises it, else the source's title."""
    if not record.get("proposed_by_source"):
        return ()
    author = record.get("proposed_by_source_author")
    title = words(record, "proposed_by_source_title")
    return ({"name_en": author or title, "name_zh": author or title},)


def _names(row: Mapping[str, Any], name: str) -> Mapping[str, str]:
    return {f"name_{lang}": row.get(f"{name}_name_{lang}") or "" for lang in ("en", "zh")}


def stage_cells(stages: Iterable[Mapping[str, Any]]) -> tuple[StageCell, ...]:
    """The five stages of one proposal from its statements."""
    stated: dict[str, list[str]] = {}
    for row in stages:
        stated.setdefault(row["stage"], []).append(_date_of(row))
    reached = [place for place, stage in enumerate(STAGES) if stage in stated]
    furthest = max(reached, default=-1)
    ends = tuple(
        " ".join(part for part in (str(stage.label), date) if part)
        for stage in ENDS
        for date in stated.get(stage, [])
    )
    cells = []
    for place, stage in enumerate(STAGES):
        dates = tuple(dict.fromkeys(date for date in stated.get(stage, []) if date))
        state = "reached" if stage in stated else "passed" if place < furthest else "empty"
        cells.append(
            StageCell(stage, state, dates, place < furthest, ends if place == max(furthest, 0) else ())
        )
    return tuple(cells)


def _date_of(row: Mapping[str, Any]) -> str:
    return date_words(row["date"], row.get("date_kind") or "event", short=True) if row.get("date") else ""


def _first_date(proposal: Proposal) -> tuple[str, str]:
    dates = [row["date"] for row in proposal.record["stages"] if row.get("date")]
    return min(dates, default="9999"), proposal.record["record_id"]
