"""What becomes of a case whose parcels are changed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.trial import Edit, TrialFinding, TrialOutcome
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.trial.edits import edited
from tests.support.fixtures import ORIGIN
from tests.trial.held import BUILT, DOCUMENT, TORN, box, held, polygon


@pytest.fixture(scope="module")
def tried() -> Any:
    """The case, checked as filed once."""
    return held()


def of_rule(outcome: TrialOutcome, code: str) -> list[TrialFinding]:
    """Return the findings of a rule."""
    return [one for one in outcome.findings if one.rule == code]


def test_without_edits_nothing_changes(tried: Any) -> None:
    outcome = tried.outcome([])
    assert (outcome.rules, outcome.findings, outcome.parcels) == ((), (), ())
    assert outcome.verdict_before == outcome.verdict_after
    assert outcome.counts["fixed"] == outcome.counts["new"] == 0


def test_the_filed_geometry_is_no_change(tried: Any) -> None:
    """To the byte of the report, whichever corner the ring begins at and however it turns."""
    filed = polygon((100, 100), (100, 0), (0, 0), (0, 100))
    case = edited(tried.prepared.case, [Edit(parcel_key=BUILT, geometry=filed)])
    again = replace(tried.prepared, case=case).report()
    assert canonical_json(again.result.model_dump(mode="json")) == canonical_json(
        tried.before.result.model_dump(mode="json")
    )


def test_off_the_farmland_its_finding_alone_is_gone(tried: Any) -> None:
    """JX1 moved by 40 m to the west: from 4000 m² on the farmland to none; areas stay."""
    outcome = tried.outcome([Edit(parcel_key=BUILT, geometry=box(-40, 0, 60, 100))])
    fixed = [one for one in outcome.findings if one.fate == "fixed"]
    assert {one.rule for one in fixed} == {"ZJ-B01"}
    assert fixed[0].parcel_keys == (BUILT,)
    assert "4000.00" in fixed[0].message_zh
    assert fixed[0].geometry is not None
    (change,) = [rule for rule in outcome.rules if rule.code == "ZJ-B01"]
    assert (change.before, change.after) == (Status.FAIL, Status.PASS)
    assert (change.findings_before, change.findings_after) == (1, 0)
    assert outcome.counts["new"] == 0
    assert outcome.new_construction.after_m2 == pytest.approx(10_000, abs=0.01)
    assert outcome.parcels[0].after_m2 == pytest.approx(10_000, abs=0.01)


def test_a_sliver_on_it_is_no_finding(tried: Any) -> None:
    """0.008 m × 100 m = 0.8 m² of farmland is a sliver below the sum of 1 m²; 0.06 m × 100 m is
    no sliver any more.
    """
    at = [
        tried.outcome([Edit(parcel_key=BUILT, geometry=box(-40 + x, 0, 60 + x, 100))])
        for x in (0.008, 0.06)
    ]
    assert [bool([o for o in of_rule(one, "ZJ-B01") if o.fate == "still"]) for one in at] == [
        False,
        True,
    ]


def test_a_smaller_parcel_changes_the_balance_by_its_area(tried: Any) -> None:
    """10 000 m² built against 5000 m² torn down; with 4000 m² built the rule of more torn down
    than built holds.
    """
    outcome = tried.outcome([Edit(parcel_key=BUILT, geometry=box(0, 0, 40, 100))])
    assert outcome.demolition.before_m2 == outcome.demolition.after_m2
    assert outcome.demolition.before_m2 == pytest.approx(5_000, abs=0.01)
    assert outcome.new_construction.before_m2 == pytest.approx(10_000, abs=0.01)
    assert outcome.new_construction.after_m2 == pytest.approx(4_000, abs=0.01)
    assert outcome.balance is not None
    assert (outcome.balance.code, outcome.balance.operator) == ("ZJ-A01", ">")
    assert (outcome.balance.before, outcome.balance.after) == (Status.FAIL, Status.PASS)
    assert outcome.counts["new"] == 0


def test_equal_areas_do_not_pass(tried: Any) -> None:
    """More than is built must be torn down: 5000 against 5000 m² fails, a metre less passes."""
    equal, less = (
        tried.outcome([Edit(parcel_key=BUILT, geometry=box(0, 0, width, 100))])
        for width in (50, 49.99)
    )
    assert (equal.balance.after, less.balance.after) == (Status.FAIL, Status.PASS)


def test_a_parcel_left_out_is_gone_with_its_findings(tried: Any) -> None:
    outcome = tried.outcome([Edit(parcel_key=BUILT, geometry=None)])
    assert outcome.new_construction.after_m2 == 0
    (parcel,) = outcome.parcels
    assert (parcel.parcel_id, parcel.role, parcel.after_m2) == ("JX1", Role.NEW_CONSTRUCTION, None)
    assert of_rule(outcome, "ZJ-B01")[0].fate == "unexamined"  # no such parcel, nothing examined


def test_with_all_parcels_left_out_nothing_passes(tried: Any) -> None:
    outcome = tried.outcome([Edit(parcel_key=key, geometry=None) for key in (BUILT, TORN)])
    assert outcome.verdict_after != "pass"
    assert outcome.demolition.after_m2 == outcome.new_construction.after_m2 == 0


def test_new_findings_are_told_with_their_place(tried: Any) -> None:
    """CJ1 put upon JX1: 50 × 50 m of one role on the other."""
    outcome = tried.outcome([Edit(parcel_key=TORN, geometry=box(-50, 0, 50, 50))])
    fresh = [one for one in outcome.findings if one.fate == "new"]
    crossing = [one for one in fresh if set(one.parcel_keys) == {BUILT, TORN}]
    assert crossing
    assert crossing[0].geometry is not None
    xs = [x - ORIGIN[0] for x, _ in crossing[0].geometry["coordinates"][0]]
    assert (min(xs), max(xs)) == (0, 50)


def test_everything_else_stays_as_filed() -> None:
    """Id, declared area and record; identity follows the ground."""
    document = {**DOCUMENT, "parcels": [{**DOCUMENT["parcels"][0], "village_code": "510999001001"}]}
    case = held(document).prepared.case
    (before,) = case.submission.parcels
    (after,) = edited(
        case, [Edit(parcel_key=BUILT, geometry=box(0, 0, 50, 100))]
    ).submission.parcels
    assert after.content_id != before.content_id
    same = before.model_copy(update={"geometry": after.geometry, "content_id": after.content_id})
    assert after == same


def test_what_is_said_of_all_parcels_together_stays_the_same_finding() -> None:
    """10 000 + 900 m² against a quota of 5000 m²; without the smaller parcel it is 5000 m² more
    still: one finding, of other parcels, neither fixed nor new.
    """
    second = {"id": "JX2", "role": "new_construction", "box": [0, 200, 30, 230]}
    tried = held(
        {
            **DOCUMENT,
            "parcels": [*DOCUMENT["parcels"], second],
            "facts": {"quota_m2": 5000},
        }
    )
    outcome = tried.outcome([Edit(parcel_key="new_construction/JX2", geometry=None)])
    quota = of_rule(outcome, "ZJ-A05")
    assert [one.fate for one in quota] == ["still"]
    assert "10000.00" in quota[0].message_zh
