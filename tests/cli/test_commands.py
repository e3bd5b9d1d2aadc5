"""The command line as a surveyor meets it: exit codes, files, words."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
import typer

from gouhook_gis import pipeline
from gouhook_gis.cli.app import app
from tests.support.commands import Done, gouhook

ROOT = Path(__file__).parents[2]
SAMPLE = ROOT / "sample_data"
WRITTEN = {
    "report.json",
    "report.html",
    "report.xlsx",
    "findings.gpkg",
    "问题图斑.shp",
    "问题图斑.shx",
    "问题图斑.dbf",
    "问题图斑.prj",
    "问题图斑.cpg",
}


def started(*words: str | Path) -> Done:
    """Run the command in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "gouhook_gis", *map(str, words)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        env={**os.environ, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
        check=False,
    )
    return Done(done.returncode, done.stdout, done.stderr)


@pytest.mark.parametrize("name", ["check", "rules", "explain"])
def test_every_word_of_a_command_is_explained(name: str) -> None:
    """In Chinese first: an option without a text of its own is one a surveyor never uses."""
    command = typer.main.get_command(app)
    assert isinstance(command, typer.core.TyperGroup)
    texts = {p.name: str(getattr(p, "help", None) or "") for p in command.commands[name].params}
    assert [n for n, said in texts.items() if not re.search(r"[\u4e00-\u9fff]", said)] == []


@pytest.mark.parametrize(
    ("name", "code", "run"),
    [("clean.zip", 0, gouhook), ("violations.zip", 1, started), ("messy.zip", 3, gouhook)],
    ids=["clean", "violations-in-a-process-of-its-own", "messy"],
)
def test_check_writes_all_reports_and_exits_with_the_verdict(
    name: str, code: int, run: Callable[..., Done], tmp_path: Path
) -> None:
    """0 pass, 1 fail, 3 incomplete."""
    done = run(
        "check",
        SAMPLE / "submissions" / name,
        *("--profile", "sichuan", "--reference", SAMPLE / "reference", "--out", tmp_path / "out"),
    )
    assert done.returncode == code, done.stderr
    written = {path.name for path in (tmp_path / "out").iterdir()}
    (form,) = written - WRITTEN
    assert re.fullmatch(r"5109992024001_.+_审查意见表_\d{8}\.docx", form)
    assert written >= WRITTEN
    assert "Traceback" not in done.stdout + done.stderr
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert report["format"] == "gouhook-report/1"
    assert report["provenance"]["isolation"].startswith("child")


def test_without_reference_layers_nothing_passes(tmp_path: Path) -> None:
    """A missing layer is never a silent pass."""
    done = gouhook("check", SAMPLE / "submissions" / "clean.zip", "--profile", "sichuan")
    assert done.returncode == 3, done.stderr
    assert "永久基本农田" in done.stdout


def test_unreadable_is_exit_4_and_still_reported(tmp_path: Path) -> None:
    """The report says what is wrong with the file."""
    broken = tmp_path / "项目.rar"
    broken.write_bytes(b"Rar!\x1a\x07\x00")
    done = gouhook("check", broken, "--profile", "sichuan", "--out", tmp_path / "out")
    assert done.returncode == 4, done.stderr
    report = json.loads((tmp_path / "out" / "report.json").read_text("utf-8"))
    assert report["result"]["verdict"] == "unreadable"
    assert "zip" in done.stdout
    assert (tmp_path / "out" / "report.html").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["check", "nowhere.zip"], "nowhere.zip"),
        (["check", "sample_data/submissions/clean.zip", "--profile", "mars"], "sichuan"),
        (["check", "sample_data/submissions/clean.zip", "--reference", "gone"], "gone"),
        (["check", "sample_data/submissions/clean.zip", "--slot", "before"], "before"),
        (["check", "sample_data/submissions/clean.zip", "--fact", "colour=red"], "colour"),
        (["check", "sample_data/submissions/clean.zip", "--longitude", "400"], "136"),
        (["check", "sample_data/submissions/clean.zip", "--out", "README.md"], "README.md"),
        (["explain", "ZJ-Z99"], "gouhook rules --all"),
    ],
)
def test_wrong_use_is_exit_2_in_words(words: list[str], said: str) -> None:
    """Chinese first, then English, and no traceback."""
    done = gouhook(*words, cwd=ROOT)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_wrong_use_ends_the_process_with_2() -> None:
    """As the shell of a user sees it."""
    done = started("check", "nowhere.zip")
    assert done.returncode == 2
    assert "nowhere.zip" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_command_that_is_ended_leaves_no_copy_behind(tmp_path: Path) -> None:
    """SIGTERM, as a job queue sends it, while the submission is being read."""
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    command = [sys.executable, "-m", "gouhook_gis", "check", SAMPLE / "submissions" / "clean.zip"]
    running = subprocess.Popen(command, cwd=tmp_path, env={**os.environ, "TMPDIR": str(scratch)})
    deadline = time.monotonic() + 60
    while not list(scratch.glob("*/*")) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert list(scratch.glob("*/*"))
    running.send_signal(signal.SIGTERM)
    assert running.wait(60) == 128 + signal.SIGTERM
    assert list(scratch.iterdir()) == []
    assert list(tmp_path.glob("gouhook-*.log")) == []


def test_rules_as_json() -> None:
    """One array of objects with code, title, pack, stage, scope and severity."""
    done = gouhook("rules", "--all", "--format", "json")
    rows = json.loads(done.stdout)
    assert {"code", "title", "pack", "stage", "scope", "severity"} <= set(rows[0])
    codes = [row["code"] for row in rows]
    assert codes == sorted(codes)
    assert {"ZJ-A01", "ZJ-B14", "F01", "G01", "V01"} <= set(codes)


def test_rules_that_apply_on_a_day_come_first_with_the_reason() -> None:
    """Shandong in 2017 and, three years later, the same rules out of force in words."""
    asked = ("rules", "--profile", "shandong", "--stage", "acceptance", "--format", "json")
    then, later = (
        {row["code"]: row for row in json.loads(gouhook(*asked, "--as-of", day).stdout)}
        for day in ("2017-05-01", "2020-05-01")
    )
    assert then["ZJ-C04"]["applies"]
    assert "2020-01-31" in then["ZJ-C04"]["reason"]
    assert not later["ZJ-C04"]["applies"]
    assert "有效期至 2020年1月31日" in later["ZJ-C04"]["reason"]
    table = gouhook("rules", "--profile", "shandong", "--stage", "acceptance").stdout
    applies = ["不适用" not in line for line in table.splitlines() if line[:3] in ("ZJ-", "G01")]
    assert applies == sorted(applies, reverse=True)
    assert set(applies) == {True, False}


def test_explain_names_the_article_and_its_force() -> None:
    """`gouhook explain ZJ-B14` quotes 第七条 and says that its force is to be verified."""
    done = started("explain", "ZJ-B14")
    assert done.returncode == 0
    assert "第七条" in done.stdout
    assert "45%" in done.stdout
    assert "现行效力待核" in done.stdout


def test_our_own_failure_has_an_id_and_no_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Exit 70; the traceback is in a file, which is named."""

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr(pipeline, "check", broken)
    done = gouhook("check", SAMPLE / "submissions" / "clean.zip", cwd=tmp_path)
    assert done.returncode == 70
    assert "boom" not in done.stderr
    (log,) = tmp_path.glob("gouhook-*.log")
    assert "RuntimeError: boom" in log.read_text("utf-8")
    assert log.name in done.stderr
