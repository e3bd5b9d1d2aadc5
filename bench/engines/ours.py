"""This program: its embedded store by the edge kernel and by GEOS, and its PostGIS store."""

from __future__ import annotations

import gc
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bench.engines.engine import Floats, Place, Polygons, Quantity, summed
from bench.ground import EPSG, KIND

EDITION = "2025"
ID = f"{KIND}@{EDITION}"


class Embedded:
    """The mapped layer, its features near the parcels, and the one overlay engine."""

    title = "gouhook embedded, GEOS"
    quantity: Quantity = "ellipsoidal"
    modules: Sequence[str] = (
        "gouhook_gis.reference.catalogue.open",
        "gouhook_gis.geometry.overlay",
        "numba",
    )
    slow = False

    def __init__(self) -> None:
        self.store: Any = None

    def prepare(self, place: Place) -> None:
        """Register the file."""
        from gouhook_gis.reference.catalogue.catalogue import Catalogue
        from gouhook_gis.reference.catalogue.register import Registration
        from gouhook_gis.rules.loader import layer_kinds

        catalogue = Catalogue(place.catalogue)
        if not any(held.entry.layer_id == ID for held in catalogue.list()):
            kind = next(kind for kind in layer_kinds() if kind.kind == KIND)
            catalogue.add(kind, [place.file], Registration(edition=EDITION, source="made up"))

    def missing(self, place: Place) -> str | None:
        """Say nothing: it needs no more than this program."""
        return None

    def files(self, place: Place) -> Sequence[Path]:
        """Return the files of the index."""
        return [*place.catalogue.rglob("*.arrow")]

    def open(self, place: Place, parcels: dict[int, Polygons]) -> None:
        """Open the catalogue, with the compiled loop at hand."""
        from gouhook_gis.geometry.kernel.ready import LOADER
        from gouhook_gis.reference.catalogue.open import open_catalogue

        LOADER.wait()
        self.store = open_catalogue(place.catalogue, frozenset({KIND}))

    def warm_up(self, parcels: Polygons) -> None:
        """Ask, and let go of the mapped files."""
        self.ask(parcels)
        self.store = None
        gc.collect()

    def ask(self, parcels: Polygons) -> Floats:
        """Fetch what is near, cut, and measure the pieces officially."""
        from gouhook_gis.geometry.overlay import overlay

        near = self.store.near(ID, parcels, EPSG)
        pieces = overlay(parcels, near.geometries, EPSG)
        return summed(pieces.left, pieces.area, len(parcels))

    def processes(self) -> Sequence[int]:
        """Return this one."""
        return [os.getpid()]


class EdgeKernel(Embedded):
    """The mapped layer and the compiled loop over crossing edges; no geometry is made of it."""

    title = "gouhook embedded, edge kernel"
    modules: Sequence[str] = (
        *Embedded.modules,
        "gouhook_gis.reference.embedded.shares",
    )

    def ask(self, parcels: Polygons) -> Floats:
        """Sum up the areas of crossing edges."""
        from gouhook_gis.reference.embedded.shares import shares

        found = shares(self.store.layers[ID].layer, parcels, EPSG)
        return summed(found.left, found.area, len(parcels))


class Store(Embedded):
    """The PostGIS store: candidates chosen in the database, measured here on the originals."""

    title = "gouhook PostGIS store"
    modules: Sequence[str] = (
        "gouhook_gis.reference.postgis.open",
        "gouhook_gis.geometry.overlay",
        "numba",
        "psycopg",
    )
    _DATABASE = "gouhook"

    def prepare(self, place: Place) -> None:
        """Register the file in a database of its own."""
        import psycopg

        from gouhook_gis.reference.catalogue.register import Registration
        from gouhook_gis.reference.postgis.catalogue import PostgisCatalogue
        from gouhook_gis.reference.postgis.database import database
        from gouhook_gis.reference.postgis.schema import upgrade
        from gouhook_gis.rules.loader import layer_kinds

        with psycopg.connect(place.database, autocommit=True) as connection:
            named = "SELECT 1 FROM pg_database WHERE datname = %s"
            if connection.execute(named, [self._DATABASE]).fetchone() is None:
                connection.execute(f"CREATE DATABASE {self._DATABASE}")
        held_in = database(self._url(place))
        upgrade(held_in)
        catalogue = PostgisCatalogue(held_in)
        if not any(held.entry.layer_id == ID for held in catalogue.list()):
            kind = next(kind for kind in layer_kinds() if kind.kind == KIND)
            catalogue.add(kind, [place.file], Registration(edition=EDITION, source="made up"))
        held_in.engine.dispose()

    def missing(self, place: Place) -> str | None:
        """Say so where there is no server."""
        return None if place.database else "no PostgreSQL with PostGIS here"

    def files(self, place: Place) -> Sequence[Path]:
        """Return the files of the database."""
        return [path for path in (place.folder / "pg").rglob("*") if path.is_file()]

    def open(self, place: Place, parcels: dict[int, Polygons]) -> None:
        """Open the catalogue in the database, with the compiled loop at hand."""
        from gouhook_gis.geometry.kernel.ready import LOADER
        from gouhook_gis.reference.postgis.open import open_database

        LOADER.wait()
        self.store = open_database(self._url(place), frozenset({KIND}))

    def warm_up(self, parcels: Polygons) -> None:
        """Measure something that is not in the database, which would keep what it read."""
        from gouhook_gis.geometry.overlay import overlay

        overlay(parcels, parcels, EPSG)

    def _url(self, place: Place) -> str:
        words = dict(word.split("=", 1) for word in place.database.split())
        return f"postgresql://{words['user']}@/{self._DATABASE}?host={words['host']}"
