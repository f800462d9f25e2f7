"""Which stage a mechanism has today, from its dated statements; a pure function."""

from __future__ import annotations

from typing import Any

from mechanisms.codes import Stage
from portal.base import dates

# How far a statement takes a mechanism; among statements of one day the further one is today's.
ORDER = [
    Stage.PROPOSED,
    Stage.UNDER_DISCUSSION,
    Stage.AGREED,
    Stage.ESTABLISHED,
    Stage.OPERATING,
    Stage.UPGRADED,
    Stage.RENAMED,
    Stage.LAPSED,
    Stage.DISSOLVED,
]


def stage_today(stages: list[dict[str, Any]]) -> str:
    """The latest dated statement's stage; among undated or same-day ones the further; blank when none is stated."""
    if not stages:
        return ""

    def rank(row: dict[str, Any]) -> tuple[Any, int]:
        return dates.sort_date(dates.parse(row.get("date", ""))), ORDER.index(Stage(row["stage"]))

    return max(stages, key=rank)["stage"]
