"""`gouhook layers` as a desk meets it."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from tests.support.catalogues import SAMPLE
from tests.support.commands import Done, gouhook

REFERENCE = SAMPLE / "reference"
LAYER = "villages@2024"


class Desk:
    """Runs commands with a catalogue of its own."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def __call__(self, *words: str | Path) -> Done:
        return gouhook(*words, GOUHOOK_CATALOGUE=str(self.root), COLUMNS="160")

    def add(self, edition: str) -> Done:
        """Register the villages of 2024."""
        file = REFERENCE / "CJDCQ_2024.shp"
        words = ("--edition", edition, "--source", "县局（示例）", "--valid-from", "2024-12-31")
        return self("layers", "add", "villages", file, *words)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk without a layer."""
    return Desk(tmp_path / "catalogue")


def test_from_registering_to_removing(desk: Desk) -> None:
    """Add, list, show, check, retire, remove: each says what it did."""
    assert "没有登记的图层" in desk("layers", "list").stdout
    done = desk.add("2024")
    assert done.returncode == 0, done.stderr
    assert "已登记 villages@2024：45 条记录" in done.stdout
    listed = desk("layers", "list").stdout
    assert LAYER in listed
    assert "村级调查区" in listed
    assert "在用" in listed
    (row,) = json.loads(desk("layers", "list", "--format", "json").stdout)
    assert (row["features"], row["state"], row["epsg"]) == (45, "active", 4523)
    shown = desk("layers", "show", LAYER, "--lang", "en").stdout
    assert "usable features  45" in shown
    assert "2024-12-31" in shown
    assert desk("layers", "check").stdout == "villages@2024 完好\n"
    refused = desk("layers", "remove", LAYER)
    assert refused.returncode == 2
    assert "layers retire" in refused.stderr
    assert desk("layers", "retire", LAYER).returncode == 0
    assert "已停用" in desk("layers", "list").stdout
    assert desk("layers", "remove", LAYER).returncode == 0
    assert "没有登记的图层" in desk("layers", "list").stdout


def test_a_damaged_index_exits_1_until_it_is_made_again(desk: Desk) -> None:
    """`check` names what to do, and doing it helps."""
    desk.add("2024")
    (desk.root / "villages" / "2024" / "parts" / "rest" / "index" / "tree.arrow").write_bytes(b"")
    broken = desk("layers", "check", LAYER)
    assert broken.returncode == 1
    assert "--rebuild" in broken.stdout
    assert desk("layers", "check", LAYER, "--rebuild").returncode == 0
    assert desk("layers", "check", LAYER).returncode == 0


def test_check_looks_for_overlaps_and_holes_where_told(desk: Desk) -> None:
    """The villages of the sample tile their county."""
    desk.add("2024")
    told = desk("layers", "check", LAYER, "--tiling")
    assert told.returncode == 0
    assert told.stdout.splitlines()[1].startswith("villages@2024 的 45 个图斑铺满所围范围")


def test_show_prints_parts_hashes_and_size(desk: Desk) -> None:
    """45 villages are one part, of one county; its archive can be checked by itself."""
    desk.add("2024")
    shown = desk("layers", "show", LAYER).stdout.splitlines()
    named = dict(line.split("  ", 1) for line in shown if not line.startswith(" ") and "  " in line)
    assert named["适用区域"] == "510999"
    assert named["分片"] == "1"
    files = [path for path in desk.root.rglob("*") if path.is_file() and path.name != ".lock"]
    assert named["占用磁盘"] == f"{sum(path.stat().st_size for path in files) / 1e6:,.1f} MB"
    (part,) = [line.split("  ") for line in shown if line.startswith("  rest")]
    archive = desk.root / "villages" / "2024" / "parts" / "rest" / "archive.parquet"
    sha256 = hashlib.sha256(archive.read_bytes()).hexdigest()
    assert part[1:5] == ["rest", "45", "45", sha256]
    assert part[5] == named["范围"]


def test_one_part_is_checked_by_name(desk: Desk) -> None:
    """Of one edition; a part that is not there is said with those that are."""
    desk.add("2024")
    assert desk("layers", "check", LAYER, "--part", "rest").stdout == f"{LAYER} 完好\n"
    gone = desk("layers", "check", LAYER, "--part", "510182")
    assert gone.returncode == 2
    assert "rest" in gone.stderr
    assert desk("layers", "check", "--part", "rest").returncode == 2


def test_wrong_use_is_said_in_words(desk: Desk) -> None:
    """Exit code 2, no traceback."""
    desk.add("2024")
    for words, found in (
        (("layers", "show", "villages@1999"), LAYER),
        (("layers", "show", "../../etc"), "没有"),
        (("layers", "add", "nonsense", "x.shp", "--edition", "1", "--source", "x"), "elevation"),
        (("layers", "add", "villages", "x.shp", "--edition", "1", "--source", "x"), "x.shp"),
    ):
        done = desk(*words)
        assert done.returncode == 2
        assert found in done.stderr
        assert "Traceback" not in done.stderr
    twice = desk.add("2024")
    assert twice.returncode == 2
    assert str(desk.root / "villages" / "2024") in twice.stderr


def test_a_sparse_layer_without_coverage_is_noted(desk: Desk) -> None:
    """It can show a violation, never its absence."""
    words = ("layers", "add", "illegal_land", REFERENCE / "WFYD_2024.shp", "--source", "大队")
    assert "没有声明覆盖范围" in desk(*words, "--edition", "2024").stdout
    assert "没有声明" not in desk(*words, "--edition", "2025", "--area", "510999").stdout


def test_check_uses_the_catalogue(desk: Desk, tmp_path: Path) -> None:
    """By the variable, and by --catalogue; a folder that is not there is said."""
    desk.add("2024")
    submission = SAMPLE / "submissions" / "clean.zip"
    done = desk("check", submission, "--profile", "sichuan", "--out", tmp_path / "out")
    assert done.returncode == 3
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    slots = {slot["slot"]: slot["layer_id"] for slot in report["result"]["slots"]}
    assert slots["villages"] == LAYER
    gone = desk("check", submission, "--catalogue", tmp_path / "gone")
    assert gone.returncode == 2
    assert str(tmp_path / "gone") in gone.stderr
