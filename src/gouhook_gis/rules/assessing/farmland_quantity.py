"""Is as much farmland reclaimed as is built over: net of ridges, gross beside."""

from __future__ import annotations

import math
from typing import Literal

from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment, Finding
from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.collect import together
from gouhook_gis.rules.assessing.outcomes import of_project
from gouhook_gis.rules.ground.bounds import compared
from gouhook_gis.rules.ground.exchange import Exchange
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene

AtLeast = Literal[">", ">="]


def quantity(scene: Scene, slot: str, found: Exchange, operator: AtLeast) -> list[Assessment]:
    """Compare the net areas; one assessment of the project.

    What the survey leaves unclear is tried both ways: where it decides, `needs_review`.
    """
    measures = _measures(found, operator)
    status = compared(found.total, operator, found.occupied.net_total)
    examined: dict[str, JsonValue] = {
        "demolition_parcels": len(scene.of(Role.DEMOLITION)),
        "new_construction_parcels": len(scene.of(Role.NEW_CONSTRUCTION)),
        "layer": scene.case.slots[slot].layer_id,
    }
    if found.after is not None:
        examined["survey_after"] = found.after.layer_id
    findings = []
    if status is not Status.PASS:
        findings.append(_finding(scene, slot, found, measures, failing=status is Status.FAIL))
    return [of_project(status, examined=examined, measures=measures, findings=findings)]


def _measures(found: Exchange, operator: AtLeast) -> list[Measure]:
    occupied = found.occupied
    taken = math.fsum(occupied.net)
    unclear = math.fsum(occupied.open) + (0.0 if found.after is None else found.total.spread)
    name = "planned_farmland" if found.after is None else "reclaimed_farmland"
    measures = [
        measured(
            name,
            math.fsum(found.reclaimed),
            "m2",
            operator=operator,
            threshold=taken,
            half_width=math.hypot(occupied.half_width, found.half_width),
        ),
        measured(f"{name}_gross", math.fsum(found.reclaimed_gross), "m2"),
        measured("occupied_farmland", taken, "m2", half_width=occupied.half_width),
        measured("occupied_farmland_gross", math.fsum(occupied.gross), "m2"),
    ]
    return [*measures, measured("unclear_farmland", unclear, "m2")] if unclear else measures


def _finding(
    scene: Scene, slot: str, found: Exchange, measures: list[Measure], *, failing: bool
) -> Finding:
    decisive, _, taken, taken_gross = measures[:4]
    parts = [occupied for occupied in found.occupied.index if found.occupied.gross[occupied] > 0]
    pieces = found.occupied.pieces.geometry
    said = "rules.farmland_short" if failing else "rules.farmland_unclear"
    if found.after is not None:
        said = "after.farmland_short" if failing else "after.farmland_unclear"
    low, high = found.occupied.net_total.low, found.occupied.net_total.high
    return scene.finding(
        message(
            said,
            reclaimed=decisive.value,
            occupied=taken.value,
            occupied_gross=taken_gross.value,
            short=taken.value - decisive.value,
            operator=f"operator.{'above' if decisive.operator == '>' else 'at_least'}",
            low=low,
            high=high,
            least=found.total.low,
            most=found.total.high,
        ),
        parts,
        geometry=together(pieces) if len(pieces) else None,
        kind=layer_kind(slot),
        measures=[decisive],
        traces=[layer_kind(slot)],
    )
