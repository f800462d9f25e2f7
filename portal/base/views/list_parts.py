"""Parts of a results page made from its state: chips, pager, column heads, notices, ways out of nothing found."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base import search
from portal.base.codes import KIND_NAMES, Kind
from portal.base.dates import format_date
from portal.base.filters import Problem, Selection, SelectionThen
from portal.base.models import RecordKey
from portal.base.wording import address_of

from .list_state import ListState

NUMBERED_ROWS = 10_000
NEAR_PAGES = 2  # on either side of the page shown
COLUMN_NAMES = {"sort_date": "date", "deaths_sort": "deaths", "updated_at": "updated"}


@dataclass(frozen=True)
class Chip:
    key: str
    value: str
    label: str
    value_label: str
    address: str
    first: bool
    left: dict[str, list[str]]  # the values without it


def chips(state: ListState) -> list[Chip]:
    """One for each value in force, in the order of addresses; a range of dates is one."""
    made: list[Chip] = []
    told: set[str] = set()

    def add(key: str, value: str, label: str, value_label: str, left: dict[str, list[str]]) -> None:
        made.append(Chip(key, value, label, value_label, state.address(left), key not in told, left))
        told.add(key)

    for key, values in sorted(state.filterset.values.items(), key=lambda item: _place(state, item[0])):
        if key in ("date_from", "date_to"):
            if "date" not in told:
                left = state.without_keys("date_from", "date_to")
                add("date", _range(state, "/"), _("Date"), _range_words(state), left)
            continue
        label = str(state.filterset.base_filters[key].label)
        labels = state.filterset.labels_of(key)
        for value in values:
            add(key, value, label, labels.get(value, value), state.without(key, value))
    return made


def _place(state: ListState, key: str) -> int:
    return list(state.filterset.base_filters).index(key)


def _range(state: ListState, mark: str) -> str:
    values = state.filterset.values
    return mark.join("".join(values.get(key, [])) for key in ("date_from", "date_to"))


def _range_words(state: ListState) -> str:
    language = get_language() or "en"
    values = state.filterset.values
    start, end = (values.get(key, [""])[0] for key in ("date_from", "date_to"))
    if start and end:
        return format_date(start if start == end else f"{start}/{end}", language)
    words = _("since %(date)s") if start else _("until %(date)s")
    return words % {"date": format_date(start or end, language)}


@dataclass(frozen=True)
class PageLink:
    number: int
    address: str
    current: bool


@dataclass(frozen=True)
class Pager:
    """Rows `first` to `last` of `total` on page `number` of `count`; None among `pages` is a gap."""

    first: int
    last: int
    total: int
    number: int
    count: int
    pages: list[PageLink | None]
    previous: str
    next: str


def pager(state: ListState, total: int) -> Pager:
    count = max(1, -(-total // state.per))
    number = min(state.page, count)
    numbered = min(count, NUMBERED_ROWS // state.per)
    pages: list[PageLink | None] = []
    if number <= numbered:
        shown = {1, numbered, *range(number - NEAR_PAGES, number + NEAR_PAGES + 1)}
        for page in sorted(page for page in shown if 1 <= page <= numbered):
            if pages and pages[-1] is not None and page > pages[-1].number + 1:
                pages.append(None)
            pages.append(PageLink(page, state.address(page=page), page == number))
    return Pager(
        first=(number - 1) * state.per + 1 if total else 0,
        last=min(number * state.per, total),
        total=total,
        number=number,
        count=count,
        pages=pages,
        previous=state.address(page=number - 1) if number > 1 else "",
        next=state.address(page=number + 1) if number < count else "",
    )


@dataclass(frozen=True)
class SortLink:
    """The link of a column's head; `aria_sort` is blank where the list is in another order."""

    address: str
    aria_sort: str


def sort_links(state: ListState) -> dict[str, SortLink]:
    """By column: descending first, the other way round where that is the order already."""
    links: dict[str, SortLink] = {}
    for column, name in COLUMN_NAMES.items():
        offered = [sort for sort in state.filterset.sorts if sort.column == column]
        if not offered:
            continue
        wanted = next((sort for sort in offered if sort.descending), offered[0])
        aria = ""
        if state.sort.column == column:
            aria = "descending" if state.sort.descending else "ascending"
            wanted = next((sort for sort in offered if sort != state.sort), state.sort)
        links[name] = SortLink(state.address(sort=wanted), aria)
    return links


@dataclass(frozen=True)
class Notice:
    """What was not understood; `address` has the nearest in its place, where there is one."""

    key: str
    value: str
    nearest: str
    message: str
    address: str


def notices(state: ListState) -> list[Notice]:
    return [Notice(*problem, _mended(state, problem)) for problem in state.problems]


def _mended(state: ListState, problem: Problem) -> str:
    if not problem.nearest:
        return ""
    if not problem.value:  # a key: take its values over to the nearest
        key, values = problem.nearest, [v for v in state.filterset.given.get(problem.key, []) if v]
    else:
        key, values = problem.key, [problem.nearest]
    if key not in state.filterset.base_filters:
        return state.address(**{key: values[0]}) if key in ("view", "sort", "per", "page") and values else ""
    changed = {name: list(found) for name, found in state.filterset.values.items()}
    changed[key] = [*changed.get(key, []), *values]
    return state.address(changed)


@dataclass(frozen=True)
class WayOut:
    label: str
    value_label: str
    count: int
    address: str


@dataclass(frozen=True)
class Empty:
    """Nothing found: what each filter takes away, and the same words in other kinds."""

    ways_out: list[WayOut]
    other_kinds: list[WayOut]


def empty(state: ListState, selection: Selection | SelectionThen, found: list[Chip]) -> Empty:
    ways = [
        WayOut(chip.label, chip.value_label, selection.total_of(chip.left), chip.address) for chip in found
    ]
    return Empty(ways, list(_other_kinds(state)))


def _other_kinds(state: ListState) -> Iterator[WayOut]:
    words: list[str] = state.filterset.values.get("q", [])
    if not words or state.filterset.moment is not None:
        return
    keys: Any = RecordKey.objects.published().filter(id__in=search.key_ids(words[0]))
    counts = dict(keys.order_by().values_list("kind").annotate(Count("id")))
    counts.pop(state.filterset._meta.model.kind, None)
    query = urlencode({"q": words[0]})
    for kind in [kind for kind in Kind if counts.get(kind)]:
        address = f"{address_of(f'/{KIND_NAMES[kind].path}/')}?{query}"
        yield WayOut(str(kind.label), words[0], counts[kind], address)
