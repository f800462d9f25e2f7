"""Filters: one key of the address each. A filter reads its values, narrows the rows and knows how they are counted.

Filters keep no state, so that a filterset makes no copies of them. Values stay the texts of the address.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

import django_filters
from django.db.models import Q

from portal.base.facets import Column, Dates, Since
from portal.base.models import CodesField, Record

from .filed import Then, filed_terms
from .problems import Problem, one_value_only, unknown_value

Values = Mapping[str, Sequence[str]]
# Narrows rows by the values of a filter's group of keys.
Query = Callable[[Any, Values], Any]


class KeyFilter(django_filters.Filter):
    """One key. Keys of one `group` say something about the same child row and narrow together (`query`).

    `column` is how its codes are counted in memory, on the group's first filter; `side` tells whether this key
    chooses the codes of that column or the roles they stand in.
    """

    many = True
    shape = "options"
    # Another group in whose column the values are counted, by the codes that `codes` makes of them.
    counted_in = ""

    def __init__(
        self,
        *,
        label: Any,
        query: Query | str = "",
        group: str = "",
        column: Column | None = None,
        side: str = "code",
        staff_only: bool = False,
        then: Query | None = None,
        **kwargs: Any,
    ) -> None:
        """`then` narrows what was public at a moment, where neither `column` nor `query` can."""
        super().__init__(label=label, **kwargs)
        self.then = then
        self.query = query
        self.own_group = group
        self.column = column
        self.side = side
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
        if isinstance(reader, Then) and self.is_filed:
            known |= reader.values_on_record(self.filed, (value for value in values if value not in known))
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

    def codes(self, values: Iterable[str]) -> list[str]:
        """The codes of the column that these values stand for."""
        return list(values)

    def narrow(self, rows: Any, values: Values) -> Any:
        """The rows that the values of this filter's group leave."""
        if callable(self.query):
            return self.query(rows, values)
        return getattr(rows, self.query)(list(values[self.key]))

    # As of a moment

    @property
    def is_filed(self) -> bool:
        """True where versions are filed under its codes."""
        return self.column is not None and not isinstance(self.column, Dates | Since)

    def filed(
        self, model: type[Record], codes: Sequence[str] | None, marks: Sequence[str] | None = None
    ) -> list[str]:
        """The terms of these values of its group."""
        assert self.column is not None  # `is_filed`
        return filed_terms(model, self.column, codes, marks)

    def narrow_then(self, rows: Any, values: Values) -> Any:
        """The versions that the values leave, where they are not filed under them."""
        return (self.then or self.narrow)(rows, values)

    def filter(self, qs: Any, value: Any) -> Any:
        """django-filter's entry: the values of this key alone."""
        return self.narrow(qs, {self.key: [value] if isinstance(value, str) else value}) if value else qs


class CodeFilter(KeyFilter):
    """Values of a code list. Without `query` it compares the column of that name, or `path`."""

    def __init__(self, codes: Any, *, path: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.labelled = (
            {str(code): text for code, text in codes.choices} if hasattr(codes, "choices") else dict(codes)
        )
        self.path = path
        # What the API's documentation lists as accepted values.
        self.extra["choices"] = list(self.labelled.items())

    def read(self, given: Iterable[str], reader: Any) -> tuple[list[str], list[Problem]]:
        # A plus sign typed into an address arrives as a space: 100+.
        return super().read([_with_plus(value, self.labelled) for value in given], reader)

    def known(self, values: list[str], reader: Any) -> set[str]:
        return {value for value in values if value in self.labelled}

    def in_order(self, values: list[str]) -> list[str]:
        return [code for code in self.labelled if code in values]

    def labels(self, values: Iterable[str] | None, reader: Any) -> dict[str, str]:
        wanted = None if values is None else set(values)
        return {code: str(text) for code, text in self.labelled.items() if wanted is None or code in wanted}

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
