"""Which area parcels share with a layer of millions: ours beside its peers, `make bench`.

    python -m bench.near [--data FOLDER] [--prepare] [--without NAME]… [POLYGONS …]

Polygons of 64 vertices (`ground.py`), 100,000 where no number is given. Every engine (`engines/`)
answers in a process of its own; they are asked in turn, again and again, and the median counts.
Cold: the files were dropped from the system's cache. What is made stays in FOLDER and is used
again; without it, it is made anew and removed. `--prepare` makes it and stops.
"""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path

import numpy as np

from bench import cluster, ground
from bench.engines import ENGINES
from bench.engines.engine import Place
from bench.plot import plot
from bench.table import Cost, clauses, table
from bench.worker import Worker

FEW, MANY = 50, 10_000
RUNS, BUDGET_S = 7, 25.0
OUT = Path("out/bench")
# Bytes a polygon takes in all files together while they are made, as measured at 100,000.
_BYTES = 9_000


def main() -> int:
    """Prepare, measure, print; 1 where the disk is too small."""
    told = arguments()
    sizes = told.polygons or [100_000]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    kept = told.data is not None
    folder = Path(told.data) if kept else Path(tempfile.mkdtemp(prefix="gouhook-bench-"))
    names = [name for name in ENGINES if name not in told.without]
    try:
        for size in sizes:
            short = lacking(folder / str(size), size)
            if short:
                print(f"{size:,} polygons need {short / 1e9:.0f} GB more disk in {folder}")
                return 1
        costs = {size: compare(Place(folder / str(size), size, ""), names, told) for size in sizes}
    finally:
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)
    if not told.prepare:
        for line in clauses(costs):
            print(line)
        OUT.mkdir(parents=True, exist_ok=True)
        plot(costs, OUT / "near.svg")
        print(f"plot: {OUT / 'near.svg'}")
    return 0


def arguments() -> argparse.Namespace:
    """Return what was said on the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("polygons", nargs="*", type=int)
    parser.add_argument("--data", help="folder in which what is made stays")
    parser.add_argument("--prepare", action="store_true", help="make the data and stop")
    parser.add_argument("--without", action="append", default=[], choices=[*ENGINES])
    return parser.parse_args()


def lacking(folder: Path, count: int) -> int:
    """Return how many bytes of disk are missing, 0 where it will do."""
    folder.mkdir(parents=True, exist_ok=True)
    there = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    return max(count * _BYTES - there - shutil.disk_usage(folder).free, 0)


def compare(place: Place, names: Sequence[str], told: argparse.Namespace) -> dict[str, Cost]:
    """Prepare one size, ask every engine, and print the table."""
    server = bool(cluster.binaries()) and any("postgis" in n or n == "store" for n in names)
    if server:
        cluster.make(place.folder / "pg")
    with serving(place, server) as reached:
        prepare(reached, names)
    if told.prepare:
        return {}
    there = {name: why for name in names if (why := missing(place, name, server))}
    for name, why in there.items():
        print(f"left out: {ENGINES[name].title}: {why}")
    costs = {name: Cost(name) for name in names if name not in there}
    for name, cost in costs.items():
        with (
            serving(place, server and needs_server(name)) as reached,
            Worker(name, reached, [FEW]) as worker,
        ):
            cost.cold, cost.read = worker.call("cold", FEW)
            cost.grown[FEW] = worker.call("grown", FEW)
    with serving(place, server) as reached:
        in_turn(reached, costs)
    for line in table(place.count, costs):
        print(line)
    return costs


def prepare(place: Place, names: Sequence[str]) -> None:
    """Make what is asked, where it is not there yet; ours first, for some peers read its files."""
    if not place.file.exists():
        with timed(f"{place.count:,} polygons to GeoPackage"):
            ground.write(place.file, place.count)
    for name in ("geos", *(name for name in names if name != "geos")):
        engine = ENGINES[name]()
        if engine.missing(place) is None:
            with timed(f"{engine.title}: prepared"):
                engine.prepare(place)


def missing(place: Place, name: str, server: bool) -> str | None:
    """Say why an engine cannot be asked."""
    return ENGINES[name]().missing(replace(place, database="yes" if server else ""))


def needs_server(name: str) -> bool:
    """Whether an engine asks the database."""
    return name == "store" or name.startswith("postgis")


@contextmanager
def serving(place: Place, server: bool) -> Iterator[Place]:
    """Run the database, where one is needed."""
    with cluster.served(place.folder / "pg") if server else nullcontext("") as reach:
        yield replace(place, database=reach)


@contextmanager
def timed(what: str) -> Iterator[None]:
    """Print how long something took, where it took a while."""
    start = time.perf_counter()
    yield
    seconds = time.perf_counter() - start
    if seconds > 1:
        print(f"{what} in {seconds:.1f} s", flush=True)


def in_turn(place: Place, costs: dict[str, Cost]) -> None:
    """Ask all engines in turn, RUNS times or as often as BUDGET_S allows; the first warms up."""
    with ExitStack() as stack:
        workers = {name: stack.enter_context(Worker(name, place, [FEW, MANY])) for name in costs}
        for size in (FEW, MANY):
            for name, worker in workers.items():
                seconds, areas = worker.call("ask", size)
                costs[name].areas[size] = np.asarray(areas)
                # What reads files anew each time gains nothing by being warm.
                costs[name].seconds[size] = [seconds] if ENGINES[name].slow else []
            for _ in range(RUNS):
                for name, worker in workers.items():
                    own = costs[name].seconds[size]
                    if not own or sum(own) + statistics.median(own) < BUDGET_S:
                        own.append(worker.call("ask", size)[0])
        for name, worker in workers.items():
            if not ENGINES[name].slow:
                costs[name].grown[MANY] = worker.call("grown", MANY)
            if name in ("edge", "geos"):
                costs[name].profile = {s: worker.call("profile", s) for s in (FEW, MANY)}


if __name__ == "__main__":
    sys.exit(main())
