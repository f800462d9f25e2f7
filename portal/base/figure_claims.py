"""A figure is somebody's claim: its scope, what competes with it, what contains it. Import from `figures`."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from portal.base.codes import FigureRole, Quantifier
from portal.base.figure_quantifiers import Number, Span, format_number, stated


class Scope(NamedTuple):
    """What a claim counts, and whose; a blank part is "not stated"."""

    measure: str
    country: str
    organisation: str
    group: str
    note: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One figure of a record. Refers to nouns and figures by code; blank text is "not stated".

    `counted_note` narrows in free words whose or what is counted, and is part of the scope. `attributed_to`
    is (country, organisation, source_voice). `stated_on` is EDTF.
    """

    ref: str
    measure: str
    counted_country: str = ""
    counted_organisation: str = ""
    counted_group: str = ""
    counted_note: str = ""
    subset_of: str | None = None
    quantifier: str = Quantifier.EXACT
    low: Number | None = None
    best: Number | None = None
    high: Number | None = None
    attributed_to: tuple[str, str, bool] = ("", "", False)
    role: str = FigureRole.ADOPTED
    stated_on: str = ""
    citation: str | None = None

    @property
    def scope(self) -> Scope:
        note = " ".join(self.counted_note.casefold().split())
        return Scope(self.measure, self.counted_country, self.counted_organisation, self.counted_group, note)

    @property
    def span(self) -> Span:
        return self.low, self.best, self.high

    @property
    def has_number(self) -> bool:
        return bool(stated(*self.span))

    @property
    def adopted(self) -> bool:
        return self.role == FigureRole.ADOPTED


def claims_of(document: Mapping[str, Any]) -> list[Claim]:
    """The claims of a record's document, in its order. Numbers may be int, Decimal, float or text."""
    return [_claim(row, position) for position, row in enumerate(document.get("figures") or [], 1)]


def _claim(row: Mapping[str, Any], position: int) -> Claim:
    def text(name: str) -> str:
        return row.get(name) or ""

    def number(name: str) -> Decimal | None:
        value = row.get(name)
        return None if value is None or value == "" else Decimal(str(value))

    return Claim(
        ref=text("ref") or f"f{position}",
        measure=text("measure"),
        counted_country=text("counted_country"),
        counted_organisation=text("counted_organisation"),
        counted_group=text("counted_group"),
        # The same narrowing is compared in one language; where only the other has it, scopes count as
        # different.
        counted_note=text("counted_note_en") or text("counted_note_zh"),
        subset_of=text("subset_of") or None,
        quantifier=text("quantifier") or Quantifier.EXACT,
        low=number("low"),
        best=number("best"),
        high=number("high"),
        attributed_to=(
            text("attributed_to_country"),
            text("attributed_to_organisation"),
            bool(row.get("source_voice")),
        ),
        role=text("role") or FigureRole.ADOPTED,
        stated_on=text("stated_on"),
        citation=text("citation") or None,
    )


def same_scope(a: Claim, b: Claim) -> bool:
    """Do they compete? Measure and all counted parts are equal, and neither is marked part of the other."""
    return a.scope == b.scope and a.subset_of != b.ref and b.subset_of != a.ref


def disjoint(a: Claim | Scope, b: Claim | Scope) -> bool:
    """Do they add? Same measure and group, and two countries, both stated: nobody is counted in both.

    A blank group is not the group "all": whether an unstated group leaves somebody out is unknown.
    """
    first = a if isinstance(a, Scope) else a.scope
    second = b if isinstance(b, Scope) else b.scope
    return (
        first.measure == second.measure
        and first.group == second.group
        and bool(first.country and second.country)
        and first.country != second.country
    )


def wholes(claim: Claim, by_ref: Mapping[str, Claim]) -> Iterator[Claim]:
    """The claims that contain this one, nearest first. Ends at a missing whole or where a cycle closes."""
    seen: set[str] = set()
    ref = claim.subset_of
    while ref is not None and ref in by_ref and ref not in seen:
        seen.add(ref)
        yield by_ref[ref]
        ref = by_ref[ref].subset_of


def accounts_differ(claims: Iterable[Claim]) -> bool:
    """Do two adopted claims on the same scope state different numbers?

    A claim without a number ("several") differs from none. "About 470" and 470 state the same number; "more
    than 470" and 470 do not. A claim never differs from what contains it.
    """
    every = list(claims)
    by_ref = {claim.ref: claim for claim in every}
    counted = [claim for claim in every if claim.adopted and claim.has_number]
    return any(
        same_scope(a, b)
        and _compared(a) != _compared(b)
        and a not in wholes(b, by_ref)
        and b not in wholes(a, by_ref)
        for position, a in enumerate(counted)
        for b in counted[position + 1 :]
    )


def _compared(claim: Claim) -> Span:
    low, best, high = claim.span
    if claim.quantifier == Quantifier.APPROXIMATELY:
        return (best if low is None else low), best, (best if high is None else high)
    return low, best, high


def subset_problems(claims: Iterable[Claim]) -> list[tuple[str, str | Promise]]:
    """(ref, message) of each claim that cannot be part of the one it names; `claims` are all of a record.

    The whole is a figure of the same record and measure, no figure contains itself by any way, and what the
    part surely counts (its low) is not above what the whole may at most count (its high).
    """
    every = list(claims)
    by_ref = {claim.ref: claim for claim in every}
    return [problem for claim in every for problem in _subset_problems(claim, by_ref)]


def _subset_problems(claim: Claim, by_ref: Mapping[str, Claim]) -> Iterator[tuple[str, str | Promise]]:
    if claim.subset_of is None:
        return
    whole = by_ref.get(claim.subset_of)
    if whole is None:
        message = _("Part of is “{value}”, which is no figure of this record. Accepted: {accepted}.")
        others = [ref for ref, other in by_ref.items() if ref != claim.ref and other.measure == claim.measure]
        yield claim.ref, format_lazy(message, value=claim.subset_of, accepted=", ".join(others) or "–")
        return
    if claim in wholes(claim, by_ref):
        message = _(
            "Part of is “{value}”, which is itself part of {ref}. Accepted: a figure outside that circle."
        )
        yield claim.ref, format_lazy(message, value=claim.subset_of, ref=claim.ref)
        return
    if whole.measure != claim.measure:
        message = _("Part of is “{value}”, which counts {other}. Accepted: a figure that counts {measure}.")
        yield (
            claim.ref,
            format_lazy(message, value=claim.subset_of, other=whole.measure, measure=claim.measure),
        )
        return
    if claim.low is not None and whole.high is not None and claim.low > whole.high:
        message = _(
            "Part of is “{value}”, at most {high}, but the part is at least {low}. Accepted: a part no "
            "larger than its whole."
        )
        yield (
            claim.ref,
            format_lazy(
                message, value=claim.subset_of, high=format_number(whole.high), low=format_number(claim.low)
            ),
        )
