"""A batch as the desk runs it: its files, its equality with single checks, going on from where
it stopped.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from gouhook_gis.batch.command import everywhere
from gouhook_gis.batch.journal import Journal
from gouhook_gis.batch.members import members_in
from gouhook_gis.batch.place import Place, held
from gouhook_gis.batch.run import run_batch
from gouhook_gis.batch.work import Batch
from gouhook_gis.domain.batch import BatchSummary, MemberOutcome
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import Message
from gouhook_gis.pipeline import CheckOptions
from tests.support.batches import Here, farmland, small_batch, submission
from tests.support.commands import Done, gouhook

NAMES = ("丁", "丙", "乙", "坏", "甲")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of five submissions."""
    made = small_batch(tmp_path_factory.mktemp("batch") / "报送")
    farmland(layer_of(made))
    return made


def layer_of(folder: Path) -> Path:
    """Return the layer of basic farmland beside the folder, of which 丙 takes 10 m × 50 m."""
    return folder.parent / "YJJBNTTB_2024.gpkg"


@pytest.fixture(scope="module")
def finished(folder: Path) -> tuple[Path, Done]:
    """Run the command over them, with a child of its own, and return its folder of results."""
    out = folder.parent / "结果"
    words = ("--reference", f"basic_farmland={layer_of(folder)}", "--workers", "1")
    return out, gouhook("batch", folder, "--out", out, *words)


@pytest.fixture
def out(finished: tuple[Path, Done], tmp_path: Path) -> Path:
    """Return a copy of the finished results, to go on from."""
    return Path(shutil.copytree(finished[0], tmp_path / "结果"))


def lines(out: Path) -> list[MemberOutcome]:
    """Return the journal of a batch."""
    return Journal(Place(out).journal, MemberOutcome).read()


def sha256_of(out: Path) -> dict[str, str]:
    """Return the hash of the result of every member, from its report."""
    found = {}
    for name in NAMES:
        report = json.loads((out / name / "report.json").read_text("utf-8"))
        found[name] = report["provenance"]["result_sha256"]
    return found


class Silent:
    """Hears of a batch and says nothing."""

    def step(self, name: str, total: int = 0, done: int = 0) -> None:
        """Hear that a step begins."""

    def collected(self, name: str, reason: Message | None) -> None:
        """Hear that a member was read."""

    def checked(self, outcome: MemberOutcome) -> None:
        """Hear what came of a member."""


def beside(folder: Path, out: Path) -> Path:
    """Return a copy of the submissions, beside the same layer."""
    return Path(shutil.copytree(folder, folder.parent / out.parent.name))


def again(folder: Path, out: Path, **more: Any) -> tuple[BatchSummary, Here]:
    """Go on with a batch in this process."""
    found = members_in(folder, out)
    layers = (f"basic_farmland={layer_of(folder)}",)
    batch = Batch(found.members, layers, CheckOptions(), out, "zh", date.today())
    runner = Here()
    return run_batch(everywhere(replace(batch, **more)), runner, Silent()), runner


def test_a_batch_writes_a_folder_a_member_and_one_of_all(finished: tuple[Path, Done]) -> None:
    """The exit code is that of the worst, one that cannot be read; a line is printed for each."""
    out, done = finished
    assert done.returncode == 4, done.stderr
    assert "Traceback" not in done.stdout + done.stderr
    for name in NAMES:
        assert (out / name / "report.json").is_file()
        assert (out / name / "report.html").is_file()
        assert sum(f"] {name}  " in line for line in done.stdout.splitlines()) == 1
    assert "共 5 份：通过 0，不通过 3，资料不全 1，无法读取 1，未能检查 0" in done.stdout
    assert {path.name for path in out.iterdir()} == {
        *NAMES, ".batch", "filed_parcels",
        "matrix.xlsx", "matrix.html", "summary.json", "findings.gpkg",
    }  # fmt: skip
    assert list((out / ".batch" / "making").iterdir()) == []


def test_the_same_ground_offered_twice_is_one_pair_of_300_m2(finished: tuple[Path, Done]) -> None:
    """乙 lies on 10 m × 30 m of 甲; who offers no parcels is named."""
    summary = BatchSummary.model_validate_json((finished[0] / "summary.json").read_bytes())
    (pair,) = summary.doubles
    assert [(side.member, side.parcel_id) for side in (pair.first, pair.second)] == [
        ("甲", "CJ01"),
        ("乙", "CJ01"),
    ]
    assert pair.area_m2 == pytest.approx(300, abs=0.01)
    assert summary.filed is not None
    assert summary.filed.id == "filed.batch_alone"
    assert summary.filed.params == {"members": 4, "parcels": 8}
    assert [note.id for note in summary.notes] == ["filed.batch_unread"]
    assert summary.notes[0].params == {"count": 1, "names": ["坏"]}


def test_every_report_equals_that_of_a_single_check(
    finished: tuple[Path, Done], folder: Path, tmp_path: Path
) -> None:
    """Given the layer of the batch, as docs/batch.md has the command. A child that keeps layers
    open from member to member changes nothing.
    """
    out = finished[0]
    for name in NAMES:
        gouhook(
            *("check", folder / f"{name}.zip", "--out", tmp_path / name),
            *("--reference", f"basic_farmland={layer_of(folder)}"),
            *("--reference", out / "filed_parcels", "--slot", "filed_parcels=batch"),
        )
    assert sha256_of(tmp_path) == sha256_of(out)
    assert {line.name: line.result_sha256 for line in lines(out)} == sha256_of(out)


def test_what_is_finished_is_not_done_again(folder: Path, out: Path) -> None:
    """Nor read again; what all come to is written anew."""
    (out / "matrix.html").unlink()
    before = lines(out)
    summary, runner = again(folder, out)
    assert runner.did == []
    assert lines(out) == before
    assert (summary.members, summary.failed) == (5, 0)
    assert (out / "matrix.html").is_file()


def test_a_line_that_was_cut_off_counts_as_never_written(folder: Path, out: Path) -> None:
    """The member it was of is checked again, and the journal can be read from then on. So is one
    in whose place lies another report.
    """
    *kept, last = lines(out)
    journal = Place(out).journal
    journal.write_bytes(journal.read_bytes()[:-20])
    other, second = kept[0].name, kept[1].name
    shutil.copy(out / second / "report.json", out / other / "report.json")
    runner = again(folder, out)[1]
    assert sorted(runner.did) == sorted([("check", last.name), ("check", other)])
    names = [line.name for line in lines(out)]
    assert names[: len(kept)] == [line.name for line in kept]
    assert sorted(names[len(kept) :]) == sorted([last.name, other])


def test_a_member_whose_bytes_changed_is_checked_again_alone(folder: Path, out: Path) -> None:
    """As long as its parcels are what they were: the layer of all is the same then. The form that
    somebody completes by hand stays where it is.
    """
    changed = beside(folder, out)
    submission(
        changed / "丙.zip",
        "5109022024003",
        [(1000, 0, 100, 100)],
        [(1200, 0, 50, 50)],
        **{"说明.md": "改过"},
    )
    form = out / "丙" / "5109022024003_审查意见表_20240101.docx"
    form.write_bytes(b"completed")
    runner = again(changed, out)[1]
    assert runner.did == [("collect", "丙"), ("check", "丙")]
    assert form.read_bytes() == b"completed"
    assert (out / "丙" / "report.json").is_file()
    # What is there now is of the changed one, whatever an earlier line says.
    assert again(folder, out)[1].did == [("collect", "丙"), ("check", "丙")]


def test_another_member_means_another_layer_for_all(folder: Path, out: Path) -> None:
    """戊 lies on 5 m × 100 m of 丁: nothing is read twice, and all are checked."""
    more = beside(folder, out)
    submission(more / "戊.zip", "5109022024005", [(2095, 0, 100, 100)], [(2400, 0, 50, 50)])
    summary, runner = again(more, out)
    assert runner.did[0] == ("collect", "戊")
    assert runner.did[1:] == [("check", name) for name in ("丁", "丙", "乙", "坏", "戊", "甲")]
    assert sorted((one.first.member, one.second.member) for one in summary.doubles) == [
        ("丁", "戊"),
        ("甲", "乙"),
    ]
    assert sorted(round(one.area_m2) for one in summary.doubles) == [300, 500]


def test_a_member_that_cannot_be_meant_is_a_row_with_its_reason(folder: Path, out: Path) -> None:
    """Its earlier report is taken away, and it is tried again the next time."""
    (member,) = (one for one in members_in(folder, out).members if one.name == "丁")
    wrong = replace(member, said=member.said.model_copy(update={"facts_file": Path("无.json")}))
    others = tuple(one for one in members_in(folder, out).members if one.name != "丁")
    summary, runner = again(folder, out, members=(*others, wrong))
    assert runner.did[0] == ("collect", "丁")
    row = next(row for row in summary.rows if row.name == "丁")
    assert row.reason is not None
    assert row.reason.id == "intake.usage.facts_missing"
    assert summary.failed == 1
    assert not (out / "丁" / "report.json").exists()
    assert again(folder, out, members=(*others, wrong))[1].did == [("collect", "丁")]


def test_two_batches_do_not_write_to_one_folder(folder: Path, out: Path) -> None:
    """The second is told so at once."""
    with held(Place(out)), pytest.raises(UsageError) as told:
        again(folder, out)
    assert told.value.message.id == "batch.busy"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_a_killed_batch_goes_on_where_it_stopped(
    finished: tuple[Path, Done], folder: Path, tmp_path: Path
) -> None:
    """kill -9 after the first result: what is finished is not repeated, and all comes out equal."""
    out = tmp_path / "结果"
    words = ["batch", str(folder), "--out", str(out), "--workers", "1"]
    words += ["--reference", f"basic_farmland={layer_of(folder)}"]
    running = subprocess.Popen(
        [sys.executable, "-m", "gouhook_gis", *words], stdout=subprocess.DEVNULL
    )
    deadline = time.monotonic() + 300
    while not lines(out) and time.monotonic() < deadline:
        time.sleep(0.01)
    running.send_signal(signal.SIGKILL)
    running.wait(60)
    before = lines(out)
    assert 0 < len(before) < len(NAMES)
    there = {path.name for path in out.iterdir() if path.name in NAMES}
    assert all((out / name / "report.html").is_file() for name in there)
    summary, runner = again(folder, out)
    assert lines(out)[: len(before)] == before
    done = [line.name for line in before]
    assert [name for task, name in runner.did if task == "check"] == [
        name for name in NAMES if name not in done
    ]
    assert summary.members == 5
    assert sha256_of(out) == sha256_of(finished[0])
