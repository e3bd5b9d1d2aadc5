"""Which slots a check asks for, and how those of an earlier run are filled again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.report import Result
from gouhook_gis.domain.words import Stage
from gouhook_gis.reference.moments import AFTERWARDS
from gouhook_gis.rules.ground.coverage import CODE_SLOTS
from gouhook_gis.rules.reconciling.slots import DONE, RECONCILED_SLOTS
from gouhook_gis.rules.rule import Rule


def wanted_slots(rules: Sequence[Rule], stage: Stage) -> tuple[str, ...]:
    """Return the slots that rules ask for, and those that tell where a parcel lies.

    From acceptance on also those of the 数线图对照表; before it no layer of the time after.
    """
    asked = {slot for rule in rules for slot in rule.check.needs().all_slots}
    asked |= {slot for slot, _ in CODE_SLOTS}
    asked |= set(RECONCILED_SLOTS) if stage in DONE else set()
    return tuple(sorted(slot for slot in asked if asked_at(slot, stage)))


def asked_at(slot: str, stage: Stage) -> bool:
    """Whether a slot is asked for at a stage: one of after the acceptance from then on alone."""
    return stage in DONE or slot.partition("@")[2] not in AFTERWARDS


def slots_again(earlier: Result, slots: Mapping[str, Edition]) -> dict[str, object]:
    """Return the slots of a case as they were filled in an `earlier` result, and no other."""
    filled = {slot.slot for slot in earlier.slots if slot.layer_id is not None}
    return {
        "slots": {slot: edition for slot, edition in slots.items() if slot in filled},
        "slot_reasons": {slot.slot: slot.reason for slot in earlier.slots},
    }
