"""Dates as editors have them, read into canonical EDTF (codebook 2).

Every reading that the written form allows is worked out. One is taken, several are refused by name, none is
refused with what is accepted: a day is never invented.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, datetime, time

from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.base.date_intervals import FIRST_YEAR, LAST_YEAR, DateError, parse, refusal
from portal.base.date_pieces import Piece, join, pieces
from portal.base.date_wording import UNKNOWN_EN, UNKNOWN_ZH, format_date

ACCEPTED = (
    "2022-09-14; 14.09.2022; 14–17.09.2022; 14 September 2022; 28 April–1 May 2021; May 2022; 2022; "
    "2019 to date; about 2020; 2022年9月14日—17日; 2024年4—5月; 2019年至今; 约2020年"
)

# Hyphens, dashes, minus signs, wave dashes and the long vowel mark, which Chinese input methods offer for a
# dash.
_DASHES = re.compile(r" ?[-\u2010-\u2015\u2043\u2212\u02d7\u2e3a\u2e3b\u301c\u3030\u30fc\u223c]+ ?")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_EDTF_SHAPE = re.compile(r"(?:[0-9]{4}(?:-[0-9]{2}){0,2}~?|\.\.)(?:/(?:[0-9]{4}(?:-[0-9]{2}){0,2}~?|\.\.))?")
_ABBREVIATED_YEARS = re.compile(r"([0-9]{4})[-/]([0-9]{2})")
_TWO_DIGIT_YEAR = re.compile(r"([0-9]{1,2})([./-])([0-9]{1,2})\2([0-9]{2})")
_MIDNIGHT = re.compile(r"(?<=[0-9])[t ]00?:00(?::00(?:\.0+)?)?$")
_YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
_CLOCK = re.compile(r"[0-9]{1,2}:[0-9]{2}")
_BETWEEN = re.compile(r"between (.+?) and (.+)")
_TO = re.compile(r"(?<=\S) ?(?:\b(?:to|until|till|through)\b|至|到) ?(?=\S)")
_UNTIL = re.compile(r"(?:(?:until|till|up to|to) |截至|截止到|截止|至|到)(?P<end>.+?)(?:为?止)?")
_SINCE = re.compile(
    r"(?P<since>(?:since|from) |自从|自|从)?(?P<start>.+?)"
    r"(?P<open>-(?:date|(?:the )?present|now|today|今)|,? onwards?|(?:以来|起)(?:-今)?)?"
)


def read(value: str | date | float | None) -> str:
    """Canonical EDTF of a date in any form the codebook lists; blank gives "". Raises DateError.

    Takes text, a date, a datetime at midnight (an Excel date cell) or a whole number (a year). With dots the
    day comes first, as everywhere dots are used (03.04.2022 is 3 April); with slashes or hyphens it may be
    either, so 03/04/2022 is refused and 14/09/2022 is not. With the year first, month and day follow.
    """
    if value is None:
        return ""
    if isinstance(value, date):
        return _read_cell(value)
    if not isinstance(value, str):
        return _read_number(value)
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", value))
    text = " ".join(text.split())
    if text in ("", UNKNOWN_EN, UNKNOWN_ZH):
        return ""
    years = _ABBREVIATED_YEARS.fullmatch(text)
    if _EDTF_SHAPE.fullmatch(text) and (years is None or 1 <= int(years[2]) <= 12):
        return _read_edtf(text, value)
    return _choose(value, text)


def _read_cell(value: date) -> str:
    if isinstance(value, datetime):
        if value.time() != time():
            raise _time_refusal(value.isoformat(" "))
        value = value.date()
    return parse(value.isoformat()).text


def _read_number(value: float) -> str:
    """A year from a number cell. Any other number (a count of days, 2022.1 for 2022.10) may mean any day."""
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in _YEARS:
        message = _("“{value}” is not a date. Accepted: a date cell, a year, or text such as {accepted}.")
        raise DateError(format_lazy(message, value=value, accepted=ACCEPTED), "number")
    return str(int(value))


def _read_edtf(text: str, value: str) -> str:
    try:
        return parse(text).text
    except DateError as error:
        start, slash, end = text.partition("/")
        if error.code == "repeated" and start == end:
            return parse(start).text
        raise refusal(error.code, value.strip()) from None


def _choose(value: str, text: str) -> str:
    """The one reading of `text`; `value` is what the editor wrote, for the message."""
    value = value.strip()
    refused: list[DateError] = []
    found: list[str] = []
    for reading in _readings(text, value):
        try:
            canonical = parse(reading).text
        except DateError as error:
            refused.append(error)
        else:
            if canonical not in found:
                found.append(canonical)
    if len(found) == 1:
        return found[0]
    if found:
        raise _ambiguous(value, found)
    if refused:
        raise refusal(refused[0].code, value)
    message = _("“{value}” is not understood as a date. Accepted: {accepted}.")
    raise DateError(format_lazy(message, value=value, accepted=ACCEPTED), "not_understood")


def _readings(text: str, value: str) -> Iterator[str]:
    """Every EDTF string, valid or not, that `text` may be. Raises DateError for a clock or a short year."""
    text = _MIDNIGHT.sub("", text.lower())
    if _CLOCK.search(text):
        raise _time_refusal(value)
    text = _DASHES.sub("-", text)
    if "年" in text:
        text = text.replace(" ", "")
    if match := _TWO_DIGIT_YEAR.fullmatch(text):
        raise _two_digit_year(value, int(match[1]), int(match[3]), int(match[4]))
    if match := _ABBREVIATED_YEARS.fullmatch(text):
        yield from _month_or_years(match)
        return
    if match := _UNTIL.fullmatch(text):
        yield from (f"../{one}" for one in _single(match["end"]))
        return
    if match := _BETWEEN.fullmatch(text):
        text = f"{match[1]}-{match[2]}"
    match = _SINCE.fullmatch(_TO.sub("-", text))
    assert match is not None  # any line of text matches; the groups tell which marks it has
    since, start = match["since"] or "", match["start"]
    if match["open"] or since == "since ":
        yield from (f"{one}/.." for one in _single(start))
    elif since:
        # "From 14 to 17 September" is a range, "from 2019" has no end.
        ranges = list(_ranges(start))
        yield from ranges or [f"{one}/.." for one in _single(start)]
    else:
        yield from _single(start)
        yield from _ranges(start)


def _month_or_years(match: re.Match[str]) -> Iterator[str]:
    """2022/09 is a month, 2021-22 two years; 2010–12 may be either (2010-12 is EDTF, taken before)."""
    year, number = int(match[1]), int(match[2])
    yield f"{year}-{number:02}"
    if number > year % 100:
        yield f"{year}/{year - year % 100 + number}"


def _single(text: str) -> Iterator[str]:
    for piece in pieces(text):
        if piece.complete:
            yield piece.end().edtf()


def _ranges(text: str) -> Iterator[str]:
    """Readings of `text` as a range, cut at any dash; at a slash only between two whole dates."""
    for cut, mark in enumerate(text):
        if mark not in "-~" and not (mark == "/" and text.count("/") == 1):
            continue
        left, right = list(pieces(text[:cut].strip())), list(pieces(text[cut + 1 :].strip()))
        for start in left:
            for end in right:
                if mark == "/" and not (start.complete and end.complete):
                    continue
                yield from _joined(start, end)


def _joined(start: Piece, end: Piece) -> Iterator[str]:
    both = join(start, end)
    if both:
        first, last = (end.edtf() for end in both)
        yield first if first == last else f"{first}/{last}"


def _in_words(readings: tuple[str, ...]) -> str:
    language = get_language() or "en"
    return "; ".join(f"{reading} ({format_date(reading, language)})" for reading in readings)


_in_words_lazy = lazy(_in_words, str)


def _ambiguous(value: str, readings: list[str]) -> DateError:
    message = _("“{value}” can be read in more than one way: {readings}. Accepted: one of these, written so.")
    found = tuple(readings)
    return DateError(format_lazy(message, value=value, readings=_in_words_lazy(found)), "ambiguous", found)


def _two_digit_year(value: str, first: int, second: int, third: int) -> DateError:
    """3.4.22: which of the three is the year, which the month, and in which century, nobody can tell."""
    orders = ((third, second, first), (third, first, second), (first, second, third))
    found: list[str] = []
    for year, month, day in orders:
        reading = f"{2000 + year}-{month:02}-{day:02}"
        try:
            parse(reading)
        except DateError:
            continue
        if reading not in found:
            found.append(reading)
    if len(found) > 1:
        return _ambiguous(value, found)
    message = _("“{value}” has a year of two digits. Accepted: a year of four digits, as in {accepted}.")
    return DateError(format_lazy(message, value=value, accepted="14.09.2022"), "two_digit_year", tuple(found))


def _time_refusal(value: str) -> DateError:
    message = _(
        "“{value}” has a time of day; the record keeps days. Accepted: the day alone, as in {accepted}."
    )
    return DateError(format_lazy(message, value=value, accepted="2022-09-14"), "time")
