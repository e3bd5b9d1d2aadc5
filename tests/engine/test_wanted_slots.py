"""Which slots a check asks for: layers of after the acceptance only once it is done."""

import pytest

from gouhook_gis.domain.words import Stage
from gouhook_gis.engine.slots import wanted_slots
from gouhook_gis.rules.loader import rules_of

LATER = {
    "land_use@after",
    "land_use_change@accepted",
    "land_use_change@next",
    "land_use_update@accepted",
    "land_use_update@next",
}


@pytest.mark.parametrize(
    "stage", [Stage.ACCEPTANCE, Stage.FILING, Stage.SETTLEMENT, Stage.MONITORING]
)
def test_the_table_asks_for_its_layers_from_acceptance_on(stage: Stage) -> None:
    """Also where no rule does."""
    assert set(wanted_slots((), stage)) >= LATER


@pytest.mark.parametrize("stage", [Stage.APPLICATION, Stage.ADJUSTMENT, Stage.IMPLEMENTATION])
@pytest.mark.parametrize("profile", ["sichuan", "transfer-out"])
def test_before_it_no_layer_of_the_time_after_is_asked_for(stage: Stage, profile: str) -> None:
    """Although rules of the profile ask for them at acceptance."""
    asked = wanted_slots(rules_of(profile), stage)
    assert not [slot for slot in asked if slot.endswith(("@after", "@accepted", "@next"))]
    assert "land_use@before" in asked
