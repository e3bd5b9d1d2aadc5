"""Several stores as one: layers named for a check, and those of the catalogue beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.geometry.grid import Raster
from gouhook_gis.reference.store import Features, Geometries, Store


@dataclass(frozen=True)
class JoinedStore:
    """Asks the store that holds an edition. Make it with `joined`."""

    held: dict[str, Store]
    stores: Sequence[Store]

    @property
    def name(self) -> str:
        """Return the names of the stores."""
        return "+".join(store.name for store in self.stores)

    def editions(self) -> Sequence[Edition]:
        """Return every edition held, sorted by id."""
        found = [edition for store in self.stores for edition in store.editions()]
        return sorted(found, key=lambda edition: edition.layer_id)

    def near(
        self, layer_id: str, geometries: Geometries, epsg: int, distance_m: float = 0.0
    ) -> Features:
        """Return the features that may come within `distance_m` of any of `geometries`."""
        return self.held[layer_id].near(layer_id, geometries, epsg, distance_m)

    def where(
        self, layer_id: str, field: str, values: Sequence[str], *, prefix: bool = False
    ) -> Features:
        """Return the features whose `field` is one of `values`, or begins with one."""
        return self.held[layer_id].where(layer_id, field, values, prefix=prefix)

    def fills(self, layer_id: str, field: str) -> bool:
        """Whether any feature has a value in `field`."""
        return self.held[layer_id].fills(layer_id, field)

    def raster(self, layer_id: str) -> Raster:
        """Return the raster of an edition."""
        return self.held[layer_id].raster(layer_id)


def joined(stores: Sequence[Store]) -> Store:
    """Return one store for all; an edition that two of them hold is refused with both paths."""
    filled = [store for store in stores if store.editions()] or list(stores[:1])
    if len(filled) == 1:
        return filled[0]
    held: dict[str, tuple[Store, Edition]] = {}
    for store in filled:
        for edition in store.editions():
            key = edition.layer_id
            if key in held:
                raise UsageError(
                    "reference.edition_twice",
                    layer=key,
                    first=held[key][1].path,
                    second=edition.path,
                )
            held[key] = (store, edition)
    return JoinedStore({key: store for key, (store, _) in held.items()}, filled)
