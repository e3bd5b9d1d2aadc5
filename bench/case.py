"""Engine time of a whole check of 50 parcels beside a layer of N polygons: `make bench`.

    python -m bench.case --data FOLDER POLYGONS

All rules of the profile `sichuan` with their evidence; reading the submission and writing reports
are not in it. The survey is the one of `bench.near` (`--prepare` makes it), registered in a
catalogue; villages, townships, county, farmland and illegal land are drawn on its grid.
"""

from __future__ import annotations

import cProfile
import pstats
import resource
import statistics
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import numpy as np

import geopandas
import shapely

from bench.ground import CELL_M, COUNTY_CELLS, EPSG, ORIGIN, PARCEL_M, side

RUNS, BOUND_S, PROFILE, VILLAGE_CELLS, FUNCTIONS = 9, 0.3, "sichuan", 25, 14
_TORN_DOWN, _BUILT = 40, 10


def main() -> int:
    """Make the case, check it again and again, and print medians and a profile."""
    told = sys.argv[1:]
    folder, count = Path(told[told.index("--data") + 1]), int(told[-1])
    with tempfile.TemporaryDirectory(prefix="gouhook-bench-") as name:
        check = checking(folder / str(count), count, Path(name))
        check()
        walls, cpus = [], []
        for _ in range(RUNS):
            wall, cpu = time.perf_counter(), time.process_time()
            report = check()
            walls.append(time.perf_counter() - wall)
            cpus.append(time.process_time() - cpu)
        wall, least, most = statistics.median(walls), min(walls), max(walls)
        parcels, rules = len(report.result.parcels), len(report.result.rules)
        print(f"{parcels} parcels, {rules} rules, {count:,} polygons, verdict", end=" ")
        print(f"{report.result.verdict}: {wall:.3f} s ({least:.3f} to {most:.3f}),", end=" ")
        print(f"CPU {statistics.median(cpus):.3f} s;", end=" ")
        print(f"bound {BOUND_S} s: {'met' if wall <= BOUND_S else 'NOT met'}")
        print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        profiler = cProfile.Profile()
        profiler.runcall(check)
        pstats.Stats(profiler).sort_stats("cumtime").print_stats("gouhook_gis", FUNCTIONS)
    return 0


def checking(place: Path, count: int, folder: Path) -> Any:
    """Return what checks the case once; everything is read and understood already."""
    from datetime import date

    from gouhook_gis import pipeline
    from gouhook_gis.engine.check import check_case
    from gouhook_gis.engine.slots import wanted_slots
    from gouhook_gis.formats.options import ReadOptions
    from gouhook_gis.formats.read import read_source
    from gouhook_gis.formats.settings import Limits
    from gouhook_gis.geometry.kernel.ready import LOADER
    from gouhook_gis.intake.options import MappingOptions
    from gouhook_gis.intake.submission import build_submission
    from gouhook_gis.reference.joined import joined
    from gouhook_gis.reference.sources import ReferenceOption, open_references
    from gouhook_gis.rules.loader import library
    from gouhook_gis.rules.rule import layer_kind

    LOADER.wait()
    draw(folder, count)
    book = library(None)
    chosen, rules = book.profile(PROFILE), book.rules_of(PROFILE)
    options = pipeline.CheckOptions(profile=PROFILE, catalogue=place / "catalogue")
    wanted = frozenset(layer_kind(slot) for slot in wanted_slots(rules, options.stage))

    def read(path: Path) -> Any:
        return read_source(path, Limits(), ReadOptions())

    submission = build_submission(read(folder / "parcels.gpkg"), book.layers, MappingOptions())
    named = open_references([ReferenceOption(folder)], book.layers, wanted, read, read)
    registered = pipeline.open_registered(options, wanted)
    store, today = joined([named, registered]), date(2026, 1, 1)
    case = pipeline.make_case(submission, chosen, rules, options, named, registered, today)
    return lambda: check_case(case, chosen, rules, store)


def draw(folder: Path, count: int) -> None:
    """Write the parcels and the smaller layers."""
    villages = np.arange(0, side(count), VILLAGE_CELLS)
    columns, rows = (axis.ravel() for axis in np.meshgrid(villages, villages))
    near = (rows < 8 * VILLAGE_CELLS) & (columns < 8 * VILLAGE_CELLS)
    rows, columns = rows[near], columns[near]
    codes = [village(int(r), int(c)) for r, c in zip(rows, columns, strict=True)]
    county = squares(np.zeros(1), np.zeros(1), COUNTY_CELLS)
    cells = np.arange(8 * VILLAGE_CELLS)
    across, up = (axis.ravel() for axis in np.meshgrid(cells, cells))
    farmland = (up * side(count) + across) % 12 == 0
    layers = {
        "villages": (squares(rows, columns, VILLAGE_CELLS), {"ZLDWDM": codes, "ZLDWMC": codes}),
        "townships": (county, {"XZQDM": ["510101100"], "XZQMC": ["乡"]}),
        "counties": (county, {"XZQDM": ["510101"], "XZQMC": ["县"]}),
        "basic_farmland": (squares(up[farmland], across[farmland], 1), {}),
        "illegal_land": (squares(np.array([3.0]), np.array([3.0]), 1), {}),
    }
    entries = []
    for kind, (shapes, fields) in layers.items():
        write(folder / f"{kind}.gpkg", kind, shapes, fields)
        entry = f'  - {{kind: {kind}, edition: "2024", path: {kind}.gpkg, source: made up'
        sparse = kind in ("basic_farmland", "illegal_land")
        entries.append(entry + (', coverage: {codes: ["510101"]}}' if sparse else "}"))
    (folder / "reference.yaml").write_text("layers:\n" + "\n".join(entries) + "\n", "utf-8")
    # Parcels five rows apart in eight villages, each over a settlement patch and its neighbours.
    number = np.arange(_TORN_DOWN + _BUILT)
    which, within = np.divmod(number, 6)
    low_rows = which * VILLAGE_CELLS + 3 + within * 3
    low_columns = which // 2 * VILLAGE_CELLS + 2 + within * 4
    low = np.stack([low_columns, low_rows], axis=1) * CELL_M + ORIGIN
    shapes = shapely.box(*low.T, *(low + PARCEL_M).T)
    for name, part in (("CJDK", number < _TORN_DOWN), ("JXDK", number >= _TORN_DOWN)):
        fields = {
            "DKBH": [f"{name[:2]}{n:03d}" for n in number[part]],
            "XMBH": ["510101202401"] * int(part.sum()),
            "ZLDWDM": [
                village(int(r) // 25 * 25, int(c) // 25 * 25)
                for r, c in zip(low_rows[part], low_columns[part], strict=True)
            ],
            "DXLX": ["丘陵"] * int(part.sum()),
        }
        write(folder / "parcels.gpkg", name, shapes[part], fields)


def village(row: int, column: int) -> str:
    """Return the code of the village of a cell of the first county."""
    return f"510101100{200 + row // 25 * 20 + column // 25}0000000"


def squares(rows: Any, columns: Any, cells: int) -> Any:
    """Return squares of `cells` cells a side from their lower left cells."""
    low = np.stack([columns, rows], axis=1) * CELL_M + ORIGIN
    return shapely.box(*low.T, *(low + cells * CELL_M).T)


def write(path: Path, layer: str, shapes: Any, fields: dict[str, list[str]]) -> None:
    """Write one layer of a GeoPackage."""
    frame = geopandas.GeoDataFrame(fields, geometry=list(shapes), crs=f"EPSG:{EPSG}")
    frame.to_file(path, layer=layer, driver="GPKG")


if __name__ == "__main__":
    sys.exit(main())
