"""The chart "Range used in counts": a bar a measure, a pattern a party, numbers beside it.

Pure: claims in, places in per cent of the bar's width out. What adds and what does not is `figures`' decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import floor, log10
from typing import Any

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.base import figures
from portal.base.codes import CountedGroup
from portal.base.figure_wording import format_number, format_total
from portal.base.wording import words

from .parties import Party, counted_words, party_name, party_of

# Losses share one axis; evacuated or displaced thousands would press them flat.
MEASURES = ("killed", "injured", "missing")
PATTERNS = ("solid", "hatch", "outline", "dots")
ROOM = 1.06  # of the largest number, so that its bar does not touch the numbers at the right
WIDE_ENOUGH = 9  # per cent: a number inside its bar
REASONS = {
    figures.OVERLAP_UNKNOWN: gettext_lazy(
        "the figures may count some of the same people, so no total is offered."
    ),
    figures.ONLY_PARTS: gettext_lazy("only parts are recorded, so no total is offered."),
    figures.NO_BREAKDOWN: gettext_lazy(
        "no breakdown is recorded for one of the sides, so no total is offered."
    ),
    figures.NO_NUMBER: gettext_lazy("nobody states a number."),
}


@dataclass(frozen=True)
class Segment:
    x: float
    width: float
    pattern: str
    number: str
    inside: bool

    @property
    def middle(self) -> float:
        return round(self.x + self.width / 2, 2)

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(frozen=True)
class Bar:
    label: str
    segments: tuple[Segment, ...]
    whisker: tuple[float, float] | None
    best: str
    range: str


@dataclass(frozen=True)
class RangeChart:
    bars: list[Bar]
    ticks: list[tuple[float, str]]
    key: list[tuple[str, str]]  # pattern, party
    notes: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Row:
    label: str
    name: str  # in the notes
    parts: tuple[figures.Part, ...]
    total: figures.Total | None


def range_chart(record: Mapping[str, Any]) -> RangeChart | None:
    """The chart of a public text; None where no figure on losses is adopted."""
    rows: Sequence[Mapping[str, Any]] = record.get("figures") or []
    claims = figures.claims_of(record)
    told = list(_rows(rows, claims))
    if not told:
        return None
    patterns = _patterns(record, rows, told)
    most = max((_reach(row) for row in told), default=0)
    scale = 100 / (most * ROOM) if most else 0
    bars = [_bar(row, scale, patterns) for row in told]
    key = [(pattern, name) for pattern, name in dict(patterns.values()).items()]
    return RangeChart(bars, _ticks(most, scale), key, _notes(told))


def _rows(rows: Sequence[Mapping[str, Any]], claims: list[figures.Claim]) -> list[_Row]:
    names = {row["measure"]: words(row, "measure_name") or row["measure"] for row in rows}
    found: list[_Row] = []
    for measure in MEASURES:
        total = figures.totals(claims, measure)
        if total is None:
            continue
        found += _split(names[measure], names[measure], total, rows)
        groups = [
            claim.counted_group
            for claim in claims
            if claim.adopted and claim.measure == measure and claim.subset_of and claim.counted_group
        ]
        for group in dict.fromkeys(groups):
            of_group = figures.group_total(claims, measure, group)
            if of_group is not None:
                name = str(CountedGroup(group).label)
                label = _("of whom %(group)s") % {"group": name.lower()}
                found += _split(label, name, of_group, rows)
    return found


def _split(label: str, name: str, total: figures.Total, rows: Sequence[Mapping[str, Any]]) -> list[_Row]:
    """One bar for a total; where none is offered, a bar for each part, so that nothing looks added."""
    if total.offered or len(total.parts) < 2:
        return [_Row(label, name, total.parts, total)]
    by_ref = {row["ref"]: row for row in rows}
    split = []
    for place, part in enumerate(total.parts):
        whose = counted_words(by_ref.get(part.claims[0].ref, {}))
        shown = f"{label} ({whose})" if whose else label
        split.append(_Row(shown, name, (part,), total if place == 0 else None))
    return split


def _patterns(
    record: Mapping[str, Any], rows: Sequence[Mapping[str, Any]], told: Sequence[_Row]
) -> dict[str, tuple[str, str]]:
    """{figure: (pattern, party's name)}: parties in their fixed order, patterns in theirs."""
    citations = {citation["ref"]: citation for citation in record.get("citations") or []}
    source_of = {ref: citation["source"] for ref, citation in citations.items()}
    drawn = {claim.ref for row in told for part in row.parts for claim in part.claims}
    party: dict[str, Party] = {row["ref"]: party_of(row, source_of) for row in rows if row["ref"] in drawn}
    order = sorted(set(party.values()))
    by_ref = {row["ref"]: row for row in rows}
    found = {}
    for ref, one in party.items():
        name = party_name(one, by_ref[ref], citations.get(by_ref[ref].get("citation") or ""))
        found[ref] = (PATTERNS[min(order.index(one), len(PATTERNS) - 1)], name)
    return found


def _size(part: figures.Part) -> float:
    number = figures.sort_value(part.low, part.best, part.high)
    return float(number) if number is not None else 0.0


def _reach(row: _Row) -> float:
    size = sum(_size(part) for part in row.parts)
    highs = [float(part.high) for part in row.parts if part.high is not None]
    return max(size, sum(highs))


def _bar(row: _Row, scale: float, patterns: Mapping[str, tuple[str, str]]) -> Bar:
    segments: list[Segment] = []
    x = 0.0
    for part in row.parts:
        width = round(_size(part) * scale, 2)
        last = part is row.parts[-1]
        pattern = patterns.get(part.claims[0].ref, ("solid", ""))[0]
        number = format_number(figures.sort_value(part.low, part.best, part.high) or 0)
        if part.low is None and part.best is None and part.high is None:
            number = _("no number")
        inside = width >= WIDE_ENOUGH and pattern == "solid" and not (last and len(row.parts) > 1)
        segments.append(Segment(round(x, 2), width, pattern, number, inside))
        x += width
    whisker = None
    if any(part.differ or part.low != part.high for part in row.parts):
        low = sum(float(part.low if part.low is not None else _size(part)) for part in row.parts)
        high = sum(float(part.high) if part.high is not None else _size(part) for part in row.parts)
        if high > low:
            whisker = (round(low * scale, 2), round(high * scale, 2))
    best, span = _texts(row.total)
    return Bar(row.label, tuple(segments), whisker, best, span)


def _texts(total: figures.Total | None) -> tuple[str, str]:
    if total is None:
        return "", ""
    if not total.offered:
        return "—", format_total(total, get_language() or "en")
    best = "—" if total.best is None else format_number(total.best)
    low = (
        _("no lower limit")
        if total.low is None
        else _("low %(number)s") % {"number": format_number(total.low)}
    )
    high = (
        _("no upper limit")
        if total.high is None
        else _("high %(number)s") % {"number": format_number(total.high)}
    )
    return best, f"{low} · {high}"


def _ticks(most: float, scale: float) -> list[tuple[float, str]]:
    """Round numbers from zero, about five of them."""
    if most <= 0:
        return [(0.0, "0")]
    rough = most / 5
    power = 10 ** floor(log10(rough)) if rough >= 1 else 1
    step = next(power * factor for factor in (1, 2, 5, 10) if power * factor >= rough)
    count = int(most * ROOM // step)
    return [(round(step * n * scale, 2), format_number(step * n)) for n in range(count + 1)]


def _notes(told: Sequence[_Row]) -> list[str]:
    """Why each number is what it is; measures with the same reason share a sentence."""
    named: dict[str, list[str]] = {}
    for row in told:
        if row.total is None:
            continue
        if not row.total.offered:
            named.setdefault(str(REASONS[row.total.reason]), []).append(row.name)
        elif len(row.parts) > 1:
            named.setdefault(_("sum of each side’s adopted figure."), []).append(row.name)
        if any(part.differ for part in row.parts):
            reason = _("accounts differ; low and high are the smallest and the largest adopted figure.")
            named.setdefault(reason, []).append(row.name)
    notes = []
    for reason, names in named.items():
        listed = str(_(", ")).join(names[:1] + [name.lower() for name in names[1:]])
        notes.append(_("%(measures)s: %(reason)s") % {"measures": listed, "reason": reason})
    return notes
