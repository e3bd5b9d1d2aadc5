"""Whether a registered edition is still what it was, and making its index again."""

from __future__ import annotations

from collections.abc import Sequence

import pyarrow as pa

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import Message, message
from gouhook_gis.formats.stream import file_sha256
from gouhook_gis.reference.catalogue.catalogue import Catalogue, Held
from gouhook_gis.reference.catalogue.entry import ARCHIVE, INDEX
from gouhook_gis.reference.catalogue.register import Progress
from gouhook_gis.reference.embedded.derive import ARCHIVE_KEY, derive
from gouhook_gis.reference.embedded.layer import MappedLayer


def faults(held: Held) -> Sequence[Message]:
    """Return what is wrong with an edition; nothing where archive and index are as registered."""
    archive = held.folder / ARCHIVE
    layer = held.entry.layer_id
    if not archive.is_file() or file_sha256(archive) != held.entry.archive_sha256:
        return [message("catalogue.archive_changed", layer=layer, path=str(archive))]
    if not _index_whole(held):
        return [message("catalogue.index_damaged", layer=layer)]
    return []


def _index_whole(held: Held) -> bool:
    """Whether the index opens, was made from this archive, and holds as many features."""
    layer = MappedLayer(held.folder / INDEX, held.entry.code_field)
    try:
        counts = {len(layer.shapes), len(layer.tree.leaves), layer.attributes.rows}
        made_from = layer.shapes.metadata.get(ARCHIVE_KEY)
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return False
    return counts == {held.entry.features} and made_from == held.entry.archive_sha256


def rebuild(catalogue: Catalogue, layer_id: str, progress: Progress) -> Held:
    """Make the index of an edition again from its archive, and put it in the old one's place.

    Raises UsageError where the archive itself is not what was registered.
    """
    with catalogue.changing(layer_id) as (held, hidden):
        entry, archive = held.entry, held.folder / ARCHIVE
        if not archive.is_file() or file_sha256(archive) != entry.archive_sha256:
            raise UsageError("catalogue.archive_changed", layer=layer_id, path=str(archive))
        hidden.mkdir()
        derive(
            archive,
            hidden / INDEX,
            entry.epsg,
            entry.id_fields,
            entry.code_field,
            entry.archive_sha256,
            lambda done, total: progress("index", done, total),
        )
        index = held.folder / INDEX
        if index.exists():
            index.rename(hidden / "old")
        (hidden / INDEX).rename(index)
    return held
