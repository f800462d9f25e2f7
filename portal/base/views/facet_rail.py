"""The rail of facets: what each further choice would find (ux 5). Counts come from the selection's tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.facets import Code
from portal.base.filters import AS_OF, KeyFilter, NounFilter, RecordFilter, Selection, SelectionThen

from .list_state import ListState

DATES = "date"  # the facet of date_from, date_to and date_match
OPEN = 4  # facets that stand open
AT_ONCE = 8  # options shown at once
HINTS = {"deaths": gettext_lazy("best value")}


@dataclass(frozen=True)
class FacetOption:
    """A value and how many it would find; `children` (keys `child_key`) are shown where it is `open`."""

    key: str
    value: str
    label: str
    count: int
    chosen: bool
    state: ListState = field(repr=False, compare=False)
    children: tuple[FacetOption, ...] = ()
    child_key: str = ""
    open: bool = False

    @property
    def address(self) -> str:
        """The list with this value turned over; written only where a page asks for it."""
        return self.state.address(self.state.toggled(self.key, self.value))


@dataclass(frozen=True)
class Facet:
    key: str
    label: str
    hint: str = ""
    shape: str = "options"
    open: bool = False
    chosen: int = 0
    overlap: bool = False
    note: str = ""
    options: tuple[FacetOption, ...] = ()
    top: tuple[FacetOption, ...] = ()
    rest: tuple[FacetOption, ...] = ()
    rest_chosen: bool = False
    with_role: Facet | None = None
    date_from: str = ""
    date_to: str = ""
    match: tuple[FacetOption, ...] = ()
    would_remove: int = 0
    day: str = ""
    asks: str = ""  # what to type into the field of a day, and what that looks like
    sample: str = ""


@dataclass
class FacetRail:
    """The facets of a list, and last of all the day to read it as of; where there is one, that alone."""

    state: ListState
    selection: Selection | SelectionThen
    facets: list[Facet] = field(default_factory=list)

    def __post_init__(self) -> None:
        counted = self.filterset.facets if self.filterset.moment is None else ()
        for place, key in enumerate((*counted, AS_OF)):
            facet = self._facet(key)
            self.facets.append(replace(facet, open=place < OPEN or bool(facet.chosen)))

    @property
    def filterset(self) -> Any:
        return self.state.filterset

    @property
    def keys(self) -> set[str]:
        """The keys that the rail has fields for."""
        keys: set[str] = {"q"}
        for facet in self.facets:
            if facet.key == DATES:
                keys |= {"date_from", "date_to", "date_match"}
            else:
                keys |= {facet.key, self.filterset.children.get(facet.key, facet.key)}
            if facet.with_role is not None:
                keys.add(facet.with_role.key)
        return keys

    def _facet(self, key: str) -> Facet:
        if key == DATES:
            return self._dates()
        if key == AS_OF:
            return self._as_of()
        chosen = self.filterset.base_filters[key]
        if chosen.shape == "day":
            in_force = key in self.filterset.values
            return Facet(key, str(chosen.label), shape="day", day=self._typed(key), chosen=int(in_force))
        facet = self._choices(chosen)
        if key == "country":
            roles = self._choices(self.filterset.base_filters["country_role"])
            facet = replace(facet, with_role=roles, chosen=facet.chosen + roles.chosen)
        return facet

    def _as_of(self) -> Facet:
        note = _("The list as it stood at the end of that day (UTC).")
        if self.filterset.moment is not None:
            note = _("What each further choice would find is not counted for an earlier day.")
        return Facet(
            AS_OF,
            _("As of an earlier day"),
            shape="day",
            day=self._typed(AS_OF),
            chosen=int(self.filterset.moment is not None),
            note=note,
            asks=_("A day, or a time with its zone"),
            sample="2026-01-31",
        )

    def _typed(self, key: str) -> str:
        """What stands in a field: the value in force, or what was typed and not understood, to be mended."""
        given = [*self.filterset.values.get(key, []), *self.filterset.given.get(key, [])]
        return given[0].strip() if given else ""

    def _dates(self) -> Facet:
        values = self.filterset.values
        bounded = "date_from" in values or "date_to" in values
        labels = self.filterset.base_filters["date_match"].labelled
        others = {key: found for key, found in values.items() if key != "date_match"}
        ways = {way: self.selection.counted(others | {"date_match": [way]}) for way in labels}
        options = tuple(
            FacetOption(
                "date_match",
                way,
                str(labels[way]),
                ways[way],
                way in values.get("date_match", ()),
                self.state,
            )
            for way in ("surely", "undated")
        )
        chosen = int(bounded) + sum(option.chosen for option in options)
        return Facet(
            DATES,
            _("Date"),
            shape="dates",
            chosen=chosen,
            date_from=self._typed("date_from"),
            date_to=self._typed("date_to"),
            match=options,
            would_remove=ways["possibly"] - ways["surely"] if bounded and "date_match" not in values else 0,
        )

    def _choices(self, chosen: KeyFilter) -> Facet:
        options = self._options(chosen)
        child_key = self.filterset.children.get(chosen.key, "")
        if child_key:
            options = self._with_children(chosen, options, child_key)
        children = [child for option in options for child in option.children]
        top, rest = self._at_once(chosen, options)
        column = self.filterset.columns().get(chosen.group)
        return Facet(
            chosen.key,
            str(chosen.label),
            hint=str(HINTS.get(chosen.key, "")),
            chosen=sum(option.chosen for option in (*options, *children)),
            overlap=not isinstance(column, Code),
            options=options,
            top=top,
            rest=rest,
            rest_chosen=any(option.chosen for option in rest),
        )

    def _at_once(
        self, chosen: KeyFilter, options: tuple[FacetOption, ...]
    ) -> tuple[tuple[FacetOption, ...], tuple[FacetOption, ...]]:
        """A short facet whole; of a long one what is pinned, then the most frequent and the chosen; and the rest."""
        if len(options) <= AT_ONCE:
            return options, ()
        pins = chosen.pins() if isinstance(chosen, NounFilter) else set()
        pinned = [option for option in options if option.value in pins]
        others = sorted((o for o in options if o.value not in pins), key=lambda option: -option.count)
        room = max(0, AT_ONCE - len(pinned))
        shown = others[:room] + [option for option in others[room:] if option.chosen or option.open]
        return (*pinned, *shown), tuple(o for o in options if o not in pinned and o not in shown)

    def _options(self, chosen: KeyFilter) -> tuple[FacetOption, ...]:
        """In fixed order; of a code list all, of a noun those that any published record has."""
        key = chosen.key
        counts = self.selection.counts(key)
        in_force: list[str] = self.filterset.values.get(key, [])
        if isinstance(chosen, NounFilter | RecordFilter):
            wanted = {*self.selection.on_record_values(key), *in_force}
            labels = chosen.labels(wanted, self.filterset.user)
        else:
            labels = chosen.labels(None, self.filterset.user)
        return tuple(
            FacetOption(key, value, label, counts.get(value, 0), value in in_force, self.state)
            for value, label in labels.items()
        )

    def _with_children(
        self, chosen: KeyFilter, options: Iterable[FacetOption], child_key: str
    ) -> tuple[FacetOption, ...]:
        children = self._options(self.filterset.base_filters[child_key])
        parents: Mapping[str, str] = self.filterset.base_filters[child_key].parents()
        below: dict[str, list[FacetOption]] = {}
        for child in children:
            below.setdefault(parents.get(child.value, ""), []).append(child)
        return tuple(
            replace(
                option,
                children=tuple(below.get(option.value, ())),
                child_key=child_key,
                open=option.chosen or any(child.chosen for child in below.get(option.value, ())),
            )
            for option in options
        )
