"""Backups of records and files that no service is working with, and what is refused."""

from __future__ import annotations

import hashlib
import json
import stat
import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import psycopg
import pytest
import typer
from pydantic import SecretStr
from sqlalchemy import text

from gouhook_gis.cli.accounts_out import sign_out
from gouhook_gis.cli.backup import backup as backup_command
from gouhook_gis.cli.backup import restore as restore_command
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.reference.catalogue.lock import claim
from gouhook_gis.service import records
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.backup.bringing_back import bring_back
from gouhook_gis.service.backup.copying import Copier
from gouhook_gis.service.backup.making import back_up
from gouhook_gis.service.backup.manifest import MANIFEST, SUMS
from gouhook_gis.service.backup.missing import missing
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.database.tables import AccountTable, SessionTable
from gouhook_gis.service.files import Files
from gouhook_gis.service.models import BatchRequest, CheckRequest, ReportFile, RunStatus
from gouhook_gis.service.records import work
from gouhook_gis.service.records.batch_rows import collecting, members
from gouhook_gis.service.retention import forget_submission
from gouhook_gis.service.settings import Settings
from tests.operate.installed import Kept
from tests.support.databases import empty_database, empty_layers, url_of

ONE, TWO = (datetime(2026, 11, day, 2, 0, tzinfo=UTC) for day in (21, 22))


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """An embedded installation."""
    made = Kept(Settings(data=tmp_path / "data"))
    yield made
    made.database.close()


def elsewhere(tmp_path: Path) -> Settings:
    return Settings(data=tmp_path / "elsewhere")


def refused(settings: Settings, folder: Path) -> UsageError:
    with pytest.raises(UsageError) as error:
        bring_back(settings, folder)
    assert not (settings.data / "service.sqlite").exists()
    return error.value


def test_all_is_brought_back_and_what_was_under_way_waits(kept: Kept, tmp_path: Path) -> None:
    """Nobody is signed in any more; the audit tells of both."""
    with kept.database.changing() as session:
        session.add(AccountTable(id="a", name="zhang", title="张", role="desk", created=ONE))
        session.flush()
        session.add(SessionTable(token_sha256="0", account_id="a", address="", begun=ONE, used=ONE))
    made = back_up(kept.settings, tmp_path / "backups", ONE)
    # Three files of data (the upload, the report, what the page shows) and the database.
    assert (made.name, made.manifest.files, made.linked) == ("20261121T020000Z", 4, 0)
    held = tmp_path / "backups" / made.name
    assert stat.S_IMODE(held.stat().st_mode) == 0o700
    # Anybody can look whether it is whole.
    subprocess.run(["sha256sum", "--check", "--quiet", SUMS], cwd=held, check=True)

    settings = elsewhere(tmp_path)
    done = bring_back(settings, tmp_path / "backups")
    assert (done.missing, done.unrecorded) == ((), 0)
    assert done.waiting == (kept.under_way, kept.waiting)
    database = Database(settings.url)
    with database.reading() as session:
        runs = {run.id: run for run in records.runs(session)[0]}
        assert {run_id: run.status for run_id, run in runs.items()} == {
            kept.done: RunStatus.SUCCEEDED,
            kept.under_way: RunStatus.QUEUED,
            kept.waiting: RunStatus.QUEUED,
        }
        kinds = [event.kind for event in records.events_after(session, kept.under_way)]
        assert kinds == ["queued", "started", "queued"]
        assert session.query(AccountTable).count() == 1
        assert session.query(SessionTable).count() == 0
        (told, *_) = records.acts(session)
        assert (told.act, told.subject) == (Deed.RESTORED, made.name)
        assert told.data["missing"] == 0
    database.close()
    report = settings.data / "runs" / kept.done / "report.json"
    assert report.read_text("utf-8") == kept.done
    with kept.database.reading() as session:
        (told, *_) = records.acts(session)
        assert (told.act, told.subject) == (Deed.BACKED_UP, made.name)
        assert told.data["sums_sha256"] == made.manifest.sums_sha256


def test_what_did_not_change_is_not_kept_twice(kept: Kept, tmp_path: Path) -> None:
    """Each of the two is whole by itself: the elder one may go."""
    folder = tmp_path / "backups"
    first = back_up(kept.settings, folder, ONE)
    kept.add(b"two")
    second = back_up(kept.settings, folder, TWO)
    assert (second.manifest.files, second.linked) == (5, 3)
    report = Path("data") / "runs" / kept.done / "report.json"
    assert (folder / first.name / report).samefile(folder / second.name / report)
    for path in sorted((folder / first.name).rglob("*"), reverse=True):
        path.unlink() if path.is_file() else path.rmdir()
    done = bring_back(elsewhere(tmp_path), folder / second.name)
    assert done.manifest.files == 5


def test_a_batch_is_brought_back_with_its_layer(kept: Kept, tmp_path: Path) -> None:
    """Between two of its steps: its parcels are collected, and its check waits for nobody else."""
    with kept.database.changing() as session:
        asked = BatchRequest(check=CheckRequest(profile="sichuan"))
        batch_id = records.add_batch(session, "一批", asked, [kept.upload])
        collected = collecting(session, batch_id)
    assert collected is not None
    name = "filed_parcels/filed_parcels/batch/edition.json"
    attempt = kept.begin(collected.id)
    folder = kept.files.scratch(collected.id, attempt)
    (folder / name).parent.mkdir(parents=True)
    (folder / name).write_text("{}", "utf-8")
    kept.files.publish(folder, collected.id)
    with kept.database.changing() as session:
        files = (ReportFile(name=name, size=2, format="json"),)
        assert work.succeed(session, collected.id, attempt, work.Outcome(), files)
    back_up(kept.settings, tmp_path / "backups", ONE)
    settings = elsewhere(tmp_path)
    assert bring_back(settings, tmp_path / "backups").missing == ()
    brought = settings.data / "runs" / collected.id / name
    assert brought.read_text("utf-8") == "{}"
    database = Database(settings.url)
    with database.reading() as session:
        found = records.batch(session, batch_id)
        assert found is not None
        assert (found.step, found.waiting, found.collected) == ("check", 1, collected.id)
        ((_, member),) = members(session, batch_id)
        assert member.held is False
    brought.unlink()
    (lost,) = missing(database, Files(settings.data))
    assert lost.params["files"] == [name]
    database.close()


def test_what_is_missing_is_said(
    kept: Kept, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """An upload and a report that were lost before the backup; the rest is brought back."""
    for path in kept.files.uploads.iterdir():
        path.unlink()
    (kept.files.run(kept.done) / "report.json").unlink()
    backup_command(tmp_path / "backups", kept.settings.data)
    with pytest.raises(typer.Exit) as ended:
        restore_command(tmp_path / "backups", tmp_path / "elsewhere")
    assert ended.value.exit_code == 1
    said = capsys.readouterr().out
    assert f"提交 {kept.upload}（one.zip）" in said
    assert f"检查 {kept.done}：report.json" in said


def test_what_came_after_the_records_is_left_out(kept: Kept, tmp_path: Path) -> None:
    """Bytes nobody has recorded yet, and results whose run was not finished when it was copied."""
    (kept.files.uploads / ("f" * 64)).write_bytes(b"later")
    folder = kept.files.run(kept.under_way)
    folder.mkdir()
    (folder / "report.json").write_text("{}", "utf-8")
    back_up(kept.settings, tmp_path / "backups")
    settings = elsewhere(tmp_path)
    assert bring_back(settings, tmp_path / "backups").unrecorded == 2
    assert len([*(settings.data / "uploads").iterdir()]) == 1
    assert [path.name for path in (settings.data / "runs").iterdir()] == [kept.done]


def test_a_backup_is_consistent_while_others_write(kept: Kept, tmp_path: Path) -> None:
    """Uploads and results come and go all the while: what the copied records speak of is there,
    but for what was taken away after they were copied, which is said.
    """
    gone: set[str] = set()
    stop, begun = threading.Event(), threading.Event()

    def write() -> None:
        number = 0
        while not stop.is_set():
            number += 1
            upload = kept.add(f"{number}".encode())
            kept.finish(kept.asked())
            if number % 2:
                gone.add(upload)
                forget_submission(kept.database, kept.files, upload)
            if number == 5:
                begun.set()

    writer = threading.Thread(target=write)
    writer.start()
    try:
        assert begun.wait(30)
        for second in range(3):
            back_up(kept.settings, tmp_path / "backups", ONE + timedelta(seconds=second))
    finally:
        stop.set()
        writer.join()
    for folder in sorted((tmp_path / "backups").glob("*Z")):
        done = bring_back(Settings(data=tmp_path / f"from-{folder.name}"), folder)
        assert {one.params.get("submission") for one in done.missing} <= gone
        assert len(done.waiting) <= 3
    assert done.manifest.files > 10


def test_what_is_taken_away_meanwhile_is_left_out_whole(tmp_path: Path) -> None:
    """Of a run whose third file is gone when its turn comes nothing stays."""
    source, target = tmp_path / "source", tmp_path / "target"
    source.mkdir()
    target.mkdir()
    for name in ("a", "b"):
        (source / name).write_text(name, "utf-8")
    (source / "c").symlink_to(tmp_path / "gone")
    copier = Copier(target)
    copier.tree(tmp_path / "never", "never")
    copier.tree(source, "run")
    assert sorted(copier.sums) == ["run/a", "run/b"]


def test_a_damaged_backup_is_refused_with_the_file(kept: Kept, tmp_path: Path) -> None:
    """Nothing of it is brought back; a changed list of hashes is noticed too."""
    made = back_up(kept.settings, tmp_path / "backups")
    folder = tmp_path / "backups" / made.name
    report = folder / "data" / "runs" / kept.done / "report.json"
    text_there = report.read_text("utf-8")
    report.write_text("x" + text_there[1:], "utf-8")
    error = refused(elsewhere(tmp_path), folder)
    assert error.message.id == "backup.damaged"
    assert error.message.params["files"] == [f"data/runs/{kept.done}/report.json"]
    report.write_text(text_there, "utf-8")
    with (folder / SUMS).open("a") as stream:
        stream.write("0" * 64 + "  data/uploads/x\n")
    assert refused(elsewhere(tmp_path), folder).message.params["files"] == [SUMS]


def test_no_name_in_a_backup_leads_out_of_it(kept: Kept, tmp_path: Path) -> None:
    """Also where its hashes agree with it: a backup may come from anywhere."""
    made = back_up(kept.settings, tmp_path / "backups")
    folder = tmp_path / "backups" / made.name
    (tmp_path / "backups" / "x").write_bytes(b"")
    nothing = hashlib.sha256(b"").hexdigest()
    (folder / SUMS).write_text(f"{nothing}  data/../../x\n", "utf-8")
    told = json.loads((folder / MANIFEST).read_text("utf-8"))
    told["sums_sha256"] = hashlib.sha256((folder / SUMS).read_bytes()).hexdigest()
    (folder / MANIFEST).write_text(json.dumps(told), "utf-8")
    assert refused(elsewhere(tmp_path), folder).message.params["files"] == [SUMS]


def test_everybody_is_signed_out_by_one_command(
    kept: Kept, capsys: pytest.CaptureFixture[str]
) -> None:
    """The audit says how many sessions that were."""
    with kept.database.changing() as session:
        session.add(AccountTable(id="a", name="zhang", title="张", role="desk", created=ONE))
        session.flush()
        for token in ("0", "1"):
            session.add(
                SessionTable(token_sha256=token, account_id="a", address="", begun=ONE, used=ONE)
            )
    sign_out(kept.settings.data)
    assert "已结束 2 个登录" in capsys.readouterr().out
    with kept.database.reading() as session:
        assert session.query(SessionTable).count() == 0
        (told, *_) = records.acts(session)
        assert (told.act, told.data) == (Deed.SIGNED_OUT, {"sessions": 2})


def test_nothing_is_written_over(kept: Kept, tmp_path: Path) -> None:
    """The folders that a service makes when it starts count as nothing, one file in them does."""
    back_up(kept.settings, tmp_path / "backups")
    settings = elsewhere(tmp_path)
    files = Files(settings.data)
    (files.logs / "2026-11-22.jsonl").write_text("{}\n", "utf-8")
    stray = files.uploads / "stray"
    stray.write_bytes(b"1")
    assert refused(settings, tmp_path / "backups").message.id == "backup.folder_not_empty"
    stray.unlink()
    assert bring_back(settings, tmp_path / "backups").missing == ()
    with pytest.raises(UsageError) as error:
        bring_back(settings, tmp_path / "backups")
    assert error.value.message.id == "backup.folder_not_empty"


def test_another_version_is_refused_with_what_to_do(kept: Kept, tmp_path: Path) -> None:
    made = back_up(kept.settings, tmp_path / "backups")
    manifest = tmp_path / "backups" / made.name / MANIFEST
    told = json.loads(manifest.read_text("utf-8"))
    manifest.write_text(json.dumps(told | {"schema_version": "0003"}), "utf-8")
    error = refused(elsewhere(tmp_path), tmp_path / "backups")
    assert (error.message.id, error.message.params["found"]) == ("backup.other_version", "0003")
    assert "gouhook database upgrade" in str(error)


def test_no_backup_and_none_of_this_kind(kept: Kept, tmp_path: Path) -> None:
    assert refused(elsewhere(tmp_path), tmp_path).message.id == "backup.none"
    with pytest.raises(UsageError) as error:
        back_up(elsewhere(tmp_path), tmp_path / "backups")
    assert error.value.message.id == "service.not_there"
    back_up(kept.settings, tmp_path / "backups")
    deployed = Settings(data=tmp_path / "elsewhere", database=SecretStr("postgresql://h/d"))
    assert refused(deployed, tmp_path / "backups").message.id == "backup.is_sqlite"


def test_one_backup_at_a_time_and_nothing_half_made(kept: Kept, tmp_path: Path) -> None:
    """What a killed one left goes with the next."""
    folder = tmp_path / "backups"
    folder.mkdir()
    with claim(folder / "backup"), pytest.raises(UsageError) as error:
        back_up(kept.settings, folder)
    assert error.value.message.id == "backup.under_way"
    (folder / ".making-20260101T000000Z").mkdir()
    made = back_up(kept.settings, folder)
    assert sorted(path.name for path in folder.iterdir()) == [made.name, "backup.lock"]


def test_a_damaged_database_is_said(kept: Kept, tmp_path: Path) -> None:
    """And leaves no backup."""
    kept.database.close()
    path = kept.files.root / "service.sqlite"
    for beside in kept.files.root.glob("service.sqlite-*"):
        beside.unlink()
    data = bytearray(path.read_bytes())
    data[4096 : 4096 * 12] = b"\xff" * (4096 * 11)
    path.write_bytes(bytes(data))
    with pytest.raises(UsageError) as error:
        back_up(kept.settings, tmp_path / "backups")
    assert error.value.message.id == "backup.database_damaged"
    assert [path.name for path in (tmp_path / "backups").glob("*Z")] == []


@pytest.mark.postgis
def test_a_database_is_brought_back_into_an_empty_one_only(
    postgis: psycopg.Connection, tmp_path: Path
) -> None:
    """Whoever calls for the runs that wait is there again; the password is on no command line."""
    with empty_layers(postgis) as source, empty_database(postgis) as target:
        url = url_of(postgis, source).replace("postgres@", "postgres:secret@")
        kept = Kept(Settings(data=tmp_path / "data", database=SecretStr(url)))
        made = back_up(kept.settings, tmp_path / "backups")
        assert (made.manifest.kind, made.manifest.layers_version) == ("postgresql", "0001")
        same = Settings(data=tmp_path / "elsewhere", database=SecretStr(url))
        with pytest.raises(UsageError) as error:
            bring_back(same, tmp_path / "backups")
        assert error.value.message.id == "backup.database_not_empty"
        assert "secret" not in str(error.value)
        kept.database.close()
        there = Settings(data=tmp_path / "elsewhere", database=SecretStr(url_of(postgis, target)))
        done = bring_back(there, tmp_path / "backups")
        assert done.waiting == (kept.under_way, kept.waiting)
        database = Database(there.url)
        with database.reading() as session:
            jobs = "SELECT lock, status FROM procrastinate_jobs ORDER BY id"
            assert [tuple(row) for row in session.execute(text(jobs))] == [
                (kept.under_way, "todo"),
                (kept.waiting, "todo"),
            ]
        database.close()


@pytest.mark.postgis
def test_a_missing_program_and_a_failing_one_are_said(
    postgis: psycopg.Connection, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with empty_layers(postgis) as source:
        url = url_of(postgis, source)
        kept = Kept(Settings(data=tmp_path / "data", database=SecretStr(url)))
        wrong = tmp_path / "bin"
        wrong.mkdir()
        monkeypatch.setenv("PATH", str(wrong))
        for script, said in ((None, "backup.no_program"), ("#!/bin/false\n", "program_failed")):
            if script is not None:
                (wrong / "pg_dump").write_text(script)
                (wrong / "pg_dump").chmod(0o755)
            with pytest.raises(UsageError) as error:
                back_up(kept.settings, tmp_path / "backups")
            assert error.value.message.id.endswith(said)
        assert [*(tmp_path / "backups").glob("*Z")] == []
        kept.database.close()
