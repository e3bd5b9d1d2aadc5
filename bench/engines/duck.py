"""DuckDB spatial: a table of its own along the curve, with boxes."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import shapely

from bench.engines.engine import Floats, Place, Polygons, Quantity, summed

_QUERY = """
    SELECT p.i, sum(ST_Area(ST_Intersection(l.geom, p.geom)))
    FROM land l JOIN parcels_{n} p ON {how} ST_Intersects(l.geom, p.geom) GROUP BY p.i
"""
_BOXES = "l.x0 <= p.x1 AND l.x1 >= p.x0 AND l.y0 <= p.y1 AND l.y1 >= p.y0 AND"


class Duck:
    """Its spatial join: a tree over the parcels, through which the layer is sent."""

    title = "DuckDB spatial, spatial join"
    quantity: Quantity = "planar"
    modules: Sequence[str] = ("duckdb",)
    slow = False
    how = ""

    def __init__(self) -> None:
        self.connection: Any = None

    def prepare(self, place: Place) -> None:
        """Make the table from the archives."""
        file = self._file(place)
        if file.exists():
            return
        making = file.with_suffix(".making")
        making.unlink(missing_ok=True)
        connection = _connected(making)
        archives = [str(path) for path in place.archives]
        connection.execute(
            "CREATE TABLE land AS SELECT BSM, geometry AS geom, gouhook_bbox.xmin AS x0,"
            " gouhook_bbox.ymin AS y0, gouhook_bbox.xmax AS x1, gouhook_bbox.ymax AS y1"
            " FROM read_parquet(?)",
            [archives],
        )
        connection.close()
        making.rename(file)

    def missing(self, place: Place) -> str | None:
        """Say so where its extension is not installed."""
        return None if _extension() else "duckdb-extension-spatial is not installed"

    def files(self, place: Place) -> Sequence[Path]:
        """Return the database."""
        return [self._file(place)]

    def open(self, place: Place, parcels: dict[int, Polygons]) -> None:
        """Open the database, and lay the parcels beside the layer."""
        if self.connection is not None:
            self.connection.close()
        self.connection = _connected(self._file(place), read_only=True)
        for count, shapes in parcels.items():
            bounds = shapely.bounds(shapes)
            rows = {
                "i": np.arange(count),
                "wkb": shapely.to_wkb(shapes),
                **{name: bounds[:, k] for k, name in enumerate(("x0", "y0", "x1", "y1"))},
            }
            self.connection.register("handed", rows_of(rows))
            self.connection.execute(
                f"CREATE TEMP TABLE parcels_{count} AS SELECT * EXCLUDE (wkb),"
                " ST_GeomFromWKB(wkb) AS geom FROM handed"
            )
            self.connection.unregister("handed")

    def warm_up(self, parcels: Polygons) -> None:
        """Do nothing: its code is compiled, and it would keep what it read."""

    def ask(self, parcels: Polygons) -> Floats:
        """Join, cut and sum up in the database."""
        found = self.connection.execute(_QUERY.format(n=len(parcels), how=self.how)).fetchnumpy()
        columns = [np.asarray(column, dtype=float) for column in found.values()]
        return summed(columns[0].astype(np.int64), columns[1], len(parcels))

    def processes(self) -> Sequence[int]:
        """Return this one."""
        return [os.getpid()]

    @staticmethod
    def _file(place: Place) -> Path:
        return place.folder / "land.duckdb"


class DuckBoxes(Duck):
    """Boxes first, by a join of four inequalities."""

    title = "DuckDB spatial, boxes"
    how = _BOXES


def rows_of(columns: dict[str, Any]) -> Any:
    """Return columns as an Arrow table."""
    import pyarrow as pa

    return pa.table(columns)


def _connected(file: Path, *, read_only: bool = False) -> Any:
    import duckdb

    config = {"autoinstall_known_extensions": "false", "threads": str(os.cpu_count())}
    connection = duckdb.connect(str(file), read_only=read_only, config=config)
    connection.execute(f"LOAD '{_extension()}'")
    return connection


def _extension() -> Path | None:
    """Return the extension's file in the package that brings it; it is downloaded nowhere."""
    spec = importlib.util.find_spec("duckdb_extension_spatial")
    if spec is None or spec.origin is None:
        return None
    return next(Path(spec.origin).parent.rglob("spatial.duckdb_extension"), None)
