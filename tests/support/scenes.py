"""A scene of a few parcels and the reference layers of a store, for tests of what rules ask."""

from __future__ import annotations

from datetime import date

from pydantic import JsonValue

from gouhook_gis.domain.case import Case, LawDate
from gouhook_gis.domain.submission import Submission
from gouhook_gis.domain.words import Role
from gouhook_gis.reference.store import Store
from gouhook_gis.rules.ground.parcels import parcel_table
from gouhook_gis.rules.loader import profile
from gouhook_gis.rules.rule import layer_kind
from gouhook_gis.rules.scene import Scene
from tests.support.fixtures import FixtureParcel

PROFILE = "sichuan"


def scene(
    store: Store,
    *boxes: tuple[float, ...],
    moments: tuple[str, ...] = (),
    attributes: dict[str, JsonValue] | None = None,
) -> Scene:
    """Return a scene of demolition parcels P00, P01 … (west, south, east, north: metres from the
    fixtures' origin) with `attributes`, every edition of the store in the slot of its kind, and
    in those slots of a moment ("land_use@before") that are named.
    """
    parcels = [
        FixtureParcel(
            id=f"P{i:02d}", role=Role.DEMOLITION, box=box, attributes=attributes or {}
        ).parcel(i + 1)
        for i, box in enumerate(boxes)
    ]
    slots = {edition.kind: edition for edition in store.editions()}
    slots |= {slot: slots[layer_kind(slot)] for slot in moments}
    case = Case(
        submission=Submission(name="made.zip", parcels=tuple(parcels)),
        profile=PROFILE,
        law_date=LawDate(date=date(2024, 6, 30), origin="as_of"),
        slots=slots,
    )
    table, plane = parcel_table(case.submission.parcels, 0.05)
    return Scene(case, profile(PROFILE), store, table, plane)
