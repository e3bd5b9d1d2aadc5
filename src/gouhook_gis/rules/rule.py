"""One rule, whole: what its file says, the pack it is from, and the check to run."""

from __future__ import annotations

from dataclasses import dataclass

from gouhook_gis.domain.words import EvidenceGroup
from gouhook_gis.rules.definition import Force, Pack, RuleHeader
from gouhook_gis.rules.kind import Kind

# A rule that reads one of these layers rests on the survey.
SURVEY_LAYERS = frozenset(
    {"land_use", "land_use_update", "land_use_change", "slope_classes", "villages"}
)
_ON_PAPER = ("numbers", "dates", "attributes", "status")


@dataclass(frozen=True)
class Rule:
    """A rule as a profile has it: overrides of parameters and severity are applied.

    `file` is the rule's file below `rules/`.
    """

    header: RuleHeader
    pack: Pack
    check: Kind
    file: str

    @property
    def code(self) -> str:
        """Return the rule's code, for example "ZJ-B14"."""
        return self.header.code

    @property
    def force(self) -> Force:
        """Return when the rule is in force: its own dates, else its pack's."""
        return self.header.force or self.pack.force

    @property
    def group(self) -> EvidenceGroup:
        """Return the evidence group whose verdict the rule belongs to."""
        if self.header.evidence in _ON_PAPER:
            return EvidenceGroup.FACTS
        if any(layer_kind(slot) in SURVEY_LAYERS for slot in self.check.needs().all_slots):
            return EvidenceGroup.SURVEY
        return EvidenceGroup.GEOMETRY


def layer_kind(slot: str) -> str:
    """Return the layer kind of a slot: "land_use@before" is "land_use"."""
    return slot.partition("@")[0]
