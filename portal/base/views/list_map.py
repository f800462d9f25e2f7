"""The small map above a list: how many records where, and how many could not be drawn (ux 5, 6.2, 9.4).

Drawn and not drawn add up: a record counts once, at its first place that is known well enough.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from itertools import islice, product
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base.codes import WherePrecision
from portal.base.facets import kept
from portal.base.figure_wording import format_number
from portal.base.filters import Selection
from portal.base.language import in_language
from portal.base.models import Place

from .locator import DRAWN
from .map_geometry import FIVE_STATES, Outlines, Window, outlines, region

WIDTH, HEIGHT = 360, 248
NEAR = 22  # pixels: closer marks become one
NAMED = 3  # places of a mark that its name tells
MOST_PLACES = 12  # places of one mark that a link may name
EXACT = (WherePrecision.EXACT, WherePrecision.NEAR)


@dataclass
class MapMark:
    """A place or some close together: how many records, and the list of them."""

    x: float
    y: float
    count: int
    exact: bool
    named: dict[str, DrawablePlace] = field(default_factory=dict)
    address: str = ""

    @property
    def places(self) -> list[str]:
        return list(self.named)

    @cached_property
    def names(self) -> list[str]:
        """Of the places with most records; one more than are shown tells that there are more."""
        return [place.name for place in islice(self.named.values(), NAMED + 1)]

    @property
    def radius(self) -> int:
        return 4 if self.count == 1 else 9 + min(len(str(self.count)), 3)

    @property
    def label(self) -> str:
        return format_number(self.count) if self.count > 1 else ""

    @property
    def name(self) -> str:
        where = str(_(", ")).join(self.names[:NAMED]) + ("…" if len(self.names) > NAMED else "")
        return _("%(place)s: %(number)s") % {"place": where, "number": format_number(self.count)}


@dataclass(frozen=True)
class ListMap:
    window: Window
    outlines: Outlines
    marks: tuple[MapMark, ...]
    exact: int
    divisions: int
    not_drawn: int


def list_map(selection: Selection, address_of_places: Callable[[list[str]], str]) -> ListMap | None:
    """The map of a list's whole result; None where maps are off or nothing can be drawn. One query.

    `address_of_places` gives the list's address narrowed to these place ids.
    """
    if not settings.MAPS_ENABLED or not selection.published:
        return None
    places = kept("drawable places", drawable_places)
    counts = selection.first_places(places, DRAWN, EXACT)
    if not counts:
        return None
    window = region(WIDTH, HEIGHT)
    marks = Marks()
    exact = divisions = 0
    for (place_id, is_exact), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if is_exact:
            exact += count
        else:
            divisions += count
        marks.put(places[place_id], count, is_exact)
    for mark in marks.made:
        if len(mark.named) <= MOST_PLACES:
            mark.address = address_of_places(sorted(mark.places))
    _part(marks.made)
    drawn = sorted(marks.made, key=lambda mark: (-mark.count, mark.names))
    return ListMap(
        window, outlines(window), tuple(drawn), exact, divisions, selection.published - exact - divisions
    )


class DrawablePlace(NamedTuple):
    """A place in one of the five states whose point is known, in pixels of the map."""

    pk: str
    name_en: str
    name_zh: str
    x: float
    y: float

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh, get_language()) or self.pk


def drawable_places() -> dict[str, DrawablePlace]:
    """All places that can be drawn."""
    window = region(WIDTH, HEIGHT)
    found = Place.objects.filter(latitude__isnull=False, country__in=FIVE_STATES).order_by()
    rows = found.values_list("pk", "name_en", "name_zh", "longitude", "latitude")
    return {
        pk: DrawablePlace(pk, english, chinese, *window.pixel((float(longitude), float(latitude))))
        for pk, english, chinese, longitude, latitude in rows
    }


class Marks:
    """Marks of a map; a place joins the first mark of its sort that is near. A grid tells which may be near a cell."""

    def __init__(self) -> None:
        self.made: list[MapMark] = []
        self._near: dict[tuple[bool, int, int], list[MapMark]] = defaultdict(list)

    def put(self, place: DrawablePlace, count: int, exact: bool) -> None:
        x, y = place.x, place.y
        column, row = int(x // NEAR), int(y // NEAR)
        for mark in self._near[exact, column, row]:
            if (mark.x - x) ** 2 + (mark.y - y) ** 2 < NEAR**2:
                mark.named[place.pk] = place
                mark.count += count
                return
        mark = MapMark(x, y, count, exact, {place.pk: place})
        self.made.append(mark)
        for beside in product((exact,), range(column - 1, column + 2), range(row - 1, row + 2)):
            self._near[beside].append(mark)


def _part(marks: list[MapMark]) -> None:
    """Move a place and a division that would cover each other apart, sideways."""
    for place, mark in enumerate(marks):
        for other in marks[place + 1 :]:
            gap = mark.radius + other.radius + 1
            if (mark.x - other.x) ** 2 + (mark.y - other.y) ** 2 < gap**2:
                other.x = round(mark.x + (gap if other.x >= mark.x else -gap), 1)
