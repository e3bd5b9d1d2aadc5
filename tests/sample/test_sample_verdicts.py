"""The program says of the samples what was worked out apart from it (`expected.yaml`)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from gouhook_gis.domain.report import Assessment, Result
from gouhook_gis.pipeline import CheckOptions, check

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
EXPECTED: dict[str, Any] = yaml.safe_load((SAMPLE / "expected.yaml").read_text("utf-8"))


def result_of(name: str, **options: Any) -> Result:
    chosen = CheckOptions(profile="sichuan", **options)
    return check(SAMPLE / "submissions" / name, [SAMPLE / "reference"], chosen).result


@pytest.fixture(scope="module")
def clean() -> Result:
    return result_of("clean.zip")


@pytest.fixture(scope="module")
def broken() -> Result:
    return result_of("violations.zip")


@pytest.fixture(scope="module")
def messy() -> Result:
    return result_of("messy.zip")


def statuses(result: Result) -> dict[str, str]:
    return {rule.code: rule.status.value for rule in result.rules}


def assessments(result: Result, code: str) -> list[Assessment]:
    return list(next(rule for rule in result.rules if rule.code == code).assessments)


def parcels(result: Result, code: str, status: str) -> set[str]:
    """Return the ids of the parcels that an assessment of `code` gives `status`."""
    return {
        assessment.subject.id.split("/")[-1]
        for assessment in assessments(result, code)
        if assessment.status == status and assessment.subject.type == "parcel"
    }


def measure(assessment: Assessment, name: str) -> float:
    return next(measure.value for measure in assessment.measures if measure.name == name)


def of_parcel(result: Result, code: str, parcel: str) -> Assessment:
    return next(
        assessment
        for assessment in assessments(result, code)
        if assessment.subject.id.split("/")[-1] == parcel
    )


def check_totals(result: Result, expected: dict[str, Any]) -> None:
    for total in result.totals:
        wanted = expected["totals"][total.role.value]
        assert total.parcels == wanted["parcels"]
        assert total.sum_m2 == pytest.approx(wanted["official_m2"], abs=0.01 * total.parcels)
        assert total.sum_planar_m2 == pytest.approx(wanted["planar_m2"], abs=0.01)


def check_villages(result: Result, expected: dict[str, Any]) -> None:
    found = {item.subject.id[:12]: item for item in assessments(result, "ZJ-B14")}
    assert found.keys() == {village["village"][:12] for village in expected["village_shares"]}
    for village in expected["village_shares"]:
        assessment = found[village["village"][:12]]
        rural = village["rural_construction_tbmj_m2"]
        assert assessment.status == village["status"]
        assert measure(assessment, "rural_area") == pytest.approx(rural, abs=0.001)
        area = village["demolition"]["official_m2"]
        least = area - village["within_tolerance_m2"] - 0.02
        assert least <= measure(assessment, "demolition_area") <= area + 0.02
        assert least / rural <= measure(assessment, "ratio") <= (area + 0.02) / rural


def test_clean_passes_every_rule(clean: Result) -> None:
    expected = EXPECTED["clean.zip"]
    assert clean.verdict == expected["verdict"]
    assert set(statuses(clean).values()) == {"pass"}
    assert expected["rules"].keys() <= statuses(clean).keys()
    check_totals(clean, expected)
    check_villages(clean, expected)
    near = assessments(clean, "ZJ-B18")[0]
    assert measure(near, "mean_distance") == pytest.approx(expected["nearness"]["mean_m"], abs=0.01)


def test_violations_break_every_rule(broken: Result) -> None:
    expected = EXPECTED["violations.zip"]
    assert broken.verdict == expected["verdict"]
    found = statuses(broken)
    assert {code: found[code] for code in expected["rules"]} == {
        code: rule["status"] for code, rule in expected["rules"].items()
    }
    # Files and geometry are sound: these rules have samples of their own.
    assert {found[code] for code in found.keys() - expected["rules"].keys()} == {"pass"}
    check_totals(broken, expected)
    check_villages(broken, expected)


@pytest.mark.parametrize("code", ["ZJ-B01", "ZJ-B03", "ZJ-B07", "ZJ-B15", "ZJ-B17", "V01"])
def test_violations_name_the_planted_parcels(broken: Result, code: str) -> None:
    rule = EXPECTED["violations.zip"]["rules"][code]
    assert parcels(broken, code, "fail") == set(rule["parcels"])
    assert parcels(broken, code, "needs_review") == set(rule.get("needs_review", ()))
    assert parcels(broken, code, "not_run") == set(rule.get("not_run", ()))
    # Parcels that pass have no assessment of their own, or one that passes.
    own = {a.subject.id.split("/")[-1]: a.status for a in assessments(broken, code)}
    assert all(own.get(parcel, "pass") == "pass" for parcel in rule.get("pass", ()))


def test_violations_have_the_planted_areas(broken: Result) -> None:
    rules = EXPECTED["violations.zip"]["rules"]

    def said(code: str, parcel: str, name: str) -> float:
        return measure(of_parcel(broken, code, parcel), name)

    for parcel, area in rules["ZJ-B01"]["parcels"].items():
        assert said("ZJ-B01", parcel, "overlap") == pytest.approx(area["official_m2"], abs=0.01)
    sliver = rules["ZJ-B01"]["needs_review"]["JX903"]["official_m2"]
    assert said("ZJ-B01", "JX903", "slivers") == pytest.approx(sliver, abs=0.01)
    for state in ("parcels", "needs_review"):
        for parcel, area in rules["ZJ-B03"][state].items():
            assert said("ZJ-B03", parcel, "overlap") == pytest.approx(area["official_m2"], abs=0.01)
    for parcel, area in rules["ZJ-B34"]["parcels"].items():
        assert said("ZJ-B34", parcel, "overlap") == pytest.approx(area["official_m2"], abs=0.01)
    for parcel, share in rules["ZJ-B07"]["share_on_settlement"].items():
        assert said("ZJ-B07", parcel, "share") == pytest.approx(share, abs=1e-5)
    both_roles = measure(assessments(broken, "ZJ-B25")[0], "overlap")
    assert both_roles == pytest.approx(rules["ZJ-B25"]["pairs"][0]["official_m2"], abs=0.01)


def test_violations_have_the_distances_and_clusters(broken: Result) -> None:
    rules = EXPECTED["violations.zip"]["rules"]
    near, clusters = assessments(broken, "ZJ-B18")[0], assessments(broken, "ZJ-B19")[0]
    for name in ("mean", "least", "greatest"):
        assert measure(near, f"{name}_distance") == pytest.approx(
            rules["ZJ-B18"][f"{name}_m"], abs=0.01
        )
    assert measure(clusters, "clusters") == rules["ZJ-B19"]["clusters"]
    assert measure(clusters, "largest_cluster_share") == pytest.approx(
        rules["ZJ-B19"]["largest_share"], abs=1e-5
    )


def test_released_farmland_fails_in_the_edition_before() -> None:
    result = result_of("violations.zip", slots={"basic_farmland": "2020"})
    wanted = EXPECTED["violations.zip"]["rules"]["ZJ-B01"]["with_edition_2020"]
    for parcel, area in wanted.items():
        assessment = of_parcel(result, "ZJ-B01", parcel)
        assert assessment.status == "fail"
        assert measure(assessment, "overlap") == pytest.approx(area["official_m2"], abs=0.01)


def test_messy_reads_as_clean(messy: Result, clean: Result) -> None:
    expected = EXPECTED["messy.zip"]
    assert messy.verdict == expected["verdict"]
    assert messy.crs == clean.crs == expected["crs"]
    assert messy.totals == clean.totals
    found, tidy = statuses(messy), statuses(clean)
    for code in EXPECTED["clean.zip"]["rules"]:
        assert found[code] == tidy[code] == "pass"
    assert {code for code, status in found.items() if status != "pass"} == {"F04", "G06"}
    repeated = expected["untidy"]["repeated_vertex"]
    assert parcels(messy, "G06", "fail") == {repeated}
    assert expected["untidy"]["id_with_blank"] in {parcel.id for parcel in messy.parcels}
