"""One attempt at a run, in this process: what it records when it goes well and when it does not."""

from __future__ import annotations

import hashlib
import io
import json
import logging
import os
import tempfile
import threading
import time
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import update

import pyogrio

from gouhook_gis.domain.words import Verdict
from gouhook_gis.reference.postgis.database import database as layer_database
from gouhook_gis.service import logs, records
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.database.tables import RunTable
from gouhook_gis.service.files import Files
from gouhook_gis.service.models import (
    CheckRequest,
    RegisterRequest,
    Request,
    RetireRequest,
    Run,
    RunStatus,
    Task,
)
from gouhook_gis.service.records import work
from gouhook_gis.service.retention import forget_submission
from gouhook_gis.service.runs.attend import attend
from gouhook_gis.service.runs.execute import execute
from gouhook_gis.service.runs.worker import Answer, Worker
from gouhook_gis.service.settings import Settings
from tests.service.databases import KINDS, address, opened
from tests.support.catalogues import SAMPLE

REFERENCE = SAMPLE / "reference"
CLEAN = (SAMPLE / "submissions" / "clean.zip").read_bytes()
VILLAGES = RegisterRequest(kind="villages", edition="2024", source="澄岭县自然资源局")


@dataclass
class Desk:
    """A database and a data folder, and runs done here and now."""

    settings: Settings
    database: Database
    files: Files

    def ask(self, request: Request, task: Task, data: bytes | None, name: str = "x.zip") -> Run:
        """Ask for a run."""
        with self.database.changing() as session:
            kept = None
            if data is not None:
                sha256 = hashlib.sha256(data).hexdigest()
                self.files.upload(sha256).write_bytes(data)
                kept, _ = records.add_submission(
                    session, filename=name, sha256=sha256, size=len(data)
                )
            return records.add_run(
                session, request, task=task, submission_id=kept.id if kept else None
            )

    def begin(self, run: Run) -> Run:
        """Begin it."""
        with self.database.changing() as session:
            begun = work.begin(session, run.id, "tester", 9)
        assert begun is not None
        return begun

    def do(self, run: Run) -> Run:
        """Begin it and do it; nothing of the attempt is left."""
        begun = self.begin(run)
        before = (os.environ.get("TMPDIR"), tempfile.gettempdir())
        assert execute(self.database, self.files, self.settings, run.id, begun.attempt)
        assert (os.environ.get("TMPDIR"), tempfile.gettempdir()) == before
        assert [*self.files.tmp.iterdir()] == []
        return self.now(run)

    def now(self, run: Run) -> Run:
        """Return it as it is."""
        with self.database.reading() as session:
            found = records.run(session, run.id)
        assert found is not None
        return found

    def check(self, data: bytes = CLEAN, **said: object) -> Run:
        """Check a submission with the profile of the sample."""
        request = CheckRequest.model_validate({"profile": "sichuan", **said})
        return self.do(self.ask(request, Task.CHECK, data))


@pytest.fixture(params=KINDS)
def desk(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Desk]:
    """A desk whose layers are in a folder (SQLite) or in the database; files may come from one."""
    with (
        address(request.param, tmp_path, request, layers=True) as url,
        opened(url) as database,
    ):
        deployed = request.param != "sqlite"
        settings = Settings(
            data=tmp_path / "data",
            database=SecretStr(url) if deployed else None,
            layers_folder=REFERENCE,
        )
        yield Desk(settings, database, Files(settings.data))
        if deployed:
            layer_database(url).engine.dispose()


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Desk]:
    """One on SQLite, with the layers of the sample county."""
    settings = Settings(data=tmp_path / "data", reference=(str(REFERENCE),))
    with opened(settings.url) as database:
        yield Desk(settings, database, Files(settings.data))


def shapefile(stem: str) -> bytes:
    """A layer of the sample as it is uploaded."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for path in sorted(REFERENCE.glob(f"{stem}.*")):
            archive.write(path, path.name)
    return packed.getvalue()


def test_registering_using_and_retiring_a_layer(desk: Desk) -> None:
    """By upload and by a path of the server; a check takes it, and is listed as its user."""
    asked = desk.ask(VILLAGES, Task.REGISTER, shapefile("CJDCQ_2024"), "CJDCQ_2024.zip")
    added = desk.do(asked)
    assert (added.status, added.error) == (RunStatus.SUCCEEDED, None)
    with desk.database.reading() as session:
        held = records.layer(session, "villages", "2024")
    assert held is not None
    count = pyogrio.read_info(REFERENCE / "CJDCQ_2024.shp")["features"]
    assert (held.records, held.retired, held.used_by) == (count, False, 0)
    assert held.extent_crs84 is not None
    assert 100 < held.extent_crs84[0] < 110

    again = desk.do(desk.ask(VILLAGES, Task.REGISTER, shapefile("CJDCQ_2024"), "CJDCQ_2024.zip"))
    assert (again.status, again.error_id) == (RunStatus.FAILED, None)
    assert again.error is not None
    assert again.error.id == "reference.edition_twice"
    assert "/" not in json.dumps(again.error.params)

    by_path = VILLAGES.model_copy(
        update={"edition": "2023", "path": str(REFERENCE / "CJDCQ_2023.shp")}
    )
    assert desk.do(desk.ask(by_path, Task.REGISTER, None)).status is RunStatus.SUCCEEDED
    outside = VILLAGES.model_copy(
        update={"edition": "1", "path": f"{REFERENCE}/../submissions/clean.zip"}
    )
    refused = desk.do(desk.ask(outside, Task.REGISTER, None))
    assert refused.error is not None
    assert refused.error.id == "service.path_outside"

    checked = desk.check(slots={"villages": "2024"})
    assert checked.status is RunStatus.SUCCEEDED
    with desk.database.reading() as session:
        users, total = records.users_of(session, "villages@2024")
    assert ([user.id for user in users], total) == ([checked.id], 1)

    retired = desk.do(desk.ask(RetireRequest(layer_id="villages@2024"), Task.RETIRE, None))
    assert retired.status is RunStatus.SUCCEEDED
    with desk.database.reading() as session:
        state = {row.layer_id: (row.retired, row.used_by) for row in records.layers(session)}
        acts = [line.act for line in records.acts(session, "villages@2024")]
    assert state == {"villages@2023": (False, 0), "villages@2024": (True, 1)}
    assert acts == ["layer_retired", "layer_registered"]


def test_an_upload_to_register_that_eats_memory_is_stopped(
    local: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is read in a child under the limits of any upload; the run says which it passed."""
    monkeypatch.setenv("GOUHOOK_LIMIT_MEMORY_BYTES", str(512 * 2**20))
    ring = ",".join(f"[{i},{i}]" for i in range(2_000_000))
    bomb = (
        '{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},'
        f'"geometry":{{"type":"Polygon","coordinates":[[{ring}]]}}}}]}}'
    )
    run = local.do(local.ask(VILLAGES, Task.REGISTER, bomb.encode(), "CJDCQ.geojson"))
    assert run.status is RunStatus.FAILED
    assert run.error is not None
    assert run.error.id == "reference.unreadable"
    assert "512 MiB" in str(run.error.params["detail"])


def test_registering_that_died_before_it_said_so_is_done(desk: Desk) -> None:
    """The second attempt finds the edition of the first."""
    run = desk.ask(VILLAGES, Task.REGISTER, shapefile("CJDCQ_2024"), "CJDCQ_2024.zip")
    begun = desk.begin(run)
    assert execute(desk.database, desk.files, desk.settings, run.id, begun.attempt)
    with desk.database.changing() as session:  # as if the last transaction had not been
        waiting = {"status": "queued", "finished": None}
        session.execute(update(RunTable).where(RunTable.id == run.id).values(**waiting))
    assert desk.do(run).status is RunStatus.SUCCEEDED


def test_our_own_failure_has_an_id_that_is_in_the_log(
    local: Desk, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """And the user sees no more than the id."""
    root = logging.getLogger()  # as it was when the test is over
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    run = local.ask(CheckRequest(), Task.CHECK, CLEAN)
    with local.database.changing() as session:
        broken = update(RunTable).where(RunTable.id == run.id).values(options={"no": "option"})
        session.execute(broken)
    logs.configure(local.files.logs)
    failed = local.do(run)
    assert failed.status is RunStatus.FAILED
    assert failed.error is not None
    assert failed.error.id == "service.run_failed"
    assert failed.error.params == {"incident": failed.error_id}
    (file,) = local.files.logs.iterdir()
    lines = [json.loads(line) for line in file.read_text("utf-8").splitlines()]
    (said,) = [line for line in lines if line.get("incident")]
    assert (said["incident"], said["run"], said["level"]) == (failed.error_id, run.id, "error")
    assert said["error"]["class"] == "ValidationError"
    assert said["error"]["frames"][0].startswith("execute.py:")
    assert capsys.readouterr().err.splitlines() == file.read_text("utf-8").splitlines()


def test_cancel_is_honoured_while_it_runs(local: Desk) -> None:
    """Asked for after the first step: nothing is written, nothing is left."""
    run = local.begin(local.ask(CheckRequest(profile="sichuan"), Task.CHECK, CLEAN))

    def cancel() -> None:
        while local.now(run).step is None:
            time.sleep(0.005)
        with local.database.changing() as session:
            records.request_cancel(session, run.id)

    thread = threading.Thread(target=cancel)
    thread.start()
    assert execute(local.database, local.files, local.settings, run.id, run.attempt)
    thread.join()
    ended = local.now(run)
    assert (ended.status, ended.verdict, ended.files) == (RunStatus.CANCELLED, None, ())
    assert [*local.files.tmp.iterdir()] == []
    assert [*local.files.runs.iterdir()] == []


def test_an_attempt_that_is_not_the_newest_does_nothing(local: Desk) -> None:
    """Nor does a run that is not there."""
    run = local.begin(local.ask(CheckRequest(profile="sichuan"), Task.CHECK, CLEAN))
    local.begin(run)
    assert execute(local.database, local.files, local.settings, run.id, run.attempt)
    assert execute(local.database, local.files, local.settings, "nothing", 1)
    assert local.now(run).status is RunStatus.RUNNING


def test_files_of_a_lost_attempt_give_way(local: Desk) -> None:
    """It died between the rename and the last word."""
    run = local.ask(CheckRequest(profile="sichuan"), Task.CHECK, CLEAN)
    local.files.run(run.id).mkdir()
    (local.files.run(run.id) / "report.json").write_text("half", "utf-8")
    begun = local.begin(run)
    assert execute(local.database, local.files, local.settings, run.id, begun.attempt)
    report = json.loads((local.files.run(run.id) / "report.json").read_text("utf-8"))
    assert report["result"]["verdict"] == "pass"
    local.files.sweep(list, alone=True)
    assert [*local.files.tmp.iterdir()] == []


def test_unreadable_is_a_verdict_and_a_wrong_request_is_none(local: Desk) -> None:
    """A submission of nonsense was examined; one that is gone, or a run that never was, not."""
    nonsense = local.check(b"nonsense")
    assert (nonsense.status, nonsense.verdict) == (RunStatus.SUCCEEDED, Verdict.UNREADABLE)
    assert nonsense.epsg is None
    no_earlier = local.check(previous_run="0" * 32)
    assert no_earlier.error is not None
    assert no_earlier.error.id == "service.previous_missing"
    gone = local.ask(CheckRequest(), Task.CHECK, b"other", "项目.zip")
    with local.database.changing() as session:
        session.execute(update(RunTable).where(RunTable.id == gone.id).values(status="succeeded"))
    assert gone.submission_id is not None
    assert forget_submission(local.database, local.files, gone.submission_id)
    with local.database.changing() as session:
        again = records.add_run(session, CheckRequest(), submission_id=gone.submission_id)
    refused = local.do(again)
    assert refused.error is not None
    assert (refused.error.id, refused.error.params) == (
        "service.upload_missing",
        {"filename": "项目.zip"},
    )


def test_the_earlier_version_is_that_of_a_run(local: Desk) -> None:
    """Its submission is compared with; the same one twice has no parcel that came or went."""
    first = local.check()
    second = local.check(previous_run=first.id, stage="adjustment")
    assert second.status is RunStatus.SUCCEEDED
    report = json.loads((local.files.run(second.id) / "report.json").read_text("utf-8"))
    assert report["provenance"]["previous"]["name"] == "x.zip"
    assert report["result"]["stage"] == "adjustment"


def test_names_that_came_with_an_upload_reach_no_other_folder(local: Desk) -> None:
    """Only the last part of the name is used."""
    run = local.ask(CheckRequest(profile="sichuan"), Task.CHECK, CLEAN, "../..\\..\\evil.zip")
    ended = local.do(run)
    assert ended.verdict is Verdict.PASS
    report = json.loads((local.files.run(run.id) / "report.json").read_text("utf-8"))
    assert report["provenance"]["submission"] == "evil.zip"
    assert not (local.files.root.parent / "evil.zip").exists()


def test_a_run_beyond_its_time_fails_and_its_worker_ends(local: Desk) -> None:
    """At once, and not a second time: it would take as long again."""
    run = local.begin(local.ask(CheckRequest(profile="sichuan"), Task.CHECK, CLEAN))
    short = local.settings.model_copy(update={"run_seconds": 1})  # loading alone takes longer
    worker = Worker(short)
    attend(local.database, local.files, short, worker, run, lambda: False)
    ended = local.now(run)
    assert (ended.status, ended.attempt) == (RunStatus.FAILED, 1)
    assert ended.error is not None
    assert (ended.error.id, ended.error.params) == ("service.too_long", {"seconds": 1})
    assert worker.pid is None
    assert [*local.files.tmp.iterdir()] == []
    worker.stop()
    assert worker.do(run.id, 2, 1.0) is Answer.DIED
