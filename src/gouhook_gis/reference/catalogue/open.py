"""From a catalogue to the store that a check asks."""

from __future__ import annotations

from pathlib import Path

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.reference.catalogue.catalogue import Catalogue, Held
from gouhook_gis.reference.catalogue.entry import INDEX, edition_of, part_folder
from gouhook_gis.reference.embedded.layer import MappedLayer
from gouhook_gis.reference.embedded.part import MappedPart
from gouhook_gis.reference.embedded.store import EmbeddedStore, MappedEdition
from gouhook_gis.reference.joined import joined
from gouhook_gis.reference.raster.register import registered_raster
from gouhook_gis.reference.raster.store import RasterStore
from gouhook_gis.reference.store import Store


def open_catalogue(root: Path | None, wanted: frozenset[str]) -> Store:
    """Return a store of the editions of `wanted` kinds in the catalogue `root`, if there is one.

    Retired editions are in it, marked. Raises UsageError where `root` is no folder.
    """
    if root is None:
        return EmbeddedStore({})
    if not root.is_dir():
        raise UsageError("catalogue.missing", path=str(root))
    editions = [held for held in Catalogue(root).list() if held.entry.kind in wanted]
    layers = {
        held.entry.layer_id: MappedEdition(edition_of(held.entry, held.folder), mapped_layer(held))
        for held in editions
        if held.entry.raster is None
    }
    rasters = [one for one in map(registered_raster, editions) if one is not None]
    return joined([EmbeddedStore(layers), RasterStore.of(rasters)])


def mapped_layer(held: Held) -> MappedLayer:
    """Return the layer of a registered edition; nothing is opened yet."""
    parts: list[MappedPart] = []
    first = 0
    for part in held.entry.parts:
        parts.append(
            MappedPart(
                folder=part_folder(held.folder, part.county) / INDEX,
                code_field=held.entry.code_field,
                epsg=held.entry.epsg,
                rows=part.features,
                extent=part.extent,
                county=part.county,
                first=first,
            )
        )
        first += part.features
    return MappedLayer(parts)
