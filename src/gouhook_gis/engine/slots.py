"""Which slots a check asks for, and how those of an earlier run are filled again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.report import Result
from gouhook_gis.rules.ground.coverage import CODE_SLOTS
from gouhook_gis.rules.rule import Rule


def wanted_slots(rules: Sequence[Rule]) -> tuple[str, ...]:
    """Return the slots that rules ask for, and those that tell where a parcel lies."""
    asked = {slot for rule in rules for slot in rule.check.needs().all_slots}
    return tuple(sorted(asked | {slot for slot, _ in CODE_SLOTS}))


def slots_again(earlier: Result, slots: Mapping[str, Edition]) -> dict[str, object]:
    """Return the slots of a case as they were filled in an `earlier` result, and no other."""
    filled = {slot.slot for slot in earlier.slots if slot.layer_id is not None}
    return {
        "slots": {slot: edition for slot, edition in slots.items() if slot in filled},
        "slot_reasons": {slot.slot: slot.reason for slot in earlier.slots},
    }
