"""The land of a small project after it: the survey of a later year, and what changed until then."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import shapely
from shapely import box
from shapely.geometry.base import BaseGeometry

from generator.acceptance.change import PROCESS
from generator.figures import NOISE, polygonal
from generator.small.layers import FARMLAND, RIDGES, Row, made, patch_row
from generator.small.place import VILLAGE_RECTANGLES, Place, Plot
from generator.survey import SCHEMA as LAND_USE
from generator.table import Table, Value, feature_id, round_half_up

UPDATED = {key: kind for key, kind in LAND_USE.items() if key != "BZ"} | {"GXSJ": "date"}


def land_use_after(place: Place, plots: Sequence[Plot]) -> Table:
    """Return DLTB: houses (0702, settlement 203) on new construction; what was torn down is part
    of the dry land around it.
    """
    rows, shapes = _patches(place, plots)
    return made(place, "DLTB", LAND_USE, rows, shapes)


def update(place: Place, plots: Sequence[Plot], year: int) -> Table:
    """Return DLTBGX of `year`: every patch afterwards, since each of them gained or lost land."""
    rows, shapes = _patches(place, plots)
    dated = [{**row, "GXSJ": f"{year}-12-31", "SJNF": year} for row in rows]
    return made(place, "DLTBGX", UPDATED, dated, shapes)


def process(place: Place, plots: Sequence[Plot], before: Table, year: int) -> Table:
    """Return DLTBGXGC of `year`: each piece of ground that a patch of DLTB `before` shares with
    one afterwards.
    """
    rows_after, after = _patches(place, plots)
    rows: list[Row] = []
    shapes: list[BaseGeometry] = []
    origin = place.shape(shapely.Point(0, 0))
    for (old, shape), (new, other) in product(
        zip(before.rows, before.shapes, strict=True), zip(rows_after, after, strict=True)
    ):
        board = shapely.transform(shape, lambda points: points - [origin.x, origin.y])
        piece = polygonal(board.intersection(other))
        if piece.area <= NOISE:
            continue
        shapes.append(piece)
        area = round_half_up(place.area(piece), 2)
        rows.append(
            {
                "BSM": feature_id("2120", len(rows) + 1, place.county),
                "BGXW": "2",
                "XZQTZLX": "0",
                "TBBGMJ": area,
                "GXSJ": f"{year}-12-31",
                **_side("BGQ", old, area),
                **_side("BGH", new, area),
            }
        )
    return made(place, "DLTBGXGC", PROCESS, rows, shapes)


def _patches(place: Place, plots: Sequence[Plot]) -> tuple[list[Row], list[BaseGeometry]]:
    houses = [box(*plot.rectangle) for plot in plots if plot.role == "new_construction"]
    built = shapely.union_all(houses)
    fields = [box(*village).difference(built) for village in VILLAGE_RECTANGLES]
    shapes: list[BaseGeometry] = [*houses, *fields]
    rows = [
        patch_row(place, number, shape, "0702" if number <= len(houses) else FARMLAND)
        for number, shape in enumerate(shapes, start=1)
    ]
    return rows, shapes


def _side(prefix: str, row: Row, area: float) -> Row:
    kept: dict[str, Value] = {
        f"{prefix}{name}": row.get(name)
        for name in ("TBBH", "DLBM", "DLMC", "ZLDWDM", "ZLDWMC", "KCXS", "CZCSXM")
    }
    ridges = round_half_up(area * RIDGES, 2) if row.get("KCXS") else 0.0
    return kept | {
        f"{prefix}TBBSM": row["BSM"],
        f"{prefix}TBDLMJ": round_half_up(area - ridges, 2),
    }
