"""The 数线图对照表 of 10,000 parcels on a survey pair of 200,000 patches: `make bench`.

Before, after and the records of change between them are made up (one seed), held in memory, and
given to both: `gouhook` fills the whole table, `geopandas.overlay` makes the same intersections
and nothing of the rest (what is outside, lines against lines, pairs, drawings). Each runs in a
process of its own; what is built before the clock starts is not counted.

    python -m bench.reconcile [--profile]
"""

from __future__ import annotations

import cProfile
import json
import pstats
import resource
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

import shapely

SEED, EPSG, COUNTY = 20085, 4523, "510998"
ORIGIN = (35_490_000.0, 3_400_000.0)
ROWS, COLUMNS, CELL_M = 400, 500, 50.0
PARCELS, FUNCTIONS = 10_000, 25

Floats = npt.NDArray[np.float64]
Polygons = npt.NDArray[np.object_]


@dataclass(frozen=True)
class MadeUp:
    """Patches before, which of them change, records of change, patches after, parcels."""

    patches: Polygons
    before: npt.NDArray[np.str_]
    changed: npt.NDArray[np.intp]
    after_shapes: Polygons
    after: npt.NDArray[np.str_]
    parcels: Polygons


def make() -> MadeUp:
    """Make a survey without gaps; of the changed patches every fifth is merged with the next.

    Of the parcels one half is the patch, the other lies some metres inside it.
    """
    rng = np.random.default_rng(SEED)
    patches = _patches(rng)
    # No two of them touch, nor does one stand at the end of a row.
    rows, columns = np.mgrid[1 : ROWS - 1 : 2, 1 : COLUMNS - 2 : 3]
    cells = (rows * COLUMNS + columns).ravel()
    changed = np.sort(rng.choice(cells, 2 * PARCELS, replace=False))
    torn_down = np.sort(rng.choice(changed, PARCELS, replace=False))
    before = np.where(np.arange(len(patches)) % 3 == 0, "0301", "0103")
    before[changed] = "0702"
    after = before.copy()
    after[changed] = "0103"
    merged = changed[::5]
    shapes = patches.copy()
    shapes[merged] = shapely.union(patches[merged], patches[merged + 1])
    keep = np.ones(len(patches), dtype=np.bool_)
    keep[merged + 1] = False
    parcels = patches[torn_down].copy()
    parcels[::2] = shapely.buffer(parcels[::2], -2.0, join_style="mitre")
    return MadeUp(patches, before, changed, shapes[keep], after[keep], parcels)


def _patches(rng: np.random.Generator) -> Polygons:
    """Return patches of 24 vertices; neighbours share theirs."""
    steps = 6
    fine_x, fine_y = np.arange(COLUMNS * steps + 1), np.arange(ROWS * steps + 1)
    across = rng.uniform(-4, 4, (ROWS + 1, len(fine_x)))
    along = rng.uniform(-4, 4, (len(fine_y), COLUMNS + 1))
    across[:, ::steps] = along[::steps] = 0.0
    row, column = (axis.ravel() for axis in np.mgrid[0:ROWS, 0:COLUMNS])
    run = np.arange(steps)
    low, left = row[:, None] * steps + run, column[:, None] * steps + run
    far_y, far_x = (row[:, None] + 1) * steps - run, (column[:, None] + 1) * steps - run
    fine = CELL_M / steps

    def flat(line: Any, place: Any) -> Floats:
        return np.stack([place * fine, line * CELL_M + across[line, place]], axis=-1)

    def upright(line: Any, place: Any) -> Floats:
        return np.stack([line * CELL_M + along[place, line], place * fine], axis=-1)

    sides = [
        flat(np.broadcast_to(row[:, None], left.shape), left),
        upright(np.broadcast_to(column[:, None] + 1, low.shape), low),
        flat(np.broadcast_to(row[:, None] + 1, far_x.shape), far_x),
        upright(np.broadcast_to(column[:, None], far_y.shape), far_y),
    ]
    rings = np.round(np.concatenate([*sides, sides[0][:, :1]], axis=1) + ORIGIN, 4)
    return np.asarray(shapely.polygons(rings), dtype=object)


def ours(made: MadeUp) -> Any:
    """Return what fills the table once."""
    from gouhook_gis.domain.case import Case, LawDate
    from gouhook_gis.domain.facts import Fact, Facts
    from gouhook_gis.domain.geometry import Geometry
    from gouhook_gis.domain.message import message
    from gouhook_gis.domain.submission import Parcel, Place, Submission
    from gouhook_gis.domain.words import Role, Stage
    from gouhook_gis.geometry.kernel.ready import LOADER
    from gouhook_gis.reference.memory import MemoryStore
    from gouhook_gis.rules.ground.parcels import parcel_table
    from gouhook_gis.rules.loader import profile
    from gouhook_gis.rules.reconciling.table import reconciliation
    from gouhook_gis.rules.scene import Scene

    LOADER.wait()
    filed = zip(shapely.to_wkb(made.parcels), shapely.area(made.parcels).tolist(), strict=True)
    parcels = [
        Parcel(
            key=f"demolition/CJ{number:05d}",
            id=f"CJ{number:05d}",
            role=Role.DEMOLITION,
            county_code=COUNTY,
            geometry=Geometry(wkb=wkb, epsg=EPSG),
            attributes={"planned_class": "0103", "farmland_m2": 0.9 * area},
            place=Place(file="made_up.shp", record=number),
        )
        for number, (wkb, area) in enumerate(filed, start=1)
    ]
    layers = {
        "land_use@before": _layer("land_use", "2023", made.patches, DLBM=made.before),
        "land_use@after": _layer("land_use", "2024", made.after_shapes, DLBM=made.after),
        "land_use_change@accepted": _layer(
            "land_use_change",
            "2024",
            made.patches[made.changed],
            BGQDLBM=np.full(len(made.changed), "0702"),
            BGQCZCSXM=np.full(len(made.changed), "203"),
            BGHDLBM=np.full(len(made.changed), "0103"),
            BGHKCXS=np.full(len(made.changed), 0.1),
        ),
        "land_use_change@next": _layer("land_use_change", "2025", made.patches[:0], BGHDLBM=[]),
    }
    store = MemoryStore.of([*layers.values()])
    accepted = Fact(key="acceptance_date", value="2024-06-30", source=message("bench"))
    case = Case(
        submission=Submission(name="made_up.zip", epsg=EPSG, parcels=tuple(parcels)),
        profile="sichuan",
        stage=Stage.ACCEPTANCE,
        facts=Facts(values={"acceptance_date": accepted}),
        law_date=LawDate(date=date(2024, 6, 30), origin="as_of"),
        slots={slot: layer.edition for slot, layer in layers.items()},
    )
    policy = profile("sichuan")
    table, plane = parcel_table(parcels, policy.point_error_m["parcels"])

    def fill() -> dict[str, int]:
        found = reconciliation(Scene(case, policy, store, table, plane))
        assert found is not None  # noqa: S101 - a table of nothing would be fast
        return dict(Counter(row.status.value for row in found.rows)) | {"pairs": len(found.pairs)}

    return fill


def _layer(kind: str, edition: str, shapes: Polygons, **columns: Any) -> Any:
    from gouhook_gis.domain.case import DeclaredCoverage, Edition
    from gouhook_gis.domain.layer_kind import Completeness
    from gouhook_gis.geometry.rings import canonical
    from gouhook_gis.reference.memory import LayerData
    from gouhook_gis.reference.store import Features

    ids = np.array([f"{number:08d}" for number in range(len(shapes))] + [""], dtype=object)[:-1]
    held = {name: np.asarray(values).astype(object) for name, values in columns.items()}
    complete = kind == "land_use"
    if complete:
        held["KCXS"] = np.full(len(shapes), 0.1).astype(object)
    described = Edition(
        kind=kind,
        edition=edition,
        completeness=Completeness.COMPLETE if complete else Completeness.SPARSE,
        epsg=EPSG,
        records=len(shapes),
        sha256="",
        coverage=None if complete else DeclaredCoverage(codes=(COUNTY,), source="made up"),
    )
    none = np.zeros(len(shapes), dtype=np.bool_)
    return LayerData(described, Features(ids, canonical(shapes), EPSG, held, none))


def theirs(made: MadeUp) -> Any:
    """Return what makes the same intersections once."""
    import geopandas

    def frame(shapes: Polygons, **columns: Any) -> Any:
        return geopandas.GeoDataFrame(columns, geometry=shapes, crs=f"EPSG:{EPSG}")

    parcels = frame(made.parcels, id=np.arange(len(made.parcels)))
    layers = [
        frame(made.patches, before=made.before),
        frame(made.after_shapes, after=made.after),
        frame(made.patches[made.changed], record=made.changed),
    ]

    def overlay() -> dict[str, int]:
        found = [geopandas.overlay(parcels, each, how="intersection") for each in layers]
        for each in found:
            each["area"] = each.geometry.area
        return {"pieces": sum(map(len, found))}

    return overlay


def measure(who: str) -> dict[str, Any]:
    """Return seconds on the clock and of all cores, peak memory in MiB and what came of it."""
    work = {"gouhook": ours, "geopandas": theirs}[who](make())
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    start, busy = time.perf_counter(), time.process_time()
    told = work()
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"seconds": seconds, "cpu": busy, "before": before, "peak": peak, "told": told}


def main() -> int:
    """Measure both, each in a process of its own, and print the ratio."""
    if sys.argv[1:2] == ["--profile"]:
        profiler = cProfile.Profile()
        profiler.runcall(ours(make()))
        pstats.Stats(profiler).sort_stats("cumtime").print_stats("gouhook_gis", FUNCTIONS)
        return 0
    if sys.argv[1:]:
        print(json.dumps(measure(sys.argv[1])))
        return 0
    print(
        f"{PARCELS:,} parcels, a survey pair of {ROWS * COLUMNS:,} patches, {2 * PARCELS:,} changes"
    )
    print(f"{'':12}{'seconds':>10}{'CPU':>10}{'peak MiB':>10}{'before':>10}")
    found = {}
    for who in ("gouhook", "geopandas"):
        command = [sys.executable, "-m", "bench.reconcile", who]
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        found[who] = own = json.loads(done.stdout.splitlines()[-1])
        figures = (
            f"{own['seconds']:10.1f}{own['cpu']:10.1f}{own['peak']:10.0f}{own['before']:10.0f}"
        )
        print(f"{who:12}{figures}   {own['told']}")
    a, b = found["gouhook"], found["geopandas"]
    ratios = [a[name] / b[name] for name in ("seconds", "cpu", "peak")]
    print(f"{'ratio':12}{ratios[0]:10.2f}{ratios[1]:10.2f}{ratios[2]:10.2f}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
