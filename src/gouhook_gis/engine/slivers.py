"""The list of slivers: too small to decide, summed and shown all the same."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.domain.report import RuleOutcome, SliverSum
from gouhook_gis.rules.assessing.outcomes import SLIVER_MEASURE
from gouhook_gis.rules.scene import Scene


def sliver_sums(scene: Scene, outcomes: Sequence[RuleOutcome]) -> tuple[SliverSum, ...]:
    """Return the slivers of each parcel under each rule that met any, by rule and parcel.

    Those of a rule whose findings stand under another are that other's: they count once.
    """
    ids = dict(zip(scene.parcels.key, scene.parcels.id, strict=True))
    return tuple(
        SliverSum(
            rule=outcome.code,
            layer_kind=str(assessment.examined.get("kind", "")),
            parcel_key=assessment.subject.id,
            parcel_id=str(ids[assessment.subject.id]),
            count=int(str(assessment.examined.get("slivers", 0))),
            area_m2=measure.value,
        )
        for outcome in outcomes
        if outcome.findings_under is None
        for assessment in outcome.assessments
        for measure in assessment.measures
        if measure.name == SLIVER_MEASURE and assessment.subject.type == "parcel"
    )
