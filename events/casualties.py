"""An incident's derived columns from its figures and citations; a pure function over the record's document."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from portal.base import figures


def casualties(document: dict[str, Any]) -> dict[str, Any]:
    """Columns `deaths_*`, `injured_*`, `accounts_differ`, `single_source` (codebook 5: adopted figures alone)."""
    claims = figures.claims_of(document)
    columns: dict[str, Any] = {}
    chosen = [row["ref"] for row in document.get("figures", []) if row.get("chosen_best")]
    for name, measure in (("deaths", "killed"), ("injured", "injured")):
        low, best, high = _whole(figures.totals(claims, measure, chosen_best=chosen))
        columns |= {f"{name}_low": low, f"{name}_best": best, f"{name}_high": high}
    deaths = (columns["deaths_best"], columns["deaths_low"], columns["deaths_high"])
    columns["deaths_sort"] = next((number for number in deaths if number is not None), -1)
    columns["deaths_band"] = figures.deaths_band(*deaths)
    columns["accounts_differ"] = figures.accounts_differ(claims)
    sources = {row["source"] for row in document.get("citations", [])}
    columns["single_source"] = len(sources) == 1
    return columns


def _whole(total: figures.Total | None) -> tuple[int | None, int | None, int | None]:
    """Low, best and high as whole persons. Where no total is offered, low is what was surely counted."""
    if total is None:
        return None, None, None
    return _int(total.low), _int(total.best), _int(total.high)


def _int(number: Decimal | int | None) -> int | None:
    return None if number is None else int(number)
