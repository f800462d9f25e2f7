"""Outlines for a small map: clipped to a window, projected to pixels, as SVG path data. Pure but for the shipped files.

The five states and their boundaries only; all other land is one plain ground without borders.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians

from .topojson import Line, Point, Topology, ring_of, topology

FIVE_STATES = ("KAZ", "KGZ", "TJK", "TKM", "UZB")
FINE, COARSE = "ne_10m_ca6.topo.json", "ne_50m_ca6_neighbours.topo.json"
SEA_WEST_OF = 55.0  # degrees: west of it lies the Caspian, and open water must be told from land
SMALLEST_LABEL = 0.035  # share of the window a state must fill to be named in it
TOLERANCE = 0.5  # pixels
LABEL_ROOM = 44  # pixels: half a name
MARGIN = 8  # pixels beyond the window, so that cut edges stay out of sight


@dataclass(frozen=True)
class Window:
    """A part of the earth and the size it is drawn at: an equirectangular projection true at its middle latitude."""

    west: float
    south: float
    east: float
    north: float
    width: int
    height: int

    @classmethod
    def around(cls, points: Iterable[Point], *, least_span: float, width: int, height: int) -> Window:
        """A window of `width` × `height` px around points, at least `least_span` degrees of longitude wide."""
        points = list(points)
        lons, lats = [p[0] for p in points], [p[1] for p in points]
        middle = ((min(lons) + max(lons)) / 2, (min(lats) + max(lats)) / 2)
        shrink = cos(radians(middle[1]))
        tall = (max(lats) - min(lats)) / shrink * width / height
        across = max(least_span, 1.6 * (max(lons) - min(lons)), 1.9 * tall)
        up = across * shrink * height / width
        west, south = middle[0] - across / 2, middle[1] - up / 2
        return cls(west, south, west + across, south + up, width, height)

    def pixel(self, point: Point) -> Point:
        """Pixels from the upper left corner."""
        x = (point[0] - self.west) / (self.east - self.west) * self.width
        y = (self.north - point[1]) / (self.north - self.south) * self.height
        return round(x, 1), round(y, 1)

    def pixels(self, kilometres: float) -> float:
        """A length on the ground in pixels."""
        return round(kilometres / 111.2 / (self.north - self.south) * self.height, 1)

    def holds(self, point: Point) -> bool:
        return self.west <= point[0] <= self.east and self.south <= point[1] <= self.north


def bounds(code: str) -> tuple[Point, Point]:
    """South-west and north-east corner of one of the five states, in degrees."""
    shapes = topology(COARSE)
    points = [point for numbers in shapes.rings[code] for point in ring_of(shapes.arcs, numbers)]
    lons, lats = [point[0] for point in points], [point[1] for point in points]
    return (min(lons), min(lats)), (max(lons), max(lats))


REGION = (46.0, 34.6, 88.0, 56.0)


def region(width: int, height: int) -> Window:
    """The whole region, as high as `height` allows."""
    west, south, east, north = REGION
    return Window(west, south, east, north, width, height)


@dataclass(frozen=True)
class StateShape:
    code: str
    path: str
    label: Point | None


@dataclass(frozen=True)
class Outlines:
    """Path data of a window. `sea` says whether what is not land is water; if not, the ground is land."""

    sea: bool
    land: str
    states: tuple[StateShape, ...]
    borders: str  # between two of the five states
    edges: str  # between one of them and other land or water


@lru_cache(maxsize=256)
def outlines(window: Window) -> Outlines:
    """The outlines in a window."""
    sea = window.west < SEA_WEST_OF
    shapes = topology(COARSE if sea else FINE)
    # Arcs are simplified before rings are made of them, so that neighbours keep one line between them.
    arcs = [simplified([window.pixel(point) for point in arc]) for arc in shapes.arcs]
    land = ""
    if sea:
        others = [code for code in shapes.rings if code not in FIVE_STATES]
        land = "".join(_fill(shapes, arcs, code, window)[0] for code in others)
    states = []
    for code in FIVE_STATES:
        path, label = _fill(shapes, arcs, code, window)
        if path:
            states.append(StateShape(code, path, label))
    borders, edges = _lines(shapes, arcs, window)
    return Outlines(sea, land, tuple(states), borders, edges)


def _fill(shapes: Topology, arcs: list[Line], code: str, window: Window) -> tuple[str, Point | None]:
    """A country's visible ground, and where its name goes: the middle of its largest visible piece."""
    pieces = [clip_ring(ring_of(arcs, numbers), window) for numbers in shapes.rings[code]]
    pieces = [piece for piece in pieces if len(piece) > 2]
    largest = max(pieces, key=lambda ring: abs(_area(ring)), default=None)
    label = None
    if largest is not None and abs(_area(largest)) > SMALLEST_LABEL * window.width * window.height:
        label = _inside(_middle(largest), window)
    return "".join(_path(ring) + "z" for ring in pieces), label


def _inside(point: Point, window: Window) -> Point:
    """Moved in from the edge, so that a name is not cut."""
    x = min(max(point[0], LABEL_ROOM), window.width - LABEL_ROOM)
    return x, min(max(point[1], 14), window.height - 8)


def _lines(shapes: Topology, arcs: list[Line], window: Window) -> tuple[str, str]:
    borders, edges = [], []
    for number, owners in sorted(shapes.owners().items()):
        own = owners.intersection(FIVE_STATES)
        if own:
            (borders if len(own) > 1 else edges).extend(_path(run) for run in clip_line(arcs[number], window))
    return "".join(borders), "".join(edges)


def simplified(line: Line, tolerance: float = TOLERANCE) -> Line:
    """Fewer points, none of the dropped ones farther than `tolerance` pixels off (Douglas–Peucker); ends stay."""
    keep = {0, len(line) - 1}
    spans = [(0, len(line) - 1)]
    while spans:
        first, last = spans.pop()
        worst, place = tolerance, -1
        for index in range(first + 1, last):
            distance = _distance(line[index], line[first], line[last])
            if distance > worst:
                worst, place = distance, index
        if place > 0:
            keep.add(place)
            spans += [(first, place), (place, last)]
    return [line[index] for index in sorted(keep)]


def _distance(point: Point, a: Point, b: Point) -> float:
    """From a point to the straight line through two others; to the one point where they are the same."""
    dx, dy = b[0] - a[0], b[1] - a[1]
    length = hypot(dx, dy)
    if length == 0:
        return hypot(point[0] - a[0], point[1] - a[1])
    return abs(dy * (point[0] - a[0]) - dx * (point[1] - a[1])) / length


def clip_ring(ring: Line, window: Window) -> Line:
    """A closed ring cut to the window and its margin (Sutherland–Hodgman, one side after the other)."""
    sides: list[tuple[int, float, bool]] = [
        (0, -MARGIN, True),
        (0, window.width + MARGIN, False),
        (1, -MARGIN, True),
        (1, window.height + MARGIN, False),
    ]
    for axis, limit, above in sides:
        inside: Callable[[Point], bool] = (
            (lambda p, axis=axis, limit=limit: p[axis] >= limit)
            if above
            else (lambda p, axis=axis, limit=limit: p[axis] <= limit)
        )
        cut: Line = []
        for before, point in zip([ring[-1], *ring], ring, strict=False) if ring else []:
            if inside(before) != inside(point):
                cut.append(_crossing(before, point, axis, limit))
            if inside(point):
                cut.append(point)
        ring = cut
    return ring


def clip_line(line: Line, window: Window) -> list[Line]:
    """The runs of a line that lie in the window, each with one point beyond it."""
    near = [-MARGIN <= x <= window.width + MARGIN and -MARGIN <= y <= window.height + MARGIN for x, y in line]
    runs: list[Line] = []
    run: Line = []
    for place, point in enumerate(line):
        if near[place] or any(near[max(place - 1, 0) : place + 2]):
            run.append(point)
        elif run:
            runs.append(run)
            run = []
    if run:
        runs.append(run)
    return [run for run in runs if len(run) > 1]


def _crossing(a: Point, b: Point, axis: int, limit: float) -> Point:
    share = (limit - a[axis]) / (b[axis] - a[axis])
    return round(a[0] + share * (b[0] - a[0]), 1), round(a[1] + share * (b[1] - a[1]), 1)


def _path(line: Line) -> str:
    """Relative path data: shorter than absolute by half."""
    x, y = round(line[0][0] * 10), round(line[0][1] * 10)
    parts = [f"M{_number(x)} {_number(y)}l"]
    steps = []
    for point in line[1:]:
        nx, ny = round(point[0] * 10), round(point[1] * 10)
        steps.append(f"{_number(nx - x)} {_number(ny - y)}")
        x, y = nx, ny
    return parts[0] + " ".join(steps)


def _number(tenths: int) -> str:
    return f"{tenths / 10:g}"


def _area(ring: Line) -> float:
    return sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _middle(ring: Line) -> Point:
    area = _area(ring)
    pairs = list(zip(ring, [*ring[1:], ring[0]], strict=True))
    x = sum((a[0] + b[0]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * area)
    y = sum((a[1] + b[1]) * (a[0] * b[1] - b[0] * a[1]) for a, b in pairs) / (6 * area)
    return round(x, 1), round(y, 1)
