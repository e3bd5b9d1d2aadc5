"""Which evidence groups decide: those for which the case brought inputs that a rule uses."""

import zipfile
from pathlib import Path

import pytest

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.report import Result
from gouhook_gis.domain.words import EvidenceGroup, Stage, Verdict

SAMPLE = Path(__file__).parents[2] / "sample_data"


@pytest.fixture(scope="module")
def layers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The clean sample without its workbook."""
    folder = tmp_path_factory.mktemp("layers")
    with zipfile.ZipFile(SAMPLE / "submissions" / "clean.zip") as archive:
        archive.extractall(folder, [n for n in archive.namelist() if not n.endswith(".xlsx")])
    return folder


def test_a_survey_that_no_rule_of_the_stage_uses_is_not_required(layers: Path) -> None:
    """At filing no blocking survey rule of the profile applies: geometry and papers decide."""
    options = CheckOptions(profile="sichuan", stage=Stage.FILING)
    result = check(layers, [SAMPLE / "reference"], options).result
    assert result.verdicts[EvidenceGroup.SURVEY] is None
    assert EvidenceGroup.SURVEY not in result.required


def test_what_layers_carry_of_themselves_asks_for_no_papers(layers: Path) -> None:
    """Code and name of the project stand in every parcel layer: nobody brought papers by that."""
    result = checked(layers)
    assert {"project_code", "project_name"} <= {fact.key for fact in result.facts}
    assert result.verdicts[EvidenceGroup.FACTS] is Verdict.INCOMPLETE
    assert EvidenceGroup.FACTS not in result.required


def test_a_fact_that_a_blocking_rule_asks_for_requires_the_papers(layers: Path) -> None:
    """The plan numbers are asked for by ZJ-A15, the surplus only by ZJ-A02, which informs."""
    assert EvidenceGroup.FACTS in checked(layers, "annual_plan_numbers=计划1号").required
    assert EvidenceGroup.FACTS not in checked(layers, "surplus_quota_ha=1").required


def checked(layers: Path, *facts: str) -> Result:
    options = CheckOptions(profile="sichuan", stage=Stage.APPLICATION, facts=facts)
    return check(layers, [], options).result
