"""Pieces of a written date: what one end of a range states, and what it leaves to the other end."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from portal.base.date_intervals import End
from portal.base.date_wording import MONTHS

# How the parts of a form follow each other decides which end may leave something out:
YEAR_FIRST = "year first"  # 2022.9.14-17, 2022年9月14—17日: the second end leaves out what the first has said
DAY_FIRST = "day first"  # 14–17.09.2022: the first end leaves out what the second will say
MONTH_FIRST = "month first"  # 09/14/2022: neither may
NAMED = "named month"  # 14–17 September 2022, September 14–17, 2022
WHOLE = "whole"  # 2022-09-14: with hyphens inside, neither may
ANY = "any"  # 2022, or a bare number that takes its meaning from the other end

_NUMBERS = {name.lower(): number for number, name in enumerate(MONTHS, 1)}
_NUMBERS |= {name[:3]: number for name, number in list(_NUMBERS.items())} | {"sept": 9}
_NAME = rf"(?P<name>{'|'.join(sorted(_NUMBERS, key=len, reverse=True))})\.?"
_YEAR = r"(?P<year>[0-9]{4})"
_MONTH = r"(?P<month>[0-9]{1,2})"
_DAY = r"(?P<day>[0-9]{1,2})"
_ORDINAL = r"(?:st|nd|rd|th)?"

_FORMS = [
    (re.compile(pattern), order)
    for pattern, order in (
        (rf"{_YEAR}-{_MONTH}(?:-{_DAY})?", WHOLE),
        (rf"{_MONTH}-{_YEAR}", WHOLE),
        (rf"{_YEAR}(?P<mark>[./]){_MONTH}(?:(?P=mark){_DAY})?", YEAR_FIRST),
        (rf"{_MONTH}[./]{_DAY}", YEAR_FIRST),
        (
            rf"(?=.*[年月日号])(?:{_YEAR}年)?(?:{_MONTH}月)?(?:{_DAY}[日号])?(?P<number>[0-9]{{1,2}})?",
            YEAR_FIRST,
        ),
        (rf"{_DAY}(?P<mark>[./-]){_MONTH}(?P=mark){_YEAR}", DAY_FIRST),
        (rf"{_DAY}\.{_MONTH}\.?", DAY_FIRST),
        (rf"{_MONTH}[./]{_YEAR}", DAY_FIRST),
        (rf"{_MONTH}(?P<mark>[/-]){_DAY}(?P=mark){_YEAR}", MONTH_FIRST),
        (rf"{_DAY}{_ORDINAL}[ -]?{_NAME}(?:,?[ -]?{_YEAR})?", NAMED),
        (rf"{_NAME} ?{_DAY}{_ORDINAL}(?:,? ?(?<=[, ]){_YEAR})?", NAMED),
        (rf"{_NAME}(?:,?[ -]?{_YEAR})?", NAMED),
        (rf"{_DAY}{_ORDINAL}, ?{_YEAR}", NAMED),
        (_YEAR, ANY),
        (rf"(?P<number>[0-9]{{1,2}}){_ORDINAL}", ANY),
    )
]
_ABOUT = re.compile(r"^(?:(?:about|around|circa|approximately|approx\.?|ca?\.?) ?(?=[0-9a-z])|~|大约|约)")
_OR_SO = re.compile(r"(?:~|左右|前后)$")


@dataclass(frozen=True, slots=True)
class Piece:
    """One end as written. `number` is a bare number whose unit the other end tells."""

    order: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    number: int | None = None
    approximate: bool = False

    @property
    def complete(self) -> bool:
        return self.number is None and self.year is not None and (self.day is None or self.month is not None)

    @property
    def unit(self) -> str:
        """The finest unit stated."""
        if self.day is not None:
            return "day"
        return "year" if self.month is None else "month"

    def end(self) -> End:
        """The end of a complete piece."""
        assert self.year is not None
        return End(self.year, self.month, self.day, self.approximate)


def pieces(text: str) -> Iterator[Piece]:
    """Every way to read `text` (folded, lower case, dashes as hyphens) as one end of a date."""
    bare = _OR_SO.sub("", _ABOUT.sub("", text, count=1), count=1).strip()
    approximate = bare != text
    for form, order in _FORMS:
        match = form.fullmatch(bare)
        if match is None:
            continue
        stated = match.groupdict()
        numbers = {unit: int(stated[unit]) for unit in ("year", "month", "day", "number") if stated.get(unit)}
        if stated.get("name"):
            numbers["month"] = _NUMBERS[stated["name"]]
        yield Piece(order, approximate=approximate, **numbers)


def join(start: Piece, end: Piece) -> tuple[End, End] | None:
    """Both ends of a range, each filled from the other where its form allows it; None where it does not."""
    if start.complete and end.complete:
        # Two whole dates need no common form, but one reading must not take the day first here and second
        # there.
        if {start.order, end.order} == {DAY_FIRST, MONTH_FIRST}:
            return None
        return start.end(), end.end()
    order = end.order if start.order == ANY else start.order
    if end.order not in (order, ANY):
        return None
    start, end = _number_resolved(start, end, order), _number_resolved(end, start, order)
    # A bare number is one of the two ends at most, and the ends state the same unit.
    if start.number is not None or end.number is not None or start.unit != end.unit:
        return None
    if order == YEAR_FIRST:
        end = _filled(end, start)
    elif order == DAY_FIRST:
        start = _filled(start, end)
    elif order == NAMED:
        # September 14–17, 2022: the month is said first, the year last.
        start = replace(start, year=start.year or end.year, month=start.month or end.month)
        end = replace(end, month=end.month or start.month)
    return (start.end(), end.end()) if start.complete and end.complete else None


def _number_resolved(piece: Piece, other: Piece, order: str) -> Piece:
    """The piece with its bare number given the unit of the other end, where that makes sense."""
    if piece.number is None or other.number is not None:
        return piece
    if other.unit == "day" and piece.day is None:
        return replace(piece, number=None, day=piece.number)
    if other.unit == "month" and piece.month is None and order != NAMED:
        return replace(piece, number=None, month=piece.number)
    return piece


def _filled(piece: Piece, other: Piece) -> Piece:
    """What the piece leaves out, taken from the other end: the year, and with it the month."""
    if piece.year is not None:
        return piece
    return replace(piece, year=other.year, month=piece.month or other.month)
