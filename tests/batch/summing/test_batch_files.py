"""The files of a batch as openpyxl, GDAL and a reader of HTML find them."""

from __future__ import annotations

import json
import math
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

import pyogrio
import shapely

from gouhook_gis.batch.summing import vector
from gouhook_gis.batch.summing.page import page
from gouhook_gis.batch.summing.summarise import summarise
from gouhook_gis.batch.summing.vector import FindingsFile
from gouhook_gis.batch.summing.write import FILES, write_summary
from gouhook_gis.domain.batch import BatchSummary
from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.domain.words import Status
from gouhook_gis.report.shown.batch import shown_batch
from gouhook_gis.report.voice import Voice
from tests.support import members as invented
from tests.support import reports
from tests.support.members import done, piece, report, rule, shared

GROUND = reports.box(0, 0, 30, 10)
EVIL = '=HYPERLINK("http://x")<script>alert(1)</script>'


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, BatchSummary]:
    folder = tmp_path_factory.mktemp("batch")
    spike = reports.finding(
        9, ("J1",), reports.N, geometry=reports.point(5, 5), message_id="rules.slivers"
    )
    first = report(
        "P1",
        rule("ZJ-B01", Status.FAIL, piece(1, GROUND, 300.0), spike, piece(8, None, 5.0)),
        rule(invented.BETWEEN, Status.FAIL, shared(2, "J1", "P2", "J1", GROUND, 300.0)),
    )
    evil = report(
        "P2",
        rule("ZJ-B01", Status.PASS),
        rule(invented.BETWEEN, Status.FAIL, shared(3, "J1", "P1", "J1", GROUND, 300.0)),
        project_name=EVIL,
        # The next zone to the east: 102° there is 105° here, six figures in front.
        crs="EPSG:4522",
    )
    clean = report("P3", rule("ZJ-B01", Status.PASS), rule(invented.BETWEEN, Status.PASS))
    members = [done("甲 1#", first), done(EVIL.replace("/", ""), evil), done("丙", clean)]
    return folder, write_summary([*members, invented.failed("坏")], invented.ABOUT, folder)


def test_all_files_are_there_and_the_summary_reads_back(
    written: tuple[Path, BatchSummary],
) -> None:
    folder, summary = written
    assert sorted(path.name for path in folder.iterdir()) == sorted(FILES)
    text = (folder / "summary.json").read_text("utf-8")
    assert canonical_json(BatchSummary.model_validate_json(text).model_dump(mode="json")) in text
    assert canonical_json(summary.model_dump(mode="json")) in text
    assert json.loads(text)["format"] == "gouhook-batch/1"


def test_the_workbook_has_words_in_colours_and_no_formula(
    written: tuple[Path, BatchSummary],
) -> None:
    book = openpyxl.load_workbook(written[0] / "matrix.xlsx")
    assert book.sheetnames == ["最严重的十个", "矩阵", "重复用地", "分县指标", "规则", "说明"]
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}
    assert any(cell.value == EVIL for cell in cells)
    matrix = book["矩阵"]
    assert (matrix.freeze_panes, matrix.auto_filter.ref) == ("B3", "A2:R6")
    assert [cell.value for cell in matrix[3]][:1] == ["甲 1#"]
    fail, good = matrix["Q3"], matrix["Q5"]
    assert (fail.value, fail.fill.fgColor.rgb, fail.font.color.rgb) == (
        "不通过",
        "FFB4231F",
        "FFFFFFFF",
    )
    assert (good.value, good.fill.fgColor.rgb) == ("通过", "FFE8F4ED")
    # 30 × 10 m: 0.0300 公顷 and 0.45 亩.
    violation = [matrix["N3"].value, matrix["O3"].value]
    assert violation == pytest.approx([0.03, 0.45], abs=1e-9)
    assert (matrix["E6"].value, matrix["A6"].value) == ("没有查成", "坏")
    assert "重新运行本批" in str(matrix["P6"].value)
    pairs = book["重复用地"]
    assert [cell.value for cell in pairs[3]][:6] == [1, "P1", "P1项目", "J1", "建新", "甲 1#"]
    assert pairs["L3"].value == 0.03
    assert book["最严重的十个"]["B2"].value == "甲 1#"


def test_the_geopackage_holds_findings_of_two_zones_in_degrees(
    written: tuple[Path, BatchSummary],
) -> None:
    path = written[0] / "findings.gpkg"
    layers = dict(pyogrio.list_layers(path))
    assert layers == {
        "findings_polygons": "MultiPolygon",
        "findings_lines": "MultiLineString",
        "findings_points": "MultiPoint",
        "findings_no_place": None,
        "double_use": "MultiPolygon",
    }
    counts = {name: pyogrio.read_info(path, name)["features"] for name in layers}
    assert counts == {
        "findings_polygons": 3,
        "findings_lines": 0,
        "findings_points": 1,
        "findings_no_place": 1,
        "double_use": 1,
    }
    assert pyogrio.read_info(path, "findings_polygons")["crs"] == "EPSG:4490"
    meta, table = pyogrio.read_arrow(path, layer="findings_polygons")
    found = table.to_pydict()
    assert found["报送件"][0] == "甲 1#"
    assert found["项目编号"] == ["P1", "P1", "P2"]
    assert found["面积平米"] == [300.0] * 3
    assert len(set(found["问题标识"])) == 3
    west = [shapely.from_wkb(wkb).centroid.x for wkb in found[meta["geometry_name"]]]
    # A false easting of 35,500,000 is the meridian 105; read in zone 34 it is far in the east.
    assert west[0] == pytest.approx(105.0, abs=1e-3)
    assert not math.isclose(west[2], west[0], abs_tol=1e-3)
    _, pairs = pyogrio.read_arrow(path, layer="double_use")
    row = pairs.to_pylist()[0]
    assert (row["项目编号一"], row["地块编号二"], row["面积公顷"]) == ("P1", "J1", 0.03)


class Seen(HTMLParser):
    """Tags, links and texts of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.links += [value for name, value in attrs if name == "href"]


def test_the_page_links_to_reports_and_runs_nothing(written: tuple[Path, BatchSummary]) -> None:
    text = (written[0] / "matrix.html").read_text("utf-8")
    seen = Seen()
    seen.feed(text)
    assert "script" not in seen.tags
    assert "%E7%94%B2%201%23/report.html" in seen.links
    assert "%E5%9D%8F/report.html" not in seen.links
    assert "&lt;script&gt;" in text
    assert "1 条规则不通过" in text or "2 条规则不通过" in text


def test_english_and_no_links_where_there_are_no_folders(tmp_path: Path) -> None:
    about = replace(invented.ABOUT, linked=False)
    write_summary(invented.many(3), about, tmp_path, "en")
    text = (tmp_path / "matrix.html").read_text("utf-8")
    assert "report.html" not in text
    assert "3 submissions, Sichuan" in text
    assert openpyxl.load_workbook(tmp_path / "matrix.xlsx").sheetnames[1] == "Matrix"


def test_findings_are_written_as_they_come(tmp_path: Path) -> None:
    """Three members with a finding each, two findings at a time, are three rows."""
    path = tmp_path / "findings.gpkg"
    members = [
        done(name, report(name, rule("ZJ-B01", Status.FAIL, piece(1, GROUND, 300.0))))
        for name in "甲乙丙"
    ]
    with FindingsFile(path, "zh", rows=2) as findings:
        summarise(members, invented.ABOUT, findings)
    _, table = pyogrio.read_arrow(path, layer="findings_polygons")
    assert table.column("报送件").to_pylist() == ["甲", "乙", "丙"]
    assert vector.CRS == "EPSG:4490"


def test_a_file_that_is_held_open_changes_nothing(tmp_path: Path) -> None:
    write_summary(invented.many(1), invented.ABOUT, tmp_path)
    before = (tmp_path / "summary.json").read_bytes()

    def breaks() -> None:
        raise OSError(28, "No space left on device")

    outcome = invented.many(1)[0][0]
    with pytest.raises(GouhookError) as error:
        write_summary([(outcome, breaks)], invented.ABOUT, tmp_path)
    assert error.value.message.id == "report.not_written"
    assert (tmp_path / "summary.json").read_bytes() == before
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(FILES)


def test_two_thousand_members(tmp_path: Path) -> None:
    """The rows of three members, each said 700 times over, and 100 rules."""
    few = write_summary(invented.many(3), invented.ABOUT, tmp_path)
    (only,) = few.rules
    rules = [only.model_copy(update={"code": f"ZJ-X{number:02d}"}) for number in range(100)]
    rows = [
        row.model_copy(
            update={
                "name": f"{row.name}-{number}",
                "cells": {rule.code: row.cells["ZJ-B01"] for rule in rules},
            }
        )
        for number in range(700)
        for row in few.rows
    ]
    update = {"rows": tuple(rows), "rules": tuple(rules), "members": len(rows), "worst": ()}
    summary = few.model_copy(update=update)
    voice, shown = Voice("zh"), shown_batch(summary, {}, "zh")
    text = page(summary, shown, voice, written=datetime(2024, 6, 1, tzinfo=UTC))
    assert text.count('<th scope="row"') == 2100
    assert text.count("<td class=p>") == text.count("<td class=o>") == 70_000
    # A county's computer opens it: below 12 MB, no script, one table.
    assert len(text.encode()) < 12e6
