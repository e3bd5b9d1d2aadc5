"""Steep ground under 10,000 parcels on a large elevation model: ours beside a mask a parcel.

    python -m bench.rasters [SIDE]

A model of SIDE × SIDE cells of 5 m (5,000 where no number is given), made up, tiled and packed, is
written to a temporary folder and removed. Each way answers in a process of its own, from opening
the file to the shares: time and peak memory are those of the process. The peer reads the window
of each parcel by itself (`rasterio.mask`, as rasterstats does) and counts the cells whose middle
is inside; ours counts every cell by the exact share that is.
"""

from __future__ import annotations

import argparse
import os
import platform
import sys
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

import shapely

from bench.process import measure

CELL_M, EPSG = 5.0, 4544
WEST, NORTH = 400_000.0, 3_500_000.0
PARCELS, SEED = 10_000, 25
STEEP_DEG = 25.0
_TILE = 512
WAYS = ("gouhook", "rasterio.mask a parcel")


def main() -> int:
    """Make the model, measure both ways, print; 1 where one failed."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("side", nargs="?", type=int, default=5_000)
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args()
    if told.way:
        answer = (ours if told.way == WAYS[0] else peer)(told.folder / "dem.tif", told.side)
        np.save(told.folder / f"{WAYS.index(told.way)}.npy", answer)
        return 0
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    with tempfile.TemporaryDirectory(prefix="gouhook-bench-") as name:
        return compare(Path(name), told.side)


def compare(folder: Path, side: int) -> int:
    """Run both ways on a model of `side` × `side` cells, and print them beside each other."""
    write(folder / "dem.tif", side)
    size = (folder / "dem.tif").stat().st_size / 1e6
    print(f"{PARCELS:,} parcels, {side:,} × {side:,} cells, {size:,.0f} MB packed")
    print(f"{'':24}{'seconds':>10}{'peak MiB':>10}")
    runs = []
    for way in WAYS:
        words = (str(side), "--way", way, "--folder", str(folder))
        run = measure([sys.executable, "-m", "bench.rasters", *words])
        if run.code:
            print(f"{way} failed with {run.code}:\n{run.output[-2000:]}")
            return 1
        print(f"{way:24}{run.seconds:10.1f}{run.peak_mib:10.0f}")
        runs.append(run)
    first, second = (np.load(folder / f"{k}.npy") for k in range(len(WAYS)))
    ratio = runs[0].seconds / runs[1].seconds, runs[0].peak_mib / runs[1].peak_mib
    print(f"{'ratio':24}{ratio[0]:10.2f}{ratio[1]:10.2f}")
    print(f"steep: {first.mean():.4f} and {second.mean():.4f} of the parcels' ground")
    print(f"counting middles is off by up to {np.abs(first - second).max():.3f} of a parcel")
    return 0


def ours(path: Path, side: int) -> np.ndarray:
    """Return the steep share (n,) of each parcel, by the functions of a check."""
    from gouhook_gis.geometry.zonal import class_shares
    from gouhook_gis.reference.raster.look import look
    from gouhook_gis.rules.ground.cells import slope_classes
    from gouhook_gis.rules.loader import layer_kinds

    kind = next(kind for kind in layer_kinds() if kind.kind == "elevation")
    classes = slope_classes(np.array([STEEP_DEG]))
    return class_shares(parcels(side), look(path, kind), classes, margin=1).of(1)


def peer(path: Path, side: int) -> np.ndarray:
    """Return the same by one masked window a parcel."""
    import rasterio
    from rasterio.mask import raster_geometry_mask

    from gouhook_gis.geometry.slope import horn

    shares = np.zeros(PARCELS)
    with rasterio.open(path) as opened:
        for i, shape in enumerate(parcels(side)):
            outside, _, window = raster_geometry_mask(opened, [shape], crop=True, pad=True)
            heights = opened.read(1, window=window).astype(np.float64)
            slope = horn(heights, CELL_M, CELL_M)
            inside = slope[~outside & ~np.isnan(slope)]
            shares[i] = np.mean(inside >= STEEP_DEG) if len(inside) else 0.0
    return shares


def parcels(side: int) -> np.ndarray:
    """Return uneven octagons of 20 to 150 m radius anywhere on the model."""
    rng = np.random.default_rng(SEED)
    reach = side * CELL_M
    middle = rng.uniform(400, reach - 400, (PARCELS, 1, 2)) * (1, -1) + (WEST, NORTH)
    radius = rng.uniform(20, 150, (PARCELS, 1)) * rng.uniform(0.7, 1.3, (PARCELS, 8))
    turn = np.arange(8) * np.pi / 4
    corners = middle + radius[..., None] * np.column_stack([np.cos(turn), np.sin(turn)])
    return np.asarray(shapely.polygons(corners))


def write(path: Path, side: int) -> None:
    """Write hills of 250 m in valleys 1.3 km apart, row of tiles by row of tiles."""
    import rasterio
    from rasterio.transform import from_origin

    profile: dict[str, Any] = {
        "driver": "GTiff",
        "width": side,
        "height": side,
        "count": 1,
        "dtype": "float32",
        "crs": f"EPSG:{EPSG}",
        "transform": from_origin(WEST, NORTH, CELL_M, CELL_M),
        "tiled": True,
        "blockxsize": _TILE,
        "blockysize": _TILE,
        "compress": "deflate",
        "predictor": 3,
        "bigtiff": "if_safer",
    }
    x = np.arange(side) * CELL_M
    with rasterio.open(path, "w", **profile) as made:
        for row in range(0, side, _TILE):
            y = (np.arange(row, min(row + _TILE, side)) * CELL_M)[:, None]
            hills = np.sin(x / 210) * np.cos(y / 190) + 0.3 * np.sin((x + y) / 47)
            heights = (600 + 125 * hills).round(2).astype(np.float32)
            window = ((row, row + len(y)), (0, side))
            made.write(heights, 1, window=window)


if __name__ == "__main__":
    sys.exit(main())
