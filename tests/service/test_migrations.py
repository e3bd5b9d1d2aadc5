"""The tables come and go with data in them, on both databases, and are those of the models."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.service import records
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.database.tables import SCHEMA, Base
from gouhook_gis.service.models import CheckRequest, RunStatus
from tests.service.databases import KINDS, address


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """An empty database."""
    with address(request.param, tmp_path, request) as url:
        database = Database(url)
        yield database
        database.close()


def test_up_down_and_up_again_with_data(database: Database) -> None:
    """What 0002 adds goes with it; the runs of 0001 stay. Back at the base nothing is left."""
    assert schema.version(database) is None
    assert schema.upgrade(database) == (None, schema.HEAD)
    with database.changing() as session:
        kept, new = records.add_submission(
            session, filename="项目.zip", sha256="0" * 64, size=5_000_000_000, key="k"
        )
        asked = records.add_run(session, CheckRequest(profile="sichuan"), submission_id=kept.id)
        records.audit(session, "tester", "did", kept.id, count=1)
    assert new

    schema.downgrade(database, "0001")
    assert schema.version(database) == "0001"
    with pytest.raises(UsageError) as error:
        schema.require_current(database)
    assert error.value.message.id == "service.schema_older"
    with database.reading() as session:
        assert records.run(session, asked.id) == asked

    assert schema.upgrade(database) == ("0001", schema.HEAD)
    schema.require_current(database)
    with database.reading() as session:
        assert records.submission_of(session, "k") == kept
        assert records.run(session, asked.id) == asked
        assert asked.status is RunStatus.QUEUED
        assert records.layers(session) == []
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
