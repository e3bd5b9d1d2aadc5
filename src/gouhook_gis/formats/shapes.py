"""Geometries as they came to geometries as a `Layer` holds them, with what was noticed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

import shapely

from gouhook_gis.domain.submission import Issue
from gouhook_gis.formats.notes import layer_issue
from gouhook_gis.formats.objects import Wkb, filled, nothing, to_wkb
from gouhook_gis.formats.rings import assemble
from gouhook_gis.formats.shapefile import (
    POLYGON_M,
    POLYGON_Z,
    Content,
    Records,
    part_starts,
    point_array,
    polygon_table,
    shape_types,
)
from gouhook_gis.geometry.arrays import Floats, Geometries, Integers, Mask

# Nothing on earth is farther than this in metres; ESRI writes −1e38 for "no data".
ABSURD = 1e9
_BLOCK = 20_000
_POLYGONAL = (3, 6)  # in WKB and in shapely
CURVES = range(8, 13)  # WKB types with arcs


@dataclass(frozen=True)
class Shapes:
    """Geometries of n records.

    `wkb`: (n,) bytes or None; `bounds`: (n, 4) minx, miny, maxx, maxy, NaN where None;
    `flaws`: message id to bool (n,), the records it is about.
    """

    wkb: Wkb
    bounds: Floats
    flaws: dict[str, Mask] = field(default_factory=dict)

    def issues(self, subject: str, file: str, records: Integers) -> list[Issue]:
        """Return one issue per flaw, in the order of their ids."""
        found: list[Issue] = []
        for message_id, mask in sorted(self.flaws.items()):
            count = int(mask.sum())
            if not count:
                continue
            # A normalisation of the whole layer needs no list of its records.
            whole = message_id.startswith("F11.") and count == len(mask)
            places = [] if whole else records[mask].tolist()
            found.append(
                layer_issue(message_id, subject, file, records=places, count=count, total=len(mask))
            )
        return found

    def take(self, mask: Mask) -> Shapes:
        """Return the records of `mask`."""
        flaws = {name: flaw[mask] for name, flaw in self.flaws.items()}
        return Shapes(self.wkb[mask], self.bounds[mask], flaws)

    def extended(self, count: int) -> Shapes:
        """Return these shapes with null ones behind them, `count` in all."""
        missing = count - len(self.wkb)
        if missing <= 0:
            return self
        none = np.zeros(missing, dtype=bool)
        flaws = {name: np.append(flaw, none) for name, flaw in self.flaws.items()}
        flaws["F07.null"] = np.append(self.flaws["F07.null"], ~none)
        boxes = np.vstack([self.bounds, np.full((missing, 4), np.nan)])
        return Shapes(np.append(self.wkb, nothing(missing)), boxes, flaws)

    def without(self, mask: Mask, message_id: str) -> Shapes:
        """Return these shapes without the geometries of `mask`, for the reason given."""
        wkb, bounds = self.wkb.copy(), self.bounds.copy()
        wkb[mask], bounds[mask] = None, np.nan
        return Shapes(wkb, bounds, {**self.flaws, message_id: mask})


def concatenate(blocks: Sequence[Shapes]) -> Shapes:
    """Join blocks that have the same flaws."""
    if not blocks:
        return Shapes(nothing(0), np.empty((0, 4)), {"F07.null": np.zeros(0, dtype=bool)})
    return Shapes(
        np.concatenate([block.wkb for block in blocks]),
        np.concatenate([block.bounds for block in blocks]),
        {name: np.concatenate([block.flaws[name] for block in blocks]) for name in blocks[0].flaws},
    )


def from_shapefile(shp: Content, records: Records, shape_type: int) -> Shapes:
    """Read the polygons of a .shp, in blocks, so that memory stays near the file's size."""
    blocks = [
        _block(shp, records.take(slice(i, i + _BLOCK)), shape_type)
        for i in range(0, len(records), _BLOCK)
    ]
    return concatenate(blocks)


def without_polygons(shp: Content, records: Records) -> Shapes:
    """Return the shapes of a .shp that holds points, lines or solids: none is a polygon."""
    null = shape_types(shp, records) == 0
    return Shapes(
        nothing(len(records)),
        np.full((len(records), 4), np.nan),
        {"F07.null": null, "F07.not_polygon": ~null},
    )


def type_codes(wkb: Wkb) -> Integers:
    """Return the ISO WKB type codes (1003 is a polygon with Z), 0 where there is none."""
    codes = np.zeros(len(wkb), dtype=np.int64)
    there = filled(wkb)
    heads = b"".join(value[1:5] for value in wkb[there])
    raw = np.frombuffer(heads, "<u4").astype(np.int64)
    # GDAL's older way to write Z is the highest bit.
    codes[there] = (raw & 0x0FFFFFFF) + np.where(raw & 0x80000000, 1000, 0)
    return codes


def from_wkb(wkb: Wkb, codes: Integers) -> Shapes:
    """Return shapes of WKB as a reader gave it; `codes` are the types the file has.

    Unclosed rings are closed, Z and M dropped; curves must have been made straight before.
    """
    null = ~filled(wkb)
    other = ~null & ~np.isin(codes % 1000, (*_POLYGONAL, *CURVES))
    readable = wkb.copy()
    readable[other] = None
    geometries = shapely.from_wkb(readable, on_invalid="ignore")
    closed = np.zeros(len(wkb), dtype=bool)
    for i in np.flatnonzero(shapely.is_missing(geometries) & ~null & ~other).tolist():
        geometries[i] = _closed(wkb[i])
        closed[i] = geometries[i] is not None
    damaged = shapely.is_missing(geometries) & ~null & ~other
    other |= ~shapely.is_missing(geometries) & ~np.isin(shapely.get_type_id(geometries), _POLYGONAL)
    empty = shapely.is_empty(geometries) & ~other
    infinite = _infinite(geometries) & ~other
    kept = geometries.copy()
    kept[other | empty | infinite] = None
    kept = shapely.force_2d(kept)
    there = filled(kept)
    return Shapes(
        to_wkb(kept),
        shapely.bounds(kept),
        {
            "F07.null": null,
            "F07.empty": empty,
            "F07.not_polygon": other,
            "F07.damaged": damaged,
            "F07.not_finite": infinite,
            "F11.closed": closed & there,
            "F11.curves": np.isin(codes % 1000, CURVES) & there,
            "F11.z_dropped": np.isin(codes // 1000, (1, 3)) & there,
            "F11.m_dropped": np.isin(codes // 1000, (2, 3)) & there,
        },
    )


def _closed(wkb: bytes) -> shapely.Geometry | None:
    """Return a geometry with its rings closed, None where that does not make it readable."""
    try:
        return shapely.from_wkb(wkb, on_invalid="fix")
    except shapely.errors.ShapelyError:
        return None


def _block(shp: Content, records: Records, shape_type: int) -> Shapes:
    table = polygon_table(shp, records, shape_type)
    count = len(records)
    points = point_array(shp, records, table.parts, table.points)
    of_point = np.repeat(np.arange(count), table.points)
    bad_point = ~(np.abs(points) < ABSURD).all(axis=1)
    infinite = np.bincount(of_point[bad_point], minlength=count).astype(bool)
    owner = np.repeat(np.arange(count), table.parts)
    first_point = np.cumsum(table.points) - table.points
    starts = part_starts(shp, records, table.parts) + first_point[owner]
    # Rings of records with such points are left out, and so are their points.
    points_kept, rings_kept = ~infinite[of_point], ~infinite[owner]
    moved = np.cumsum(~points_kept)
    starts = starts[rings_kept]
    starts = starts - np.where(starts > 0, moved[starts - 1], 0) if len(starts) else starts
    made = assemble(points[points_kept], starts, owner[rings_kept], count)
    empty = ~table.null & ~table.lying & (table.points == 0)
    shaped = filled(made.geometry)
    return Shapes(
        to_wkb(made.geometry),
        shapely.bounds(made.geometry),
        {
            "F02.record_lies": table.lying,
            "F07.null": table.null,
            "F07.empty": empty,
            "F07.not_finite": infinite,
            "F07.too_few_points": made.too_few,
            "F11.closed": made.closed,
            "F11.ring_roles": made.roles_differ,
            "F11.z_dropped": shaped & (shape_type == POLYGON_Z),
            "F11.m_dropped": shaped & (shape_type == POLYGON_M),
        },
    )


def _infinite(geometries: Geometries) -> Mask:
    coordinates, owner = shapely.get_coordinates(geometries, return_index=True)
    bad = ~(np.abs(coordinates) < ABSURD).all(axis=1)
    return np.bincount(owner[bad], minlength=len(geometries)).astype(bool)
