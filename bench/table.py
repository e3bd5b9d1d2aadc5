"""The table of the benchmark, and its figures beside what the program promises."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import numpy as np

from bench.engines import ENGINES
from bench.engines.engine import Floats

FEW, MANY = 50, 10_000
_PEERS = ("postgis", "postgis-parallel", "duckdb", "duckdb-boxes", "sedona")
_STEPS = (1_000_000, 5_000_000)
Costs = Mapping[int, Mapping[str, "Cost"]]


@dataclass
class Cost:
    """What an engine cost: seconds by number of parcels, cold seconds and bytes, memory, areas."""

    name: str
    cold: float = float("nan")
    read: int = 0
    seconds: dict[int, list[float]] = field(default_factory=dict)
    grown: dict[int, int] = field(default_factory=dict)
    areas: dict[int, Floats] = field(default_factory=dict)
    profile: dict[int, str] = field(default_factory=dict)

    def median(self, parcels: int) -> float:
        """Return the median of the seconds."""
        return statistics.median(self.seconds[parcels])


def table(count: int, costs: Mapping[str, Cost]) -> Iterator[str]:
    """Yield the lines of the table of one size."""
    yield f"\n{count:,} polygons of 64 vertices; seconds, median (least to most, times asked)"
    yield (
        f"{'':33}{'cold 50':>9}{'MB read':>9}{'warm 50':>26}{'10,000':>28}"
        f"{'MB grown':>12}{'m² off':>9}  quantity"
    )
    for name, cost in costs.items():
        engine = ENGINES[name]
        grown = " / ".join(f"{cost.grown[s] / 1e6:.0f}" for s in cost.grown) or "–"
        yield (
            f"{engine.title:33}{cost.cold:9.3f}{cost.read / 1e6:9.1f}"
            f"{_spread(cost, FEW, 4):>26}{_spread(cost, MANY, 2):>28}"
            f"{grown:>12}{_off(cost, costs):9.4f}  {engine.quantity}"
        )
    yield "m² off: the largest difference of a parcel from the first engine of the same quantity."


def clauses(costs: Costs) -> Iterator[str]:
    """Yield what is promised, the figure, and whether it is met; where not, what takes the time."""
    yield "\nPromised, on the fastest of ours:"
    for count, of in costs.items():
        own = _ours(of)
        if own is None:
            continue
        few, many = own.median(FEW), own.median(MANY)
        where = f"{count:,} polygons"
        if "postgis" in of:
            ratio = of["postgis"].median(FEW) / few
            yield from _line(f"{where}, 50: × plain PostGIS", ratio, 6, own, FEW)
        if "whole" in of:
            ratio = of["whole"].median(FEW) / few
            yield from _line(f"{where}, 50: × geopandas.overlay from file", ratio, 2000, own, FEW)
            ratio = of["whole"].median(MANY) / many
            yield from _line(f"{where}, 10,000: × geopandas.overlay", ratio, 30, own, MANY)
        best = min((of[n].median(MANY) for n in _PEERS if n in of), default=None)
        if best is not None:
            yield from _line(f"{where}, 10,000: × best peer", best / many, 3, own, MANY)
        if own.grown:
            grown = own.grown[FEW] / 1e6
            yield from _line(f"{where}, 50: MB grown", grown, 100, own, FEW, at_most=True)
    lesser, greater = (_ours(costs.get(count, {})) for count in _STEPS)
    if lesser and greater:
        for size in (FEW, MANY):
            yield from _growth(lesser, greater, size)


def _growth(lesser: Cost, greater: Cost, size: int) -> Iterator[str]:
    ratio = greater.median(size) / lesser.median(size)
    label = f"{size:,} parcels: × from 1 to 5 million"
    yield from _line(label, ratio, 1.2, greater, size, at_most=True)


def _line(
    label: str, figure: float, bound: float, own: Cost, parcels: int, *, at_most: bool = False
) -> Iterator[str]:
    met = figure <= bound if at_most else figure >= bound
    sign = "≤" if at_most else "≥"
    yield f"{label:62}{figure:10.1f}  {sign} {bound:<7g} {'met' if met else 'NOT met'}"
    if not met and parcels in own.profile:
        yield own.profile[parcels]


def _ours(costs: Mapping[str, Cost]) -> Cost | None:
    return costs.get("edge") or costs.get("geos")


def _spread(cost: Cost, parcels: int, digits: int) -> str:
    own = cost.seconds[parcels]
    spread = f"({min(own):.{digits}f}–{max(own):.{digits}f}, {len(own)})"
    return f"{cost.median(parcels):.{digits}f} {spread}"


def _off(cost: Cost, costs: Mapping[str, Cost]) -> float:
    """Return by how much the area of a parcel differs, at most, within the same quantity."""
    quantity = ENGINES[cost.name].quantity
    # GEOS is the measure of ours: it makes the pieces that are printed.
    order = ("geos", *(name for name in costs if name != "geos"))
    first = next(n for n in order if n in costs and ENGINES[n].quantity == quantity)
    return max(
        float(np.abs(cost.areas[size] - costs[first].areas[size]).max()) for size in cost.areas
    )
