"""`--previous`, `--waivers` and `gouhook verify`, from file to report."""

from __future__ import annotations

import json
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path

import pytest

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.report import Report, RuleOutcome
from gouhook_gis.domain.words import Stage, Status, Verdict
from gouhook_gis.report.json_file import json_text
from gouhook_gis.report.reading import read_report
from gouhook_gis.verification import verify

E, N = 35_500_000.0, 3_400_000.0
Box = tuple[float, float, float, float]
ILLEGAL = {"判定结果": "违法", "整改状态": "未整改"}


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Starting a child for every reading takes seconds; one test below does."""
    monkeypatch.setenv("GOUHOOK_ISOLATION", "in-process")


def layer(name: str, rows: Iterable[tuple[Box, dict[str, object]]]) -> str:
    """A GeoJSON file in EPSG:4523 of boxes in metres from the fixtures' origin."""
    features = []
    for (x1, y1, x2, y2), properties in rows:
        ring = [[x1, y1], [x2, y1], [x2, y2], [x1, y2], [x1, y1]]
        shape = {"type": "Polygon", "coordinates": [[[E + x, N + y] for x, y in ring]]}
        features.append({"type": "Feature", "properties": properties, "geometry": shape})
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4523"}}
    return json.dumps({"type": "FeatureCollection", "name": name, "crs": crs, "features": features})


def submission(folder: Path, name: str, **new: Box) -> Path:
    """A zip with one demolition parcel and the new-construction parcels `new`."""
    path = folder / name
    with zipfile.ZipFile(path, "w") as archive:
        cj = [((0.0, 500.0, 200.0, 700.0), {"DKBH": "CJ01"})]
        archive.writestr("拆旧.geojson", layer("CJDK", cj))
        rows = [(box, {"DKBH": number}) for number, box in new.items()]
        archive.writestr("建新.geojson", layer("JXDK", rows))
    return path


@pytest.fixture
def reference(tmp_path: Path) -> Path:
    """Illegal land under x 50 to 120, complete in the county."""
    folder = tmp_path / "reference"
    folder.mkdir()
    rows = [((50.0, 0.0, 120.0, 100.0), {"JCBH": "W1", **ILLEGAL})]
    (folder / "WFYD_2024.geojson").write_text(layer("WFYD", rows), "utf-8")
    return folder


def rule(report: Report, code: str) -> RuleOutcome:
    return next(item for item in report.result.rules if item.code == code)


def overlaps(report: Report) -> list[float]:
    return [
        round(m.value, 1)
        for a in rule(report, "ZJ-B03").assessments
        for f in a.findings
        for m in f.measures
    ]


ADJUSTING = CheckOptions(profile="national", stage=Stage.ADJUSTMENT)


def test_only_ground_brought_in_counts_at_an_adjustment(tmp_path: Path, reference: Path) -> None:
    """JX01 grew from 100 to 150 m: 20 of the 50 m gained are illegal land."""
    before = submission(tmp_path, "旧.zip", JX01=(0, 0, 100, 100))
    after = submission(tmp_path, "新.zip", JX01=(0, 0, 150, 100))
    alone = check(after, [reference], ADJUSTING)
    assert overlaps(alone) == [7000.0]
    compared = check(after, [reference], ADJUSTING.model_copy(update={"previous": before}))
    assert overlaps(compared) == [2000.0]
    earlier = compared.provenance.previous
    assert earlier is not None
    assert earlier.name == "旧.zip"
    assert {file.path for file in earlier.files} == {"拆旧.geojson", "建新.geojson"}
    assert alone.provenance.previous is None


def test_a_parcel_taken_out_is_found_in_the_files_of_the_earlier_version(
    tmp_path: Path, reference: Path
) -> None:
    before = submission(tmp_path, "旧.zip", JX01=(0, 0, 100, 100), JX02=(300, 0, 400, 100))
    after = submission(tmp_path, "新.zip", JX01=(0, 0, 100, 100))
    update = {"previous": before, "facts": ("adjustment_reason=农民意愿变化",)}
    report = check(after, [reference], ADJUSTING.model_copy(update=update))
    (finding,) = [f for a in rule(report, "ZJ-C11").assessments for f in a.findings]
    assert finding.message_id == "adjustment.purpose_unknown"
    (place,) = report.provenance.places[finding.fingerprint]
    assert (place.file, place.record) == ("旧.zip/建新.geojson", 2)
    assert finding.geometry is not None


def test_an_earlier_version_that_cannot_be_read_is_said(
    tmp_path: Path, reference: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Read in a child process like the submission: it is as little trusted."""
    monkeypatch.delenv("GOUHOOK_ISOLATION")
    broken = tmp_path / "旧.zip"
    broken.write_bytes(b"PK\x03\x04 not an archive")
    after = submission(tmp_path, "新.zip", JX01=(0, 0, 150, 100))
    report = check(after, [reference], ADJUSTING.model_copy(update={"previous": broken}))
    assert report.result.verdict is not Verdict.UNREADABLE
    for code in ("ZJ-B03", "ZJ-C11"):
        outcome = rule(report, code)
        assert outcome.status is Status.NOT_RUN
        reasons = [a.reason.id for a in outcome.assessments if a.reason]
        assert reasons[0] == "versions.unreadable"
        assert any(reason.startswith("F01.") for reason in reasons)


def test_waivers_from_a_file_reach_the_verdict(tmp_path: Path, reference: Path) -> None:
    after = submission(tmp_path, "新.zip", JX01=(0, 0, 150, 100))
    options = CheckOptions(profile="national")
    mark = rule(check(after, [reference], options), "ZJ-B03").assessments[0].findings[0].fingerprint
    file = tmp_path / "例外.csv"
    file.write_text(
        f"问题指纹,理由,批准人,批准文号,有效期至\n{mark},已批准,张某,川自然资函〔2024〕1号,2099-12-31\n",
        "utf-8-sig",
    )
    report = check(after, [reference], options.model_copy(update={"waivers": file}))
    assert [w.applied for w in report.result.waivers] == [True]
    assert rule(report, "ZJ-B03").status is Status.FAIL
    assert "waivers.applied" in [line.id for line in report.result.headline]


@pytest.fixture
def recorded(tmp_path: Path, reference: Path) -> Path:
    """A report with all that a user may say: facts, mapping, slots, waivers, previous."""
    before = submission(tmp_path, "旧.zip", JX01=(0, 0, 100, 100))
    after = submission(tmp_path, "新.zip", JX01=(0, 0, 150, 100))
    waivers = tmp_path / "例外.yaml"
    entry = "{rule: ZJ-B03, reason: 已批准, officer: 张某, document: 川1号, expires: 2099-12-31}"
    waivers.write_text(f"- {entry}\n", "utf-8")
    facts = tmp_path / "facts.json"
    facts.write_text(json.dumps({"adjustment_date": "2024-05-01"}), "utf-8")
    options = CheckOptions(
        profile="national",
        stage=Stage.ADJUSTMENT,
        facts=("county_code=510999",),
        facts_file=facts,
        map=("area_unit=ha",),
        slots={"illegal_land": "2024"},
        previous=before,
        waivers=waivers,
        reference_detail="none",
    )
    file = tmp_path / "report.json"
    file.write_text(json_text(check(after, [reference], options)), "utf-8")
    for gone in (facts, waivers):
        gone.unlink()
    return file


def test_a_report_is_reached_again_from_its_own_record(
    tmp_path: Path, reference: Path, recorded: Path
) -> None:
    where = CheckOptions(previous=tmp_path / "旧.zip")
    found = verify(read_report(recorded), tmp_path / "新.zip", [reference], where)
    assert found.differences == ()
    assert found.inputs == ()
    assert found.equal
    assert found.found_sha256 == found.expected_sha256


def test_another_submission_is_said_with_what_it_changes(
    tmp_path: Path, reference: Path, recorded: Path
) -> None:
    other = submission(tmp_path, "新2.zip", JX01=(0, 0, 140, 100))
    where = CheckOptions(previous=tmp_path / "旧.zip")
    found = verify(read_report(recorded), other, [reference], where)
    assert not found.equal
    assert [item.id for item in found.inputs] == ["verify.other_submission"]
    said = {item.id for item in found.differences}
    assert "verify.parcels" in said


def test_a_changed_layer_is_said(tmp_path: Path, reference: Path, recorded: Path) -> None:
    rows = [((50.0, 0.0, 110.0, 100.0), {"JCBH": "W1", **ILLEGAL})]
    (reference / "WFYD_2024.geojson").write_text(layer("WFYD", rows), "utf-8")
    where = CheckOptions(previous=tmp_path / "旧.zip")
    found = verify(read_report(recorded), tmp_path / "新.zip", [reference], where)
    assert [item.id for item in found.inputs] == ["verify.other_edition"]
    assert "ZJ-B03" in {item.params.get("rule") for item in found.differences}


def test_a_layer_that_is_gone_is_said_and_nothing_is_run(
    tmp_path: Path, reference: Path, recorded: Path
) -> None:
    shutil.move(reference / "WFYD_2024.geojson", reference / "WFYD_2023.geojson")
    where = CheckOptions(previous=tmp_path / "旧.zip")
    found = verify(read_report(recorded), tmp_path / "新.zip", [reference], where)
    assert (found.equal, found.ran) == (False, False)
    assert [item.id for item in found.inputs] == ["reference.edition_missing"]


def test_a_later_layer_does_not_come_in(tmp_path: Path, reference: Path, recorded: Path) -> None:
    (reference / "YJJBNTTB_2024.geojson").write_text(
        layer("YJJBNTTB", [((0.0, 0.0, 10.0, 10.0), {"BSM": "N1"})]), "utf-8"
    )
    where = CheckOptions(previous=tmp_path / "旧.zip")
    assert verify(read_report(recorded), tmp_path / "新.zip", [reference], where).equal


def test_an_altered_report_is_not_run(tmp_path: Path, reference: Path, recorded: Path) -> None:
    text = recorded.read_text("utf-8")
    recorded.write_text(text.replace('"status":"fail"', '"status":"pass"', 1), "utf-8")
    where = CheckOptions(previous=tmp_path / "旧.zip")
    found = verify(read_report(recorded), tmp_path / "新.zip", [reference], where)
    assert [item.id for item in found.inputs] == ["verify.altered"]
    assert not found.ran


def test_the_earlier_version_has_to_be_given_again(
    tmp_path: Path, reference: Path, recorded: Path
) -> None:
    with pytest.raises(UsageError) as caught:
        verify(read_report(recorded), tmp_path / "新.zip", [reference], CheckOptions())
    assert caught.value.message.id == "verify.needs_previous"


@pytest.mark.parametrize("text", ["", "{}", '{"format": "gouhook-report/9"}'])
def test_a_file_that_is_no_report(tmp_path: Path, text: str) -> None:
    file = tmp_path / "report.json"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError) as caught:
        read_report(file)
    assert caught.value.message.id == "verify.no_report"
