"""Trials of those who may not see all of a restricted layer: near, small, and never along an edge
that is not shown.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.trial import CutQuestion, Edit
from gouhook_gis.engine.clipping import ground_m2
from gouhook_gis.trial.cutting import cut_back, cuttable
from gouhook_gis.trial.edits import edited
from gouhook_gis.trial.modest import NEAR_M
from tests.trial.held import BUILT, box, case, held, polygon

FARM = ("basic_farmland",)


def restricted(**more: Any) -> Case:
    """The case of `held`, its farmland restricted."""
    made = case()
    slots = {s: e.model_copy(update={"restricted": True}) for s, e in made.slots.items()}
    return made.model_copy(update={"slots": slots, **more})


def refused(made: Case, geometry: dict[str, Any]) -> str:
    with pytest.raises(RefusedError) as found:
        edited(made, [Edit(parcel_key=BUILT, geometry=geometry)])
    return found.value.message.id


def test_no_point_further_than_two_kilometres_from_what_was_filed() -> None:
    """JX1 ends at x 100: 2100 is as far as it goes. What lies far from its corners alone is far:
    the box around all parcels says nothing.
    """
    made = restricted(clip_hectares=500.0)
    at_edge = box(NEAR_M + 90, 0, NEAR_M + 100, 100)
    assert edited(made, [Edit(parcel_key=BUILT, geometry=at_edge)]) is not made
    assert refused(made, box(NEAR_M + 90, 0, NEAR_M + 100.01, 100)) == "trial.far_from_filed"
    needle = polygon((0, 0), (100, 0), (50, NEAR_M + 100.1))
    assert refused(made, needle) == "trial.far_from_filed"
    assert edited(restricted(), [Edit(parcel_key=BUILT, geometry=needle)])


def test_a_parcel_may_be_as_large_as_one_may_be_filed() -> None:
    """110 × 100 m: 1.1 ha. CJ1, 0.5 ha, is as filed."""
    geometry = box(0, 0, 110, 100)
    wide = edited(restricted(), [Edit(parcel_key=BUILT, geometry=geometry)])
    hectares = max(ground_m2(wide.submission.parcels)) / 10_000
    assert hectares == pytest.approx(1.1, abs=1e-6)
    assert edited(restricted(clip_hectares=hectares), [Edit(parcel_key=BUILT, geometry=geometry)])
    below = restricted(clip_hectares=hectares - 1e-6)
    assert refused(below, geometry) == "trial.parcel_too_large"


def test_cutting_begins_with_an_edit_that_is_held_to_the_same() -> None:
    tried = held()
    prepared = replace(tried.prepared, case=restricted(clip_hectares=500.0))
    far = box(NEAR_M + 200, 0, NEAR_M + 300, 100)
    with pytest.raises(RefusedError) as found:
        cut_back(prepared, CutQuestion(parcel_key=BUILT, slots=FARM, geometry=far))
    assert found.value.message.id == "trial.far_from_filed"


def test_filed_above_the_limit_it_must_be_made_smaller() -> None:
    """1 ha is filed where 0.9 are allowed."""
    made = restricted(clip_hectares=0.9)
    assert refused(made, box(0, 0, 100, 99)) == "trial.parcel_too_large"
    assert edited(made, [Edit(parcel_key=BUILT, geometry=box(0, 0, 100, 89))]) is not made


@pytest.mark.parametrize("detail", ["none", "clip", "full"])
def test_no_cutting_along_an_edge_that_is_not_shown(detail: str) -> None:
    tried = held()
    made = restricted(reference_details={"basic_farmland": detail})
    prepared = replace(tried.prepared, case=made)
    question = CutQuestion(parcel_key=BUILT, slots=FARM)
    if detail == "none":
        assert cuttable(prepared) == ()
        with pytest.raises(RefusedError) as found:
            cut_back(prepared, question)
        assert found.value.message.id == "trial.cut_not_shown"
    else:
        assert [one.slot for one in cuttable(prepared)] == ["basic_farmland"]
        assert cut_back(prepared, question).removed_m2 == pytest.approx(4000, abs=0.01)


@pytest.mark.parametrize(("detail", "eastings"), [("none", {0.0, 100.0}), ("clip", {60.0, 100.0})])
def test_findings_of_a_trial_show_as_much_as_those_of_a_check(
    detail: str, eastings: set[float]
) -> None:
    """JX1 reaches from 0 to 100, F1 begins at 60. Moved down a metre, the piece is the same."""
    tried = held(only="ZJ-B01")
    made = restricted(reference_details={"*": detail})
    shown = type(tried).of(replace(tried.prepared, case=made))
    found = shown.outcome([Edit(parcel_key=BUILT, geometry=box(0, 0, 100, 99))])
    geometries = [one.geometry for one in found.findings if one.geometry is not None]
    assert geometries
    for geometry in geometries:
        rings = geometry["coordinates"]
        assert {round(x - 35_500_000.0, 3) for ring in rings for x, _ in ring} == eastings
