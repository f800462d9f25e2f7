"""Dates in words, for either language in one request: functions of `lang`, not of the active translation."""

from __future__ import annotations

from functools import lru_cache

from portal.base.date_intervals import End, Ends, Interval, ends
from portal.base.language import is_chinese

MONTHS = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
MOST_DAYS = 731  # of a range told in days; nobody reads 4,291 of them
UNKNOWN_EN, UNKNOWN_ZH = "Date not known", "日期不详"


@lru_cache(maxsize=16384)
def format_date(text: str, lang: str, *, kind: str = "event", short: bool = False) -> str:
    """A canonical EDTF string as readers see it. `short` abbreviates English months. Raises DateError.

    `kind` "announcement" says that the day is the announcement's.
    """
    chinese = is_chinese(lang)
    if text == "":
        return UNKNOWN_ZH if chinese else UNKNOWN_EN
    words = _chinese(ends(text)) if chinese else _english(ends(text), short)
    if kind != "announcement":
        return words
    return f"{words}公布" if chinese else f"announced {words}"


def _english(date: Ends, short: bool) -> str:
    def month(end: End) -> str:
        name = MONTHS[(end.month or 1) - 1]
        return name[:3] if short else name

    def full(end: End, *, to_month: bool = True, to_year: bool = True) -> str:
        parts = ["" if end.day is None else str(end.day)]
        if to_month:
            parts.append("" if end.month is None else month(end))
        if to_month and to_year:
            parts.append(str(end.year))
        return ("about " if end.approximate else "") + " ".join(part for part in parts if part)

    start, end = date
    if end is None:
        return f"{full(start)} to date" if start else ""
    if start is None:
        return f"until {full(end)}"
    if not date.is_range:
        return full(start)
    # Only ends of the same precision share a month or year: "2020–May 2021" keeps both whole.
    alike = start.units == end.units
    same_year = alike and start.units > 1 and start.year == end.year
    same_month = same_year and start.units == 3 and start.month == end.month
    return f"{full(start, to_month=not same_month, to_year=not same_year)}–{full(end)}"


def _chinese(date: Ends) -> str:
    def full(end: End, *, from_month: bool = False, from_day: bool = False) -> str:
        text = "约" if end.approximate else ""
        if not (from_month or from_day):
            text += f"{end.year}年"
        if end.month is not None and not from_day:
            text += f"{end.month}月"
        if end.day is not None:
            text += f"{end.day}日"
        return text

    start, end = date
    if end is None:
        return f"{full(start)}至今" if start else ""
    if start is None:
        return f"截至{full(end)}"
    if not date.is_range:
        return full(start)
    alike = start.units == end.units
    same_year = alike and start.units > 1 and start.year == end.year
    same_month = same_year and start.units == 3 and start.month == end.month
    first = full(start)
    # 14—17日, 4—5月, 2020—2023年: the unit stands once; but 4月28日—5月1日 and years apart keep both.
    if same_month or (same_year and start.units == 2) or (alike and start.units == 1):
        first = first[:-1]
    return f"{first}—{full(end, from_month=same_year, from_day=same_month)}"


def describe_precision(interval: Interval, lang: str) -> str:
    """How exact a date is, in words, for the editor's hint and the record card."""
    chinese = is_chinese(lang)
    if interval.prec is None:
        return UNKNOWN_ZH if chinese else UNKNOWN_EN
    date = ends(interval.text)
    if date.start is None:
        words = "未载明起始" if chinese else "no start stated"
    elif date.end is None:
        words = "未载明终止" if chinese else "no end stated"
    elif date.is_range:
        words = _range_words(date.start, date.end, chinese)
    else:
        unit_en, unit_zh = (("year", "年"), ("month", "月"), ("day", "日"))[date.start.units - 1]
        if interval.approximate:
            return f"约略到{unit_zh}" if chinese else f"approximate, to the {unit_en}"
        return f"精确到{unit_zh}" if chinese else f"exact to the {unit_en}"
    if interval.approximate:
        return f"约略，{words}" if chinese else f"approximate, {words}"
    return words


def _range_words(start: End, end: End, chinese: bool) -> str:
    """A range counted in the unit both its ends are given in; in days where they differ, up to two years."""
    if start.units == end.units == 1:
        count, unit_en, unit_zh = end.year - start.year + 1, "year", "年"
    elif start.units == end.units == 2:
        count = (end.year - start.year) * 12 + (end.month or 0) - (start.month or 0) + 1
        unit_en, unit_zh = "month", "个月"
    else:
        count, unit_en, unit_zh = (end.last() - start.first()).days + 1, "day", "天"
        if count > MOST_DAYS:
            years = round(count / 365.25)
            return f"约{years:,}年的区间" if chinese else f"a range of about {years:,} years"
    if chinese:
        return f"{count:,}{unit_zh}的区间"
    return f"a range of {count:,} {unit_en}{'' if count == 1 else 's'}"
