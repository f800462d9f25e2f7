"""Records a year (ux 5, 6.2): what the bars of a list's histogram count, and what is in no bar.

A bar counts records of the scope `event`, or of kinds without a scope all, whose `sort_date` is in its years: a span
counts in the year it begins. It obeys every filter but the dates. What is not drawn is counted within the result.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np

from portal.base import dates
from portal.base.facets import OneCode
from portal.base.filters import Selection

from .list_state import ListState

EVENT = "event"
MOST_BARS = 120
LEAST_YEARS = 10
STEPS = (1, 10, 100)


@dataclass(frozen=True)
class Bar:
    start: int
    end: int
    count: int
    address: str
    inside: bool


@dataclass(frozen=True)
class NotDrawn:
    count: int
    address: str


@dataclass(frozen=True)
class Histogram:
    bars: tuple[Bar, ...]
    most: int
    step: int
    series: NotDrawn
    period_total: NotDrawn
    undated: NotDrawn

    @property
    def first(self) -> int:
        return self.bars[0].start

    @property
    def last(self) -> int:
        return self.bars[-1].end


def histogram(state: ListState, selection: Selection) -> Histogram | None:
    """None where no bar would stand."""
    table = selection.table
    scopes = table.codes.get("scope")
    drawn = selection.found(but="dates")
    if isinstance(scopes, OneCode):
        drawn = drawn & scopes.mask([EVENT])
    counts = table.years(drawn)
    if not counts:
        return None
    first, last = min(counts), max(counts)
    first = max(1, min(first, last - LEAST_YEARS + 1))  # fewer bars would be slabs
    step = next((step for step in STEPS if (last - first) // step < MOST_BARS), STEPS[-1])
    start, end = _chosen(state)
    bars = []
    for year in range(first - first % step, last + 1, step):
        through = year + step - 1
        values = state.without_keys("date_match") | {
            "date_from": [f"{year:04}"],
            "date_to": [f"{through:04}"],
        }
        bars.append(
            Bar(
                year,
                through,
                sum(counts.get(one, 0) for one in range(year, through + 1)),
                state.address(values),
                (start is None or start.year <= through) and (end is None or end.year >= year),
            )
        )
    return Histogram(
        tuple(bars),
        max(bar.count for bar in bars),
        step,
        _of_scope(state, selection, "series"),
        _of_scope(state, selection, "period_total"),
        _undated(state, selection),
    )


def _chosen(state: ListState) -> tuple[date | None, date | None]:
    values = state.filterset.values
    start, end = (values.get(key) for key in ("date_from", "date_to"))
    return dates.bounds(start[0])[0] if start else None, dates.bounds(end[0])[1] if end else None


def _of_scope(state: ListState, selection: Selection, scope: str) -> NotDrawn:
    scopes = selection.table.codes.get("scope")
    if not isinstance(scopes, OneCode):
        return NotDrawn(0, "")
    count = int(np.count_nonzero(selection.found() & scopes.mask([scope])))
    return NotDrawn(count, state.address(state.without_keys("scope") | {"scope": [scope]}))


def _undated(state: ListState, selection: Selection) -> NotDrawn:
    """Undated records that would be bars if they had a date; of other scopes they are told as those."""
    table = selection.table
    found = selection.found() & ~table.dated
    scopes = table.codes.get("scope")
    values = state.without_keys("date_from", "date_to") | {"date_match": ["undated"]}
    if isinstance(scopes, OneCode):
        found &= scopes.mask([EVENT])
        values["scope"] = [EVENT]
    return NotDrawn(int(np.count_nonzero(found)), state.address(values))
