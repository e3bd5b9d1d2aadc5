"""geopandas: the whole file and overlay, and the box of each parcel and overlay."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bench.engines.engine import Floats, Place, Polygons, Quantity, summed
from bench.ground import EPSG


class Whole:
    """Today's habit: read the file, overlay."""

    title = "geopandas.overlay from file"
    quantity: Quantity = "planar"
    modules: Sequence[str] = ("geopandas", "pyogrio", "pandas")
    slow = True
    # Two copies of a geometry and its row, in bytes, as measured at 100,000.
    _BYTES = 5_500

    def __init__(self) -> None:
        self.file = Path()

    def prepare(self, place: Place) -> None:
        """Do nothing: the file is there."""

    def missing(self, place: Place) -> str | None:
        """Say so where the layer does not fit into half of the memory."""
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
        if place.count * self._BYTES > memory / 2:
            return f"needs about {place.count * self._BYTES / 1e9:.0f} GB of memory"
        return None

    def files(self, place: Place) -> Sequence[Path]:
        """Return the GeoPackage."""
        return [place.file]

    def open(self, place: Place, parcels: dict[int, Polygons]) -> None:
        """Keep the name of the file."""
        self.file = place.file

    def warm_up(self, parcels: Polygons) -> None:
        """Do nothing: its code is compiled, and it would keep what it read."""

    def ask(self, parcels: Polygons) -> Floats:
        """Read everything and overlay."""
        import geopandas

        return overlaid(parcels, geopandas.read_file(self.file))

    def processes(self) -> Sequence[int]:
        """Return this one."""
        return [os.getpid()]


class Boxes(Whole):
    """Read the box of each parcel, overlay."""

    title = "geopandas, box of each + overlay"

    def missing(self, place: Place) -> str | None:
        """Say nothing: only boxes are read."""
        return None

    def ask(self, parcels: Polygons) -> Floats:
        """Read the boxes, drop what came twice, and overlay."""
        import pandas

        import geopandas

        near = [geopandas.read_file(self.file, bbox=tuple(one.bounds)) for one in parcels]
        return overlaid(parcels, pandas.concat(near, ignore_index=True).drop_duplicates("BSM"))


def overlaid(parcels: Polygons, layer: Any) -> Floats:
    """Return the area that each parcel shares with a frame."""
    import geopandas

    own = geopandas.GeoDataFrame({"i": np.arange(len(parcels))}, geometry=parcels, crs=EPSG)
    pieces = geopandas.overlay(own, layer.to_crs(EPSG), how="intersection", keep_geom_type=True)
    return summed(pieces["i"].to_numpy(), pieces.area.to_numpy(), len(parcels))
