"""Made-up ground for measuring: N polygons of 64 vertices and parcels somewhere on them.

Uneven rounds, one in each cell of 50 m of a square, written block by block, so that millions need
no memory; squares of 60 m as parcels, those of a project in one county. One seed: every run is
the same. A county code holds for 500 × 500 cells.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt

import shapely

SEED, EPSG = 20083, 4523
ORIGIN = (35_475_000.0, 3_400_000.0)  # easting with zone prefix, northing; metres
CELL_M, PARCEL_M, VERTICES = 50.0, 60.0, 64
COUNTY_CELLS = 500
LAYER, KIND = "DLTB", "land_use"
_BLOCK = 50_000

Floats = npt.NDArray[np.float64]
Polygons = npt.NDArray[np.object_]


def side(count: int) -> int:
    """Return how many cells a side of the square has."""
    return int(np.ceil(np.sqrt(count)))


def blocks(count: int) -> Iterator[tuple[Polygons, dict[str, npt.NDArray[np.object_]]]]:
    """Yield the polygons and their fields, block by block."""
    angle = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    for number, start in enumerate(range(0, count, _BLOCK)):
        rng = np.random.default_rng([SEED, number])
        place = np.arange(start, min(start + _BLOCK, count))
        row, column = np.divmod(place, side(count))
        radius = rng.uniform(18.0, 24.9, (len(place), VERTICES))
        x = (column[:, None] + 0.5) * CELL_M + radius * np.cos(angle) + ORIGIN[0]
        y = (row[:, None] + 0.5) * CELL_M + radius * np.sin(angle) + ORIGIN[1]
        rings = np.round(np.stack([x, y], axis=2), 4)
        closed = np.concatenate([rings, rings[:, :1]], axis=1)
        shapes: Polygons = np.asarray(shapely.polygons(closed), dtype=object)
        yield shapes, _fields(place, row, column, shapes)


def _fields(
    place: npt.NDArray[np.int64],
    row: npt.NDArray[np.int64],
    column: npt.NDArray[np.int64],
    shapes: Polygons,
) -> dict[str, npt.NDArray[np.object_]]:
    county = 510_101 + row // COUNTY_CELLS * 100 + column // COUNTY_CELLS
    village = 200 + row % COUNTY_CELLS // 25 * 20 + column % COUNTY_CELLS // 25
    return {
        "BSM": np.char.zfill(place.astype(str), 18).astype(object),
        "DLBM": np.array(["0103", "0301", "0702", "1006"], dtype=object)[place % 4],
        "ZLDWDM": np.char.add(
            np.char.add(county.astype(str), "100"),
            np.char.add(village.astype(str), "0000000"),
        ).astype(object),
        "TBMJ": np.round(shapely.area(shapes), 2),
        "CZCSXM": np.where(place % 4 == 2, "203", "").astype(object),
    }


def parcels(count: int, asked: int, *, project: bool = False) -> Polygons:
    """Return `asked` squares somewhere on the ground of `count` polygons; those of a `project`
    lie in one county.
    """
    rng = np.random.default_rng([SEED, asked, 1])
    cells = min(side(count), COUNTY_CELLS) if project else side(count)
    low = rng.uniform(0, cells * CELL_M - PARCEL_M, (asked, 2)) + ORIGIN
    low = np.round(low, 4)
    return np.asarray(shapely.box(*low.T, *(low + PARCEL_M).T), dtype=object)


def write(path: Path, count: int) -> None:
    """Write the polygons as a GeoPackage."""
    import pyogrio

    unfinished = path.with_suffix(".making.gpkg")
    unfinished.unlink(missing_ok=True)
    for number, (shapes, fields) in enumerate(blocks(count)):
        pyogrio.raw.write(
            unfinished,
            shapely.to_wkb(shapes),
            field_data=list(fields.values()),
            fields=list(fields),
            layer=LAYER,
            crs=f"EPSG:{EPSG}",
            geometry_type="Polygon",
            append=number > 0,
        )
    unfinished.rename(path)
