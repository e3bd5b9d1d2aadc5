"""A case made of numbers: parcels and layers as the fixtures of rules write them."""

from __future__ import annotations

from datetime import date
from typing import Any

from gouhook_gis.domain.case import Case, LawDate
from gouhook_gis.domain.facts import Fact, Facts
from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Stage
from gouhook_gis.rules.ground.parcels import parcel_table
from gouhook_gis.rules.loader import profile
from gouhook_gis.rules.scene import Scene
from tests.support.fixtures import FixtureCase

_NOTHING = {"status": "pass", "findings": 0}


def case_of(document: dict[str, Any], **more: Any) -> tuple[Case, FixtureCase]:
    """Return the case of a fixture's keys (`parcels`, `reference` by slot, `facts`, `stage`), at
    acceptance where no stage is said.

    `more` are fields of the submission (`boundaries`, `photographs`) and `reference_detail`.
    """
    said = {"zh": "例", "en": "an example"}
    fixture = FixtureCase.model_validate({"say": said, "expect": _NOTHING, **document})
    store = fixture.store()
    detail = more.pop("reference_detail", "clip")
    values = {
        key: Fact(key=key, value=value, source=message("fixture.fact"))
        for key, value in fixture.facts.items()
    }
    case = Case(
        submission=fixture.submission().model_copy(update=more),
        profile="sichuan",
        stage=fixture.stage or Stage.ACCEPTANCE,
        facts=Facts(values=values),
        law_date=LawDate(date=date(2024, 6, 30), origin="as_of"),
        slots={
            slot: store.layers[f"{slot.partition('@')[0]}@{layer.edition}"].edition
            for slot, layer in fixture.reference.items()
        },
        reference_detail=detail,
    )
    return case, fixture


def scene_of(document: dict[str, Any], **more: Any) -> Scene:
    """Return the scene of `case_of` under the profile sichuan."""
    case, fixture = case_of(document, **more)
    policy = profile("sichuan")
    table, plane = parcel_table(case.submission.parcels, policy.point_error_m["parcels"])
    return Scene(case, policy, fixture.store(), table, plane)
