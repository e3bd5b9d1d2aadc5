"""Parameters of the rules of land and quota that are refused when a rule is loaded."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from gouhook_gis.rules.kinds import CHECK

QUOTA = {"kind": "quota_limit", "limits": ["quota_m2"]}
EXCHANGE = {"kind": "farmland_exchange", "survey": "land_use@before", "quantity": ">"}
CONDITION = {
    "kind": "linked_condition",
    "role": "new_construction",
    "flag": "commercial",
    "column": "ownership",
    "allowed": ["10"],
}
RECONCILED = {"kind": "reconciled", "roles": ["demolition"], "parts": ["boundary_map"]}
RECORDED = {
    "kind": "change_recorded",
    "accepted": "acceptance_date",
    "changes": ["land_use_change@next"],
    "survey": "land_use@before",
}


@pytest.mark.parametrize("sound", [QUOTA, EXCHANGE, CONDITION, RECONCILED, RECORDED])
def test_sound_parameters(sound: dict[str, object]) -> None:
    assert CHECK.validate_python(sound).kind == sound["kind"]


@pytest.mark.parametrize(
    ("sound", "wrong"),
    [
        (QUOTA, {"limits": []}),
        (QUOTA, {"limits": ["quota"]}),  # no such fact
        (QUOTA, {"limits": ["approval_date"]}),  # no number
        (QUOTA, {"total_fact": "county"}),
        (QUOTA, {"counted": [{"lands": ["forest"]}]}),
        (EXCHANGE, {"quantity": None}),  # nothing to compare
        (EXCHANGE, {"quantity": "<"}),
        (EXCHANGE, {"quality": ">"}),
        (EXCHANGE, {"graded_share": 1.5}),
        (CONDITION, {"flag": "for_business"}),  # no such column
        (CONDITION, {"column": "owner"}),
        (CONDITION, {"allowed": []}),
        (RECONCILED, {"parts": []}),
        (RECONCILED, {"parts": ["map_ground"]}),
        (RECONCILED, {"roles": []}),
        (RECORDED, {"changes": []}),
        (RECORDED, {"changes": ["land_use_change@then"]}),
        (RECORDED, {"accepted": "acceptance_document"}),  # no date
    ],
)
def test_refused_parameters(sound: dict[str, object], wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        CHECK.validate_python({**sound, **wrong})
