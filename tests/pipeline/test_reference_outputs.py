"""What is written of a check shows no more of a restricted layer than allowed: every output read.

JX1 is a square of 100 m around the central meridian. Basic farmland lies in its eastern part and
beyond: x from 10.137 to 90.551, y from -20.291 to 30.733, metres from the origin.
"""

from __future__ import annotations

import gzip
import json
import re
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

import pyogrio
import shapely

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.details import ReferenceDetail
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.report import Report
from gouhook_gis.pipeline import prepare, told_of
from gouhook_gis.report.evidence import evidence
from gouhook_gis.report.json_file import json_text
from gouhook_gis.report.reading import read_report
from gouhook_gis.report.write import write_all
from gouhook_gis.service.runs.shown import write_page
from gouhook_gis.service.settings import Settings
from gouhook_gis.verification import verify
from tests.pipeline.test_previous import E, N, layer

Corners = tuple[float, float, float, float]
FARMLAND: Corners = (10.137, -20.291, 90.551, 30.733)
INSIDE = {"x": {10.137}, "y": {-20.291, 30.733}}  # the corners that lie in the parcel
BEYOND = 90.551
WRITTEN = datetime(2024, 7, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUHOOK_ISOLATION", "in-process")


@pytest.fixture
def submission(tmp_path: Path) -> Path:
    path = tmp_path / "项目.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("建新.geojson", layer("JXDK", [((-50, -50, 50, 50), {"DKBH": "JX1"})]))
        archive.writestr("拆旧.geojson", layer("CJDK", [((-50, 500, 90, 640), {"DKBH": "CJ1"})]))
    return path


def farmland(folder: Path, corners: Corners = FARMLAND) -> list[str]:
    path = folder / "YJJBNTTB_2024.geojson"
    path.write_text(layer("YJJBNTTB", [(corners, {"BSM": "F1", "YJJBNTTBBH": "F1"})]), "utf-8")
    return [f"basic_farmland@2024={path}"]


def written(
    submission: Path, reference: list[str], folder: Path, details: dict[str, ReferenceDetail]
) -> Report:
    """Check and write everything, for people and for the page; return the report."""
    options = CheckOptions(reference_detail="full", reference_details=details)
    prepared = prepare(submission, reference, options, told_of(options))
    report = prepared.report()
    items = evidence(report)
    write_all(report, folder, items=items, written=WRITTEN)
    write_page(report, items, prepared.store, folder, Settings(data=folder), WRITTEN)
    return report


def texts(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield all that is text in the outputs, archives and what is packed opened."""
    for path in sorted(folder.rglob("*")):
        if path.suffix in (".json", ".html", ".txt", ".csv"):
            yield path.name, path.read_text("utf-8")
        elif path.suffix == ".gz":
            yield path.name, gzip.decompress(path.read_bytes()).decode()
        elif path.suffix in (".docx", ".xlsx"):
            with zipfile.ZipFile(path) as archive:
                for name in archive.namelist():
                    yield f"{path.name}/{name}", archive.read(name).decode("utf-8", "replace")


def vertices(folder: Path) -> set[tuple[float, float]]:
    """Return the vertices of the GeoPackage and the shapefile, in metres from the origin."""
    found: set[tuple[float, float]] = set()
    for path in (*folder.glob("*.gpkg"), *folder.rglob("*.shp")):
        for name, kind in pyogrio.list_layers(path):
            if kind is not None:
                _, _, wkb, _ = pyogrio.raw.read(path, layer=name)
                for x, y in shapely.get_coordinates(shapely.from_wkb(wkb)):
                    found.add((round(float(x) - E, 3), round(float(y) - N, 3)))
    assert found
    return found


def said(metres: float, origin: float) -> str:
    """Return how a coordinate begins wherever it is written: 35500010.137."""
    return f"{origin + metres:.3f}"


@pytest.mark.parametrize("detail", ["none", "clip", "full"])
def test_no_output_has_a_vertex_that_may_not_be_shown(
    submission: Path, tmp_path: Path, detail: ReferenceDetail
) -> None:
    out = tmp_path / "out"
    written(submission, farmland(tmp_path), out, {"basic_farmland": detail})
    seen = vertices(out)
    everything = list(texts(out))
    assert {Path(name).suffix for name, _ in everything} >= {".json", ".html", ".gz", ".xml"}
    inside, outside = detail != "none", detail == "full"
    assert any(x == 10.137 for x, _ in seen) is inside
    assert {y for x, y in seen if x == 10.137} == (INSIDE["y"] if inside else set())
    if not outside:
        assert all(-50 <= x <= 90 for x, _ in seen)
        assert all(y <= 50 for x, y in seen if x in INSIDE["x"] or x == BEYOND)
    for metres, origin, shown in (
        (10.137, E, inside),
        (-20.291, N, inside),
        (30.733, N, inside),
        (BEYOND, E, outside),
    ):
        holds = [name for name, text in everything if said(metres, origin) in text]
        assert bool(holds) is shown, (metres, holds)


def test_with_none_a_report_cannot_tell_two_layers_with_the_same_figures(
    submission: Path, tmp_path: Path
) -> None:
    """Farmland in the west of the parcel, and the same mirrored at the central meridian in its
    east: areas agree, and with none so does what is drawn and written, to the letter.
    """
    west, east = tmp_path / "west", tmp_path / "east"
    for folder, corners in ((west, (-40, -20, -10, 30)), (east, (10, -20, 40, 30))):
        folder.mkdir()
        report = written(submission, farmland(folder, corners), folder / "out", {"*": "none"})
        found = [f for r in report.result.rules for a in r.assessments for f in a.findings]
        areas = [f.measures[0].value for f in found if f.layer_kind == "basic_farmland"]
        assert areas == pytest.approx([1500], abs=0.01)
    kinds = ("*.html", "*.docx", "*.xlsx", "page/*.gz", "page/chart/*.gz")
    names = sorted(
        path.relative_to(west / "out") for kind in kinds for path in (west / "out").glob(kind)
    )
    assert len(names) >= 6
    for name in names:
        assert plain(west / "out" / name) == plain(east / "out" / name), name
    assert vertices(west / "out") == vertices(east / "out")


def plain(path: Path) -> list[str]:
    """Return the text of an output without hashes, the only thing that may differ."""
    if path.suffix in (".docx", ".xlsx"):
        with zipfile.ZipFile(path) as archive:
            names = sorted(name for name in archive.namelist() if "docProps" not in name)
            found = [archive.read(name).decode("utf-8", "replace") for name in names]
    elif path.suffix == ".gz":
        found = [gzip.decompress(path.read_bytes()).decode()]
    else:
        found = [path.read_text("utf-8")]
    return [re.sub(r"[0-9a-f]{8,64}(…)?", "#", text) for text in found]


def test_a_report_with_details_is_verified(submission: Path, tmp_path: Path) -> None:
    """The details by kind, and that the parcels were too large, are in the record: run again, the
    result is the same.
    """
    reference = farmland(tmp_path)
    for options in (
        CheckOptions(reference_details={"basic_farmland": "none"}),
        CheckOptions(reference_detail="full", clip_hectares=0.5),
        CheckOptions(clip_hectares=0.5, reference_details={"*": "clip"}),
    ):
        report = check(submission, reference, options)
        kept = tmp_path / "report.json"
        kept.write_text(json_text(report), "utf-8")
        assert verify(read_report(kept), submission, reference, CheckOptions()).equal


def test_above_the_limit_nothing_is_clipped_and_a_decision_says_so(
    submission: Path, tmp_path: Path
) -> None:
    """CJ1 has 1.96 ha: 1.9 ha are too few, 2 ha enough."""
    reference = farmland(tmp_path)
    for hectares, shown in ((1.9, "none"), (2.0, "clip")):
        report = check(submission, reference, CheckOptions(clip_hectares=hectares))
        said_so = [d.message for d in report.result.decisions if d.topic == "reference"]
        assert [m.params["parcel"] for m in said_so] == (["CJ1"] if shown == "none" else [])
        text = json.dumps(report.result.model_dump(mode="json"))
        assert (said(10.137, E) in text) is (shown == "clip")


def test_a_kind_that_there_is_not_is_refused(submission: Path) -> None:
    with pytest.raises(UsageError) as found:
        check(submission, [], CheckOptions(reference_details={"basic_farmlnd": "none"}))
    assert found.value.message.id == "restricted.unknown_kind"
    assert "basic_farmland" in str(found.value.message.params["known"])
