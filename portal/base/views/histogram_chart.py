"""Where the histogram's bars, lines and labels stand; a pure function of the counts (ux 5, 9.4).

x is in per cent of the width, y in pixels, so that text keeps its size on every screen.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from portal.base.figure_wording import format_number

HEIGHT, BASE, TOP = 170, 144, 22  # the room above the highest bar is its label's
LEFT = 6.0  # per cent: the numbers of the axis
GAP = 0.28  # of a bar's slot
MOST_LABELLED = 14  # bars; with more of them the numbers above would touch
YEARS_NAMED = 8


@dataclass(frozen=True)
class BarPlace:
    slot: float
    slot_width: float
    x: float
    width: float
    middle: float
    y: float
    height: float
    label: str
    name: str
    address: str
    inside: bool


@dataclass(frozen=True)
class ChosenYears:
    x: float
    width: float

    @property
    def end(self) -> float:
        return round(self.x + self.width, 2)


@dataclass(frozen=True)
class GridLine:
    y: float
    label: str


@dataclass(frozen=True)
class HistogramChart:
    bars: tuple[BarPlace, ...]
    grid: tuple[GridLine, ...]
    years: tuple[tuple[float, int], ...]
    chosen: ChosenYears | None
    alternative: str
    left: float = LEFT
    height: int = HEIGHT
    base: int = BASE


def histogram_chart(histogram: Any) -> HistogramChart:
    """The places of a `Histogram` (portal.base.views.lists): `bars`, `most`, `step`."""
    bars = list(histogram.bars)
    slot = (100 - LEFT) / max(len(bars), 1)
    lines = grid_values(histogram.most)
    top = max([histogram.most, *lines, 1])
    inside = [index for index, bar in enumerate(bars) if bar.inside]
    narrowed = 0 < len(inside) < len(bars)
    labelled = len(inside) <= MOST_LABELLED
    places = []
    for index, bar in enumerate(bars):
        x = LEFT + index * slot
        height = round(bar.count / top * (BASE - TOP), 1)
        shown = bar.count and labelled and (bar.inside or not narrowed)
        places.append(
            BarPlace(
                slot=round(x, 2),
                slot_width=round(slot, 2),
                x=round(x + slot * GAP / 2, 2),
                width=round(slot * (1 - GAP), 2),
                middle=round(x + slot / 2, 2),
                y=round(BASE - height, 1),
                height=height,
                label=format_number(bar.count) if shown else "",
                name=_bar_name(bar),
                address=bar.address,
                inside=bar.inside,
            )
        )
    chosen = None
    if narrowed:
        chosen = ChosenYears(round(LEFT + inside[0] * slot, 2), round((inside[-1] - inside[0] + 1) * slot, 2))
    grid = tuple(
        GridLine(round(BASE - value / top * (BASE - TOP), 1), format_number(value)) for value in lines
    )
    every = -(-len(bars) // YEARS_NAMED) or 1
    years = tuple((place.middle, bar.start) for place, bar in list(zip(places, bars, strict=True))[::every])
    return HistogramChart(tuple(places), grid, years, chosen, _alternative(bars))


def grid_values(most: int) -> list[int]:
    """Two or three round numbers up to about the highest bar."""
    if most < 2:
        return [1]
    step = 1
    while most // step > 3:
        step *= 5 if str(step).startswith("1") and most // (step * 2) > 3 else 2
    return list(range(step, most + 1, step))


def _bar_name(bar: Any) -> str:
    years = str(bar.start) if bar.start == bar.end else f"{bar.start}–{bar.end}"
    count = ngettext("%(number)s record", "%(number)s records", bar.count) % {
        "number": format_number(bar.count)
    }
    return _("%(years)s: %(count)s") % {"years": years, "count": count}


def _alternative(bars: list[Any]) -> str:
    if not bars:
        return _("Records by year")
    highest = max(bars, key=lambda bar: bar.count)
    words = _("Records by year, %(first)s to %(last)s; most in %(year)s (%(number)s)")
    return words % {
        "first": bars[0].start,
        "last": bars[-1].end,
        "year": highest.start,
        "number": format_number(highest.count),
    }
