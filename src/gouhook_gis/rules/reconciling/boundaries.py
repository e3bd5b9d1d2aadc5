"""线: the coordinate text of each parcel beside the layer, point by point.

`boundary_sides` is what the table shows of it; `compared` what the rule about it says (F16).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import shapely

from gouhook_gis.domain.filed import FiledBoundary, FiledPoint
from gouhook_gis.domain.reconciliation import BoundarySide
from gouhook_gis.geometry.area import official_area, planar_area
from gouhook_gis.geometry.arrays import Index, Objects
from gouhook_gis.geometry.outline import Outline
from gouhook_gis.geometry.point_matching import Matched, match_points
from gouhook_gis.geometry.transform import shifted_points, vertices_to_epsg
from gouhook_gis.rules.scene import Scene


@dataclass(frozen=True)
class Compared:
    """One parcel and its text: outlines in the scene's plane, and which points belong together
    (`matched.a` are points of the text, in the order filed; `matched.b` of the layer).
    """

    boundary: FiledBoundary
    text: Outline
    layer: Outline
    matched: Matched

    @property
    def farthest_m(self) -> float:
        """Return the greatest distance of points that belong together."""
        return float(self.matched.distance.max(initial=0.0))

    def missing(self) -> tuple[str, ...]:
        """Name the points that only the layer has: by the points of the text (点号) between which
        they would stand, by their number in the ring where the text has no ring for them.
        """
        names = [point.name for point in self.boundary.points]
        return tuple(self._between(int(point), names) for point in self.matched.only_b)

    def added(self) -> tuple[str, ...]:
        """Name the points that only the text has."""
        points = self.boundary.points
        return tuple(_name(points[position], position) for position in self.matched.only_a)

    def _between(self, point: int, names: Sequence[str]) -> str:
        ring = self.layer.ring
        own = np.flatnonzero(ring[self.matched.b] == ring[point])
        first = int(np.searchsorted(ring, ring[point]))
        if len(own) < 2:
            return f"{ring[point] + 1}-{point - first + 1}"
        size = int((ring == ring[point]).sum())
        ahead = (self.matched.b[own] - point) % size
        around = own[[int(ahead.argmax()), int(ahead.argmin())]]
        before, after = (int(self.matched.a[i]) for i in around)
        beside = int((self.text.ring == self.text.ring[before]).sum())
        # Named the way the text runs: the shorter way round is the edge that lacks the point.
        if (after - before) % beside > (before - after) % beside:
            before, after = after, before
        return f"{names[before] or before + 1}–{names[after] or after + 1}"


def boundary_sides(scene: Scene) -> list[BoundarySide]:
    """Return the side of each parcel, by position in `scene.parcels`.

    Points of text and layer are counted as the header line counts: with those that only close a
    ring where it declares more than the text has without them.
    """
    texts, found = scene.once(texts_by_position), scene.once(compared)
    points, rings = _point_counts(scene)
    areas = _text_areas(texts)
    sides = []
    for position in range(len(scene.parcels)):
        side = BoundarySide(
            area_ellipsoidal_m2=_known(scene.parcels.area[position]),
            area_planar_m2=_known(scene.parcels.planar[position]),
            points_layer=points[position] or None,
        )
        text = texts.get(position)
        if text is not None:
            ellipsoidal, planar = areas.get(position, (None, None))
            closed = (text.declared_points or 0) > len(text.points)
            own = points[position] + rings[position] * closed
            told: dict[str, object] = {
                "file": text.file,
                "text_area_ellipsoidal_m2": ellipsoidal,
                "text_area_planar_m2": planar,
                "points_declared": text.declared_points,
                "points_text": len(text.points) + text.closing * closed,
                "points_layer": own or None,
            }
            if position in found:
                one = found[position]
                told |= {"farthest_m": one.farthest_m, "missing": one.missing()}
                told |= {"added": one.added()}
            side = side.model_copy(update=told)
        sides.append(side)
    return sides


def texts_by_position(scene: Scene) -> dict[int, FiledBoundary]:
    """Return the boundary in a text of each parcel that has one, by position."""
    position = {str(key): i for i, key in enumerate(scene.parcels.key)}
    return {
        position[boundary.parcel_key]: boundary
        for boundary in scene.case.submission.boundaries
        if boundary.parcel_key in position
    }


def count_agrees(boundary: FiledBoundary) -> bool | None:
    """Whether the declared number of points is that of the rows, with or without those that only
    close a ring; None where none is declared.
    """
    if boundary.declared_points is None:
        return None
    found = len(boundary.points)
    return boundary.declared_points in (found, found + boundary.closing)


def compared(scene: Scene) -> dict[int, Compared]:
    """Compare each parcel with its text, by position; without those one of which has no polygon.

    Vertex by vertex in the scene's plane: no edge is split, so that points stay those filed.
    """
    texts = scene.once(texts_by_position)
    there = [
        position
        for position, text in sorted(texts.items())
        if text.geometry is not None and scene.parcels.parcels[position].geometry is not None
    ]
    layers = Outline.of_all(_filed(scene, there))
    tolerance = scene.profile.reconciliation.point_m
    found = {}
    for position, layer in zip(there, layers, strict=True):
        text = _outline(texts[position], scene.plane)
        if len(layer) and len(text):
            matched = match_points(text, layer, tolerance)
            found[position] = Compared(texts[position], text, layer, matched)
    return found


def _filed(scene: Scene, positions: Sequence[int]) -> Objects:
    """Return the shapes of parcels as filed, their vertices in the scene's plane."""
    filed = [scene.parcels.parcels[i].geometry for i in positions]
    shapes = np.full(len(filed), None, dtype=object)
    rows: dict[int, list[int]] = defaultdict(list)
    for row, geometry in enumerate(filed):
        if geometry is not None:
            shapes[row] = geometry.wkb
            rows[geometry.epsg].append(row)
    shapes = shapely.from_wkb(shapes, on_invalid="ignore")
    for epsg, own in rows.items():
        shapes[own] = vertices_to_epsg(shapes[own], epsg, scene.plane)
    return shapes


def _outline(boundary: FiledBoundary, plane: int) -> Outline:
    points = np.array([(p.easting, p.northing) for p in boundary.points]).reshape(-1, 2)
    _, ring = np.unique([p.ring for p in boundary.points], return_inverse=True)
    epsg = boundary.geometry.epsg if boundary.geometry else plane
    return Outline(shifted_points(points, epsg, plane), ring)


def _point_counts(scene: Scene) -> tuple[list[int], list[int]]:
    """Return how many points and how many rings the shape of each parcel has."""
    everything = np.arange(len(scene.parcels)).tolist()
    shapes = _filed(scene, everything)
    inside = shapely.get_num_interior_rings(shapely.get_parts(shapes)) + 1
    owner: Index = np.repeat(np.arange(len(shapes)), shapely.get_num_geometries(shapes))
    rings = np.bincount(owner, weights=inside, minlength=len(shapes)).astype(int)
    points = shapely.get_num_coordinates(shapes) - rings
    return points.tolist(), rings.tolist()


def _text_areas(texts: dict[int, FiledBoundary]) -> dict[int, tuple[float, float]]:
    """Return the official and the planar area of each text that is a sound polygon, m²."""
    positions = [i for i, text in texts.items() if text.geometry is not None]
    filed = [texts[i].geometry for i in positions]
    wkb = np.array([g.wkb for g in filed if g is not None], dtype=object)
    shapes = shapely.from_wkb(wkb, on_invalid="ignore")
    epsg = np.array([g.epsg for g in filed if g is not None], dtype=np.int64)
    sound = shapely.is_valid(shapes) & ~shapely.is_empty(shapes)
    found: dict[int, tuple[float, float]] = {}
    for code in np.unique(epsg[sound]).tolist():
        rows = np.flatnonzero(sound & (epsg == code))
        official, planar = official_area(shapes[rows], code), planar_area(shapes[rows], code)
        for row, one, other in zip(rows, official.tolist(), planar.tolist(), strict=True):
            found[positions[row]] = (one, other)
    return found


def _known(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _name(point: FiledPoint, position: int) -> str:
    return point.name or str(position + 1)
