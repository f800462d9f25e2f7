"""Filters whose values readers type: words and dates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base import dates

from .keys import KeyFilter
from .problems import Problem

LONGEST_TEXT = 200


class TextFilter(KeyFilter):
    """Words to search for."""

    many = False
    shape = "text"

    def check(self, values: list[str], reader: Any) -> tuple[list[str], list[Problem]]:
        good = [" ".join(value.split()) for value in values if len(value) <= LONGEST_TEXT]
        long = [value for value in values if len(value) > LONGEST_TEXT]
        words = _("%(key)s: longer than %(longest)s characters.")
        message = words % {"key": self.key, "longest": LONGEST_TEXT}
        return good, [Problem(self.key, value, "", message) for value in long]

    def labels(self, values: Iterable[str] | None, reader: Any) -> dict[str, str]:
        return {value: value for value in values or ()}


class DayFilter(KeyFilter):
    """A day, a month or a year; with `day_only` a day. With `or_time` also a moment in ISO 8601 with its zone."""

    many = False
    shape = "day"

    def __init__(self, *, day_only: bool = False, or_time: bool = False, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.day_only = day_only
        self.or_time = or_time

    def check(self, values: list[str], reader: Any) -> tuple[list[str], list[Problem]]:
        good: list[str] = []
        problems: list[Problem] = []
        for value in values:
            if self.or_time and "T" in value:
                moment = _moment(value)
                words = _("“%(value)s” is not a time with its zone. Accepted: 2022-09-14T08:00:00Z.")
                message = "" if moment and not is_naive(moment) else words % {"value": value}
            else:
                message = self._refusal(value)
            if message:
                problems.append(Problem(self.key, value, "", f"{self.key}: {message}"))
            else:
                good.append(value)
        return good, problems

    def _refusal(self, value: str) -> str:
        try:
            first, last = dates.bounds(value)
        except dates.DateError as error:
            return str(error)
        if self.day_only and first != last:
            return _("“%(value)s” is not a day. Accepted: 2022-09-14.") % {"value": value}
        return ""

    def labels(self, values: Iterable[str] | None, reader: Any) -> dict[str, str]:
        language = get_language() or "en"
        return {value: dates.format_date(value.partition("T")[0], language) for value in values or ()}


def _moment(value: str) -> Any:
    try:
        return parse_datetime(value.replace(" ", "+"))
    except ValueError:
        return None
