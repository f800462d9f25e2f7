"""`as_of`: the list as it stood at a moment. The same keys then narrow versions instead of the kind's own rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base import dates, search
from portal.base.models import Version, VersionQuerySet

from .keys import KeyFilter, Values
from .problems import Problem

AS_OF, WORDS = "as_of", "q"


def read_moment(text: str) -> tuple[datetime | None, str]:
    """The moment that `as_of` names, and words where it names none that can be answered.

    A day means its end in UTC, today as far as it has gone; a time needs its zone.
    """
    now = timezone.now()
    try:
        if "T" in text:
            moment = parse_datetime(text.replace(" ", "+"))
            if moment is None or timezone.is_naive(moment):
                raise ValueError(text)
        else:
            if len(text) != len("2026-03-14"):
                raise ValueError(text)
            moment = end_of(date.fromisoformat(text))
            if moment.date() == now.astimezone(UTC).date():
                moment = now
    except (ValueError, OverflowError):
        words = _(
            "as_of: “%(value)s” is neither a day nor a time with its zone. "
            "Accepted: 2026-03-14, 2026-03-14T08:00:00Z."
        )
        return None, words % {"value": text}
    if moment > now:
        words = _("as_of: “%(value)s” is still to come. Accepted: days up to today, %(today)s (UTC).")
        return None, words % {"value": text, "today": f"{now.astimezone(UTC):%Y-%m-%d}"}
    return moment, ""


def end_of(day: date) -> datetime:
    """The last moment of a day, UTC."""
    return datetime.combine(day, time(), UTC) + timedelta(days=1, microseconds=-1)


def moment_words(text: str) -> str:
    """What `as_of` says, in the active language: a day, or a time in UTC."""
    language = get_language() or "en"
    if "T" not in text:
        return str(dates.format_date(text, language))
    moment = read_moment(text)[0]
    if moment is None:
        return text
    moment = moment.astimezone(UTC)
    clock = f"{moment:%H:%M:%S}" if moment.second or moment.microsecond else f"{moment:%H:%M}"
    return f"{dates.format_date(moment.date().isoformat(), language)} {clock} UTC"


class AsOfFilter(KeyFilter):
    """The moment that a list is read as of."""

    many = False
    shape = "day"

    def check(self, values: list[str], reader: Any) -> tuple[list[str], list[Problem]]:
        good: list[str] = []
        problems: list[Problem] = []
        for value in values:
            moment, words = read_moment(value)
            if moment is None:
                problems.append(Problem(self.key, value, "", words))
            else:
                good.append(value.replace(" ", "+"))
        return good, problems

    def labels(self, values: Iterable[str] | None, reader: Any) -> dict[str, str]:
        return {value: moment_words(value) for value in values or ()}

    def narrow(self, rows: Any, values: Values) -> Any:
        return rows


def moment_asked(found: KeyFilter, given: Mapping[str, Sequence[str]]) -> datetime | None:
    """When a list is read as of; None for now, and where it is not understood."""
    values, _problems = found.read(given.get(AS_OF, ()), None)
    return read_moment(values[0])[0] if values else None


def refused_words(filterset: Any) -> list[Problem]:
    """What keeps words from being looked for as of a moment: that would have to go through too many texts.

    They are then no longer among the filterset's values.
    """
    if WORDS not in filterset.values:
        return []
    try:
        search.to_scan(_narrowed(filterset, filterset.values))
    except search.TooManyToScan as error:
        return [Problem(WORDS, filterset.values.pop(WORDS)[0], "", str(error))]
    return []


def versions_of(filterset: Any, values: Values | None = None) -> VersionQuerySet:
    """What these values find among what was public at the moment they name. Raises search.TooManyToScan."""
    chosen: Mapping[str, Sequence[str]] = filterset.values if values is None else values
    rows = _narrowed(filterset, chosen)
    if WORDS in chosen:
        rows = search.found_then(rows, chosen[WORDS][0], filterset._meta.model.kind)
    return rows


def _narrowed(filterset: Any, chosen: Values) -> VersionQuerySet:
    """By all but words."""
    rows = versions_at(filterset.moment, filterset._meta.model.kind)
    groups = {filterset.base_filters[key].group for key in chosen} - {AS_OF, WORDS}
    for group in filterset.groups_in_order(groups):
        rows = _narrow(filterset, group, rows, chosen)
    return rows


def versions_at(moment: datetime, kind: str) -> VersionQuerySet:
    """Everything of a kind that was public at a moment."""
    rows: VersionQuerySet = Version.objects.at(moment).filter(kind=kind)
    return rows


def _narrow(filterset: Any, group: str, rows: VersionQuerySet, values: Values) -> VersionQuerySet:
    keys = [key for key in filterset.keys_of(group) if values.get(key)]
    filters = filterset.base_filters
    first: KeyFilter = filters[filterset.keys_of(group)[0]]
    if not first.is_filed:
        narrowed: VersionQuerySet = filters[keys[0]].narrow_then(rows, values)
        return narrowed
    by_side = {filters[key].side: list(values[key]) for key in keys}
    return rows.filed(first.filed(filterset._meta.model, by_side.get("code"), by_side.get("role")))
