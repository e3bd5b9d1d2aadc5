"""Which evidence groups decide: those for which the case brought inputs that a rule uses."""

from pathlib import Path

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.words import EvidenceGroup, Stage

SAMPLE = Path(__file__).parents[2] / "sample_data"


def test_a_survey_that_no_rule_of_the_stage_uses_is_not_required() -> None:
    """At acceptance no survey rule of the profile applies: geometry alone decides."""
    options = CheckOptions(profile="sichuan", stage=Stage.ACCEPTANCE)
    result = check(SAMPLE / "submissions" / "clean.zip", [SAMPLE / "reference"], options).result
    assert result.verdicts[EvidenceGroup.SURVEY] is None
    assert result.required == (EvidenceGroup.GEOMETRY,)
