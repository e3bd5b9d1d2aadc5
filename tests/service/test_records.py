"""What the records promise: one end, by the newest attempt; idempotent uploads; an audit."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Severity, Status, Verdict
from gouhook_gis.service import records
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.database.tables import RunTable
from gouhook_gis.service.files import Files
from gouhook_gis.service.models import CheckRequest, FindingRow, LayerRow, Run, RunStatus
from gouhook_gis.service.records import work
from gouhook_gis.service.records.layers import mirror
from gouhook_gis.service.records.submissions import still_needed
from gouhook_gis.service.retention import forget_submission, keep_house
from gouhook_gis.service.settings import Settings
from tests.service.databases import KINDS, address, opened

SHA = "a" * 64
ATTEMPTS = 3


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with our tables."""
    with address(request.param, tmp_path, request, tables=True) as url, opened(url) as made:
        yield made


def asked(database: Database, key: str | None = None, sha256: str = SHA) -> Run:
    """A run of a new submission, waiting."""
    with database.changing() as session:
        kept, _ = records.add_submission(
            session, filename="项目.zip", sha256=sha256, size=3, key=key
        )
        return records.add_run(session, CheckRequest(), submission_id=kept.id)


def begun(database: Database, run_id: str) -> Run | None:
    """The run begun by a worker."""
    with database.changing() as session:
        return work.begin(session, run_id, "tester", ATTEMPTS)


def found(run_id: str, ordinal: int, x: float) -> FindingRow:
    """A finding whose box is a square of one unit, and of one degree, at (x, x)."""
    box = (x, x, x + 1, x + 1)
    return FindingRow(
        run_id=run_id,
        ordinal=ordinal,
        fingerprint=f"f{ordinal}",
        rule="G01",
        status=Status.FAIL,
        severity=Severity.ERROR,
        parcel_ids=("甲", "甲", "乙"),
        message=message("F01.killed", file="x"),
        geometry={"type": "Point", "coordinates": [x, x]},
        bbox=box,
        bbox_crs84=box,
    )


def now(database: Database, run_id: str) -> Run:
    """The run as it is."""
    with database.reading() as session:
        run = records.run(session, run_id)
    assert run is not None
    return run


def test_only_the_newest_attempt_may_finish(database: Database) -> None:
    """One that was taken for dead says nothing any more; what it found is not recorded."""
    run = asked(database)
    first = begun(database, run.id)
    second = begun(database, run.id)
    assert first is not None
    assert second is not None
    assert (first.attempt, second.attempt) == (1, 2)
    outcome = work.Outcome(verdict=Verdict.PASS, findings=(found(run.id, 1, 0),))
    with database.changing() as session:
        assert work.follow(session, run.id, 1, step="check") is work.Word.LOST
        assert not work.succeed(session, run.id, 1, outcome, ())
        assert not work.fail(session, run.id, 1, message("service.gave_up", times=1))
        assert not work.cancelled(session, run.id, 1)
        assert not work.release(session, run.id, 1)
    assert now(database, run.id).status is RunStatus.RUNNING
    with database.changing() as session:
        assert work.follow(session, run.id, 2, rule="G01", done=1, total=2) is work.Word.GO
        assert work.succeed(session, run.id, 2, outcome, ())
        assert not work.succeed(session, run.id, 2, outcome, ())
    ended = now(database, run.id)
    assert (ended.status, ended.findings, ended.rules_done) == (RunStatus.SUCCEEDED, 1, 2)
    assert begun(database, run.id) is None
    with database.reading() as session:
        kinds = [event.kind for event in records.events_after(session, run.id)]
        later = [event.seq for event in records.events_after(session, run.id, seq=3)]
    assert kinds == ["queued", "started", "started", "rule", "succeeded"]
    assert later == [4, 5]


def test_a_run_that_kills_its_worker_is_given_up(database: Database) -> None:
    """At the third death, with an id; an interruption in good order is no death."""
    run = asked(database)
    for attempt in (1, 2, 3):
        again = begun(database, run.id)
        assert again is not None
        assert again.attempt == attempt
        if attempt == 1:
            with database.changing() as session:
                assert work.release(session, run.id, 1)
            assert now(database, run.id).status is RunStatus.QUEUED
    with database.changing() as session:
        assert work.take_back(session) == 1  # the second death: the service's own
    assert begun(database, run.id) is not None
    assert begun(database, run.id) is None
    ended = now(database, run.id)
    assert ended.status is RunStatus.FAILED
    assert ended.error == message("service.gave_up", times=3)
    assert ended.error_id is not None
    assert len(ended.error_id) == 12


def test_cancelling(database: Database) -> None:
    """At once while it waits; by the next word while it runs; never after its end."""
    waiting, running = asked(database), asked(database)
    begun(database, running.id)
    with database.changing() as session:
        cancelled = records.request_cancel(session, waiting.id)
        assert cancelled is not None
        assert cancelled.status is RunStatus.CANCELLED
        still = records.request_cancel(session, running.id)
        assert still is not None
        assert (still.status, still.cancel_requested) == (RunStatus.RUNNING, True)
        assert records.request_cancel(session, "nothing") is None
    assert begun(database, waiting.id) is None
    with database.changing() as session:
        assert work.may_finish(session, running.id, 1) is work.Word.CANCEL
        assert work.cancelled(session, running.id, 1)
        after = records.request_cancel(session, running.id)
        assert after is not None
        assert after.status is RunStatus.CANCELLED
    dead = asked(database)
    begun(database, dead.id)
    with database.changing() as session:
        records.request_cancel(session, dead.id)
        assert work.begin_again(session, dead.id, 1, ATTEMPTS) is None
    assert now(database, dead.id).status is RunStatus.CANCELLED


def test_a_key_gives_the_first_upload_again(database: Database) -> None:
    """Whatever was sent the second time; without a key every upload is one of its own."""
    first = asked(database, key="k")
    with database.changing() as session:
        again, new = records.add_submission(
            session, filename="其他.zip", sha256="b" * 64, size=9, key="k"
        )
        assert (again.id, again.sha256, new) == (first.submission_id, SHA, False)
        earliest = records.first_run(session, again.id)
        assert earliest is not None
        assert earliest.id == first.id
    assert asked(database).submission_id != asked(database).submission_id


def test_findings_by_box_and_page(database: Database) -> None:
    """Boxes that touch count; a box across 180° holds what lies in either half."""
    run = asked(database)
    begun(database, run.id)
    rows = tuple(found(run.id, number, 10.0 * number) for number in (1, 2, 3))
    with database.changing() as session:
        work.succeed(session, run.id, 1, work.Outcome(findings=rows), ())
    with database.reading() as session:

        def ordinals(**asked: object) -> list[int]:
            page, total = records.findings(session, run.id, **asked)  # type: ignore[arg-type]
            assert total == len(page)
            return [row.ordinal for row in page]

        assert ordinals(bbox=(11, 11, 20, 20)) == [1, 2]  # both touch
        assert ordinals(bbox=(11.001, 11, 19.999, 20)) == []
        assert ordinals(bbox=(30.5, 0, 10.5, 90)) == [1, 3]
        assert ordinals(bbox=(30.5, 0, 10.5, 90), crs84=False) == []
        assert ordinals(parcel="乙") == [1, 2, 3]
        assert ordinals(parcel="丙") == []
        assert records.finding(session, run.id, 2) == rows[1]
        assert records.finding(session, run.id, 4) is None
        assert records.extent(session, run.id) == (10, 10, 31, 31)


def test_retention_takes_bytes_and_results_and_keeps_the_audit(
    database: Database, tmp_path: Path
) -> None:
    """On the day after the last one; bytes that another upload has stay; work in hand stays."""
    files, moment = Files(tmp_path / "data"), datetime.now(UTC)
    for sha256 in (SHA, "b" * 64):
        files.upload(sha256).write_bytes(b"zip")
    old, twin, working = asked(database), asked(database), asked(database, sha256="b" * 64)
    for run in (old, twin):
        begun(database, run.id)
        with database.changing() as session:
            outcome = work.Outcome(verdict=Verdict.FAIL, findings=(found(run.id, 1, 0),))
            work.succeed(session, run.id, 1, outcome, ())
        files.run(run.id).mkdir()
    (files.logs / "2020-01-01.jsonl").write_text("{}\n", "utf-8")
    assert old.submission_id is not None
    assert twin.submission_id is not None
    assert working.submission_id is not None

    assert forget_submission(database, files, old.submission_id, actor="local")
    assert not forget_submission(database, files, old.submission_id)
    assert files.upload(SHA).exists()  # the twin has the same bytes

    def house(days: float) -> None:
        settings = Settings(data=files.root, keep_submissions_days=30, keep_results_days=30)
        later = moment + timedelta(days=days)
        keep_house(database, files, settings, alone=True, now=later)

    house(29.9)
    assert files.run(twin.id).exists()
    assert not (files.logs / "2020-01-01.jsonl").exists()
    house(30.1)
    assert not files.run(twin.id).exists()
    assert not files.upload(SHA).exists()
    assert files.upload("b" * 64).exists()
    gone = now(database, twin.id)
    assert (gone.verdict, gone.findings, gone.deleted is None) == (Verdict.FAIL, 1, False)
    with database.reading() as session:
        assert records.findings(session, twin.id) == ([], 0)
        assert records.events_after(session, twin.id) == []
        (line,) = records.acts(session, twin.id)
        assert (line.act, line.actor, line.data["verdict"]) == (
            "results_deleted",
            "retention",
            "fail",
        )
        (line,) = records.acts(session, old.submission_id)
        assert (line.act, line.actor, line.data["sha256"]) == ("submission_deleted", "local", SHA)
        assert records.acts(session, working.submission_id) == []
        assert not still_needed(session, SHA)


def test_the_sweep_takes_what_nobody_uses(database: Database, tmp_path: Path) -> None:
    """Attempts that run keep their folder; an upload is left alone as long as bytes come."""
    files = Files(tmp_path / "data")
    run = asked(database)
    begun(database, run.id)
    begun(database, run.id)
    for name in (f"{run.id}.1", f"{run.id}.2", "stranger.1"):
        (files.tmp / name / "tmp").mkdir(parents=True)
    coming, broken = files.incoming(), files.incoming()
    for path in (coming, broken):
        path.write_bytes(b"x")
    long_ago = time.time() - 3700
    os.utime(broken, (long_ago, long_ago))
    orphan, fresh = files.upload("c" * 64), files.upload("d" * 64)
    for path in (orphan, fresh):
        path.write_bytes(b"x")
    os.utime(orphan, (long_ago, long_ago))
    keep_house(database, files, Settings(data=files.root), alone=False)
    assert sorted(path.name for path in files.tmp.iterdir()) == sorted([f"{run.id}.2", coming.name])
    assert [path.name for path in files.uploads.iterdir()] == ["d" * 64]
    for attempt in (1, 2, 3):
        files.scratch("other", attempt).mkdir()
    files.forget_attempts("other", 3)
    assert [path.name for path in files.tmp.glob("other.*")] == ["other.3"]
    assert files.sweep(list, alone=True) == 3
    assert [*files.tmp.iterdir()] == []


def test_layers_are_mirrored_and_know_who_used_them(database: Database) -> None:
    """What the catalogue does not hold any more goes; who used an edition is counted by runs."""
    run = asked(database)
    begun(database, run.id)
    row = LayerRow(
        kind="villages",
        edition="2024",
        completeness="complete",
        records=12,
        source="县局",
        epsg=4490,
        areas=("510999",),
        coverage={"type": "Polygon", "coordinates": []},
        registered=datetime(2026, 1, 2, tzinfo=UTC),
        sha256=SHA,
    )
    older = row.model_copy(update={"edition": "2023", "retired": True, "coverage": None})
    with database.changing() as session:
        mirror(session, [row, older])
        outcome = work.Outcome(layers=("villages@2024",))
        work.succeed(session, run.id, 1, outcome, ())
    with database.reading() as session:
        held = records.layers(session)
        assert [*held] == [older, row.model_copy(update={"used_by": 1})]
        assert records.layer(session, "villages", "2023") == older
        assert records.layer(session, "villages", "2022") is None
        users, total = records.users_of(session, "villages@2024")
        assert ([user.id for user in users], total) == ([run.id], 1)
    with database.changing() as session:
        mirror(session, [older])
    with database.reading() as session:
        assert [*records.layers(session)] == [older]


def test_a_run_that_ends_while_somebody_cancels_it_has_one_end(database: Database) -> None:
    """Who has looked at it before it ended sees, once it holds it, that it has ended."""
    run = asked(database)
    begun(database, run.id)
    if database.sqlite:  # a change is alone from its beginning: nothing can come between
        return
    with database.changing() as session:
        before = session.get(RunTable, run.id)  # held: a row that nobody holds is read anew
        assert before is not None
        assert before.status == RunStatus.RUNNING
        with database.changing() as other:
            work.succeed(other, run.id, 1, work.Outcome(), ())
        after = records.request_cancel(session, run.id)
    assert after is not None
    assert after.status is RunStatus.SUCCEEDED
    assert not now(database, run.id).cancel_requested
