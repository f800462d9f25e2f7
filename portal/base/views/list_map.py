"""The small map above a list: how many records where, and how many could not be drawn (ux 5, 6.2, 9.4).

Drawn and not drawn add up: a record counts once, at its first place that is known well enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from decimal import Decimal
from typing import NamedTuple

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.base.codes import WherePrecision
from portal.base.figure_wording import format_number
from portal.base.filters import Selection
from portal.base.language import in_language
from portal.base.models import Place

from .locator import DRAWN
from .map_geometry import FIVE_STATES, Outlines, Point, Window, outlines, region

WIDTH, HEIGHT = 360, 248
NEAR = 22  # pixels: closer marks become one
MOST_PLACES = 12  # places of one mark that a link may name
EXACT = (WherePrecision.EXACT, WherePrecision.NEAR)


@dataclass
class MapMark:
    """A place or some close together: how many records, and the list of them."""

    x: float
    y: float
    count: int
    exact: bool
    places: list[str] = field(default_factory=list)
    names: list[str] = field(default_factory=list)
    address: str = ""

    @property
    def radius(self) -> int:
        return 4 if self.count == 1 else 9 + min(len(str(self.count)), 3)

    @property
    def label(self) -> str:
        return format_number(self.count) if self.count > 1 else ""

    @property
    def name(self) -> str:
        where = str(_(", ")).join(self.names[:3]) + ("…" if len(self.names) > 3 else "")
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
    places = drawable_places()
    counts = selection.first_places(places, DRAWN)
    if not counts:
        return None
    window = region(WIDTH, HEIGHT)
    marks: list[MapMark] = []
    exact = divisions = 0
    for (place_id, precision), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        if precision in EXACT:
            exact += count
        else:
            divisions += count
        place = places[place_id]
        _put(
            marks,
            window.pixel((float(place.longitude), float(place.latitude))),
            place,
            count,
            precision in EXACT,
        )
    for mark in marks:
        if len(mark.places) <= MOST_PLACES:
            mark.address = address_of_places(sorted(mark.places))
    _part(marks)
    drawn = sorted(marks, key=lambda mark: (-mark.count, mark.names))
    return ListMap(
        window, outlines(window), tuple(drawn), exact, divisions, selection.published - exact - divisions
    )


class DrawablePlace(NamedTuple):
    """A place in one of the five states whose point is known."""

    pk: str
    name_en: str
    name_zh: str
    latitude: Decimal
    longitude: Decimal

    @property
    def name(self) -> str:
        return in_language(self.name_en, self.name_zh, get_language()) or self.pk


def drawable_places() -> dict[str, DrawablePlace]:
    found = Place.objects.filter(latitude__isnull=False, country__in=FIVE_STATES)
    return {row[0]: DrawablePlace(*row) for row in found.values_list(*DrawablePlace._fields)}


def _part(marks: list[MapMark]) -> None:
    """Move a place and a division that would cover each other apart, sideways."""
    for place, mark in enumerate(marks):
        for other in marks[place + 1 :]:
            gap = mark.radius + other.radius + 1
            if (mark.x - other.x) ** 2 + (mark.y - other.y) ** 2 < gap**2:
                other.x = round(mark.x + (gap if other.x >= mark.x else -gap), 1)


def _put(marks: list[MapMark], point: Point, place: DrawablePlace, count: int, exact: bool) -> None:
    for mark in marks:
        near = (mark.x - point[0]) ** 2 + (mark.y - point[1]) ** 2 < NEAR**2
        if near and mark.exact == exact:
            if place.pk not in mark.places:
                mark.places.append(place.pk)
                mark.names.append(place.name)
            mark.count += count
            return
    marks.append(MapMark(*point, count, exact, [place.pk], [place.name]))
