"""Parcel ids: unique keys, and ids that are missing, doubled or nearly the same (F08)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.folding import folded
from gouhook_gis.domain.identity import parcel_key
from gouhook_gis.domain.submission import Parcel, Place
from gouhook_gis.domain.words import Role
from gouhook_gis.intake.notes import Notes
from gouhook_gis.intake.parcel_layer import MISSING_ID, ParcelLayer
from gouhook_gis.intake.text import given, untrimmed


def numbered(parcels: Iterable[Parcel]) -> tuple[Parcel, ...]:
    """Return the parcels sorted by key, keys made unique.

    Parcels of one role and id are numbered by their content, never by their row.
    """
    same: dict[tuple[Role, str], list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        same[parcel.role, parcel.id].append(parcel)
    unique: list[Parcel] = []
    for (role, parcel_id), group in same.items():
        ordered = sorted(group, key=_content_order) if len(group) > 1 else group
        unique += [
            parcel.model_copy(update={"key": parcel_key(role, parcel_id, number)})
            for number, parcel in enumerate(ordered, start=1)
        ]
    return tuple(sorted(unique, key=lambda parcel: parcel.key))


def note_ids(parcels: Sequence[Parcel], layers: Sequence[ParcelLayer], notes: Notes) -> None:
    """Note missing and doubled ids, ids that differ only in writing, and trimmed blanks."""
    for layer in layers:
        _note_blanks(layer, notes)
    by_id: dict[tuple[Role, str], list[Parcel]] = defaultdict(list)
    for parcel in parcels:
        by_id[parcel.role, parcel.id].append(parcel)
    alike: dict[tuple[Role, str], list[str]] = defaultdict(list)
    for (role, parcel_id), group in by_id.items():
        if parcel_id == MISSING_ID:
            continue
        alike[role, folded(parcel_id)].append(parcel_id)
        if len(group) > 1:
            notes.issue(
                "F08.duplicate",
                parcel_key(role, parcel_id),
                kind="parcel",
                at=_places(group, layers),
                id=parcel_id,
                role=role.value,
                count=len(group),
            )
    for (role, _), ids in alike.items():
        if len(ids) > 1:
            notes.issue(
                "F08.alike",
                parcel_key(role, min(ids)),
                kind="parcel",
                at=_places([p for name in ids for p in by_id[role, name]], layers),
                ids=sorted(ids),
                role=role.value,
            )


def _note_blanks(layer: ParcelLayer, notes: Notes) -> None:
    found = layer.fields.get("parcel_id")
    if found is None:
        return
    ids = layer.values("parcel_id")
    missing = ~given(ids)
    position = layer.layer.columns.column_names.index(found.field)
    blanks = untrimmed(layer.layer.columns.column(position))[layer.rows] & ~missing
    for message_id, rows in (("F08.missing", missing), ("F08.blanks", blanks)):
        if rows.any():
            notes.issue(
                message_id,
                layer.path,
                at=layer.places(rows, "parcel_id"),
                layer=layer.layer.name,
                field=found.field,
                count=int(rows.sum()),
            )


def _places(parcels: Sequence[Parcel], layers: Sequence[ParcelLayer]) -> list[Place]:
    fields = {
        layer.layer.file: found.field
        for layer in layers
        if (found := layer.fields.get("parcel_id")) is not None
    }
    return [
        parcel.place.model_copy(update={"field": fields.get(parcel.place.file)})
        for parcel in parcels
    ]


def _content_order(parcel: Parcel) -> tuple[str, str]:
    rest = parcel.model_dump(mode="json", exclude={"place", "geometry", "content_id"})
    return parcel.content_id or "", canonical_json(rest)
