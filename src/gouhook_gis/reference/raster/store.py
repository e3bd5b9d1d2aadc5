"""The store of editions that are rasters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.geometry.grid import Raster
from gouhook_gis.reference.store import Features, Geometries, by_id


@dataclass(frozen=True)
class HeldRaster:
    """An edition and its raster."""

    edition: Edition
    raster: Raster


@dataclass(frozen=True)
class RasterStore:
    """Rasters by the ids of their editions. They have no features: UsageError says so."""

    rasters: dict[str, HeldRaster]
    name: str = "raster"

    @classmethod
    def of(cls, rasters: Sequence[HeldRaster]) -> RasterStore:
        """Make a store; two rasters of one kind and edition are refused with both paths."""
        return cls(by_id(rasters))

    def editions(self) -> Sequence[Edition]:
        """Return every edition held, sorted by id."""
        return [self.rasters[key].edition for key in sorted(self.rasters)]

    def near(
        self, layer_id: str, geometries: Geometries, epsg: int, distance_m: float = 0.0
    ) -> Features:
        """Refuse: a raster has no features."""
        raise UsageError("raster.no_features", layer=layer_id)

    def where(
        self, layer_id: str, field: str, values: Sequence[str], *, prefix: bool = False
    ) -> Features:
        """Refuse: a raster has no features."""
        raise UsageError("raster.no_features", layer=layer_id)

    def fills(self, layer_id: str, field: str) -> bool:
        """Refuse: a raster has no fields."""
        raise UsageError("raster.no_features", layer=layer_id)

    def raster(self, layer_id: str) -> Raster:
        """Return the raster of an edition."""
        return self.rasters[layer_id].raster
