"""The chart "The record since 2001": four lanes, one line a record. Pure: days in, places in per cent out."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

SINCE = 2001
NAMED_EVERY = 5  # years
GRID = 0.12  # per cent: nearer lines would fall on one another
WIDE = 0.95  # per cent of the narrowest lane with names that a narrow letter takes; a Chinese one takes twice that
LONGEST_LABEL = 28
MOST_LABELS = 2  # a lane; eight on the chart


@dataclass(frozen=True)
class Told:
    """A record that is named on its lane."""

    day: date
    label: str
    address: str


@dataclass(frozen=True)
class Label:
    x: float
    text: str
    address: str
    anchor: str  # start, middle, end


@dataclass(frozen=True)
class Lane:
    slug: str
    ticks: tuple[float, ...]
    labels: tuple[Label, ...]
    drawn: int
    before: int  # records older than the chart
    undated: int

    @property
    def total(self) -> int:
        return self.drawn + self.before + self.undated


@dataclass(frozen=True)
class Lanes:
    years: tuple[tuple[float, str], ...]
    lanes: tuple[Lane, ...]

    @property
    def not_drawn(self) -> int:
        return sum(lane.before + lane.undated for lane in self.lanes)


def record_lanes(
    days: Mapping[str, Counter[date | None]], told: Mapping[str, Sequence[Told]], today: date
) -> Lanes:
    """`days` counts the records of each lane by day (None: undated); `told` names some of them."""
    start, end = float(SINCE), _year(today) + 0.8

    def place(day: date) -> float:
        return round((_year(day) - start) / (end - start) * 100, 2)

    first = SINCE + -SINCE % NAMED_EVERY
    years = tuple((place(date(year, 1, 1)), str(year)) for year in range(first, today.year + 1, NAMED_EVERY))
    lanes = []
    for slug, counted in days.items():
        inside = {day: n for day, n in counted.items() if day is not None and day.year >= SINCE}
        drawn = sum(inside.values())
        undated = counted.get(None, 0)
        ticks = sorted({round(round(place(day) / GRID) * GRID, 2) for day in inside})
        labels = _labels([one for one in told.get(slug, ()) if one.day.year >= SINCE], place)
        lanes.append(
            Lane(slug, tuple(ticks), labels, drawn, sum(counted.values()) - drawn - undated, undated)
        )
    return Lanes(years, tuple(lanes))


def _labels(told: Iterable[Told], place: object) -> tuple[Label, ...]:
    """Names that do not run into each other; the first given has the right of way."""
    taken: list[tuple[float, float]] = []
    labels = []
    for one in told:
        x = place(one.day)  # type: ignore[operator]
        width = sum(2 if ord(letter) > 0x2E7F else 1 for letter in one.label) * WIDE
        anchor = "start" if x < width / 2 else ("end" if x > 100 - width / 2 else "middle")
        left = {"start": x, "middle": x - width / 2, "end": x - width}[anchor]
        if len(labels) < MOST_LABELS and all(
            left > end + 1 or left + width < begin - 1 for begin, end in taken
        ):
            taken.append((left, left + width))
            labels.append(Label(x, one.label, one.address, anchor))
    return tuple(labels)


def short_title(title: str) -> str:
    """The beginning of a title, up to its first comma or bracket, short enough for a lane."""
    text = re.split(r"[,，（(“]", title, maxsplit=1)[0].strip() or title
    return text if len(text) <= LONGEST_LABEL else text[: LONGEST_LABEL - 1].rstrip() + "…"


def _year(day: date) -> float:
    return day.year + (day.timetuple().tm_yday - 1) / 366
