"""`gouhook compare` and `gouhook verify` as a desk meets them: exit codes, files, words."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from gouhook_gis.cli.app import app
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.report import Report
from gouhook_gis.report.json_file import json_text
from tests.comparison.versions import FARMLAND, A, B, report

MOVED = (270.0, 0.0, 370.0, 100.0)


def written(folder: Path, name: str, item: Report) -> str:
    path = folder / name
    path.write_text(json_text(item), "utf-8")
    return str(path)


@pytest.mark.parametrize("name", ["compare", "verify"])
def test_every_word_of_a_command_is_explained(name: str) -> None:
    command = typer.main.get_command(app)
    assert isinstance(command, typer.core.TyperGroup)
    texts = {p.name: str(getattr(p, "help", None) or "") for p in command.commands[name].params}
    assert [n for n, said in texts.items() if not re.search(r"[\u4e00-\u9fff]", said)] == []


@pytest.mark.parametrize(
    ("after", "code"),
    [
        (report(FARMLAND, JX1=A, JX3=(410, 0, 470, 100)), 1),  # JX3 is new
        (report(FARMLAND, JX1=A, JX2=MOVED), 3),  # JX1 is still there
        (report(FARMLAND, JX1=(-50, 0, 50, 100), JX2=MOVED), 0),  # both were mended
    ],
    ids=["new", "still", "fixed"],
)
def test_the_exit_code_says_whether_anything_is_open(
    tmp_path: Path, after: Report, code: int
) -> None:
    before = written(tmp_path, "a.json", report(FARMLAND, JX1=A, JX2=B))
    done = CliRunner().invoke(app, ["compare", before, written(tmp_path, "b.json", after)])
    assert done.exit_code == code, done.output
    assert "已解决" in done.output


def test_json_and_page(tmp_path: Path) -> None:
    before = written(tmp_path, "a.json", report(FARMLAND, JX1=A, JX2=B))
    after = written(tmp_path, "b.json", report(FARMLAND, JX1=A, JX2=MOVED))
    out = tmp_path / "out"
    (tmp_path / "out").mkdir()
    (out / "report.json").write_text("another report", "utf-8")
    words = ["compare", before, after, "--format", "json", "--out", str(out), "--lang", "en"]
    done = CliRunner().invoke(app, words)
    found = json.loads(done.output)
    assert found["format"] == "gouhook-comparison/1"
    assert [f["fate"] for f in found["findings"]] == ["still", "fixed"]
    assert json.loads((out / "compare.json").read_text("utf-8")) == found
    assert "Still there" in (out / "compare.html").read_text("utf-8")
    assert (out / "report.json").read_text("utf-8") == "another report"


def test_a_file_that_is_no_report_is_wrong_use(tmp_path: Path) -> None:
    good = written(tmp_path, "a.json", report(FARMLAND, JX1=A))
    bad = tmp_path / "b.json"
    bad.write_text("{}", "utf-8")
    done = CliRunner().invoke(app, ["compare", good, str(bad)])
    assert isinstance(done.exception, UsageError)
    assert done.exception.message.id == "verify.no_report"


def test_an_altered_report_is_not_equal(tmp_path: Path) -> None:
    """Nothing is run, so the submission is not even opened."""
    path = Path(written(tmp_path, "a.json", report(FARMLAND, JX1=A)))
    text = path.read_text("utf-8").replace('"status":"fail"', '"status":"pass"', 1)
    path.write_text(text, "utf-8")
    done = CliRunner().invoke(app, ["verify", str(path), "--submission", str(path)])
    assert done.exit_code == 1
    assert "没有重算" in done.output
