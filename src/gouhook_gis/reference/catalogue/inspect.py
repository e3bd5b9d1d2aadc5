"""Whether a registered edition is still what it was, and making its index again."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import Message, message
from gouhook_gis.formats.stream import file_sha256
from gouhook_gis.reference.catalogue.catalogue import Catalogue, Held
from gouhook_gis.reference.catalogue.entry import ARCHIVE, INDEX, PartEntry, part_folder
from gouhook_gis.reference.catalogue.open import mapped_layer
from gouhook_gis.reference.catalogue.reading import Progress
from gouhook_gis.reference.embedded.derive import ARCHIVE_KEY, derive
from gouhook_gis.reference.embedded.part import MappedPart
from gouhook_gis.reference.raster.register import raster_faults


def chosen(held: Held, name: str | None) -> Sequence[PartEntry]:
    """Return the part of an edition with that name, all where it is None.

    Raises UsageError, with the names there are, where it has no such part.
    """
    parts = [part for part in held.entry.parts if name in (None, part.name)]
    if not parts:
        names = [part.name for part in held.entry.parts]
        raise UsageError("catalogue.no_part", layer=held.entry.layer_id, part=name, held=names)
    return parts


def faults(held: Held, part: str | None = None) -> Sequence[Message]:
    """Return what is wrong with an edition, or with one part of it, a message a part.

    Nothing where archive and index are as registered.
    """
    if held.entry.raster is not None and part is None:
        return raster_faults(held, held.entry.raster)
    mapped = {one.county: one for one in mapped_layer(held).parts}
    found = []
    for one in chosen(held, part):
        archive = part_folder(held.folder, one.county) / ARCHIVE
        said = {"layer": held.entry.layer_id, "part": one.name}
        if not archive.is_file() or file_sha256(archive) != one.archive_sha256:
            found.append(message("catalogue.part_changed", path=str(archive), **said))
        elif not _index_whole(mapped[one.county], one):
            found.append(message("catalogue.part_damaged", **said))
    return found


def _index_whole(mapped: MappedPart, entry: PartEntry) -> bool:
    """Whether the index opens, was made from this archive, and holds as many features."""
    try:
        tree = mapped.tree
        found = len(tree.leaves) if tree.rows is None else tree.rows.max(initial=-1) + 1
        counts = {len(mapped.shapes), found, mapped.attributes.rows}
        made_from = mapped.shapes.metadata.get(ARCHIVE_KEY)
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return False
    return counts == {entry.features} and made_from == entry.archive_sha256


def rebuild(
    catalogue: Catalogue, layer_id: str, progress: Progress, part: str | None = None
) -> Held:
    """Make the index of an edition, or of one part, again from the archive, in the old one's place.

    Raises UsageError where an archive itself is not what was registered.
    """
    with catalogue.changing(layer_id) as (held, hidden):
        entry = held.entry
        if entry.raster is not None and part is None:
            return held  # its copy is all there is
        hidden.mkdir()
        for one in chosen(held, part):
            folder = part_folder(held.folder, one.county)
            archive, index, new = folder / ARCHIVE, folder / INDEX, hidden / one.name
            if not archive.is_file() or file_sha256(archive) != one.archive_sha256:
                raise UsageError(
                    "catalogue.part_changed", layer=layer_id, part=one.name, path=str(archive)
                )
            derive(
                archive,
                new,
                entry.epsg,
                entry.id_fields,
                entry.code_field,
                one.archive_sha256,
                lambda done, total: progress("index", done, total),
            )
            if index.exists():
                index.rename(hidden / f"{one.name}.old")
            new.rename(index)
    return held
