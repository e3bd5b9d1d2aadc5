"""The tables come and go with data in them, on both databases, and are those of the models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from gouhook_gis.domain.contents import Contents
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.service import records
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.audit.verifying import verify
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.database.tables import SCHEMA, Base, MappingTable
from gouhook_gis.service.models import (
    BatchRequest,
    CheckRequest,
    FileRequest,
    RunStatus,
    Task,
)
from gouhook_gis.service.records.batch_rows import members
from tests.service.databases import KINDS, address


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    with address(request.param, tmp_path, request) as url:
        database = Database(url)
        yield database
        database.close()


def test_up_down_and_up_again_with_data(database: Database) -> None:
    """What 0002 and 0003 add goes with them; the runs of 0001 stay. Back at the base nothing is
    left.
    """
    assert schema.version(database) is None
    assert schema.upgrade(database) == (None, schema.HEAD)
    with database.changing() as session:
        kept, new = records.add_submission(
            session, filename="项目.zip", sha256="0" * 64, size=5_000_000_000, key="k"
        )
        asked = records.add_run(session, CheckRequest(profile="sichuan"), submission_id=kept.id)
        records.audit(session, "tester", "did", kept.id, count=1)
        beside, _ = records.add_submission(
            session, filename="事实.xlsx", sha256="1" * 64, size=1, beside=True
        )
        found = Contents(made_by="1", name="项目.zip", signature="s")
        records.keep_contents(session, kept.id, found)
        session.add(MappingTable(signature="s", map=["a=b"], filename="a", kept=kept.received))
        session.execute(text("UPDATE runs SET county_code = '510999'"))
    assert new

    schema.downgrade(database, "0001")
    assert schema.version(database) == "0001"
    with pytest.raises(UsageError) as error:
        schema.require_current(database)
    assert error.value.message.id == "service.schema_older"
    with database.reading() as session:
        # Not by the records: the tables of today have columns that are gone here.
        runs = session.execute(text("SELECT id, status FROM runs")).all()
        assert [tuple(run) for run in runs] == [(asked.id, "queued")]

    assert schema.upgrade(database) == ("0001", schema.HEAD)
    schema.require_current(database)
    with database.reading() as session:
        assert records.submission(session, kept.id) == kept
        assert records.run(session, asked.id) == asked
        assert asked.status is RunStatus.QUEUED
        assert records.layers(session) == []
        # What 0003 kept is lost.
        assert records.contents(session, kept.id) is None
        assert records.remembered(session, "s") is None
        told = records.submission(session, beside.id)
        assert told == beside.model_copy(update={"beside": False})
        assert [line.act for line in records.acts(session, kept.id)] == ["did"]

    schema.downgrade(database, "base")
    left = inspect(database.engine).get_table_names()
    assert left == [schema.VERSION_TABLE]
    if not database.sqlite:
        with database.engine.connect() as connection:
            made = "SELECT count(*) FROM pg_proc WHERE pronamespace = CAST(:schema AS regnamespace)"
            assert connection.scalar(text(made), {"schema": SCHEMA}) == 0
    assert schema.upgrade(database) == (None, schema.HEAD)


def test_the_tables_are_those_of_the_models(database: Database) -> None:
    """Alembic finds nothing to add, take away or alter."""
    schema.upgrade(database)
    with database.engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "compare_type": True,
                "include_object": lambda item, name, kind, reflected, twin: (
                    not str(name).startswith(("procrastinate", schema.VERSION_TABLE))
                ),
            },
        )
        differences = compare_metadata(context, Base.metadata)
    assert differences == []


def test_tables_of_a_newer_program_are_left_alone(database: Database) -> None:
    """And the message says which version was found."""
    schema.upgrade(database)
    with database.changing() as session:
        session.execute(text(f"UPDATE {schema.VERSION_TABLE} SET version_num = '9999'"))
    for step in (schema.upgrade, schema.require_current):
        with pytest.raises(UsageError) as error:
            step(database)
        assert error.value.message.id == "service.schema_newer"
        assert error.value.message.params["found"] == "9999"


_OLD_ROWS = (
    "INSERT INTO submissions (id, filename, sha256, size, received)"
    " VALUES ('s', '项目.zip', '0', 1, '2026-01-02 03:04:05')",
    "INSERT INTO runs (id, submission_id, task, options, status, rules_done, rules_total,"
    " attempt, crashes, events, created, headline, findings, files)"
    " VALUES ('r', 's', 'check', '{\"profile\": \"sichuan\"}', 'succeeded', 79, 79,"
    " 1, 0, 1, '2026-01-02 03:04:06', '[]', 1, '[]')",
    "INSERT INTO events (run_id, seq, kind, data, at)"
    " VALUES ('r', 1, 'queued', '{}', '2026-01-02 03:04:06')",
    # Numbers have gaps where a transaction of PostgreSQL was given up.
    "INSERT INTO audit (number, at, actor, act, subject, data)"
    " VALUES (1, '2026-01-02 03:04:05', 'local', 'submission_received', 's', '{}')",
    "INSERT INTO audit (number, at, actor, act, subject, data)"
    " VALUES (3, '2026-01-02 03:04:07', 'worker', 'layer_registered', '村@2023',"
    ' \'{"run": "r"}\')',
)


@pytest.mark.parametrize("version", ["0001", "0002", "0003"])
def test_data_of_every_earlier_version_are_brought_here(
    database: Database, tmp_path: Path, version: str
) -> None:
    """Nobody's: whoever sees all counties sees them, whoever has one does not. The audit is
    chained from its first line on, and can be added to.
    """
    schema.upgrade(database)
    schema.downgrade(database, version)
    with database.changing() as session:
        for row in _OLD_ROWS:
            session.execute(text(row))
    assert schema.upgrade(database) == (version, schema.HEAD)
    with database.changing() as session:
        kept, run = records.submission(session, "s"), records.run(session, "r")
        assert kept is not None
        assert run is not None
        assert (kept.filename, kept.received.isoformat()) == (
            "项目.zip",
            "2026-01-02T03:04:05+00:00",
        )
        assert (run.status, run.findings, run.filename) == (RunStatus.SUCCEEDED, 1, "项目.zip")
        assert records.submission(session, "s", ("510999",)) is None
        assert records.run(session, "r", ("510999",)) is None
        assert [event.kind for event in records.events_after(session, "r")] == ["queued"]
        records.audit(session, "tester", Deed.SUBMISSION_READ, "s")
    with database.reading() as session:
        lines = records.acts(session)
    assert [(line.number, line.actor, line.subject) for line in lines] == [
        (3, "tester", "s"),
        (2, "worker", "村@2023"),
        (1, "local", "s"),
    ]
    assert verify(database, [tmp_path / "logs"]).intact


def test_batches_come_and_go(database: Database) -> None:
    """An elder program keeps the checks of a batch that were begun; what only a batch has goes."""
    schema.upgrade(database)
    schema.downgrade(database, "0004")
    with database.changing() as session:
        for row in _OLD_ROWS[:2]:
            session.execute(text(row))
    assert schema.upgrade(database) == ("0004", schema.HEAD)
    with database.changing() as session:
        asked = BatchRequest(check=CheckRequest(profile="sichuan"))
        whole = records.add_batch(session, "一批", asked, ["s", "s"])
        begun, held = (run.id for _, run in members(session, whole))
        session.execute(
            text("UPDATE runs SET held = :no WHERE id = :id"), {"no": False, "id": begun}
        )
        filing = FileRequest(run_id="r")
        records.add_run(session, filing, task=Task.FILE, submission_id="s")
    with database.reading() as session:
        found = records.batch(session, whole)
        assert found is not None
        assert (found.members, found.waiting, found.step) == (2, 2, "collect")
        assert records.run(session, held) is not None
        elder = records.run(session, "r")
        assert elder is not None
        assert (elder.batch_id, elder.held) == (None, False)
    schema.downgrade(database, "0004")
    with database.reading() as session:
        left = session.execute(text("SELECT id FROM runs ORDER BY created")).scalars().all()
    assert left == ["r", begun]
    assert "batches" not in inspect(database.engine).get_table_names()
    assert schema.upgrade(database) == ("0004", schema.HEAD)
    with database.reading() as session:
        assert records.batches(session) == ([], 0)
