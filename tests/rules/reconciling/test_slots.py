"""The table wants all layers that its parts look into."""

from gouhook_gis.rules.ground.change import CHANGES
from gouhook_gis.rules.ground.land_after import AFTER_SLOTS
from gouhook_gis.rules.reconciling.ground import GROUND_SLOTS
from gouhook_gis.rules.reconciling.slots import RECONCILED_SLOTS


def test_every_slot_that_is_looked_into_is_wanted() -> None:
    """One that is not would stay empty without a word."""
    assert {*CHANGES, *AFTER_SLOTS, *GROUND_SLOTS} <= set(RECONCILED_SLOTS)
