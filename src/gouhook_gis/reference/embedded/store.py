"""The store of mapped editions: the catalogue's side of the one question."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import pyarrow as pa

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.geometry.grid import Raster
from gouhook_gis.geometry.kernel.shares import Shares
from gouhook_gis.reference.embedded.layer import MappedLayer
from gouhook_gis.reference.embedded.shares import shares
from gouhook_gis.reference.store import Features, Geometries


@dataclass(frozen=True)
class MappedEdition:
    """An edition and its derived files."""

    edition: Edition
    layer: MappedLayer


@dataclass(frozen=True)
class EmbeddedStore:
    """Editions in mapped files, by their ids. Files are opened when first asked."""

    layers: Mapping[str, MappedEdition]
    name: str = "embedded"

    def editions(self) -> Sequence[Edition]:
        """Return every edition held, sorted by id."""
        return [self.layers[key].edition for key in sorted(self.layers)]

    def near(
        self, layer_id: str, geometries: Geometries, epsg: int, distance_m: float = 0.0
    ) -> Features:
        """Return the features whose boxes come within `distance_m` of any of `geometries`."""
        with self._asked(layer_id) as layer:
            return layer.near(geometries, epsg, distance_m)

    def where(
        self, layer_id: str, field: str, values: Sequence[str], *, prefix: bool = False
    ) -> Features:
        """Return the features whose `field` is one of `values`, or begins with one."""
        with self._asked(layer_id) as layer:
            return layer.where(field, values, prefix=prefix)

    def fills(self, layer_id: str, field: str) -> bool:
        """Whether any feature has a value in `field`."""
        with self._asked(layer_id) as layer:
            return layer.fills(field)

    def raster(self, layer_id: str) -> Raster:
        """Refuse: none of its editions is a raster."""
        raise UsageError("raster.no_cells", layer=layer_id)

    def shares(self, layer_id: str, geometries: Geometries, epsg: int) -> Shares:
        """Return what valid polygons share with the features; see `embedded.shares.shares`."""
        with self._asked(layer_id) as layer:
            return shares(layer, geometries, epsg)

    @contextmanager
    def _asked(self, layer_id: str) -> Iterator[MappedLayer]:
        """Give a layer; raises UsageError with what to do where its files are damaged."""
        try:
            yield self.layers[layer_id].layer
        except (OSError, pa.ArrowException) as error:
            raise UsageError("catalogue.index_damaged", layer=layer_id) from error
