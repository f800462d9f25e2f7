"""Filters: one key of the address each. A filter reads its values, narrows the rows and knows how they are counted.

Filters keep no state, so that a filterset makes no copies of them. Values stay the texts of the address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import django_filters
from django.db.models import Model, Q, Subquery
from django.utils.dateparse import parse_datetime
from django.utils.timezone import is_naive
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base import dates
from portal.base.facets import Column
from portal.base.language import in_language
from portal.base.models import CodesField, RecordKey, Source
from portal.base.wording import language_name

from .problems import Problem, one_value_only, unknown_value

Values = Mapping[str, Sequence[str]]
# Narrows rows by the values of a filter's group of keys.
Query = Callable[[Any, Values], Any]
LONGEST_TEXT = 200


class KeyFilter(django_filters.Filter):
    """One key. Keys of one `group` say something about the same child row and narrow together (`query`).

    `column` is how its codes are counted in memory, on the group's first filter; `side` tells whether this key
    chooses the codes of that column or the roles they stand in. `default` values are left out of addresses.
    """

    many = True
    shape = "options"

    def __init__(
        self,
        *,
        label: Any,
        query: Query | str = "",
        group: str = "",
        column: Column | None = None,
        side: str = "code",
        default: tuple[str, ...] = (),
        staff_only: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(label=label, **kwargs)
        self.query = query
        self.own_group = group
        self.column = column
        self.side = side
        self.default = default
        self.staff_only = staff_only

    @property
    def key(self) -> str:
        """The key in the address: the filter's name on the filterset."""
        return str(self.field_name)

    @property
    def group(self) -> str:
        return self.own_group or self.key

    def read(self, given: Iterable[str], reader: Any) -> tuple[list[str], list[Problem]]:
        """The values that are understood, without repeats and in a fixed order, and what is wrong with the rest."""
        values = list(dict.fromkeys(text for value in given if (text := value.replace("\x00", "").strip())))
        if not values:
            return [], []
        good, problems = self.check(values, reader)
        if not self.many and len(good) > 1:
            problems += [one_value_only(self.key, value) for value in good[1:]]
            good = good[:1]
        return good, problems

    def check(self, values: list[str], reader: Any) -> tuple[list[str], list[Problem]]:
        """Sort values into good ones, in the order of addresses, and problems."""
        known = self.known(values, reader)
        good = [value for value in self.in_order(values) if value in known]
        wrong = [value for value in values if value not in known]
        if not wrong:
            return good, []
        accepted = self.labels(None, reader)
        return good, [unknown_value(self.key, value, accepted) for value in wrong]

    def known(self, values: list[str], reader: Any) -> set[str]:
        """Which of these values exist for this reader."""
        raise NotImplementedError

    def in_order(self, values: list[str]) -> list[str]:
        return sorted(values)

    def labels(self, values: Iterable[str] | None, reader: Any) -> dict[str, str]:
        """{value: label in the active language}, in the order of a facet; all values that exist where None."""
        raise NotImplementedError

    def narrow(self, rows: Any, values: Values) -> Any:
        """The rows that the values of this filter's group leave."""
        if callable(self.query):
            return self.query(rows, values)
        return getattr(rows, self.query)(list(values[self.key]))

    def filter(self, qs: Any, value: Any) -> Any:
        """django-filter's entry: the values of this key alone."""
        return self.narrow(qs, {self.key: [value] if isinstance(value, str) else value}) if value else qs


class CodeFilter(KeyFilter):
    """Values of a code list. Without `query` it compares the column of that name, or `path`."""

    def __init__(self, codes: Any, *, path: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.codes = (
            {str(code): text for code, text in codes.choices} if hasattr(codes, "choices") else dict(codes)
        )
        self.path = path
        # What the API's documentation lists as accepted values.
        self.extra["choices"] = list(self.codes.items())

    def read(self, given: Iterable[str], reader: Any) -> tuple[list[str], list[Problem]]:
        # A plus sign typed into an address arrives as a space: 100+.
        return super().read([_with_plus(value, self.codes) for value in given], reader)

    def known(self, values: list[str], reader: Any) -> set[str]:
        return {value for value in values if value in self.codes}

    def in_order(self, values: list[str]) -> list[str]:
        return [code for code in self.codes if code in values]

    def labels(self, values: Iterable[str] | None, reader: Any) -> dict[str, str]:
        wanted = None if values is None else set(values)
        return {code: str(text) for code, text in self.codes.items() if wanted is None or code in wanted}

    def narrow(self, rows: Any, values: Values) -> Any:
        if self.query:
            return super().narrow(rows, values)
        return one_of(rows, self.path or self.key, values[self.key])


def _with_plus(value: str, codes: Mapping[str, Any]) -> str:
    mended = value.replace(" ", "+")
    return mended if value not in codes and mended in codes else value


def one_of(rows: Any, column: str, values: Sequence[Any]) -> Any:
    """Rows whose column has one of these codes; a single code as an equality, which an index can keep in order."""
    if isinstance(rows.model._meta.get_field(column.partition("__")[0]), CodesField):
        found = Q()
        for value in values:
            found |= Q(**{f"{column}__contains": f"|{value}|"})
        return rows.filter(found)
    return rows.filter(**({column: values[0]} if len(values) == 1 else {f"{column}__in": list(values)}))


class NounFilter(KeyFilter):
    """Codes of shared nouns (countries, topics, organisations …): those that this reader may see."""

    def __init__(
        self,
        *nouns: type[Model],
        path: str = "",
        among: Q | None = None,
        always: Q | None = None,
        pinned: bool = False,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.nouns = nouns
        self.path = path
        # Only these rows are values of this key.
        self.among = among or Q()
        # Rows a facet offers even where no record has them; `pinned` ones never stand behind "Show all".
        self.always = always
        self.pinned = pinned

    def known(self, values: list[str], reader: Any) -> set[str]:
        found: set[str] = set()
        for noun in self.nouns:
            missing = [value for value in values if value not in found]
            if missing:
                rows = noun._default_manager.visible_to(reader).filter(self.among, pk__in=missing)  # type: ignore[attr-defined]
                found.update(rows.values_list("pk", flat=True))
        return found

    def labels(self, values: Iterable[str] | None, reader: Any) -> dict[str, str]:
        language = get_language()
        wanted = None if values is None else list(values)
        found: dict[str, str] = {}
        for noun in self.nouns:
            rows = noun._default_manager.filter(self.among)
            if wanted is None:
                rows = rows.visible_to(reader)  # type: ignore[attr-defined]
            else:
                rows = rows.filter(Q(pk__in=wanted) | self.always if self.always else Q(pk__in=wanted))
            name = "title" if noun is Source else "name"
            for pk, english, chinese in rows.values_list("pk", f"{name}_en", f"{name}_zh"):
                found[pk] = in_language(english, chinese, language) or pk
        return found

    def pins(self) -> set[str]:
        """The codes that a facet always shows."""
        if not self.pinned or self.always is None:
            return set()
        rows = (noun._default_manager.filter(self.among, self.always) for noun in self.nouns)
        return {pk for found in rows for pk in found.values_list("pk", flat=True)}

    def parents(self) -> dict[str, str]:
        """{code: code of its parent}, of nouns that form a tree."""
        rows = self.nouns[0]._default_manager.filter(self.among, parent__isnull=False)
        return dict(rows.values_list("pk", "parent_id"))

    def narrow(self, rows: Any, values: Values) -> Any:
        if self.query:
            return super().narrow(rows, values)
        return one_of(rows, self.path or f"{self.key}_id", values[self.key])


class RecordFilter(KeyFilter):
    """Ids of records of one kind that this reader may see. Without `query` it compares the column of that name."""

    def __init__(self, kind: str, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.kind = kind

    def known(self, values: list[str], reader: Any) -> set[str]:
        rows = RecordKey.objects.visible_to(reader).filter(kind=self.kind, record_id__in=values)
        return set(rows.values_list("record_id", flat=True))

    def labels(self, values: Iterable[str] | None, reader: Any) -> dict[str, str]:
        rows = RecordKey.objects.visible_to(reader).filter(kind=self.kind)
        if values is not None:
            rows = rows.filter(record_id__in=list(values))
        language = get_language()
        found = rows.order_by("record_id").values_list("record_id", "title_en", "title_zh")
        return {record_id: in_language(english, chinese, language) for record_id, english, chinese in found}

    def narrow(self, rows: Any, values: Values) -> Any:
        if self.query:
            return super().narrow(rows, values)
        chosen = values[self.key]
        keys = RecordKey.objects.filter(record_id__in=chosen).values("id")
        return rows.filter(**{self.key: Subquery(keys)} if len(chosen) == 1 else {f"{self.key}__in": keys})


class LanguageFilter(KeyFilter):
    """Languages (BCP 47) that sources are written in."""

    def known(self, values: list[str], reader: Any) -> set[str]:
        return set(
            Source.objects.visible_to(reader).filter(language__in=values).values_list("language", flat=True)
        )

    def labels(self, values: Iterable[str] | None, reader: Any) -> dict[str, str]:
        rows = Source.objects.visible_to(reader).exclude(language="")
        found = (
            rows.order_by("language").values_list("language", flat=True).distinct()
            if values is None
            else values
        )
        return {code: language_name(code) for code in found}


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
