"""Trials of the service: a process each, on either database; what ends them, and what is left."""

from __future__ import annotations

import hashlib
import io
import json
import os
import signal
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from gouhook_gis.report.reading import read_report
from gouhook_gis.service import records
from gouhook_gis.service.models import CheckRequest, ReportFile
from gouhook_gis.service.records import work
from gouhook_gis.service.settings import Settings
from tests.service.api.people import with_people
from tests.service.api.serving import PATIENCE_S, SAMPLE, Asked, in_thread
from tests.service.databases import address
from tests.service.processes import words_of
from tests.trial.samples import REFERENCE, checked

PARCEL = "new_construction/JX901"


@contextmanager
def serving(
    kind: str, folder: Path, request: pytest.FixtureRequest, **told: Any
) -> Iterator[tuple[Asked, str]]:
    """Give the API over a database of `kind`, and a run of violations.zip that succeeded."""
    with address(kind, folder, request) as url:
        secret = None if kind == "sqlite" else SecretStr(url)
        if kind != "sqlite":
            _registry(url)
        settings = Settings(data=folder / "data", database=secret, reference=REFERENCE, **told)
        with in_thread(settings) as asked:
            yield asked, recorded(asked, checked())


def _registry(url: str) -> None:
    """Make the tables of registered layers, which a deployed service has."""
    from gouhook_gis.reference.postgis import schema
    from gouhook_gis.reference.postgis.database import Database

    layers = Database(url)
    schema.upgrade(layers)
    layers.engine.dispose()


def recorded(asked: Asked, report: Path) -> str:
    """Record a run with a report as a worker would have left it."""
    here, data = asked.context, (SAMPLE / "submissions" / "violations.zip").read_bytes()
    incoming = here.files.incoming()
    incoming.write_bytes(data)
    sha256 = hashlib.sha256(data).hexdigest()
    here.files.keep(incoming, sha256)
    with here.database.changing() as session:
        kept, _ = records.add_submission(
            session, filename="violations.zip", sha256=sha256, size=len(data)
        )
        run = records.add_run(session, CheckRequest(profile="sichuan"), submission_id=kept.id)
        begun = work.begin(session, run.id, "test", 3)
        assert begun is not None
        folder = here.files.run(run.id)
        folder.mkdir()
        (folder / "report.json").write_bytes(report.read_bytes())
        found = read_report(report)
        outcome = work.Outcome(
            verdict=found.result.verdict,
            headline=found.result.headline,
            project_code=found.result.project_code,
            project_name=found.result.project_name,
            epsg=4523,
            result_sha256=found.provenance.result_sha256,
        )
        files = (ReportFile(name="report.json", size=report.stat().st_size, format="json"),)
        work.succeed(session, run.id, begun.attempt, outcome, files)
    return run.id


def begun(asked: Asked, run_id: str) -> str:
    """Begin a trial; return its id."""
    answer = asked.http.post(f"/api/v1/runs/{run_id}/trials")
    assert answer.status_code == 202, answer.text
    trial = answer.json()
    assert answer.headers["Location"] == f"/api/v1/trials/{trial['id']}"
    return str(trial["id"])


def ready(asked: Asked, trial_id: str) -> dict[str, Any]:
    """Return a trial once it is ready, or has failed."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        trial = asked.http.get(f"/api/v1/trials/{trial_id}").json()
        if trial["state"] != "starting":
            return dict(trial)
        assert time.monotonic() < deadline
        time.sleep(0.1)


def ask(asked: Asked, trial_id: str, what: str, **body: Any) -> httpx.Response:
    """Ask a trial something."""
    return asked.http.post(f"/api/v1/trials/{trial_id}/{what}", json=body)


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Return status and kind of a problem."""
    return answer.status_code, answer.json()["type"].removeprefix("urn:gouhook:problem:")


def left(asked: Asked) -> list[str]:
    """Return the folders of trials that are still there."""
    return [path.name for path in asked.context.files.tmp.iterdir()]


def test_a_trial_from_begin_to_end_and_after_a_crash(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """JX901 of 14 000 m² has 4000 m² on basic farmland: cut back, 10 000 m² remain."""
    with serving("sqlite", tmp_path, request) as (asked, run_id):
        trial = begun(asked, run_id)
        assert problem(ask(asked, trial, "outcome", edits=[])) == (409, "trial.starting")
        said = ready(asked, trial)
        assert (said["state"], said["message_zh"]) == ("ready", "")
        assert [one["slot"] for one in said["cuttable"]] == ["basic_farmland", "illegal_land"]

        filed = asked.http.get(f"/api/v1/trials/{trial}/parcels").json()["features"]
        assert len(filed) == 90
        same = [{"parcel_key": one["id"], "geometry": one["geometry"]} for one in filed]
        again = ask(asked, trial, "outcome", edits=[s for s in same if s["geometry"]]).json()
        assert again["rules"] == []

        cut = ask(asked, trial, "cut", parcel_key=PARCEL, slots=["basic_farmland"]).json()
        assert cut["before_m2"] == pytest.approx(14_000, rel=5e-4)  # scale of the zone's edge
        assert cut["after_m2"] / cut["before_m2"] == pytest.approx(10 / 14, abs=1e-6)
        edits = [{"parcel_key": PARCEL, "geometry": cut["geometry"]}]
        outcome = ask(asked, trial, "outcome", edits=edits).json()
        changed = [
            (one["code"], one["findings_before"], one["findings_after"]) for one in outcome["rules"]
        ]
        assert changed == [("ZJ-B01", 4, 3)]
        built = outcome["new_construction"]
        assert built["before_m2"] - built["after_m2"] == pytest.approx(cut["removed_m2"], abs=0.01)

        written = asked.http.post(f"/api/v1/trials/{trial}/parcels", json={"edits": edits})
        with zipfile.ZipFile(io.BytesIO(written.content)) as archive:
            suffixes = ("cpg", "dbf", "prj", "shp", "shx")
            assert sorted(archive.namelist()) == [f"JXDK.{suffix}" for suffix in suffixes]
        _what_cannot_be_meant_is_said(asked, trial)
        with asked.context.database.reading() as session:
            lines = [(line.act, line.data.get("format")) for line in records.acts(session, run_id)]
        assert lines == [
            ("parcels_downloaded", "shp"),
            ("parcels_downloaded", "as filed"),
            ("trial_begun", None),
        ]

        (pid,) = asked.context.trials.alive()
        os.kill(pid, signal.SIGKILL)
        assert problem(ask(asked, trial, "outcome", edits=[])) == (503, "trial.crashed")
        said = asked.http.get(f"/api/v1/trials/{trial}").json()
        assert said["state"] == "failed"
        assert "重新开始" in said["message_zh"]
        assert problem(ask(asked, trial, "outcome", edits=[])) == (409, "trial.failed")
        second = begun(asked, run_id)
        assert ready(asked, second)["state"] == "ready"
        assert ask(asked, second, "outcome", edits=[]).status_code == 200
        pids = asked.context.trials.alive()
        assert asked.http.delete(f"/api/v1/trials/{trial}").status_code == 204
        assert problem(ask(asked, trial, "outcome", edits=[])) == (410, "trial.over")
    assert not any(words_of(pid) for pid in pids)  # they end with the service
    assert left(asked) == []


def _what_cannot_be_meant_is_said(asked: Asked, trial: str) -> None:
    x, y = 35_634_000, 3_393_200
    ring = [[x, y], [x + 100, y + 100], [x + 100, y], [x, y + 100], [x, y]]
    bow = {"type": "Polygon", "coordinates": [ring]}
    crossed = ask(asked, trial, "outcome", edits=[{"parcel_key": PARCEL, "geometry": bow}])
    assert problem(crossed) == (422, "trial.invalid.self_intersection")
    assert "X 3393250.000，Y 35634050.000" in crossed.json()["detail"]
    point = {"type": "Point", "coordinates": [x, y]}
    told = ask(asked, trial, "outcome", edits=[{"parcel_key": PARCEL, "geometry": point}])
    assert problem(told) == (400, "trial.no_polygon")
    assert problem(ask(asked, trial, "outcome", edits=[{}])) == (400, "service.invalid")
    assert problem(ask(asked, trial, "parcels", edits=[])) == (400, "trial.nothing_to_write")
    assert problem(ask(asked, "none", "outcome", edits=[])) == (404, "trial.none")


@pytest.mark.postgis
def test_on_postgresql(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with serving("postgresql", tmp_path, request) as (asked, run_id):
        trial = begun(asked, run_id)
        assert ready(asked, trial)["state"] == "ready"
        cut = ask(asked, trial, "cut", parcel_key=PARCEL, slots=["basic_farmland"]).json()
        edits = [{"parcel_key": PARCEL, "geometry": cut["geometry"]}]
        outcome = ask(asked, trial, "outcome", edits=edits).json()
        assert [one["code"] for one in outcome["rules"]] == ["ZJ-B01"]


def test_limits_and_what_has_changed_since_the_check(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """One trial at a time, and two seconds of patience. The report says another result than the
    case has: the trial begins with that of now. With an edition that is gone there is none.
    """
    with serving("sqlite", tmp_path, request, trials=1, trial_idle_seconds=2) as (asked, run_id):
        path = asked.context.files.run(run_id) / "report.json"
        report = json.loads(path.read_text("utf-8"))
        report["provenance"]["result_sha256"] = "0" * 64
        path.write_text(json.dumps(report), "utf-8")
        first = begun(asked, run_id)
        busy = asked.http.post(f"/api/v1/runs/{run_id}/trials")
        assert problem(busy) == (503, "trial.full")
        said = ready(asked, first)
        assert said["state"] == "ready"
        assert said["message_zh"].startswith("规则、图层或软件在检查之后有变化")

        slot = next(s for s in report["result"]["slots"] if s["slot"] == "basic_farmland")
        slot["layer_id"] = "basic_farmland@1999"
        path.write_text(json.dumps(report), "utf-8")
        second = begun(asked, run_id)
        assert problem(asked.http.get(f"/api/v1/trials/{first}")) == (410, "trial.over")
        gone = ready(asked, second)
        assert gone["state"] == "failed"
        assert "1999" in gone["message_zh"]
        deadline = time.monotonic() + PATIENCE_S
        # Seldom enough to be no use of it.
        while (over := asked.http.get(f"/api/v1/trials/{second}")).status_code == 200:
            assert time.monotonic() < deadline
            time.sleep(4)
        assert problem(over) == (410, "trial.over")
        assert left(asked) == []
        assert asked.context.trials.alive() == []


def test_no_trial_without_a_report(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with serving("sqlite", tmp_path, request, trials=0) as (asked, run_id):
        off = asked.http.post(f"/api/v1/runs/{run_id}/trials")
        assert problem(off) == (409, "trial.switched_off")
        none = asked.http.post("/api/v1/runs/none/trials")
        assert problem(none) == (404, "service.no_run")
        run = asked.http.get(f"/api/v1/runs/{run_id}").json()
        asked.http.delete(f"/api/v1/submissions/{run['submission_id']}")
        gone = asked.http.post(f"/api/v1/runs/{run_id}/trials")
        assert problem(gone) == (410, "service.submission_gone")


def test_an_account_has_so_many_trials_and_nobody_else_sees_them(tmp_path: Path) -> None:
    """One each: while it is being made ready no other can be begun; once it is idle it gives way
    to the next one of its own account, and to nobody else's.
    """
    settings = Settings(data=tmp_path / "data", reference=REFERENCE, account_trials=1)
    with with_people(settings) as people:
        run_id = recorded(people.asked, checked())
        path = f"/api/v1/runs/{run_id}/trials"
        desk, admin = people.by_key("desk"), people.by_key("admin")
        first = desk.post(path).json()["id"]
        many = desk.post(path)
        assert problem(many) == (429, "trial.full_own")
        assert many.headers["Retry-After"] == "5"
        other = admin.post(path)
        assert other.status_code == 202
        assert problem(admin.get(f"/api/v1/trials/{first}")) == (404, "trial.none")
        assert ready(Asked(desk, people.asked.context), first)["state"] == "ready"
        assert desk.post(path).status_code == 202
        assert problem(desk.get(f"/api/v1/trials/{first}")) == (410, "trial.over")
        assert problem(admin.get(f"/api/v1/trials/{first}")) == (404, "trial.none")
        assert admin.get(f"/api/v1/trials/{other.json()['id']}").status_code == 200
