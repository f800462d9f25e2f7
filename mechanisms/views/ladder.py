"""The ladder of designations: one lane a country, a step a designation. Pure: public texts in, places out.

x is in per cent of the lane, y in pixels. Height counts a country's own steps and ranks nothing across lanes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from mechanisms.codes import Act, Track
from portal.base import dates
from portal.base.wording import date_words, pick, words

LANE_HEIGHT = 112
FLOOR = 102  # where the tinted ground of a lane ends
FIRST_STEP, RISE, HIGHEST = 76, 24, 26  # y of the first step, of one step, and of the last one at most
LEAD = 0.9  # years before the first designation, for the dotted line
AFTER = 0.6  # years beyond today
LABEL_TURNS = 60  # per cent: from here on a label ends at its step instead of starting there
TOO_CLOSE = 1.6  # per cent: a diamond this near a step is moved aside
SHORTER = ((" partnership for a new era", ", new era"), (" partnership", ""))


@dataclass(frozen=True)
class Step:
    row: Mapping[str, Any]
    anchor: str  # on the partnership's page
    x: float
    y: float
    x_end: float
    y_before: float | None
    year: str
    wording: str
    turned: bool

    @property
    def width(self) -> float:
        return round(self.x_end - self.x, 2)

    @property
    def ground(self) -> float:
        return FLOOR - self.y


@dataclass(frozen=True)
class Diamond:
    row: Mapping[str, Any]
    anchor: str
    x: float
    y: float
    aside: int  # pixels moved to the right of a step of the same date
    year: str


@dataclass(frozen=True)
class Lane:
    record: Mapping[str, Any]
    country: str
    steps: tuple[Step, ...]
    diamonds: tuple[Diamond, ...]
    earlier_unknown: bool
    dotted_from: float
    alternative: str


@dataclass(frozen=True)
class Ladder:
    lanes: tuple[Lane, ...]
    first_year: int
    last_year: int
    years: tuple[tuple[float, str], ...]  # a line each year; every second one is named

    @property
    def height(self) -> int:
        return LANE_HEIGHT


def anchors(designations: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """{designation's key: its anchor}: the date, told apart where two share one."""
    found: dict[str, str] = {}
    for row in designations:
        base = row.get("date") or row["ref"]
        name, n = base, 2
        while name in found.values():
            name, n = f"{base}-{n}", n + 1
        found[row["ref"]] = name
    return found


def ladder(records: Sequence[Mapping[str, Any]], today: date) -> Ladder | None:
    """The ladder of partnerships' public texts; None where no designation is dated."""
    dated = [row for record in records for row in record["designations"] if _year(row) is not None]
    if not dated:
        return None
    first = int(min(_year(row) or 0 for row in dated))
    start, end = first - LEAD, today.year + (today.timetuple().tm_yday / 366) + AFTER

    def place(year: float) -> float:
        return round((year - start) / (end - start) * 100, 2)

    years = tuple(
        (place(year), str(year) if (year - first) % 2 == 0 else "") for year in range(first, today.year + 1)
    )
    now = place(today.year + today.timetuple().tm_yday / 366)
    lanes = tuple(
        _lane(record, place, now) for record in sorted(records, key=lambda record: record["partner"])
    )
    return Ladder(lanes, first, today.year, years)


def _lane(record: Mapping[str, Any], place: Any, now: float) -> Lane:
    named = anchors(record["designations"])
    rows = sorted(
        (row for row in record["designations"] if _year(row) is not None), key=lambda row: _year(row) or 0
    )
    on_ladder = [row for row in rows if row["track"] == Track.PARTNERSHIP]
    rise = min(RISE, (FIRST_STEP - HIGHEST) / max(len(on_ladder) - 1, 1))
    xs = [place(_year(row)) for row in on_ladder]
    steps = tuple(
        Step(
            row=row,
            anchor=named[row["ref"]],
            x=x,
            y=round(FIRST_STEP - rise * n, 1),
            x_end=xs[n + 1] if n + 1 < len(xs) else now,
            y_before=round(FIRST_STEP - rise * (n - 1), 1) if n else None,
            year=row["date"][:4],
            wording=short_wording(row),
            turned=x > LABEL_TURNS,
        )
        for n, (row, x) in enumerate(zip(on_ladder, xs, strict=True))
    )
    diamonds = tuple(
        _diamond(row, named[row["ref"]], place(_year(row)), steps)
        for row in rows
        if row["track"] != Track.PARTNERSHIP
    )
    name = words(record, "partner_name") or record["partner"]
    told = "; ".join(f"{date_words(row['date'])} {words(row, 'wording')}" for row in rows)
    unknown = bool(steps) and steps[0].row["act"] != Act.ESTABLISHED
    return Lane(
        record,
        record["partner"],
        steps,
        diamonds,
        unknown,
        max(place(_year(rows[0])) - 3.2, 0) if rows else 0,
        f"{name}: {told}",
    )


def _diamond(row: Mapping[str, Any], anchor: str, x: float, steps: Sequence[Step]) -> Diamond:
    below = [step for step in steps if step.x <= x + TOO_CLOSE]
    y = below[-1].y if below else (steps[0].y if steps else FIRST_STEP)
    aside = 22 if any(abs(step.x - x) < TOO_CLOSE for step in steps) else 0
    return Diamond(row, anchor, x, y, aside, row["date"][:4])


def short_wording(row: Mapping[str, Any]) -> str:
    """A designation's wording, short enough for a chart; the full wording is in the table beneath."""
    text, language = pick(row, "wording")
    if language == "en":
        for long, short in SHORTER:
            text = text.replace(long, short)
    return text


def _year(row: Mapping[str, Any]) -> float | None:
    """The date as a year with its fraction; None where no beginning is known."""
    earliest = dates.parse(row.get("date") or "").earliest
    if earliest is None:
        return None
    return earliest.year + (earliest.timetuple().tm_yday - 1) / 366
