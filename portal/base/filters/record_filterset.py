"""The one filter of a kind: page, map, chart, file, feed and API read an address by it (codebook 14)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from typing import Any, ClassVar

import django_filters
from django.db.models import Q
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from portal.base.codes import CountryRole, Status
from portal.base.facets import Column, Dates, Rows, RowSource, Since
from portal.base.models import (
    Citation,
    Country,
    Organisation,
    Place,
    RecordCountry,
    RecordOrganisation,
    Source,
    Topic,
    sees_drafts,
)
from portal.base.sentences import KindWords

from .as_of import AS_OF, AsOfFilter, moment_asked, refused_words, versions_of
from .filed import Then
from .keys import CodeFilter, KeyFilter, Values
from .nouns import LanguageFilter, NounFilter
from .problems import Problem, unknown_key, unknown_value
from .queries import (
    DATE_MATCHES,
    PLACES,
    POSSIBLY,
    SURELY,
    TOPICS,
    bounds,
    by_countries,
    by_dates,
    by_places,
    by_revision,
    by_topics,
    by_words,
)
from .sorts import NEWEST, SORTS, Sort
from .typed import DayFilter, TextFilter

IGNORED = "utm_"


class RecordFilterSet(django_filters.FilterSet):
    """Keys of all kinds. A kind adds its own, names its facets and the words of its sentence.

    `values` holds what was understood, by key, as texts in a fixed order. What was not is told by `problems`,
    the same for page (which applies the rest) and API (which refuses).
    """

    q = TextFilter(label=gettext_lazy("Words"), query=by_words)
    country = NounFilter(
        Country,
        label=gettext_lazy("Country"),
        group="countries",
        query=by_countries,
        column=Rows((RowSource(RecordCountry, "country_id", role="role"),), roles=tuple(CountryRole.values)),
        always=Q(region=True),
        pinned=True,
    )
    country_role = CodeFilter(
        CountryRole,
        label=gettext_lazy("Role of the country"),
        group="countries",
        side="role",
        query=by_countries,
    )
    date_from = DayFilter(label=gettext_lazy("From"), group="dates", query=by_dates, column=Dates())
    date_to = DayFilter(label=gettext_lazy("To"), group="dates", query=by_dates)
    date_match = CodeFilter(
        DATE_MATCHES,
        label=gettext_lazy("Date"),
        group="dates",
        query=by_dates,
    )
    topic = NounFilter(Topic, label=gettext_lazy("Topic"), query=by_topics("topic"), column=TOPICS)
    organisation = NounFilter(
        Organisation,
        label=gettext_lazy("Organisation"),
        query="with_organisations",
        column=Rows((RowSource(RecordOrganisation, "organisation_id"),)),
    )
    place = NounFilter(Place, label=gettext_lazy("Place"), query=by_places, column=PLACES)
    source = NounFilter(
        Source,
        label=gettext_lazy("Source"),
        query="citing",
        column=Rows((RowSource(Citation, "source_id"),)),
    )
    source_language = LanguageFilter(label=gettext_lazy("Language of a source"), query="citing_in")
    updated_since = DayFilter(
        label=gettext_lazy("Revised since"), or_time=True, query=by_revision, column=Since("updated_at")
    )
    as_of = AsOfFilter(label=gettext_lazy("As of"))
    status = CodeFilter(Status, label=gettext_lazy("Status"), staff_only=True)

    facets: ClassVar[tuple[str, ...]] = ("date", "country", "topic", "updated_since")
    sorts: ClassVar[tuple[Sort, ...]] = SORTS
    # Facets shown as the second level of another's options, which are their parents: {first key: second key}.
    children: ClassVar[dict[str, str]] = {}
    words: ClassVar[KindWords]

    @classmethod
    def get_filters(cls) -> dict[str, KeyFilter]:
        filters = super().get_filters()
        if cls._meta.model is not None and "country_role" in filters:
            base = filters["country_role"]
            roles = {role.value: role.label for role in cls._meta.model.country_roles}
            filters["country_role"] = CodeFilter(
                roles,
                field_name=base.key,
                label=base.label,
                group=base.group,
                side=base.side,
                query=base.query,
            )
        return filters

    def __init__(
        self,
        data: Any = None,
        queryset: Any = None,
        *,
        request: Any = None,
        prefix: str | None = None,
        user: Any = None,
    ) -> None:
        """`data` is a QueryDict or {key: value or values}; `user` is the request's unless given."""
        self.request = request
        self.user = user if user is not None else getattr(request, "user", None)
        if queryset is None:
            queryset = self._meta.model.objects.visible_to(self.user)
        self.queryset = queryset
        self.is_bound = True
        self.form_prefix = prefix
        self.data = data if data is not None else {}
        self.given = {key: values for key, values in _lists(self.data) if not key.startswith(IGNORED)}
        self.moment = moment_asked(self.base_filters[AS_OF], self.given)
        if self.moment is not None:
            self.user = Then(self.moment, self._meta.model.kind)
        # Filters keep no state: they are shared, not copied.
        self.filters = {
            key: self.base_filters[key]
            for key in self.base_filters
            if key in self.given and self._offers(key)
        }
        self._problems: list[Problem] = []
        self._labels: dict[tuple[str, str | None], dict[str, str]] = {}
        self.values: dict[str, list[str]] = {}
        for key, found in self.filters.items():
            good, wrong = found.read(self.given[key], self.user)
            self._problems += wrong
            if good:
                self.values[key] = good
        self._tidy_dates()
        if self.moment is not None:
            self._problems += refused_words(self)

    def _offers(self, key: str) -> bool:
        return not self.base_filters[key].staff_only or sees_drafts(self.user)

    def _tidy_dates(self) -> None:
        start, end = bounds(self.values)
        if start and end and start > end:
            message = _("date_to: “%(to)s” is before date_from, “%(from)s”.") % {
                "to": self.values["date_to"][0],
                "from": self.values["date_from"][0],
            }
            self._problems.append(Problem("date_to", self.values.pop("date_to")[0], "", message))
            del self.values["date_from"]
        ways = self.values.get("date_match", [])
        if POSSIBLY in ways:
            ways = [way for way in ways if way != SURELY]  # what surely did may have
        bounded = "date_from" in self.values or "date_to" in self.values
        if ways == [POSSIBLY] or (POSSIBLY in ways and not bounded):
            ways = []
        if ways:
            self.values["date_match"] = ways
        else:
            self.values.pop("date_match", None)

    # What was asked

    def problems(self, allowed: Sequence[str] = ()) -> list[Problem]:
        """Keys and values that are not understood; `allowed` are the caller's own keys beside the filters.

        Of those, `sort` is read here.
        """
        accepted = [key for key in self.base_filters if self._offers(key)]
        found = [
            unknown_key(key, [*accepted, *allowed]) for key in self.given if key not in (*accepted, *allowed)
        ]
        if "sort" in allowed:
            known = {sort.value: str(sort.label) for sort in self.sorts}
            found += [
                unknown_value("sort", v, known) for v in self.given.get("sort", []) if v and v not in known
            ]
        return found + self._problems

    def sort(self) -> Sort:
        """The order asked for; newest first where none, or one that is not offered, is."""
        wanted = [value for value in self.given.get("sort", []) if value]
        return next((sort for sort in self.sorts if wanted and sort.value == wanted[0]), NEWEST)

    def pairs(self, values: Values | None = None) -> list[tuple[str, str]]:
        """Keys and values in the fixed order of addresses, defaults left out."""
        chosen = self.values if values is None else values
        return [(key, value) for key in self.base_filters for value in chosen.get(key, ())]

    def labels_of(self, key: str) -> dict[str, str]:
        """{value: label} of the chosen values of a key, in the active language."""
        name = (key, get_language())
        if name not in self._labels:
            self._labels[name] = self.base_filters[key].labels(self.values.get(key, []), self.user)
        return self._labels[name]

    @property
    def groups(self) -> list[str]:
        """The groups of keys that narrow this list, in the order of addresses."""
        return self.groups_in_order(self.base_filters[key].group for key in self.values)

    @classmethod
    def groups_in_order(cls, groups: Iterable[str]) -> list[str]:
        wanted = set(groups)
        return list(dict.fromkeys(f.group for f in cls.base_filters.values() if f.group in wanted))

    @classmethod
    def keys_of(cls, group: str) -> list[str]:
        return [key for key, found in cls.base_filters.items() if found.group == group]

    # What is found

    def narrow(self, rows: Any, groups: Iterable[str] | None = None, values: Values | None = None) -> Any:
        """These rows narrowed by the values of some groups of keys; by all where None."""
        chosen: Mapping[str, Sequence[str]] = self.values if values is None else values
        done: set[str] = set()
        for key, found in self.base_filters.items():
            wanted = groups is None or found.group in groups
            if key in chosen and wanted and found.group not in done:
                done.add(found.group)
                rows = found.narrow(rows, chosen)
        return rows

    def filter_queryset(self, queryset: Any) -> Any:
        return self.narrow(queryset)

    @property
    def qs(self) -> Any:
        """The rows found: of the kind's own table, or versions where the list is as of a moment."""
        if not hasattr(self, "_qs"):
            self._qs = versions_of(self) if self.moment else self.narrow(self.queryset.all())
        return self._qs

    def is_valid(self) -> bool:
        return not self.problems()

    @property
    def errors(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for problem in self.problems():
            found.setdefault(problem.key, []).append(problem.message)
        return found

    # How it is counted

    @classmethod
    @cache
    def columns(cls) -> dict[str, Column]:
        """What is kept in memory of each group of keys, for counting."""
        return {found.group: found.column for found in cls.base_filters.values() if found.column is not None}

    @classmethod
    def numbers(cls) -> list[str]:
        """The columns, other than the date, that a list can be ordered by."""
        return list(dict.fromkeys(sort.column for sort in cls.sorts if sort.column != "sort_date"))


def _lists(data: Any) -> Iterator[tuple[str, list[str]]]:
    if hasattr(data, "lists"):
        yield from data.lists()
        return
    for key, value in data.items():
        yield key, [str(one) for one in value] if isinstance(value, list | tuple | set) else [str(value)]
