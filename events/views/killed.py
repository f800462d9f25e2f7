"""The deaths of an incident in one line of a list: the number, its parts, how many parties state it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from portal.base import figures
from portal.base.figure_wording import format_total, format_value
from portal.base.views.parties import counted_words, party_name, party_of
from portal.base.wording import reader_language

MEASURE = "killed"
OTHERS = 3  # the rank of a figure that names no speaker


@dataclass(frozen=True)
class Killed:
    """`number` in words; `beneath` its parts, its range or who states it; `parties` who state any figure."""

    number: str
    recorded: bool
    beneath: str
    parties: int


def killed(record: Mapping[str, Any]) -> Killed:
    """The line of an incident's public text."""
    language = reader_language()
    rows = [row for row in record.get("figures") or [] if row["role"] == "adopted"]
    source_of = {citation["ref"]: citation["source"] for citation in record.get("citations") or []}
    parties = {row["ref"]: party_of(row, source_of) for row in rows}
    count = len({party for party in parties.values() if party.rank != OTHERS})
    chosen = [row["ref"] for row in rows if row.get("chosen_best")]
    total = figures.totals(figures.claims_of(record), MEASURE, chosen_best=chosen)
    if total is None:
        return Killed(_("No figure recorded"), False, "", count)
    by_ref = {row["ref"]: row for row in rows}
    return Killed(
        format_total(total, language), True, _beneath(total, by_ref, parties, record, language), count
    )


def _beneath(
    total: figures.Total,
    by_ref: Mapping[str, Any],
    parties: Mapping[str, Any],
    record: Mapping[str, Any],
    language: str,
) -> str:
    if len(total.parts) > 1:
        told = [_part(part, by_ref, language) for part in total.parts]
        return (" + " if total.offered else "; ").join(told)
    part = total.parts[0]
    if part.differ and part.low is not None and part.high is not None and part.best is not None:
        return format_value("range", part.low, None, part.high, language)
    stating = list(dict.fromkeys(parties[claim.ref] for claim in part.claims))
    if len(stating) != 1:
        return ""
    row = by_ref[part.claims[0].ref]
    citations = {citation["ref"]: citation for citation in record.get("citations") or []}
    return party_name(stating[0], row, citations.get(row.get("citation") or ""))


def _part(part: figures.Part, by_ref: Mapping[str, Any], language: str) -> str:
    """`62 KGZ`: a country by its code, which the row's country column spells out."""
    number = format_value("", part.low, part.best, part.high, language)
    whose = part.scope.country or counted_words(by_ref[part.claims[0].ref])
    return f"{number} {whose}".strip()
