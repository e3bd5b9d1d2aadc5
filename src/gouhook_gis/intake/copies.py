"""Layers that stand in a submission twice (F05)."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.intake.notes import Notes
from gouhook_gis.intake.parcel_layer import ParcelLayer
from gouhook_gis.intake.text import given


def without_copies(layers: Sequence[ParcelLayer], notes: Notes) -> list[ParcelLayer]:
    """Leave out a layer whose records all stand in another one: same role, id and shape."""
    largest_first = sorted(layers, key=lambda layer: (-len(layer.rows), layer.path))
    kept: list[tuple[ParcelLayer, set[tuple[object, object]]]] = []
    for layer in largest_first:
        records = set(zip(layer.values("parcel_id"), layer.content, strict=True))
        told_apart = len(layer.rows) > 0 and given(layer.content).all()
        original = next((one for one, held in kept if told_apart and records <= held), None)
        if original is None:
            kept.append((layer, records))
        else:
            notes.issue(
                "F05.same_records",
                layer.path,
                layer=layer.path,
                original=original.path,
                count=len(layer.rows),
            )
    return sorted((layer for layer, _ in kept), key=lambda layer: layer.path)
