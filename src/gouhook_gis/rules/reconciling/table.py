"""数线图对照表, put together: one row a parcel, its pieces, the declared totals.

scene.once(reconciliation) -> Reconciliation | None
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.filed import Photograph
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.reconciliation import (
    BoundarySide,
    FiledPhotograph,
    GroundSide,
    MapSide,
    PartOutcome,
    ReconciledParcel,
    Reconciliation,
)
from gouhook_gis.domain.words import Role, Stage, Status
from gouhook_gis.geometry.arrays import Index, Objects
from gouhook_gis.rules.ground.change import CHANGES
from gouhook_gis.rules.ground.land_after import slots_after
from gouhook_gis.rules.ground.linked import linked
from gouhook_gis.rules.reconciling.boundaries import boundary_sides
from gouhook_gis.rules.reconciling.drawings import drawings
from gouhook_gis.rules.reconciling.farmland import (
    Ground,
    built_outcome,
    farmland_outcome,
    ground_after,
)
from gouhook_gis.rules.reconciling.figures import Figures, figures
from gouhook_gis.rules.reconciling.ground import GROUND_SLOTS, cover_legend, ground_sides
from gouhook_gis.rules.reconciling.maps import Coincidence, all_changes, coincidence, map_outcome
from gouhook_gis.rules.reconciling.pairs import survey_pairs
from gouhook_gis.rules.reconciling.pieces import PatchPieces, patch_pieces
from gouhook_gis.rules.reconciling.sides import map_sides
from gouhook_gis.rules.reconciling.slots import DONE, RECONCILED_SLOTS
from gouhook_gis.rules.reconciling.totals import totals
from gouhook_gis.rules.scene import Scene

# Of a row: what is to be looked at comes before what could not be compared.
_WORST = (Status.FAIL, Status.ERROR, Status.NEEDS_REVIEW, Status.NOT_RUN, Status.PASS)
_DIFFERS = (Status.FAIL, Status.NEEDS_REVIEW)
_NOT_YET = PartOutcome(part="boundary_map", status=Status.NOT_APPLICABLE)


@dataclass(frozen=True)
class _Sides:
    """What is known of all parcels, by position in the parcel table."""

    figures: list[Figures]
    boundary: list[BoundarySide]
    map: list[MapSide]
    ground: list[GroundSide]
    found: Coincidence | None
    land: Ground | None


def reconciliation(scene: Scene) -> Reconciliation | None:
    """Return the table of a case; None where nothing of what it compares is there.

    The change survey is asked from acceptance on; before it only figures, boundaries, and what
    rasters show are in the table.
    """
    lines = boundary_sides(scene)
    numbers = figures(scene, lines)
    done = scene.case.stage in DONE
    index = np.flatnonzero(scene.parcels.measurable)
    found = scene.once(coincidence) if done else None
    pieces = scene.once(table_pieces) if done else None
    if pieces is None and not _anything(scene, numbers):
        return None
    land = None if pieces is None else ground_after(scene, index, pieces)
    sides = _Sides(
        figures=numbers,
        boundary=lines,
        map=map_sides(scene, found, pieces, land),
        ground=ground_sides(scene),
        found=found,
        land=land,
    )
    rows = [_row(scene, i, sides, done=done) for i in range(len(scene.parcels))]
    differing = [i for i, row in enumerate(rows) if row.status in _DIFFERS]
    drawn = drawings(scene, np.array(differing, dtype=np.intp), found)
    project = scene.case.facts.project
    day = project.acceptance_date
    return Reconciliation(
        acceptance_document=project.acceptance_document,
        acceptance_date=day.isoformat() if day else None,
        layers={
            slot: scene.case.slots[slot].layer_id
            for slot in (*RECONCILED_SLOTS, *GROUND_SLOTS)
            if slot in scene.case.slots and (done or slot in GROUND_SLOTS)
        },
        rows=tuple(
            row.model_copy(update={"drawing": drawn[i]}) if i in drawn else row
            for i, row in enumerate(rows)
        ),
        pairs=() if pieces is None else survey_pairs(scene, pieces),
        totals=totals(scene, land, {} if land is None else land.before),
        photographs=_listed(scene.case.submission.photographs),
        thresholds=scene.profile.reconciliation.model_dump(),
        legend=cover_legend(scene),
        missing=tuple(_missing(scene, done=done)),
    )


def table_pieces(scene: Scene) -> PatchPieces | None:
    """Return the ground of all parcels by patch; None where no survey of after is there."""
    found, changes = scene.once(coincidence), scene.once(all_changes)
    index = np.flatnonzero(scene.parcels.measurable)
    if not len(index) or not (changes or slots_after(scene)):
        return None
    return patch_pieces(scene, index, changes, _chosen(found, index))


def _chosen(found: Coincidence | None, index: Index) -> Index:
    """Return the change layer that each parcel (k,) rests on, the first where none was chosen."""
    chosen = np.zeros(len(index), dtype=np.intp)
    if found is not None:
        chosen[np.searchsorted(index, found.index)] = found.chosen
    return chosen


def _anything(scene: Scene, numbers: Sequence[Figures]) -> bool:
    submission, project = scene.case.submission, scene.case.facts.project
    return bool(
        submission.boundaries
        or submission.photographs
        or any(each.side.resolution_m2 is not None for each in numbers)
        or any(each.side.farmland_m2 is not None for each in numbers)
        or project.declared
        or any(scene.edition(slot) is not None for slot in GROUND_SLOTS)
    )


def _row(scene: Scene, i: int, sides: _Sides, *, done: bool) -> ReconciledParcel:
    parcel = scene.parcels.parcels[i]
    parts = _parts(scene, i, sides, done=done)
    status = next((s for s in _WORST if any(part.status is s for part in parts)), Status.NOT_RUN)
    village = parcel.village_code or scene.once(linked).village_code[i]
    return ReconciledParcel(
        key=parcel.key,
        id=parcel.id,
        role=parcel.role,
        village_code=village,
        village_name=scene.once(_village_names).get(str(village)[:12]),
        figures=sides.figures[i].side,
        boundary=sides.boundary[i],
        map=sides.map[i],
        ground=sides.ground[i],
        photographs=scene.once(_photographs).get(parcel.key, ()),
        parts=parts,
        status=status,
    )


def _parts(scene: Scene, i: int, sides: _Sides, *, done: bool) -> tuple[PartOutcome, ...]:
    filed, land, found = sides.figures[i], sides.land, sides.found
    class_figures = PartOutcome(part="figures_map", status=Status.NOT_APPLICABLE)
    on_map = _NOT_YET
    if done and scene.parcels.measurable[i]:
        if scene.parcels.role[i] is Role.NEW_CONSTRUCTION:
            on_map = built_outcome(scene, i, land)
        else:
            planned = scene.once(linked).planned_class[i]
            class_figures = farmland_outcome(scene, i, land, filed.side.farmland_m2, planned)
            on_map = _on_map(scene, i, sides.map[i], found)
    elif done:
        no_map = message("reconciliation.no_area", parcel=str(scene.parcels.id[i]))
        on_map = PartOutcome(part="boundary_map", status=Status.NOT_RUN, notes=(no_map,))
    return filed.outcome, on_map, class_figures


def _on_map(scene: Scene, i: int, side: MapSide, found: Coincidence | None) -> PartOutcome:
    if found is None:
        note = message("reconciliation.no_map", parcel=str(scene.parcels.id[i]))
        return PartOutcome(part="boundary_map", status=Status.NOT_RUN, notes=(note,))
    row = int(np.searchsorted(found.index, i))
    return map_outcome(scene, found, row, [item.code for item in side.unchanged])


def _listed(photographs: Sequence[Photograph]) -> tuple[FiledPhotograph, ...]:
    return tuple(
        FiledPhotograph(
            number=photograph.number,
            file=photograph.file,
            parcel_key=photograph.parcel_key,
            taken=photograph.taken.isoformat() if photograph.taken else None,
            azimuth_deg=photograph.azimuth_deg,
        )
        for photograph in sorted(photographs, key=lambda p: (p.number, p.file))
    )


def _photographs(scene: Scene) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for photograph in scene.case.submission.photographs:
        if photograph.parcel_key is not None:
            found.setdefault(photograph.parcel_key, []).append(photograph.number)
    return {key: tuple(sorted(numbers)) for key, numbers in found.items()}


def _village_names(scene: Scene) -> dict[str, str]:
    if scene.edition("villages") is None:
        return {}
    columns = scene.near("villages").columns
    codes, names = columns.get("ZLDWDM"), columns.get("ZLDWMC")
    if codes is None or names is None:
        return {}
    both: Iterator[tuple[Objects, Objects]] = zip(codes, names, strict=True)
    return {str(code).strip()[:12]: str(name) for code, name in both if code and name}


def _missing(scene: Scene, *, done: bool) -> Iterator[Message]:
    """Yield what keeps a part of the table from being filled, once for all rows."""
    if not done:
        if scene.case.stage in (Stage.APPLICATION, Stage.ADJUSTMENT, Stage.IMPLEMENTATION):
            yield message("reconciliation.stage_before")
        return
    if scene.case.facts.project.acceptance_date is None:
        yield message("reconciliation.no_acceptance_date")
    held = [scene.case.slots[slot].layer_id for slot in CHANGES if scene.edition(slot) is not None]
    if not held:
        made = scene.once(all_changes)
        yield message(f"reconciliation.{'change_of_surveys' if made else 'no_change_layer'}")
    elif len(held) < len(CHANGES):
        yield message("reconciliation.no_next_year", layers=held[0])
    if not slots_after(scene):
        yield message("reconciliation.no_survey_after")
