"""The state of a list as its address holds it: filters, view, order, rows a page, page. One state has one address."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.filters import NEWEST, Problem, RecordFilterSet, Sort, Values, unknown_value

PERS = (10, 25, 50, 100)
PER = 25
CONTROLS = ("view", "sort", "per", "page")
VIEWS = {
    "table": gettext_lazy("Table"),
    "cards": gettext_lazy("Cards"),
    "map": gettext_lazy("Map"),
    "timeline": gettext_lazy("Timeline"),
    "calendar": gettext_lazy("Calendar"),
}


@dataclass(frozen=True)
class Choice:
    """One of the states a control offers, with the address that chooses it."""

    value: str
    label: str
    address: str = ""
    chosen: bool = False


class ListState:
    """Reads a query by a filterset and the list's controls; writes addresses. `views` are what the list offers."""

    def __init__(self, filterset: RecordFilterSet, path: str, views: Sequence[str]) -> None:
        self.filterset = filterset
        self.path = path
        self.views = tuple(views)
        self.sort: Sort = filterset.sort()
        self.problems: list[Problem] = filterset.problems(allowed=CONTROLS)
        self.view = self._one_of("view", {view: str(VIEWS[view]) for view in self.views}, self.views[0])
        self.per = int(self._one_of("per", {str(per): str(per) for per in PERS}, str(PER)))
        self.page = self._page()

    def _given(self, key: str) -> list[str]:
        return [value for value in self.filterset.given.get(key, []) if value]

    def _one_of(self, key: str, accepted: Mapping[str, str], default: str) -> str:
        given = self._given(key)
        self.problems += [unknown_value(key, value, accepted) for value in given if value not in accepted]
        return next((value for value in given if value in accepted), default)

    def _page(self) -> int:
        given = self._given("page")
        if not given:
            return 1
        if given[0].isascii() and given[0].isdigit() and 0 < len(given[0]) < 10 and int(given[0]) > 0:
            return int(given[0])
        self._no_page(given[0], 1)
        return 1

    def _no_page(self, given: str, last: int) -> None:
        message = _("page: “%(page)s” does not exist. Accepted: 1 to %(last)s.") % {
            "page": given,
            "last": last,
        }
        self.problems.append(Problem("page", given, str(last), message))

    def keep_within(self, last: int) -> None:
        """Tell of a page after the last one, and show that instead."""
        if self.page > last:
            self._no_page(str(self.page), last)
            self.page = last

    def controls(self, **changed: Any) -> list[tuple[str, str]]:
        """The controls that are not at their default; `changed` in their place. Any change goes to page 1."""
        sort, view, per = (changed.get(name) or getattr(self, name) for name in ("sort", "view", "per"))
        page = changed.get("page") or 1
        pairs = [
            ("view", view, self.views[0]),
            ("sort", sort if isinstance(sort, str) else sort.value, NEWEST.value),
            ("per", str(per), str(PER)),
            ("page", str(page), "1"),
        ]
        return [(key, value) for key, value, default in pairs if value != default]

    def pairs(self, values: Values | None = None, **changed: Any) -> list[tuple[str, str]]:
        return [*self.filterset.pairs(values), *self.controls(**changed)]

    def address(self, values: Values | None = None, **changed: Any) -> str:
        """The address of this list with other filters (`values`) or controls; page 1 unless it is named."""
        query = urlencode(self.pairs(values, **changed))
        return f"{self.path}?{query}" if query else self.path

    @property
    def own_pairs(self) -> list[tuple[str, str]]:
        return self.pairs(page=self.page)

    @property
    def own_address(self) -> str:
        return self.address(page=self.page)

    def query(self, order: bool = True) -> str:
        """The filters, and the order where it is not the default, for files, feed and API."""
        sort = [("sort", self.sort.value)] if order and self.sort != NEWEST else []
        return urlencode([*self.filterset.pairs(), *sort])

    # Changed filters

    def without(self, key: str, value: str) -> dict[str, list[str]]:
        """The values without one of them."""
        values = {name: list(found) for name, found in self.filterset.values.items()}
        left = [one for one in values.get(key, []) if one != value]
        if left:
            values[key] = left
        else:
            values.pop(key, None)
        return values

    def with_value(self, key: str, value: str) -> dict[str, list[str]]:
        """The values and one more."""
        values = {name: list(found) for name, found in self.filterset.values.items()}
        found = self.filterset.base_filters[key]
        values[key] = found.in_order([*values.get(key, []), value]) if found.many else [value]
        return values

    def without_keys(self, *keys: str) -> dict[str, list[str]]:
        return {name: list(found) for name, found in self.filterset.values.items() if name not in keys}

    def toggled(self, key: str, value: str) -> dict[str, list[str]]:
        chosen = value in self.filterset.values.get(key, [])
        return self.without(key, value) if chosen else self.with_value(key, value)

    # Controls to choose from

    def view_choices(self) -> list[Choice]:
        return [
            Choice(view, str(VIEWS[view]), self.address(view=view), view == self.view) for view in self.views
        ]

    def sort_choices(self) -> list[Choice]:
        return [
            Choice(sort.value, str(sort.label), self.address(sort=sort), sort == self.sort)
            for sort in self.filterset.sorts
        ]

    def per_choices(self) -> list[Choice]:
        words = _("%(number)s a page")
        return [
            Choice(str(per), words % {"number": per}, self.address(per=per), per == self.per) for per in PERS
        ]
