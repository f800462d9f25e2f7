"""EDTF in, an interval of days out: bounds, precision, overlap (codebook 2). Import from `dates`."""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

# Undated records sort before all others. Never NULL: the databases disagree on where NULL sorts.
UNDATED_SORT_DATE = date.min
FIRST_YEAR, LAST_YEAR = 1000, 2999
CANONICAL_FORMS = (
    "2022-09-14; 2022-09-14/2022-09-17; 2022-09; 2024-04/2024-05; 2022; 2019/2021; 2019/..; ../2019; 2020~"
)

_END = r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(~)?"
_EDTF = re.compile(rf"(?:{_END}|\.\.)(?:(/)(?:{_END}|\.\.))?")
_BOUND = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")

_REFUSALS = {
    "invalid": _("“{value}” is not a date in EDTF. Accepted: {accepted}."),
    "no_such_day": _("“{value}” names a month or day that does not exist. Accepted: {accepted}."),
    "year": _("“{value}” names a year outside {first}–{last}. Accepted: years {first} to {last}."),
    "reversed": _("“{value}” ends before it begins. Accepted: the earlier date first."),
    "repeated": _("“{value}” begins and ends with the same date. Accepted: that date once, without a range."),
    "filter": _("“{value}” is not a day, a month or a year. Accepted: 2022-09-14; 2022-09; 2022."),
}


class DateError(ValueError):
    """A date that is refused.

    `message` is translatable and names the value and what is accepted. `code` is one of invalid, no_such_day,
    year, reversed, repeated, filter, not_understood, ambiguous, two_digit_year, number, time. `readings`
    holds, as EDTF, the readings of an ambiguous date.
    """

    def __init__(self, message: str | Promise, code: str = "invalid", readings: tuple[str, ...] = ()) -> None:
        super().__init__(message)
        self.message = message
        self.code = code
        self.readings = readings

    def __str__(self) -> str:
        return str(self.message)


def refusal(code: str, value: object) -> DateError:
    """The refusal of `value` for one of this module's reasons."""
    message = format_lazy(
        _REFUSALS[code], value=value, accepted=CANONICAL_FORMS, first=str(FIRST_YEAR), last=str(LAST_YEAR)
    )
    return DateError(message, code)


class End(NamedTuple):
    """One end of a date as written: a year, with its month and day where they are stated."""

    year: int
    month: int | None = None
    day: int | None = None
    approximate: bool = False

    @property
    def units(self) -> int:
        """1 a year, 2 a month, 3 a day."""
        return 1 + (self.month is not None) + (self.day is not None)

    def first(self) -> date:
        return date(self.year, self.month or 1, self.day or 1)

    def last(self) -> date:
        month = self.month or 12
        return date(self.year, month, self.day or monthrange(self.year, month)[1])

    def edtf(self) -> str:
        text = f"{self.year:04}"
        if self.month is not None:
            text += f"-{self.month:02}"
        if self.day is not None:
            text += f"-{self.day:02}"
        return text + "~" if self.approximate else text


class Ends(NamedTuple):
    """A date taken apart: `start` and `end` are one object where there is no range; None is an open end."""

    start: End | None
    end: End | None

    @property
    def is_range(self) -> bool:
        return self.start is not self.end


@dataclass(frozen=True, slots=True)
class Interval:
    """What a date says: the days it may mean.

    `earliest` and `latest` are inclusive; None is an open end, or both None when no date is known. `prec` is
    the code of codebook 2 (1-6), None when no date is known. `approximate` is set by a `~` on either end.
    """

    text: str
    earliest: date | None
    latest: date | None
    prec: int | None
    approximate: bool


_UNDATED = Interval("", None, None, None, False)


def ends(text: str) -> Ends:
    """Take a canonical, non-blank EDTF string apart. Raises DateError."""
    match = _EDTF.fullmatch(text)
    if match is None:
        raise refusal("invalid", text)
    year1, month1, day1, tilde1, slash, year2, month2, day2, tilde2 = match.groups()
    start = _end(text, year1, month1, day1, tilde1) if year1 else None
    if not slash:
        if start is None:
            raise refusal("invalid", text)
        return Ends(start, start)
    end = _end(text, year2, month2, day2, tilde2) if year2 else None
    if start is None and end is None:
        raise refusal("invalid", text)
    if start and end:
        if start[:3] == end[:3]:
            raise refusal("repeated", text)
        if start.first() > end.last():
            raise refusal("reversed", text)
    return Ends(start, end)


def _end(text: str, year: str, month: str | None, day: str | None, tilde: str | None) -> End:
    end = End(int(year), int(month) if month else None, int(day) if day else None, tilde is not None)
    if not FIRST_YEAR <= end.year <= LAST_YEAR:
        raise refusal("year", text)
    if end.month is not None:
        # No month 0 and no day 0: `or` in first() and last() would take them for "not stated".
        if not 1 <= end.month <= 12:
            raise refusal("no_such_day", text)
        if end.day is not None and not 1 <= end.day <= monthrange(end.year, end.month)[1]:
            raise refusal("no_such_day", text)
    return end


@lru_cache(maxsize=32768)
def parse(text: str) -> Interval:
    """The interval of a canonical EDTF string; blank gives the undated interval. Raises DateError."""
    if text == "":
        return _UNDATED
    start, end = ends(text)
    earliest = start.first() if start else None
    latest = end.last() if end else None
    approximate = bool((start and start.approximate) or (end and end.approximate))
    if earliest is None or latest is None:
        prec = 6
    else:
        prec = _precision(earliest, latest)
        if prec == 1 and (approximate or start is not end):
            # "About 14 September" is not exact to the day, whatever day it names.
            prec = 2
    return Interval(text, earliest, latest, prec, approximate)


def _precision(earliest: date, latest: date) -> int:
    days = (latest - earliest).days + 1
    if days == 1:
        return 1
    if days < 7:
        return 2
    if days == 7:
        return 3
    if days <= 31:
        return 4
    return 5 if latest < _a_year_after(earliest) else 6


def _a_year_after(day: date) -> date:
    if (day.month, day.day) == (2, 29):
        return date(day.year + 1, 3, 1)
    return day.replace(year=day.year + 1)


def bounds(text: str) -> tuple[date, date]:
    """First and last day of a filter's `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. Raises DateError, so for blank."""
    match = _BOUND.fullmatch(text)
    if match is None:
        raise refusal("filter", text)
    year, month, day = match.groups()
    try:
        end = _end(text, year, month, day, None)
    except DateError as error:
        raise refusal("filter" if error.code == "no_such_day" else error.code, text) from None
    return end.first(), end.last()


def possibly_within(interval: Interval, start: date | None, end: date | None) -> bool:
    """May it have happened from `start` to `end` (inclusive; None is no bound)?

    An open end has no bound on its side. An undated record is within only where there is no bound at all.
    """
    if interval.prec is None:
        return start is None and end is None
    return (end is None or interval.earliest is None or interval.earliest <= end) and (
        start is None or interval.latest is None or interval.latest >= start
    )


def surely_within(interval: Interval, kind: str, start: date | None, end: date | None) -> bool:
    """Did it surely happen from `start` to `end` (inclusive; None is no bound)?

    Never for an undated or approximate date, nor for the day of an announcement (`kind` other than "event").
    """
    if interval.prec is None or interval.approximate or kind != "event":
        return False
    return (start is None or (interval.earliest is not None and interval.earliest >= start)) and (
        end is None or (interval.latest is not None and interval.latest <= end)
    )


def sort_date(interval: Interval) -> date:
    """The day a record sorts by: its earliest, UNDATED_SORT_DATE when undated.

    A date with an open start ("until 2019") is dated but has no earliest day; it sorts by its latest.
    """
    return interval.earliest or interval.latest or UNDATED_SORT_DATE
