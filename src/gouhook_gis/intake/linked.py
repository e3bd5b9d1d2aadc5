"""The 挂接表 joined to the parcels: what their layer lacks, and where they disagree (F14)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from gouhook_gis.domain.fact_sources import place_of
from gouhook_gis.domain.facts import Facts
from gouhook_gis.domain.linking import links
from gouhook_gis.domain.message import message
from gouhook_gis.domain.project_facts import LinkedParcel
from gouhook_gis.domain.submission import DeclaredArea, Parcel
from gouhook_gis.domain.units import AreaUnit, from_m2, shown, to_m2
from gouhook_gis.intake.notes import SUBMISSION, Notes


def link_parcels(parcels: Sequence[Parcel], facts: Facts, notes: Notes) -> tuple[Parcel, ...]:
    """Return the parcels with purpose, village code and filed area out of the 挂接表 where their
    layer has none; its own values stay. Notes what does not fit (F14).
    """
    rows = facts.project.parcels
    table = facts.get("parcels")
    if not rows or table is None:
        return tuple(parcels)
    sources = table.rows or (table.source,) * len(rows)
    joined = links(parcels, rows)
    _note_rows(notes, "F14.no_parcel", [rows[n].parcel_id for n in joined.unmatched])
    _note_rows(notes, "F14.ambiguous", [rows[n].parcel_id for n in joined.ambiguous])
    said = {rows[n].parcel_id for n in joined.ambiguous}
    alone = [p for p, n in zip(parcels, joined.row, strict=True) if n is None and p.id not in said]
    _note_rows(notes, "F14.no_row", [parcel.id for parcel in alone])
    return tuple(
        parcel if n is None else _joined(parcel, rows[n], place_of(sources[n]), notes)
        for parcel, n in zip(parcels, joined.row, strict=True)
    )


def _note_rows(notes: Notes, message_id: str, ids: Sequence[str]) -> None:
    if ids:
        ids = sorted(set(ids))
        notes.issue(message_id, SUBMISSION, kind="submission", ids=[*ids], count=len(ids))


def _joined(parcel: Parcel, row: LinkedParcel, place: str, notes: Notes) -> Parcel:
    """Fill in what the parcel lacks; note what it says otherwise."""
    filled: dict[str, Any] = {}
    for name in ("purpose", "village_code"):
        own, listed = getattr(parcel, name), getattr(row, name)
        if own is None and listed is not None:
            filled[name] = listed
        elif listed is not None and own[: len(listed)] != listed:
            _note_contradiction(notes, parcel, name, own, listed, place)
    if row.area_m2 is not None:
        filed = parcel.declared_area
        if filed is None:
            filled["declared_area"] = _declared(row.area_m2, place)
        else:
            own_ha = shown(to_m2(filed.value, filed.unit), AreaUnit.HECTARE)
            listed_ha = shown(row.area_m2, AreaUnit.HECTARE)
            if own_ha != listed_ha:
                values = f"{own_ha} 公顷", f"{listed_ha} 公顷"
                _note_contradiction(notes, parcel, "area_m2", *values, place)
    return parcel.model_copy(update=filled) if filled else parcel


def _declared(area_m2: float, place: str) -> DeclaredArea:
    return DeclaredArea(
        value=float(from_m2(area_m2, AreaUnit.HECTARE)),
        unit=AreaUnit.HECTARE,
        field=place,
        unit_reason=message("decision.area_unit.workbook", place=place),
    )


def _note_contradiction(
    notes: Notes, parcel: Parcel, column: str, own: str, listed: str, place: str
) -> None:
    notes.issue(
        "F14.contradicts",
        parcel.key,
        kind="parcel",
        at=[parcel.place],
        parcel=parcel.id,
        fact=f"parcels.{column}",
        own=str(own),
        listed=str(listed),
        place=place,
    )
