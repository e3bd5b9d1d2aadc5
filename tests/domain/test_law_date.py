"""The law date is that of the act which the stage examines, and says where it comes from."""

from datetime import date

import pytest

from gouhook_gis.domain.stage_dates import law_date_of
from gouhook_gis.domain.words import Stage
from gouhook_gis.intake.facts import facts_of_options

TODAY = date(2026, 11, 21)


@pytest.mark.parametrize(
    ("stage", "facts", "origin", "day"),
    [
        (Stage.APPLICATION, ["application_date"], "application_date", date(2024, 1, 1)),
        (
            Stage.APPLICATION,
            ["application_date", "approval_date"],
            "approval_date",
            date(2024, 1, 2),
        ),
        (Stage.ADJUSTMENT, ["adjustment_date"], "adjustment_date", date(2024, 1, 1)),
        (Stage.ACCEPTANCE, ["acceptance_date"], "acceptance_date", date(2024, 1, 1)),
        (Stage.FILING, ["filing_date"], "filing_date", date(2024, 1, 1)),
        (Stage.SETTLEMENT, ["settlement_date"], "settlement_date", date(2024, 1, 1)),
        (Stage.EXPROPRIATION, ["expropriation_date"], "expropriation_date", date(2024, 1, 1)),
        (Stage.IMPLEMENTATION, ["observation_date"], "observation_date", date(2024, 1, 1)),
        (Stage.MONITORING, ["observation_date"], "observation_date", date(2024, 1, 1)),
        (Stage.ACCEPTANCE, ["approval_date"], "today", TODAY),
        (Stage.APPLICATION, [], "today", TODAY),
    ],
)
def test_act_of_the_stage(stage: Stage, facts: list[str], origin: str, day: date) -> None:
    told = facts_of_options([f"{key}=2024-01-{i:02}" for i, key in enumerate(facts, start=1)])
    found = law_date_of(stage, told, None, TODAY)
    assert (found.date, found.origin) == (day, origin)


def test_as_of_overrides() -> None:
    told = facts_of_options(["approval_date=2024-01-01"])
    found = law_date_of(Stage.APPLICATION, told, date(2008, 6, 26), TODAY)
    assert (found.date, found.origin) == (date(2008, 6, 26), "as_of")
