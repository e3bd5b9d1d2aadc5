"""A batch from its beginning to its files."""

from __future__ import annotations

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest

import pyogrio

from gouhook_gis import CheckOptions, check
from gouhook_gis.service import records
from gouhook_gis.service.batch_layer import layer_of
from gouhook_gis.service.batches import member_names
from gouhook_gis.service.models import CheckRequest
from gouhook_gis.service.settings import Settings
from gouhook_gis.service.trials.task import Lent, TrialTask
from gouhook_gis.service.trials.work import Work
from tests.service.api.serving import Asked, in_thread
from tests.service.batches.small import (
    BATCHES,
    SHARED_M2,
    archive,
    begun,
    done,
    handed_in,
    seen,
)

SQUARE = ((0.0, 0.0), (90.0, 0.0), (90.0, 90.0), (0.0, 90.0), (0.0, 0.0))
NAMES = ("甲.zip", "乙.zip", "丙.zip", "坏.zip", "甲.zip")


@pytest.fixture(scope="module")
def asked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asked]:
    """A service without workers."""
    with in_thread(Settings(data=tmp_path_factory.mktemp("batches") / "data")) as made:
        yield made


@pytest.fixture(scope="module")
def whole(asked: Asked) -> dict[str, Any]:
    """A batch that is done: P0 and P1 share ground, so do P1 and P2; one is no archive, the last is
    far away and has the name of the first.
    """
    contents = [archive(0), archive(1), archive(2), b"nothing", archive(40)]
    ids = [handed_in(asked.http, *one) for one in zip(NAMES, contents, strict=True)]
    batch = begun(asked.http, ids, profile="national")
    assert (batch["state"], batch["step"], batch["members"]) == ("queued", "collect", 5)
    assert batch["waiting"] == 5
    assert done(asked.context, 1) == ["collect"]
    now = seen(asked.http, batch)
    assert (now["state"], now["step"], now["waiting"], now["done"]) == ("running", "check", 5, 0)
    assert done(asked.context) == ["check"] * 5 + ["summarise"]
    return seen(asked.http, batch)


def members(asked: Asked, batch: dict[str, Any]) -> list[dict[str, Any]]:
    given = asked.http.get(f"{BATCHES}/{batch['id']}/members")
    assert given.status_code == 200
    return list(given.json()["items"])


def test_what_came_of_it(asked: Asked, whole: dict[str, Any]) -> None:
    assert (whole["state"], whole["step"], whole["error"]) == ("succeeded", None, None)
    counts = {name: whole[name] for name in ("members", "waiting", "running", "done", "failed")}
    assert counts == {"members": 5, "waiting": 0, "running": 0, "done": 5, "failed": 0}
    assert sum(whole["verdicts"].values()) == 5
    assert whole["verdicts"]["unreadable"] == 1
    found = members(asked, whole)
    assert [one["name"] for one in found] == ["甲", "乙", "丙", "坏", "甲-2"]
    assert [one["filename"] for one in found] == list(NAMES)
    assert all(one["run"]["batch_id"] == whole["id"] for one in found)
    listed = asked.http.get(BATCHES).json()
    assert [one["id"] for one in listed["items"]] == [whole["id"]]
    page = asked.http.get(f"{BATCHES}/{whole['id']}/members", params={"offset": 3, "limit": 1})
    assert [one["name"] for one in page.json()["items"]] == ["坏"]
    assert page.json()["total"] == 5


def test_the_same_ground_twice_is_in_the_summary_once(asked: Asked, whole: dict[str, Any]) -> None:
    summary = asked.http.get(f"{BATCHES}/{whole['id']}/summary").json()
    assert [row["name"] for row in summary["rows"]] == ["甲", "乙", "丙", "坏", "甲-2"]
    pairs = [
        (
            pair["first"]["project_code"],
            pair["second"]["project_code"],
            pair["first"]["member"],
            pair["second"]["member"],
            pair["area_m2"],
        )
        for pair in summary["doubles"]
    ]
    near = pytest.approx(SHARED_M2, rel=1e-3)
    assert pairs == [("P0", "P1", "甲", "乙", near), ("P1", "P2", "乙", "丙", near)]
    runs = {one["name"]: one["run"] for one in members(asked, whole)}
    told = {row["name"]: row["result_sha256"] for row in summary["rows"]}
    assert told == {name: run["result_sha256"] for name, run in runs.items()}
    shown = asked.http.get(f"{BATCHES}/{whole['id']}/page/summary.zh.json").json()
    assert {row["name"]: row["run"] for row in shown["rows"]} == {
        name: run["id"] for name, run in runs.items()
    }


def test_each_report_is_that_of_gouhook_check(
    asked: Asked, whole: dict[str, Any], tmp_path: Path
) -> None:
    """With the layer of the batch after `--reference`: to the byte of the result."""
    files = asked.context.files
    with asked.context.database.reading() as session:
        batch = records.batch(session, whole["id"])
    assert batch is not None and batch.collected is not None
    layer = files.run(batch.collected) / "filed_parcels"
    options = CheckOptions(profile="national", slots={"filed_parcels": "batch"})
    for one in members(asked, whole):
        with asked.context.database.reading() as session:
            kept = records.submission(session, one["submission_id"])
        assert kept is not None
        path = files.lend(kept.sha256, kept.filename, tmp_path / one["name"])
        alone = check(path, [str(layer)], options)
        assert alone.provenance.result_sha256 == one["run"]["result_sha256"], one["name"]


def test_the_files_can_be_opened(asked: Asked, whole: dict[str, Any], tmp_path: Path) -> None:
    there = {file["name"]: file["size"] for file in whole["files"]}
    assert set(there) == {
        "matrix.xlsx",
        "matrix.html",
        "findings.gpkg",
        "summary.json",
        "filed_parcels.gpkg",
    }
    taken = {}
    for name, size in there.items():
        given = asked.http.get(f"{BATCHES}/{whole['id']}/files/{name}")
        assert (given.status_code, len(given.content)) == (200, size)
        taken[name] = tmp_path / name
        taken[name].write_bytes(given.content)
    assert openpyxl.load_workbook(io.BytesIO(taken["matrix.xlsx"].read_bytes())).sheetnames
    assert json.loads(taken["summary.json"].read_text("utf-8"))["members"] == 5
    parcels = pyogrio.read_info(taken["filed_parcels.gpkg"])
    assert parcels["features"] == 4
    layers = {name for name, _ in pyogrio.list_layers(taken["findings.gpkg"])}
    assert "double_use" in layers


def test_what_a_batch_made_is_no_report_of_a_run(asked: Asked, whole: dict[str, Any]) -> None:
    """Else whoever may not read its files could take them home as a run's."""
    for run_id in (whole["collected"], whole["summed"]):
        for name in ("report.json", "report.gpkg", "page/report.zh.json", "features"):
            given = asked.http.get(f"/api/v1/runs/{run_id}/{name}")
            assert given.status_code == 409, name


def test_once_more_alone(asked: Asked, whole: dict[str, Any]) -> None:
    """A member that is checked again is of no batch, and its run says so."""
    first = members(asked, whole)[0]["run"]
    again = asked.http.post(f"/api/v1/runs/{first['id']}/rerun", json={}).json()
    assert (again["batch_id"], again["held"]) == (None, False)
    assert [one["id"] for one in again["notice_texts"]] == ["service.again_alone"]
    assert done(asked.context) == ["check"]
    after = asked.http.get(f"/api/v1/runs/{again['id']}").json()
    assert after["status"] == "succeeded"
    assert after["result_sha256"] != first["result_sha256"]


def test_a_trial_of_a_member_has_the_layer_of_its_batch(
    asked: Asked, whole: dict[str, Any], tmp_path: Path
) -> None:
    """Unedited it comes to what the run came to; moved off the other's ground it shares none."""
    first = members(asked, whole)[0]["run"]
    files, context = asked.context.files, asked.context
    with context.database.reading() as session:
        run = records.run(session, first["id"])
        kept = records.submission(session, first["submission_id"])
        assert run is not None and kept is not None
        layer = layer_of(session, files, run)
    request = run.request
    assert isinstance(request, CheckRequest)
    task = TrialTask(
        run_id=run.id,
        request=request,
        report=files.run(run.id) / "report.json",
        submission=Lent(sha256=kept.sha256, filename=kept.filename),
        layer=layer,
    )
    work = Work(context.settings, files, task, tmp_path)
    assert work.begin()["message"] is None
    ring = [[35_499_900.0 + x, 3_400_000.0 + y] for x, y in SQUARE]
    shape = {"type": "Polygon", "coordinates": [ring]}
    moved = {"parcel_key": "new_construction/JX0", "geometry": shape}
    after = work.answer({"outcome": [moved]})
    changes = {rule["code"]: (rule["before"], rule["after"]) for rule in after["rules"]}
    before, now = changes["P01"]
    assert before == "fail"
    assert now != "fail"


def test_names_of_members() -> None:
    """Without suffixes and what no file may be called, each once."""
    names = ["项目.zip", "项目.gpkg", "项目-2.zip", "a/b:c.zip", "项目.zip", ".zip"]
    assert list(member_names(names)) == ["项目", "项目-2", "项目-2-2", "b c", "项目-3", "zip"]
