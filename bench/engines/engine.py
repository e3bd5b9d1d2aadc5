"""What an engine is to the benchmark: prepared once, opened, asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]
Polygons = npt.NDArray[np.object_]
Quantity = Literal["ellipsoidal", "planar"]


@dataclass(frozen=True)
class Place:
    """The folder of one size: `count` polygons, and how the database is reached."""

    folder: Path
    count: int
    database: str

    @property
    def file(self) -> Path:
        """Return the GeoPackage."""
        return self.folder / "land.gpkg"

    @property
    def catalogue(self) -> Path:
        """Return the catalogue in which it is registered."""
        return self.folder / "catalogue"

    @property
    def archives(self) -> list[Path]:
        """Return the GeoParquet archives of the registered layer."""
        return sorted(self.catalogue.glob("*/*/parts/*/archive.parquet"))


class Engine(Protocol):
    """One way to ask which area each parcel shares with the layer.

    `title` stands in the table; `quantity` is what it returns; `modules` are imported before the
    clock runs; what is `slow` by nature is not asked again and again.
    """

    title: str
    quantity: Quantity
    modules: Sequence[str]
    slow: bool

    def prepare(self, place: Place) -> None:
        """Make what it asks, where it is not made yet."""
        ...

    def missing(self, place: Place) -> str | None:
        """Say why it cannot be asked at all; None where it can."""
        ...

    def files(self, place: Place) -> Sequence[Path]:
        """Return what it reads, for a cold start."""
        ...

    def open(self, place: Place, parcels: dict[int, Polygons]) -> None:
        """Get ready, and hand over the sets of parcels where they are kept with the layer."""
        ...

    def warm_up(self, parcels: Polygons) -> None:
        """Have code loaded and compiled, without a layer in memory; it is opened afresh."""
        ...

    def ask(self, parcels: Polygons) -> Floats:
        """Return the area that each parcel (n,) shares with the layer, m²."""
        ...

    def processes(self) -> Sequence[int]:
        """Return the processes that answer, for their memory and what they read."""
        ...


def summed(parcel: Integers, area: Floats, count: int) -> Floats:
    """Return the areas (k,) of pairs by parcel (count,)."""
    return np.bincount(parcel, weights=area, minlength=count)
