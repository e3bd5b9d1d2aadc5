"""Plain PostGIS: a table with a GiST index along the curve, ST_Intersection and ST_Area."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

import shapely

from bench.engines.engine import Floats, Place, Polygons, Quantity, summed
from bench.ground import EPSG

_QUERY = """
    SELECT p.i, sum(ST_Area(ST_Intersection(l.geom, p.geom)))
    FROM parcels_{n} p JOIN land l ON ST_Intersects(l.geom, p.geom) GROUP BY p.i
"""


class Serial:
    """One backend answers."""

    title = "PostGIS, plain SQL, serial"
    quantity: Quantity = "planar"
    modules: Sequence[str] = ("psycopg",)
    slow = False
    workers = 0

    def __init__(self) -> None:
        self.connection: Any = None

    def prepare(self, place: Place) -> None:
        """Load the table from the archives, which lie along the curve."""
        import psycopg

        with psycopg.connect(place.database, autocommit=True) as connection:
            connection.execute("CREATE EXTENSION IF NOT EXISTS postgis")
            if connection.execute("SELECT to_regclass('land')").fetchone() != (None,):
                return
            connection.execute("DROP TABLE IF EXISTS loading")
            kind = f"geometry(Polygon, {EPSG})"
            connection.execute(f"CREATE UNLOGGED TABLE loading (bsm text, geom {kind})")
            _copy(connection, place)
            connection.execute("CREATE INDEX ON loading USING gist (geom)")
            connection.execute("VACUUM ANALYZE loading")
            connection.execute("ALTER TABLE loading RENAME TO land")

    def missing(self, place: Place) -> str | None:
        """Say so where there is no server."""
        return None if place.database else "no PostgreSQL with PostGIS here"

    def files(self, place: Place) -> Sequence[Path]:
        """Return the files of the database."""
        return [path for path in (place.folder / "pg").rglob("*") if path.is_file()]

    def open(self, place: Place, parcels: dict[int, Polygons]) -> None:
        """Connect, and lay the parcels beside the layer."""
        import psycopg

        if self.connection is not None:
            self.connection.close()
        self.connection = psycopg.connect(place.database, autocommit=True)
        self.connection.execute(f"SET max_parallel_workers_per_gather = {self.workers}")
        for name in ("parallel_setup_cost", "parallel_tuple_cost", "min_parallel_table_scan_size"):
            self.connection.execute(f"SET {name} = 0")
        for count, shapes in parcels.items():
            # A temporary table would keep the workers out.
            table = f"parcels_{count}"
            self.connection.execute(f"DROP TABLE IF EXISTS {table}")
            self.connection.execute(
                f"CREATE UNLOGGED TABLE {table} AS SELECT i - 1 AS i, ST_GeomFromWKB(w, {EPSG})"
                " AS geom FROM unnest(%s::bytea[]) WITH ORDINALITY AS u (w, i)",
                [shapely.to_wkb(shapes).tolist()],
            )
            self.connection.execute(f"ALTER TABLE {table} SET (parallel_workers = {self.workers})")
            self.connection.execute(f"ANALYZE {table}")

    def warm_up(self, parcels: Polygons) -> None:
        """Do nothing: its code is compiled, and it would keep what it read."""

    def ask(self, parcels: Polygons) -> Floats:
        """Join, cut and sum up in the database."""
        rows = self.connection.execute(_QUERY.format(n=len(parcels))).fetchall()
        own = np.array(rows, dtype=float).reshape(-1, 2)
        return summed(own[:, 0].astype(np.int64), own[:, 1], len(parcels))

    def processes(self) -> Sequence[int]:
        """Return this one and its backend."""
        return [os.getpid(), self.connection.info.backend_pid]


class Parallel(Serial):
    """Two workers help."""

    title = "PostGIS, plain SQL, parallel"
    workers = 2


def _copy(connection: Any, place: Place) -> None:
    import pyarrow.parquet as pq

    with connection.cursor().copy("COPY loading (bsm, geom) FROM STDIN") as copy:
        for archive in place.archives:
            with pq.ParquetFile(archive) as file:
                for group in range(file.num_row_groups):
                    table = file.read_row_group(group, ["BSM", "geometry"])
                    shapes = shapely.from_wkb(table.column("geometry").to_numpy())
                    written = shapely.to_wkb(
                        shapely.set_srid(_single(shapes), EPSG), hex=True, include_srid=True
                    )
                    for bsm, wkb in zip(table.column("BSM").to_pylist(), written, strict=True):
                        copy.write_row((bsm, wkb))


def _single(shapes: Polygons) -> Polygons:
    """Return polygons of MultiPolygons of one part."""
    return np.asarray(shapely.get_geometry(shapes, 0), dtype=object)
