"""Registered reference layers."""

from __future__ import annotations

from collections.abc import Iterator

from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.domain.message import render
from gouhook_gis.reference.catalogue.registry import open_registry
from gouhook_gis.service.doctor.place import Place
from gouhook_gis.service.doctor.said import Said, warning, well, wrong

# An edition of more is not read whole for a spot check, bytes.
_SMALL = 200_000_000


def layers(place: Place) -> Iterator[Said]:
    """That the list can be read, what it lacks, and that the smallest edition is as registered."""
    settings = place.settings
    folder = settings.registered
    if folder is not None and not folder.is_dir():
        yield well("no_layers")
        return
    registry = open_registry(folder, None if settings.embedded else settings.url)
    held = registry.list()
    if not held:
        yield well("no_layers")
        return
    in_use = [item.entry for item in held if not item.retired]
    undeclared = [
        entry.layer_id
        for entry in in_use
        if entry.completeness is Completeness.SPARSE and entry.coverage is None
    ]
    if undeclared:
        yield warning("coverage_undeclared", layers=undeclared)
    sizes = {item.entry.layer_id: registry.size(item.entry.layer_id) for item in held}
    looked_at = min(sizes, key=lambda name: (sizes[name], name))
    faults = registry.faults(looked_at) if sizes[looked_at] < _SMALL else ()
    for fault in faults:
        yield wrong("layer_damaged", layer=looked_at, fault=render(fault))
    if not faults:
        counts = {"count": len(in_use), "retired": len(held) - len(in_use)}
        yield well("layers", looked_at=looked_at, **counts)
