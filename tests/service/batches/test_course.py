"""What a batch comes to that does not go straight on: cancelled, failed, killed, taken away."""

from __future__ import annotations

import shutil
from typing import Any

import pytest
from pydantic import SecretStr

from gouhook_gis.service import records
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.models import Task
from gouhook_gis.service.records import work
from gouhook_gis.service.records.batch_rows import cancel_batch, delete_batch
from gouhook_gis.service.retention import keep_house
from gouhook_gis.service.settings import Settings
from tests.service.api.serving import Asked, in_thread
from tests.service.batches.small import (
    BATCHES,
    archive,
    done,
    handed_in,
    next_run,
    runs,
    seen,
    two,
)
from tests.service.databases import SQLITE_FIRST, address


@pytest.fixture(scope="module", params=SQLITE_FIRST)
def asked(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A service without workers, on either database."""
    folder = tmp_path_factory.mktemp("course")
    with address(request.param, folder, request, layers=True) as url:
        secret = None if request.param == "sqlite" else SecretStr(url)
        with in_thread(Settings(data=folder / "data", database=secret)) as made:
            yield made


def lost(asked: Asked, task: Task) -> None:
    """Begin the next run, and have its worker die: somebody begins it anew."""
    run = next_run(asked.context)
    assert run is not None
    assert run.task is task
    with asked.context.database.changing() as session:
        again = work.begin_again(session, run.id, run.attempt, 9)
    assert again is not None
    assert again.attempt == 2
    with asked.context.database.changing() as session:
        assert work.release(session, run.id, 2)


def test_workers_die_and_nothing_is_lost(asked: Asked) -> None:
    """One at each step; each is done once, and a word of the dead one counts no more."""
    batch = two(asked.http)
    for task, rest in (
        (Task.COLLECT, ["collect"]),
        (Task.CHECK, ["check", "check"]),
        (Task.SUMMARISE, ["summarise"]),
    ):
        lost(asked, task)
        assert done(asked.context, len(rest)) == rest
    assert next_run(asked.context) is None
    after = seen(asked.http, batch)
    assert (after["state"], after["done"], after["failed"]) == ("succeeded", 2, 0)
    summary = asked.http.get(f"{BATCHES}/{batch['id']}/summary").json()
    assert [row["state"] for row in summary["rows"]] == ["done", "done"]


def test_one_that_fails_is_a_row_with_its_reason(asked: Asked) -> None:
    """And the rest go on: the bytes of one got lost."""
    batch = two(asked.http)
    first, second = runs(asked.http, batch)
    assert second["held"] is True
    with asked.context.database.reading() as session:
        kept = records.submission(session, first["submission_id"])
    assert kept is not None
    bytes_of = asked.context.files.upload(kept.sha256)
    away = bytes_of.with_name("away")
    bytes_of.rename(away)
    assert done(asked.context) == ["collect", "check", "check", "summarise"]
    away.rename(bytes_of)
    after = seen(asked.http, batch)
    assert (after["state"], after["done"], after["failed"]) == ("succeeded", 1, 1)
    rows = asked.http.get(f"{BATCHES}/{batch['id']}/summary").json()["rows"]
    assert [row["state"] for row in rows] == ["failed", "done"]
    assert rows[0]["reason"]["id"] == "service.upload_missing"
    assert rows[1]["result_sha256"] == runs(asked.http, batch)[1]["result_sha256"] is not None


def test_where_the_parcels_cannot_be_collected_nothing_is_checked(asked: Asked) -> None:
    """A slot that names an edition that is not there: the batch says so."""
    batch = two(asked.http, slots={"filed_parcels": "1999"})
    assert done(asked.context) == ["collect"]
    after = seen(asked.http, batch)
    assert (after["state"], after["step"], after["waiting"]) == ("failed", None, 0)
    assert after["error_text"]["zh"]
    assert "1999" in after["error_text"]["zh"]
    assert [run["status"] for run in runs(asked.http, batch)] == ["cancelled", "cancelled"]
    given = asked.http.get(f"{BATCHES}/{batch['id']}/summary")
    assert given.status_code == 409


def quotas(told: str) -> bytes:
    """A sheet with the quota of one county."""
    return f"行政区代码,名称,下达周转指标（公顷）\n510181,澄岭县,{told}\n".encode()


def test_the_sheet_of_quotas(asked: Asked) -> None:
    """Two squares of 1 ha with 0.1 ha in common are 1.9 ha, more than 1.5. A wrong sheet is said
    before anything is checked; while it is needed it stays.
    """
    told = {"facts": ["county_code=510181"]}
    wrong = handed_in(asked.http, "指标.csv", quotas("一些"), beside="true")
    batch = two(asked.http, quota_from=wrong, **told)
    assert asked.http.delete(f"/api/v1/submissions/{wrong}").status_code == 409
    assert done(asked.context) == ["collect"]
    assert "一些" in seen(asked.http, batch)["error_text"]["zh"]

    sheet = handed_in(asked.http, "指标.csv", quotas("1.5"), beside="true")
    batch = two(asked.http, quota_from=sheet, **told)
    assert done(asked.context) == ["collect", "check", "check", "summarise"]
    (county,) = asked.http.get(f"{BATCHES}/{batch['id']}/summary").json()["counties"]
    assert (county["code"], county["projects"], county["quota_m2"]) == ("510181", 2, 15_000.0)
    assert county["total_m2"] == pytest.approx(19_000.0, rel=1e-3)
    assert county["status"] == "fail"
    assert asked.http.delete(f"/api/v1/submissions/{sheet}").status_code == 204


def test_cancelled_it_goes_no_further(asked: Asked) -> None:
    """What is done stays; nothing is summed up. A second time there is nothing to cancel."""
    batch = two(asked.http)
    assert done(asked.context, 2) == ["collect", "check"]
    given = asked.http.post(f"{BATCHES}/{batch['id']}/cancel")
    assert given.status_code == 202
    after = given.json()
    assert (after["state"], after["cancel_requested"]) == ("cancelled", True)
    assert (after["done"], after["failed"], after["waiting"]) == (1, 1, 0)
    assert done(asked.context) == []
    again = asked.http.post(f"{BATCHES}/{batch['id']}/cancel")
    assert again.status_code == 409
    statuses = [run["status"] for run in runs(asked.http, batch)]
    assert statuses == ["succeeded", "cancelled"]


def test_cancelled_one_by_one_it_is_summed_up(asked: Asked) -> None:
    """Also where all of them were before their parcels were there."""
    batch = two(asked.http)
    for run in runs(asked.http, batch):
        given = asked.http.post(f"/api/v1/runs/{run['id']}/cancel")
        assert given.json()["status"] == "cancelled"
    assert seen(asked.http, batch)["step"] == "collect"
    assert done(asked.context) == ["collect", "summarise"]
    after = seen(asked.http, batch)
    assert (after["state"], after["failed"]) == ("succeeded", 2)
    rows = asked.http.get(f"{BATCHES}/{batch['id']}/summary").json()["rows"]
    assert {row["reason"]["id"] for row in rows} == {"service.member_cancelled"}


def test_single_checks_come_first(asked: Asked) -> None:
    """Whoever has one thing checked does not wait for a batch that was begun before."""
    batch = two(asked.http)
    alone = asked.upload(archive(7), "7.zip").json()
    assert alone["ahead"] == 0
    assert asked.http.get(f"/api/v1/runs/{alone['id']}").json()["ahead"] == 0
    run = next_run(asked.context)
    assert run is not None and run.id == alone["id"]
    with asked.context.database.changing() as session:
        assert work.release(session, run.id, run.attempt)
    assert done(asked.context) == ["check", "collect", "check", "check", "summarise"]
    assert seen(asked.http, batch)["state"] == "succeeded"


def test_what_is_read_cannot_be_taken_away(asked: Asked) -> None:
    """Nor can a batch that is under way; afterwards its results go, and a line in the audit stays.
    What whoever deleted it left behind goes when the house is kept.
    """
    batch = two(asked.http)
    member = runs(asked.http, batch)[0]
    for given in (
        asked.http.delete(f"/api/v1/submissions/{member['submission_id']}"),
        asked.http.delete(f"{BATCHES}/{batch['id']}"),
    ):
        assert given.status_code == 409
    done(asked.context)
    after = seen(asked.http, batch)
    files = asked.context.files
    folders = [files.run(run_id) for run_id in (member["id"], after["collected"], after["summed"])]
    assert all(folder.is_dir() for folder in folders)
    assert asked.http.delete(f"{BATCHES}/{batch['id']}").status_code == 204
    assert not any(folder.exists() for folder in folders)
    for path in ("", "/summary", "/members", "/files/matrix.xlsx"):
        assert asked.http.get(f"{BATCHES}/{batch['id']}{path}").status_code == 410
    assert asked.http.delete(f"{BATCHES}/{batch['id']}").status_code == 410
    listed = asked.http.get(BATCHES).json()["items"]
    assert batch["id"] not in [one["id"] for one in listed]
    assert asked.http.get(f"/api/v1/runs/{member['id']}/report.json").status_code == 410
    with asked.context.database.reading() as session:
        acts = [line.act for line in records.acts(session, batch["id"])]
    assert acts == [Deed.BATCH_DELETED, Deed.BATCH_BEGUN]

    other = two(asked.http)
    done(asked.context)
    summed = files.run(seen(asked.http, other)["summed"])
    with asked.context.database.changing() as session:
        assert delete_batch(session, other["id"], "tester")
    assert summed.is_dir()
    keep_house(asked.context.database, files, asked.context.settings, alone=False)
    assert not summed.exists()


def test_a_layer_that_is_gone_is_said(asked: Asked) -> None:
    """Retention took what was collected before a member was checked."""
    batch = two(asked.http)
    done(asked.context, 1)
    shutil.rmtree(asked.context.files.run(seen(asked.http, batch)["collected"]))
    done(asked.context)
    after = seen(asked.http, batch)
    assert (after["state"], after["failed"]) == ("failed", 2)
    assert after["error"]["id"] == "service.batch_layer_gone"


def test_a_cancel_that_dies_in_the_middle_is_done_again(asked: Asked) -> None:
    batch = two(asked.http)
    with asked.context.database.changing() as session:
        assert len(cancel_batch(session, batch["id"], "tester")) == 3
    assert asked.http.post(f"{BATCHES}/{batch['id']}/cancel").json()["state"] == "cancelled"
    assert done(asked.context) == []


@pytest.mark.parametrize(
    ("told", "status"),
    [
        ({"submissions": []}, 400),
        ({"submissions": ["twice", "twice"]}, 400),
        ({"submissions": ["nobody's"]}, 404),
        ({"submissions": ["nobody's"], "profile": "atlantis"}, 400),
        ({"submissions": ["nobody's"], "previous_run": "r"}, 400),
        ({"submissions": ["nobody's"], "name": ""}, 400),
    ],
)
def test_what_is_no_batch(asked: Asked, told: dict[str, Any], status: int) -> None:
    given = asked.http.post(BATCHES, json={"name": "一批", **told})
    assert given.status_code == status, given.text
