"""The filters of the change feed and its pages: keyset paging by change number, for page, API and Atom alike."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from typing import Any, ClassVar

from django.db.models import Exists, Max, Min, OuterRef, QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base import dates
from portal.base.codes import ChangeAction, Kind
from portal.base.models import Change, Country, RecordCountry, RecordKey

from .keys import CodeFilter, KeyFilter, Values
from .nouns import NounFilter
from .problems import Problem, unknown_key
from .queries import since
from .record_filterset import IGNORED
from .typed import DayFilter

PER, MOST = 25, 100


class RecordIdFilter(KeyFilter):
    """Ids of records that are, or once were, public; in any case."""

    shape = "text"

    def read(self, given: Iterable[str], reader: Any) -> tuple[list[str], list[Problem]]:
        return super().read([value.upper() for value in given], reader)

    def check(self, values: list[str], reader: Any) -> tuple[list[str], list[Problem]]:
        keys = RecordKey.objects.filter(record_id__in=values, version__gt=0)
        known = set(keys.values_list("record_id", flat=True))
        words = _("record_id: there is no public record %(id)s.")
        wrong = [Problem(self.key, v, "", words % {"id": v[:20]}) for v in values if v not in known]
        return sorted(known), wrong

    def narrow(self, rows: Any, values: Values) -> Any:
        return rows.filter(key__in=RecordKey.objects.filter(record_id__in=values[self.key]))


class NumberFilter(KeyFilter):
    """A whole number within bounds."""

    many = False
    shape = "number"

    def __init__(self, *, least: int, most: int, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.least, self.most = least, most

    def check(self, values: list[str], reader: Any) -> tuple[list[str], list[Problem]]:
        good = [value for value in values if self._holds(value)]
        words = _("%(key)s: “%(value)s” is not a whole number from %(least)s to %(most)s.")
        told = {"key": self.key, "least": self.least, "most": self.most}
        wrong = [value for value in values if value not in good]
        return good, [Problem(self.key, value, "", words % {**told, "value": value[:20]}) for value in wrong]

    def _holds(self, value: str) -> bool:
        short = value.isascii() and value.isdigit() and len(value) <= len(str(self.most))
        return short and self.least <= int(value) <= self.most

    def narrow(self, rows: Any, values: Values) -> Any:
        return rows


def _by_country(rows: Any, values: Values) -> Any:
    named = RecordCountry.objects.filter(key=OuterRef("key_id"), country__in=values["country"])
    return rows.filter(Exists(named))


def _since(rows: Any, values: Values) -> Any:
    return _within(rows, at__gte=since(values["since"][0]))


def _until(rows: Any, values: Values) -> Any:
    text = values["until"][0]
    return _within(rows, at__lte=since(text) if "T" in text else _end(text))


def _within(rows: Any, **times: datetime) -> Any:
    """The feed is walked by number: where the walk begins and ends is read off the index of times.

    First and last are asked for together: for one alone SQLite would walk the numbers to find it.
    """
    ends = Change.objects.filter(**times).order_by().aggregate(first=Min("number"), last=Max("number"))
    if ends["first"] is None:
        return rows.none()
    return rows.filter(number__gte=ends["first"], number__lte=ends["last"], **times)


def _end(text: str) -> datetime:
    """The last moment of a day, month or year."""
    return datetime.combine(dates.bounds(text)[1], time.max, UTC)


LARGEST = 2**63 - 1  # of a change number


def _filters(*found: KeyFilter) -> dict[str, KeyFilter]:
    return {one.key: one for one in found}


class ChangeFilters:
    """Reads an address's keys; narrows and cuts the feed. `values` holds what was understood."""

    base_filters: ClassVar[dict[str, KeyFilter]] = _filters(
        CodeFilter(Kind, field_name="kind", label=gettext_lazy("Kind of record")),
        CodeFilter(ChangeAction, field_name="action", label=gettext_lazy("What happened")),
        NounFilter(
            Country, field_name="country", label=gettext_lazy("Country the record names"), query=_by_country
        ),
        RecordIdFilter(field_name="record_id", label=gettext_lazy("Record")),
        DayFilter(field_name="since", label=gettext_lazy("Since"), or_time=True, query=_since),
        DayFilter(field_name="until", label=gettext_lazy("Until"), or_time=True, query=_until),
        NumberFilter(
            field_name="after",
            label=gettext_lazy("Only changes with a higher number, oldest first"),
            least=0,
            most=LARGEST,
        ),
        NumberFilter(
            field_name="before",
            label=gettext_lazy("Only changes with a lower number"),
            least=1,
            most=LARGEST,
        ),
        NumberFilter(field_name="per", label=gettext_lazy("Changes a page"), least=1, most=MOST),
    )
    paging: ClassVar[tuple[str, ...]] = ("after", "before", "per")

    def __init__(self, data: Any, user: Any = None) -> None:
        """`data` is a QueryDict."""
        self.given = {key: values for key, values in data.lists() if not key.startswith(IGNORED)}
        self.values: dict[str, list[str]] = {}
        self._problems: list[Problem] = []
        for key, found in self.base_filters.items():
            good, wrong = found.read(self.given.get(key, ()), user)
            self._problems += wrong
            if good:
                self.values[key] = good
        self._check_order()

    def _check_order(self) -> None:
        first, last = (self.values.get(key, [""])[0] for key in ("since", "until"))
        if not (first and last):
            return
        end = since(last) if "T" in last else _end(last)
        if since(first) > end:
            words = _("until: “%(until)s” is before since, “%(since)s”.")
            message = words % {"until": last, "since": first}
            self._problems.append(Problem("until", last, "", message))
            del self.values["since"], self.values["until"]

    def problems(self, allowed: Sequence[str] = ()) -> list[Problem]:
        """Keys and values that are not understood; `allowed` are the caller's own keys."""
        accepted = (*self.base_filters, *allowed)
        return [unknown_key(key, accepted) for key in self.given if key not in accepted] + self._problems

    @property
    def narrowed(self) -> bool:
        """Whether anything but paging is asked for."""
        return any(key not in self.paging for key in self.values)

    def pairs(self, *, paging: bool = False, **more: Any) -> list[tuple[str, str]]:
        """Keys and values in the order of addresses, with some set anew."""
        kept = {
            key: values for key, values in self.values.items() if paging or key not in ("after", "before")
        }
        kept |= {key: [str(value)] for key, value in more.items()}
        return [(key, value) for key in self.base_filters for value in kept.get(key, ())]

    def narrow(self, rows: QuerySet[Change]) -> QuerySet[Change]:
        for key in self.values:
            rows = self.base_filters[key].narrow(rows, self.values)
        return rows

    def number(self, key: str) -> int | None:
        found = self.values.get(key)
        return int(found[0]) if found else None

    def page(self, rows: QuerySet[Change]) -> ChangePage:
        """The page asked for; reads one number too many, to know whether there is another.

        Numbers are picked first and rows joined after: what is sorted on the way stays narrow.
        """
        after, before, per = self.number("after"), self.number("before"), self.number("per") or PER
        found = self.narrow(rows)
        if before is not None:
            found = found.filter(number__lt=before)
        if after is not None:
            found = found.filter(number__gt=after)
        order = "number" if after is not None else "-number"
        numbers = list(found.order_by(order).values_list("number", flat=True)[: per + 1])
        shown = list(rows.filter(number__in=numbers[:per]).order_by(order)) if numbers else []
        return ChangePage(shown, len(numbers) > per, after, before)


@dataclass(frozen=True)
class ChangePage:
    """Changes of one page: newest first, or oldest first where it starts `after` a number."""

    rows: list[Change]
    more: bool
    after: int | None
    before: int | None

    @property
    def next(self) -> dict[str, int] | None:
        """What to ask for to go on the same way; None at the end."""
        if not self.more:
            return None
        last = self.rows[-1].number
        if self.after is None:
            return {"before": last}
        return {"after": last} if self.before is None else {"after": last, "before": self.before}

    @property
    def resume(self) -> dict[str, int] | None:
        """What to ask for later to read what will have been written by then; None on a page of older changes."""
        if self.before is not None:
            return None
        return {"after": max([self.after or 0, *(row.number for row in self.rows)])}
