"""Reading TopoJSON: arcs shared by neighbours, so that a border between two states is drawn once."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

Point = tuple[float, float]  # longitude, latitude in degrees
Line = list[Point]

GEO = Path(__file__).resolve().parents[2] / "static" / "portal" / "geo"


@dataclass(frozen=True)
class Topology:
    """Country shapes by ISO alpha-3 code, as rings of arc numbers (negative: the arc backwards)."""

    arcs: tuple[tuple[Point, ...], ...]
    rings: dict[str, list[list[int]]]

    def owners(self) -> dict[int, set[str]]:
        """Which countries each arc bounds."""
        found: dict[int, set[str]] = defaultdict(set)
        for code, rings in self.rings.items():
            for numbers in rings:
                for number in numbers:
                    found[number if number >= 0 else ~number].add(code)
        return found


def ring_of(arcs: Sequence[Sequence[Point]], numbers: list[int]) -> Line:
    """The points of one ring; each arc begins where the one before ends."""
    points: Line = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        points.extend(arc[1:] if points else arc)
    return points


@cache
def topology(file_name: str) -> Topology:
    """One of the files shipped in `portal/geo`."""
    data = json.loads((GEO / file_name).read_text())
    scale, shift = data["transform"]["scale"], data["transform"]["translate"]
    arcs = tuple(tuple(_degrees(arc, scale, shift)) for arc in data["arcs"])
    rings = {
        shape["properties"]["iso3"]: list(_rings(shape))
        for shape in data["objects"]["countries"]["geometries"]
    }
    return Topology(arcs, rings)


def _degrees(arc: list[list[int]], scale: list[float], shift: list[float]) -> Iterator[Point]:
    """An arc is written as differences on a grid of whole numbers."""
    x = y = 0
    for dx, dy in arc:
        x, y = x + dx, y + dy
        yield x * scale[0] + shift[0], y * scale[1] + shift[1]


def _rings(shape: dict[str, Any]) -> Iterator[list[int]]:
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    for polygon in polygons:
        yield from polygon
