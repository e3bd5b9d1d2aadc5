"""What makes a polygon invalid, and where: GEOS' own verdict in the words of this house."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

import shapely

from gouhook_gis.geometry.arrays import Geometries, Index
from gouhook_gis.geometry.polygons import all_finite
from gouhook_gis.geometry.rings import canonical


class Reason(StrEnum):
    """Why a polygon is invalid. What a reader is told is `rules.invalid.*` of the catalogue."""

    NOT_FINITE = "not_finite"
    UNCLOSED = "unclosed"
    TOO_FEW_POINTS = "too_few_points"
    DUPLICATE_RINGS = "duplicate_rings"
    SELF_INTERSECTION = "self_intersection"
    RING_SELF_TOUCH = "ring_self_touch"
    HOLE_OUTSIDE = "hole_outside"
    NESTED_HOLES = "nested_holes"
    NESTED_SHELLS = "nested_shells"
    DISCONNECTED_INTERIOR = "disconnected_interior"
    OTHER = "other"


@dataclass(frozen=True)
class Defect:
    """The first defect of geometry `index`, and where: x, y in its own system, None unknown."""

    index: int
    reason: Reason
    x: float | None
    y: float | None


_REASONS = {
    "Invalid Coordinate": Reason.NOT_FINITE,
    "Ring is not closed": Reason.UNCLOSED,
    "Too few points in geometry component": Reason.TOO_FEW_POINTS,
    "Duplicate Rings": Reason.DUPLICATE_RINGS,
    "Self-intersection": Reason.SELF_INTERSECTION,
    "Ring Self-intersection": Reason.RING_SELF_TOUCH,
    "Hole lies outside shell": Reason.HOLE_OUTSIDE,
    "Holes are nested": Reason.NESTED_HOLES,
    "Nested shells": Reason.NESTED_SHELLS,
    "Interior is disconnected": Reason.DISCONNECTED_INTERIOR,
}
_TEXT = re.compile(r"^(?P<reason>[^[]+)\[(?P<x>\S+) (?P<y>\S+)\]$")


def defects(geoms: Geometries) -> list[Defect]:
    """Return one defect for each invalid geometry, in the order of rows.

    The checks go from coordinates over rings to parts, and the first that fails is the answer:
    what follows from it is not reported again. None and empty geometries have no defect.
    """
    bad = np.flatnonzero(~shapely.is_missing(geoms) & ~shapely.is_valid(geoms))
    finite = all_finite(geoms[bad])
    doubled = _doubled_rings(geoms, bad[finite])
    result = []
    for index, text in zip(bad.tolist(), shapely.is_valid_reason(geoms[bad]), strict=True):
        match = _TEXT.match(text)
        reason = _REASONS.get(match["reason"], Reason.OTHER) if match else Reason.OTHER
        place = (float(match["x"]), float(match["y"])) if match else (np.nan, np.nan)
        if reason is Reason.SELF_INTERSECTION and index in doubled:
            # GEOS sees equal rings as crossing all along; the surveyor has to delete one.
            reason, place = Reason.DUPLICATE_RINGS, doubled[index]
        known = bool(np.isfinite(place).all())
        result.append(Defect(index, reason, *(place if known else (None, None))))
    return result


def _doubled_rings(geoms: Geometries, rows: Index) -> dict[int, tuple[float, float]]:
    """Return the start of the first ring that a geometry holds twice, by its row."""
    parts, owner = shapely.get_parts(geoms[rows], return_index=True)
    rings, part = shapely.get_rings(parts, return_index=True)
    long_enough = shapely.get_num_points(rings) > 3
    rings, part = rings[long_enough], part[long_enough]
    writings = canonical(np.asarray(shapely.polygons(rings)))
    seen: set[tuple[int, bytes]] = set()
    doubled: dict[int, tuple[float, float]] = {}
    for row, ring, key in zip(
        rows[owner[part]].tolist(), writings, shapely.to_wkb(writings), strict=True
    ):
        if (row, key) in seen and row not in doubled:
            x, y = shapely.get_coordinates(ring)[0].tolist()
            doubled[row] = (x, y)
        seen.add((row, key))
    return doubled
