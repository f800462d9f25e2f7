"""The small map on a record's card: where it happened, as exactly as that is known and no more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.base.codes import CountryRole, WherePrecision
from portal.base.wording import words

from .map_geometry import FIVE_STATES, Outlines, Point, Window, outlines

WIDTH, HEIGHT = 270, 196
NEAR_KM = 25
AREA_RADIUS = 15
SPAN = {
    WherePrecision.EXACT: 4.4,
    WherePrecision.NEAR: 4.4,
}  # degrees of longitude; divisions need more around them
SPAN_OF_AREA = 6.4
DRAWN = (
    WherePrecision.EXACT,
    WherePrecision.NEAR,
    WherePrecision.SECOND_ORDER,
    WherePrecision.FIRST_ORDER,
    WherePrecision.LINE_OR_AREA,
)
NOTES = {
    WherePrecision.EXACT: gettext_lazy("Dot: the exact place."),
    WherePrecision.NEAR: gettext_lazy("Ring: within about 25 km of the place."),
    WherePrecision.SECOND_ORDER: gettext_lazy("Shaded: known to the district only."),
    WherePrecision.FIRST_ORDER: gettext_lazy("Shaded: known to the region only."),
    WherePrecision.LINE_OR_AREA: gettext_lazy("Shaded: a line or an area without sharp bounds."),
}


@dataclass(frozen=True)
class Mark:
    """A place on the map: a dot, a dot with its ring, or a shaded area; never a dot for what is not a point."""

    x: float
    y: float
    name: str
    form: str  # dot, ring, area
    radius: float
    label_y: float


@dataclass(frozen=True)
class Locator:
    window: Window
    outlines: Outlines
    marks: tuple[Mark, ...]
    told: frozenset[str]  # countries the record concerns
    names: dict[str, str]
    notes: tuple[str, ...]
    alternative: str


def locator(record: Mapping[str, Any], names: Mapping[str, str]) -> Locator | None:
    """The map of a public text; None where no place of it lies in the region or maps are switched off.

    `names` gives the five states' names in the reader's language.
    """
    if not settings.MAPS_ENABLED:
        return None
    places = [
        place
        for place in record.get("places") or []
        if place.get("latitude") is not None
        and place["where_prec"] in DRAWN
        and place.get("country") in FIVE_STATES
    ]
    if not places:
        return None
    span = max(SPAN.get(place["where_prec"], SPAN_OF_AREA) for place in places)
    window = Window.around(
        [(place["longitude"], place["latitude"]) for place in places],
        least_span=span,
        width=WIDTH,
        height=HEIGHT,
    )
    roles = (CountryRole.LOCATION, CountryRole.PARTY, CountryRole.HOST)
    told = {row["country"] for row in record.get("countries") or [] if row["role"] in roles}
    told |= {place["country"] for place in places}
    marks = tuple(_mark(place, window) for place in places)
    notes = tuple(dict.fromkeys(str(NOTES[WherePrecision(place["where_prec"])]) for place in places))
    where = str(_(", ")).join(dict.fromkeys(mark.name for mark in marks))
    return Locator(
        window,
        outlines(window),
        marks,
        frozenset(told),
        dict(names),
        notes,
        _("Map: %(places)s. %(notes)s") % {"places": where, "notes": " ".join(notes)},
    )


def _mark(place: Mapping[str, Any], window: Window) -> Mark:
    point: Point = (float(place["longitude"]), float(place["latitude"]))
    x, y = window.pixel(point)
    name = words(place, "place_name")
    match place["where_prec"]:
        case WherePrecision.EXACT:
            return Mark(x, y, name, "dot", 4, y + 18)
        case WherePrecision.NEAR:
            radius = max(window.pixels(NEAR_KM), 7)
            return Mark(x, y, name, "ring", radius, y + radius + 14)
    return Mark(x, y, name, "area", AREA_RADIUS, y + AREA_RADIUS + 14)
