"""Totals of claims: competing ones merge, disjoint ones add, all else stays apart. Import from `figures`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from portal.base.codes import CountedGroup
from portal.base.figure_claims import Claim, Scope, accounts_differ, disjoint, wholes
from portal.base.figure_quantifiers import Number, Span

# Why no total is offered.
OVERLAP_UNKNOWN = "overlap_unknown"  # some of the scopes neither compete nor are surely apart
ONLY_PARTS = "only_parts"  # every adopted figure is part of one that is not adopted
NO_BREAKDOWN = "no_breakdown"  # a side whose total is known does not give the group asked for
NO_NUMBER = "no_number"  # "several": nobody states a number


@dataclass(frozen=True, slots=True)
class Part:
    """The adopted claims on one scope, merged. `differ` is set where their numbers are not the same."""

    scope: Scope
    low: Number | None
    best: Number | None
    high: Number | None
    claims: tuple[Claim, ...]
    differ: bool


@dataclass(frozen=True, slots=True)
class Total:
    """What a record's adopted claims on one measure come to.

    `offered` False means that there is no total, and `reason` why; `low` is then what was surely counted ("at
    least 36"), or None, and best and high are None. `minimum` marks a low that leaves a part out or stands in
    for a total that is not offered. `parts` are always there, for a page to show a line each.
    """

    measure: str
    low: Number | None
    best: Number | None
    high: Number | None
    offered: bool
    reason: str
    minimum: bool
    parts: tuple[Part, ...]


def totals(claims: Iterable[Claim], measure: str, *, chosen_best: Collection[str] = ()) -> Total | None:
    """The total of a measure over a record's claims; None where no figure on it is adopted.

    Only adopted claims count. A claim that is part of another is never added, not even where its whole is not
    adopted: what else the whole held would be missing. Claims on one scope are merged (`_merged`);
    `chosen_best` holds the refs of claims whose best an editor chose among those that compete. Parts whose
    scopes are pairwise disjoint add up; in every other case the overlap is unknown and no total is offered.
    """
    adopted = [claim for claim in claims if claim.adopted and claim.measure == measure]
    if not adopted:
        return None
    roots = [claim for claim in adopted if claim.subset_of is None]
    if not roots:
        return _not_offered(measure, ONLY_PARTS, _parts(adopted, chosen_best))
    return _total(measure, _parts(roots, chosen_best))


def group_total(
    claims: Iterable[Claim], measure: str, group: str, *, chosen_best: Collection[str] = ()
) -> Total | None:
    """The same for one group (civilians within the killed); None where no adopted figure counts it.

    Here a figure counts although it is part of a larger one, unless it is part of another of the same group.
    Where a country has a figure for all but none for the group, there is no total, only what was surely
    counted: "at least 36".
    """
    every = list(claims)
    adopted = [claim for claim in every if claim.adopted and claim.measure == measure]
    of_group = [claim for claim in adopted if claim.counted_group == group]
    if not of_group:
        return None
    by_ref = {claim.ref: claim for claim in every}
    roots = [claim for claim in of_group if not any(whole in of_group for whole in wholes(claim, by_ref))]
    parts = _parts(roots, chosen_best)
    sides = {
        claim.counted_country
        for claim in adopted
        if claim.subset_of is None and claim.counted_group in ("", CountedGroup.ALL)
    }
    given = {claim.counted_country for claim in roots}
    if "" not in given and sides - given:
        return _not_offered(measure, NO_BREAKDOWN, parts)
    return _total(measure, parts)


def _parts(claims: Iterable[Claim], chosen_best: Collection[str]) -> tuple[Part, ...]:
    by_scope: dict[Scope, list[Claim]] = defaultdict(list)
    for claim in claims:
        by_scope[claim.scope].append(claim)
    return tuple(
        Part(scope, *_merged(competing, chosen_best), tuple(competing), accounts_differ(competing))
        for scope, competing in by_scope.items()
    )


def _merged(claims: Sequence[Claim], chosen_best: Collection[str]) -> Span:
    """Low, best and high of the claims that compete on one scope.

    Claims without a number take no part. Claims that state the same are taken as they are. Otherwise:

    low: the smallest number that a claim starts at: its low, or its best where it gives no low ("about 470").
    A claim with a high alone ("under 400") starts nowhere; where it lies wholly below that number, low is
    unknown.
    best: what all of them state as best; a claim that states none does not agree. Or the one an editor chose.
    high: the largest number that a claim ends at: its high, or its best. One that has neither ("more than
    100") is open upwards, and so is the whole.

    So a further claim on the scope can lower low, and blank best, but never raise a low or best that is
    there.
    """
    numbered = [claim for claim in claims if claim.has_number]
    if not numbered:
        return None, None, None
    if all(claim.span == numbered[0].span for claim in numbered):
        return numbered[0].span
    starts = [claim.best if claim.low is None else claim.low for claim in numbered]
    ends = [claim.best if claim.high is None else claim.high for claim in numbered]
    low = min((start for start in starts if start is not None), default=None)
    if low is not None and any(
        start is None and end is not None and end <= low for start, end in zip(starts, ends, strict=True)
    ):
        low = None
    high = None if None in ends else max(end for end in ends if end is not None)
    return low, _agreed_best(numbered, chosen_best), high


def _agreed_best(claims: Sequence[Claim], chosen_best: Collection[str]) -> Number | None:
    chosen = {claim.best for claim in claims if claim.ref in chosen_best} - {None}
    bests = chosen or {claim.best for claim in claims}
    return bests.pop() if len(bests) == 1 else None


def _total(measure: str, parts: tuple[Part, ...]) -> Total:
    """Disjoint parts added.

    low is the sum of the lows that are known, marked `minimum` where a part has none: "several" adds an
    unknown number, not 0. best and high are sums only where every part has one.
    """
    if not all(disjoint(a.scope, b.scope) for a, b in combinations(parts, 2)):
        return _not_offered(measure, OVERLAP_UNKNOWN, parts)
    low = _sum([part.low for part in parts if part.low is not None])
    best = _sum([part.best for part in parts])
    high = _sum([part.high for part in parts])
    if low is None and best is None and high is None:
        return _not_offered(measure, NO_NUMBER, parts)
    minimum = low is not None and any(part.low is None for part in parts)
    return Total(measure, low, best, high, True, "", minimum, parts)


def _sum(numbers: Sequence[Number | None]) -> Number | None:
    known = [number for number in numbers if number is not None]
    return sum(known) if known and len(known) == len(numbers) else None


def _not_offered(measure: str, reason: str, parts: tuple[Part, ...]) -> Total:
    low = _surely_counted(parts)
    return Total(measure, low, None, None, False, reason, low is not None, parts)


def _surely_counted(parts: Iterable[Part]) -> Number | None:
    """The largest number that holds whatever the overlap is.

    Within one group the countries are apart, so their lows add; within one country the scopes may overlap, so
    only the largest low counts; a part without a country, and one group against another, likewise.
    """
    by_group: dict[str, dict[str, Number]] = defaultdict(dict)
    for part in parts:
        if part.low is not None:
            countries = by_group[part.scope.group]
            countries[part.scope.country] = max(part.low, countries.get(part.scope.country, part.low))
    minima: list[Number] = []
    for countries in by_group.values():
        unplaced = countries.pop("", None)
        if unplaced is not None:
            minima.append(unplaced)
        if countries:
            minima.append(sum(countries.values()))
    return max(minima, default=None)


def deaths_band(best: Number | None, low: Number | None, high: Number | None) -> str:
    """The filter's band of a record's deaths, by best, else low, else high."""
    number = sort_value(low, best, high)
    if number is None:
        return "no_figure"
    if number <= 0:
        return "none"
    if number < 10:
        return "1-9"
    return "10-99" if number < 100 else "100+"


def sort_value(low: Number | None, best: Number | None, high: Number | None) -> Number | None:
    """The number a list sorts by: best, else low, else high."""
    return next((number for number in (best, low, high) if number is not None), None)
