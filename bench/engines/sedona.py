"""SedonaDB on the GeoParquet archives, which have a box beside each shape."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import shapely

from bench.engines.duck import rows_of
from bench.engines.engine import Floats, Place, Polygons, Quantity, summed
from bench.ground import EPSG

_QUERY = """
    SELECT p.i AS i, sum(ST_Area(ST_Intersection(l.geometry, p.geom))) AS area
    FROM land l JOIN parcels_{n} p ON ST_Intersects(l.geometry, p.geom) GROUP BY p.i
"""


class Sedona:
    """Its spatial join over the files."""

    title = "SedonaDB on GeoParquet"
    quantity: Quantity = "planar"
    modules: Sequence[str] = ("sedonadb", "pyarrow")
    slow = False

    def __init__(self) -> None:
        self.context: Any = None

    def prepare(self, place: Place) -> None:
        """Do nothing: it asks the archives."""

    def missing(self, place: Place) -> str | None:
        """Say so where it is not installed."""
        return None if importlib.util.find_spec("sedonadb") else "sedonadb is not installed"

    def files(self, place: Place) -> Sequence[Path]:
        """Return the archives."""
        return place.archives

    def open(self, place: Place, parcels: dict[int, Polygons]) -> None:
        """Name the archives, and lay the parcels beside them."""
        import sedonadb

        self.context = sedonadb.connect()
        self.context.read_parquet([str(path) for path in place.archives]).to_view("land")
        for count, shapes in parcels.items():
            rows = rows_of({"i": np.arange(count), "wkb": shapely.to_wkb(shapes)})
            self.context.create_data_frame(rows).to_view("handed", overwrite=True)
            made = self.context.sql(
                f"SELECT i, ST_SetSRID(ST_GeomFromWKB(wkb), {EPSG}) AS geom FROM handed"
            )
            made.to_memtable().to_view(f"parcels_{count}")

    def warm_up(self, parcels: Polygons) -> None:
        """Do nothing: its code is compiled, and it would keep what it read."""

    def ask(self, parcels: Polygons) -> Floats:
        """Join, cut and sum up."""
        import pyarrow as pa

        answer = self.context.sql(_QUERY.format(n=len(parcels)))
        table = pa.RecordBatchReader.from_stream(answer).read_all()
        own, area = (table.column(name).to_numpy() for name in ("i", "area"))
        return summed(own, area, len(parcels))

    def processes(self) -> Sequence[int]:
        """Return this one."""
        return [os.getpid()]
