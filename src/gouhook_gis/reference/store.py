"""The one question put to every store of reference layers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

import numpy as np
import numpy.typing as npt

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.geometry.grid import Raster

Geometries = npt.NDArray[np.object_]


@dataclass(frozen=True)
class Features:
    """Features of one edition: `ids` (n,) text, `geometries` (n,) shapely polygons, valid and
    canonical, in `epsg`; `columns` by standard field name (object arrays (n,), None where missing);
    `repaired` (n,) bool marks geometries measured through a repaired copy; `area_m2` (n,) are the
    official areas where the store keeps them.
    """

    ids: npt.NDArray[np.object_]
    geometries: Geometries
    epsg: int
    columns: dict[str, npt.NDArray[np.object_]]
    repaired: npt.NDArray[np.bool_]
    area_m2: npt.NDArray[np.float64] | None = None

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self.ids)

    def take(self, index: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> Features:
        """Return the features at `index` (positions or mask)."""
        return Features(
            ids=self.ids[index],
            geometries=self.geometries[index],
            epsg=self.epsg,
            columns={name: column[index] for name, column in self.columns.items()},
            repaired=self.repaired[index],
            area_m2=None if self.area_m2 is None else self.area_m2[index],
        )


class Held(Protocol):
    """Whatever a store holds of an edition."""

    @property
    def edition(self) -> Edition:
        """Return the edition."""
        ...


AnyHeld = TypeVar("AnyHeld", bound=Held)


def by_id(everything: Sequence[AnyHeld]) -> dict[str, AnyHeld]:
    """Return what is held by the ids of editions; UsageError with both paths where two are of one
    kind and edition.
    """
    held: dict[str, AnyHeld] = {}
    for one in everything:
        first = held.setdefault(one.edition.layer_id, one)
        if first is not one:
            raise UsageError(
                "reference.edition_twice",
                layer=one.edition.layer_id,
                first=first.edition.path,
                second=one.edition.path,
            )
    return held


class Store(Protocol):
    """Where reference layers are kept; same question, same answer, whatever the store.

    Answers are sorted by feature id, then by geometry, so that nothing depends on storage. Of an
    edition that is a raster `raster` is asked, of any other the rest; else UsageError.
    """

    @property
    def name(self) -> str:
        """Return what `provenance.store` prints."""
        ...

    def editions(self) -> Sequence[Edition]:
        """Return every edition held."""
        ...

    def near(
        self, layer_id: str, geometries: Geometries, epsg: int, distance_m: float = 0.0
    ) -> Features:
        """Return the features that may intersect any of `geometries` (shapely, in `epsg`),
        or come nearer than `distance_m`. A superset by bounding boxes is a right answer.
        """
        ...

    def where(
        self, layer_id: str, field: str, values: Sequence[str], *, prefix: bool = False
    ) -> Features:
        """Return the features whose `field` is one of `values` (or begins with one)."""
        ...

    def fills(self, layer_id: str, field: str) -> bool:
        """Whether any feature has a value in `field`; costs nothing, whatever the layer holds."""
        ...

    def raster(self, layer_id: str) -> Raster:
        """Return the raster of an edition, whose values are read window by window."""
        ...
