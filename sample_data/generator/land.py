"""The land of the county: a tiling of the villages by fields, roads, water and settlements.

All lines are put into one network, noded on a grid of 0.25 m, and its faces become the patches:
neighbours share their vertices, so there is neither a gap nor an overlap.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Literal

import numpy as np

import shapely
from shapely import LineString, Polygon, STRtree, box
from shapely.geometry.base import BaseGeometry

from generator import plan
from generator.county import County
from generator.frame import Geometries
from generator.grid import FieldGrid, draw_grid
from generator.hamlet import Hamlet, draw_hamlet, draw_pond

GRID = 0.25
SMALLEST = {"field": 400.0, "line": 100.0}  # m², smallest size mapped


@dataclass(frozen=True)
class Ground:
    """What lies at a place; faces of equal ground are one patch where they touch.

    `village` numbers it in the county, `settlement` is CZCSXM, `place` tells this ground from
    others of its kind (a field's column and row, a rectangle), `width` is a line's, in metres.
    """

    kind: Literal["field", "line", "river", "hamlet", "pond", "zone"]
    village: int
    land_class: str
    settlement: str = ""
    place: tuple[float, ...] = ()
    width: float | None = None


@dataclass(frozen=True)
class Patch:
    """One land-use patch on the board."""

    ground: Ground
    shape: BaseGeometry


@dataclass(frozen=True)
class Land:
    """Patches sorted by village and place, hamlets, and the villages as unions of patches."""

    patches: tuple[Patch, ...]
    hamlets: tuple[Hamlet, ...]
    villages: tuple[BaseGeometry, ...]


def is_rural_construction(ground: Ground) -> bool:
    """Whether ground counts as rural construction land: every 203 or 203A drawn here is built."""
    return ground.settlement in ("203", "203A")


def lay(county: County, rng: np.random.Generator) -> Land:
    """Lay fields, roads, ditches, hamlets, ponds, the river and the zones over the villages."""
    river = LineString(plan.RIVER).buffer(
        plan.RIVER_HALF_WIDTH, cap_style="flat", join_style="mitre"
    )
    grids = [draw_grid(village.cell, village.township, rng) for village in county.villages]
    zones = shapely.union_all([box(*zone.rectangle) for zone in plan.ZONES])
    taken = zones.buffer(8).union(river.buffer(12))
    hamlets: list[Hamlet] = []
    ponds: list[Polygon] = []
    for number, (village, grid) in enumerate(zip(county.villages, grids, strict=True)):
        room = village.outline.buffer(-15).difference(taken)
        shapely.prepare(room)
        for cell in grid.cells():
            hamlet, pond = draw_hamlet(number, cell, rng), draw_pond(cell)
            lot = rng.random()
            if lot < grid.hamlet_share and room.contains(hamlet.outline):
                hamlets.append(hamlet)
            elif lot > 0.9 and room.contains(pond):
                ponds.append(pond)
    lines = [
        *county.borders,
        *(
            shapely.MultiLineString(grid.lines()) & village.outline.difference(zones)
            for village, grid in zip(county.villages, grids, strict=True)
        ),
        river.exterior,
        *(box(*zone.rectangle).exterior for zone in plan.ZONES),
        *(box(*part.rectangle).exterior for zone in plan.ZONES for part in zone.parts),
        *(box(*part.rectangle).exterior for hamlet in hamlets for part in hamlet.parts),
        *(pond.exterior for pond in ponds),
    ]
    faces = _faces(lines)
    grounds = _grounds(faces, county, grids, hamlets, ponds, river)
    return _dissolved(faces, grounds, hamlets, len(county.villages))


def _faces(lines: list[BaseGeometry]) -> list[Polygon]:
    noded = shapely.unary_union(np.array(lines, dtype=object), grid_size=GRID)
    polygons, cuts, _, invalid = shapely.polygonize_full(shapely.get_parts(noded))
    if shapely.get_num_geometries(cuts) or shapely.get_num_geometries(invalid):
        raise ValueError("the lines of the county do not close")
    return list(shapely.get_parts(polygons))


def _grounds(
    faces: list[Polygon],
    county: County,
    grids: list[FieldGrid],
    hamlets: list[Hamlet],
    ponds: list[Polygon],
    river: Polygon,
) -> list[Ground | None]:
    """Tell the ground of each face by a point inside it; None is outside the county."""
    points = shapely.point_on_surface(np.array(faces, dtype=object))
    villages = _holder([village.outline for village in county.villages], points)
    # Later shapes lie on top of earlier ones: a zone, then its parts in their order.
    drawn: list[tuple[BaseGeometry, Literal["hamlet", "pond", "zone"], str, str]] = []
    for zone in plan.ZONES:
        drawn.append((box(*zone.rectangle), "zone", zone.fill, zone.settlement))
        drawn += [
            (box(*part.rectangle), "zone", part.land_class, part.settlement) for part in zone.parts
        ]
    for hamlet in hamlets:
        drawn += [
            (box(*part.rectangle), "hamlet", part.land_class, part.settlement)
            for part in hamlet.parts
        ]
    drawn += [(pond, "pond", "1104", "") for pond in ponds]
    tops = _holder([shape for shape, *_ in drawn], points)
    wet = shapely.contains(river, points)

    grounds: list[Ground | None] = []
    for point, village, top, in_river in zip(points, villages, tops, wet, strict=True):
        if village < 0:
            grounds.append(None)
        elif in_river:
            grounds.append(Ground("river", village, "1101", width=2 * plan.RIVER_HALF_WIDTH))
        elif top >= 0:
            shape, kind, land_class, settlement = drawn[top]
            grounds.append(Ground(kind, village, land_class, settlement, shape.bounds))
        else:
            grounds.append(_of_grid(grids[village], village, point.x, point.y))
    return grounds


def _of_grid(grid: FieldGrid, village: int, x: float, y: float) -> Ground:
    column, row = grid.at(x, y)
    for axis, strip in ((0, grid.columns[column]), (1, grid.rows[row])):
        if strip.land_class is not None:
            place = (axis, strip.start)
            width = strip.end - strip.start
            return Ground("line", village, strip.land_class, place=place, width=width)
    return Ground("field", village, grid.classes[column, row], place=(column, row))


def _holder(shapes: list[BaseGeometry], points: Geometries) -> list[int]:
    """Return for each point the last of the shapes that holds it, or −1."""
    holder = np.full(len(points), -1)
    point, shape = STRtree(shapes).query(points, predicate="within")
    np.maximum.at(holder, point, shape)
    return [int(number) for number in holder]


def _dissolved(
    faces: list[Polygon], grounds: list[Ground | None], hamlets: list[Hamlet], villages: int
) -> Land:
    groups: dict[Ground, list[Polygon]] = defaultdict(list)
    for face, ground in zip(faces, grounds, strict=True):
        if ground is not None:
            groups[ground].append(face)
    patches = [
        Patch(ground, part)
        for ground, members in groups.items()
        for part in shapely.get_parts(shapely.coverage_union_all(members))
    ]
    patches = sorted(
        _without_scraps(patches), key=lambda patch: (patch.ground.village, patch.shape.bounds)
    )
    unions = [
        shapely.coverage_union_all(
            [patch.shape for patch in patches if patch.ground.village == number]
        )
        for number in range(villages)
    ]
    return Land(tuple(patches), tuple(hamlets), tuple(unions))


def _without_scraps(patches: list[Patch]) -> list[Patch]:
    """Put each scrap of field or road to the neighbour with which it shares most border.

    The survey does not map what is below its smallest size; fields are preferred as hosts.
    """
    small = [patch for patch in patches if _is_scrap(patch)]
    kept = [patch for patch in patches if not _is_scrap(patch)]
    tree = STRtree([patch.shape for patch in kept])
    joined: dict[int, list[BaseGeometry]] = defaultdict(list)
    lone: list[Patch] = []
    for scrap in small:
        hosts = [
            (ground.kind == "field", scrap.shape.intersection(kept[host].shape).length, int(host))
            for host in tree.query(scrap.shape, predicate="touches")
            if (ground := kept[host].ground).village == scrap.ground.village
            and ground.kind in ("field", "line")
        ]
        hosts = [host for host in hosts if host[1] > 0]
        if hosts:
            joined[max(hosts)[2]].append(scrap.shape)
        else:
            lone.append(scrap)
    for host, scraps in joined.items():
        shape = shapely.coverage_union_all([kept[host].shape, *scraps])
        kept[host] = Patch(kept[host].ground, shape)
    return kept + lone


def _is_scrap(patch: Patch) -> bool:
    smallest = SMALLEST.get(patch.ground.kind)
    return smallest is not None and patch.shape.area < smallest
