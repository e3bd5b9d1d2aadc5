"""The engines that are compared, by name, in the order of the table."""

from __future__ import annotations

from bench.engines.duck import Duck, DuckBoxes
from bench.engines.engine import Engine
from bench.engines.frames import Boxes, Whole
from bench.engines.ours import EdgeKernel, Embedded, Store
from bench.engines.postgres import Parallel, Serial
from bench.engines.sedona import Sedona

ENGINES: dict[str, type[Engine]] = {
    "edge": EdgeKernel,
    "geos": Embedded,
    "store": Store,
    "postgis": Serial,
    "postgis-parallel": Parallel,
    "duckdb": Duck,
    "duckdb-boxes": DuckBoxes,
    "sedona": Sedona,
    "boxes": Boxes,
    "whole": Whole,
}
