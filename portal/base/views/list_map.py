"""The small map above a list: how many records where, and how many could not be drawn (ux 5, 6.2, 9.4).

Drawn and not drawn add up: a record counts once, at its first place that is known well enough.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Count, Min, QuerySet
from django.utils.translation import gettext as _

from portal.base.codes import WherePrecision
from portal.base.figure_wording import format_number
from portal.base.models import Place, RecordPlace

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


def list_map(found: QuerySet[Any], total: int, address_of_places: Any) -> ListMap | None:
    """The map of a list's whole result; None where maps are off or nothing can be drawn. Two queries.

    `address_of_places` gives the list's address with these place ids added to its filters.
    """
    if not settings.MAPS_ENABLED or not total:
        return None
    window = region(WIDTH, HEIGHT)
    marks: list[MapMark] = []
    exact = divisions = 0
    counts = first_places(found)
    places = Place.objects.in_bulk([place for place, _precision in counts])
    for (place_id, precision), count in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
        place = places[place_id]
        if precision in EXACT:
            exact += count
        else:
            divisions += count
        point = window.pixel((float(place.longitude), float(place.latitude)))
        _put(marks, point, place, count, precision in EXACT)
    if not marks:
        return None
    for mark in marks:
        if len(mark.places) <= MOST_PLACES:
            mark.address = address_of_places(mark.places)
    drawn = sorted(marks, key=lambda mark: (-mark.count, mark.names))
    return ListMap(window, outlines(window), tuple(drawn), exact, divisions, total - exact - divisions)


def first_places(found: QuerySet[Any]) -> dict[tuple[str, int], int]:
    """{(place, precision): records whose first drawable place it is}."""
    drawable = RecordPlace.objects.filter(
        where_prec__in=DRAWN, place__latitude__isnull=False, place__country__in=FIVE_STATES
    )
    keys = found.order_by().values("key_id")
    firsts = drawable.filter(key__in=keys).order_by().values("key").annotate(first=Min("id")).values("first")
    rows = RecordPlace.objects.filter(id__in=firsts).order_by()
    counted = rows.values_list("place", "where_prec").annotate(number=Count("id"))
    return {(place, precision): number for place, precision, number in counted}


def _put(marks: list[MapMark], point: Point, place: Place, count: int, exact: bool) -> None:
    for mark in marks:
        near = (mark.x - point[0]) ** 2 + (mark.y - point[1]) ** 2 < NEAR**2
        if near and mark.exact == exact:
            if place.pk not in mark.places:
                mark.places.append(place.pk)
                mark.names.append(place.name)
            mark.count += count
            return
    marks.append(MapMark(*point, count, exact, [place.pk], [place.name]))
