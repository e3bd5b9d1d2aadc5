"""50 parcels asked of a registered layer, beside geopandas on the same file: `make bench`.

    python -m bench.near [POLYGONS …]        (default 100000 300000)

Made-up polygons of 24 vertices, one seed. Each question runs in a process of its own, cold (the
system is asked to drop the files from its cache) and then warm; the figures to compare are the
ratios. Cold and warm: from opening the layer to the features near the parcels in memory; `+ cut`:
warm, and the pieces they share with their areas (the ratio is of these).
"""

from __future__ import annotations

import importlib
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

import shapely

from bench.check_10k import Run, measure

SEED, EPSG, PARCELS = 20083, 4523, 50
ORIGIN = (35_475_000.0, 3_400_000.0)
CELL_M, VERTICES = 50.0, 24
SIZES = (100_000, 300_000)
RUNS = 3
LAYER = "land_use@2025"
LAZY = "gouhook_gis.geometry.overlay"

Polygons = npt.NDArray[np.object_]


def polygons(count: int) -> Polygons:
    """Return uneven rounds, one in each cell of a square of cells."""
    rng = np.random.default_rng(SEED)
    side = int(np.ceil(np.sqrt(count)))
    row, column = np.divmod(np.arange(count), side)
    angle = np.linspace(0, 2 * np.pi, VERTICES, endpoint=False)
    radius = rng.uniform(14.0, 24.9, (count, VERTICES))
    x = (column[:, None] + 0.5) * CELL_M + radius * np.cos(angle) + ORIGIN[0]
    y = (row[:, None] + 0.5) * CELL_M + radius * np.sin(angle) + ORIGIN[1]
    rings = np.round(np.stack([x, y], axis=2), 4)
    return np.asarray(shapely.polygons(np.concatenate([rings, rings[:, :1]], axis=1)), dtype=object)


def parcels(count: int) -> Polygons:
    """Return squares of 60 m somewhere in the layer of `count` polygons."""
    rng = np.random.default_rng(SEED + 1)
    low = rng.uniform(0, np.sqrt(count) * CELL_M - 60, (PARCELS, 2)) + ORIGIN
    return np.asarray(shapely.box(*low.T, *(low + 60).T), dtype=object)


def write(path: Path, shapes: Polygons) -> None:
    """Write land-use patches as a GeoPackage, in blocks."""
    import pyogrio

    n = len(shapes)
    codes = np.char.add("5109991002", np.char.zfill((np.arange(n) // 500 % 100).astype(str), 2))
    fields: dict[str, Any] = {
        "BSM": np.char.zfill(np.arange(n).astype(str), 18).astype(object),
        "DLBM": np.array(["0103", "0301", "0702", "1006"], dtype=object)[np.arange(n) % 4],
        "ZLDWDM": np.char.add(codes, "0000000").astype(object),
        "TBMJ": np.round(shapely.area(shapes), 2),
        "CZCSXM": np.where(np.arange(n) % 4 == 2, "203", "").astype(object),
    }
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapes),
        field_data=list(fields.values()),
        fields=list(fields),
        layer="DLTB",
        crs=f"EPSG:{EPSG}",
        geometry_type="Polygon",
    )


def register(file: Path, root: Path) -> None:
    """Register the file in a catalogue."""
    from gouhook_gis.reference.catalogue.catalogue import Catalogue
    from gouhook_gis.reference.catalogue.register import Registration
    from gouhook_gis.rules.loader import layer_kinds

    kind = next(kind for kind in layer_kinds() if kind.kind == "land_use")
    Catalogue(root).add(kind, [file], Registration(edition="2025", source="made up"))


def ours(root: Path, asked: Polygons) -> Any:
    """Open the catalogue and fetch what is near."""
    from gouhook_gis.reference.catalogue.open import open_catalogue

    return open_catalogue(root, frozenset({"land_use"})).near(LAYER, asked, EPSG)


def boxes(file: Path, asked: Polygons) -> Any:
    """Read what lies in the box of each parcel with geopandas."""
    import pandas

    import geopandas

    near = [geopandas.read_file(file, bbox=tuple(parcel.bounds)) for parcel in asked]
    return pandas.concat(near, ignore_index=True).drop_duplicates("BSM")


def whole(file: Path, asked: Polygons) -> Any:
    """Read the whole file with geopandas."""
    import geopandas

    return geopandas.read_file(file)


def shared(found: Any, asked: Polygons) -> float:
    """Cut parcels and features; return the area they share: official of ours, planar else."""
    from gouhook_gis.geometry.overlay import overlay
    from gouhook_gis.reference.store import Features

    if isinstance(found, Features):
        return float(overlay(asked, found.geometries, EPSG).area.sum())
    import geopandas

    own = geopandas.GeoDataFrame(geometry=asked, crs=found.crs)
    pieces = geopandas.overlay(own, found, how="intersection", keep_geom_type=True)
    return float(pieces.geometry.area.sum())


QUESTIONS: dict[str, Callable[[Path, Polygons], Any]] = {
    "ours": ours,
    "geopandas, by boxes": boxes,
    "geopandas, whole": whole,
}
COSTS = ("cold", "warm", "cut", "read", "grown")


def child(question: str, path: Path, count: int) -> None:
    """Answer one question cold and warm, cut what came, and print what it cost as JSON."""
    asked = parcels(count)
    for module in ("geopandas", "gouhook_gis.reference.catalogue.open", LAZY):
        importlib.import_module(module)  # before the clock runs
    _drop_cache(path)
    before, anonymous = _bytes_read(), _anonymous()
    cold, found = _timed(lambda: QUESTIONS[question](path, asked))
    read = _bytes_read() - before
    warm, found = _timed(lambda: QUESTIONS[question](path, asked))
    cut, area = _timed(lambda: shared(found, asked))
    grown = _anonymous() - anonymous
    costs = dict(zip(COSTS, (cold, warm, warm + cut, read, grown), strict=True))
    print(json.dumps({**costs, "features": len(found), "area": area}))


def _timed(question: Callable[[], Any]) -> tuple[float, Any]:
    start = time.perf_counter()
    answer = question()
    return time.perf_counter() - start, answer


def _drop_cache(path: Path) -> None:
    for file in path.rglob("*") if path.is_dir() else [path]:
        if file.is_file():
            with file.open("rb") as stream:
                os.posix_fadvise(stream.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)


def _bytes_read() -> int:
    lines = Path("/proc/self/io").read_text("ascii").splitlines()
    return int(dict(line.split(": ") for line in lines)["read_bytes"])


def _anonymous() -> int:
    lines = Path("/proc/self/status").read_text("ascii").splitlines()
    return int(next(line for line in lines if line.startswith("RssAnon")).split()[1]) * 1024


def run(*words: object) -> Run:
    """Run this module as a child to its end."""
    done = measure([sys.executable, "-m", "bench.near", *map(str, words)])
    if done.code:
        raise RuntimeError(f"{words} ended with {done.code}: {done.output[-2000:]}")
    return done


def compare(count: int, folder: Path) -> None:
    """Make a layer, register it, and print a table."""
    file, root = folder / f"{count}.gpkg", folder / f"catalogue-{count}"
    write(file, polygons(count))
    made = run("--register", file, root)
    sizes = [sum(f.stat().st_size for f in root.rglob(f"*{s}")) for s in (".parquet", ".arrow")]
    os.sync()
    print(f"\n{count:,} polygons, GeoPackage {file.stat().st_size / 1e6:.0f} MB")
    print(
        f"registered in {made.seconds:.1f} s, peak {made.peak_mib:.0f} MiB (mapped files too);"
        f" archive {sizes[0] / 1e6:.0f} MB, index {sizes[1] / 1e6:.0f} MB"
    )
    print(
        f"{'':22}{'cold s':>8}{'warm s':>9}{'+ cut s':>9}{'ratio':>7}{'read MB':>9}{'grown MB':>10}"
    )
    costs: dict[str, list[dict[str, Any]]] = {name: [] for name in QUESTIONS}
    for number in range(RUNS):
        for name, runs in costs.items():
            if number == 0 or name != "geopandas, whole":  # it takes long: once
                path = root if name == "ours" else file
                told = run("--ask", name, path, count).output
                runs.append(json.loads(told.splitlines()[-1]))
    base = 0.0
    for name, runs in costs.items():
        cold, warm, cut, read, grown = (
            statistics.median(cost[key] for cost in runs) for key in COSTS
        )
        base = base or cut
        print(
            f"{name:22}{cold:8.3f}{warm:9.4f}{cut:9.4f}{cut / base:7.1f}{read / 1e6:9.1f}"
            f"{grown / 1e6:10.1f}   {runs[0]['features']} features, {runs[0]['area']:.2f} m²"
        )


def main() -> None:
    """Run as a child where told to, else measure every size."""
    match sys.argv[1:]:
        case ["--register", file, root]:
            register(Path(file), Path(root))
        case ["--ask", name, path, count]:
            child(name, Path(path), int(count))
        case sizes:
            with tempfile.TemporaryDirectory(prefix="gouhook-bench-") as folder:
                for count in [int(size) for size in sizes] or SIZES:
                    compare(count, Path(folder))


if __name__ == "__main__":
    main()
