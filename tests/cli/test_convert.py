"""`gouhook convert` and a coordinate text as a submission, as a surveyor calls them."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from gouhook_gis.cli.app import app
from gouhook_gis.pipeline import CheckOptions, check
from tests.formats.coordinate_texts import PLAIN, E, N


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("GOUHOOK_ISOLATION", "in-process")
    Path("拆旧地块.txt").write_bytes(PLAIN.encode("gbk"))


def run(*arguments: str) -> tuple[int, str, str]:
    done = CliRunner().invoke(app, ["convert", *arguments])
    return done.exit_code, done.stdout, done.stderr


def test_it_says_what_was_written_in_chinese() -> None:
    code, out, _ = run("拆旧地块.txt", "乙.shp")
    assert code == 0
    assert "1 个地块，4 个界址点（不含闭合点）" in out
    assert "椭球面积 1.0000 公顷（15.00 亩，10000.00 m²）" in out
    assert "平面面积 1.0000 公顷（15.00 亩，10000.00 m²）" in out
    assert "EPSG:4523" in out
    assert [line.strip() for line in out.splitlines() if line.startswith("  ")] == [
        f"乙{suffix}" for suffix in (".cpg", ".dbf", ".prj", ".shp", ".shx")
    ]


def test_what_cannot_be_read_is_four_with_the_line() -> None:
    Path("拆旧地块.txt").write_bytes((PLAIN + f"J1,1,{N},{E}.0.0\n").encode("gbk"))
    code, out, err = run("拆旧地块.txt", "乙.shp")
    assert (code, out) == (4, "")
    assert "拆旧地块.txt 第 19 行看不懂" in err
    assert "没有写出任何文件" in err
    assert "Traceback" not in err


def test_something_left_out_is_three() -> None:
    line = PLAIN[PLAIN.index("5,1.0000") :].replace(",面,", ",线,")
    Path("拆旧地块.txt").write_bytes((PLAIN + line).encode("gbk"))
    code, out, _ = run("拆旧地块.txt", "乙.gpkg")
    assert code == 3
    assert "有 1 条记录没有可用的面，没有写出（第 2 条）" in out


def test_texts_alone_are_a_submission_by_their_names(tmp_path: Path) -> None:
    """The role is told as that of a layer is: by name, by --map, or by 地块用途."""
    folder = tmp_path / "项目"
    folder.mkdir()
    moved = PLAIN.replace("CJ01", "JX01").replace("拆旧", "建新").replace(",35500", ",35501")
    (folder / "拆旧地块.txt").write_bytes(PLAIN.encode("gbk"))
    (folder / "建新地块.txt").write_bytes(moved.encode("gbk"))
    report = check(folder, [], CheckOptions())
    parcels = [(p.id, p.role.value, p.declared_area_m2) for p in report.result.parcels]
    assert sorted(parcels) == [
        ("CJ01", "demolition", 10_000.0),
        ("JX01", "new_construction", 10_000.0),
    ]
    alone = check(tmp_path / "拆旧地块.txt", [], CheckOptions())
    assert [p.role.value for p in alone.result.parcels] == ["demolition"]


def test_a_text_of_an_unknown_role_is_not_guessed(tmp_path: Path) -> None:
    source = tmp_path / "坐标.txt"
    source.write_bytes(PLAIN.replace(",拆旧,", ",住宅,").encode("gbk"))
    report = check(source, [], CheckOptions())
    assert report.result.verdict.value == "unreadable"
    told = check(source, [], CheckOptions(map=("坐标=demolition",)))
    assert [p.id for p in told.result.parcels] == ["CJ01"]
