"""Two processes that add lines at once make one chain; lines of an earlier release are in it."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from gouhook_gis.service.audit.verifying import verify
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from tests.service.audit.lines import lines, written
from tests.service.databases import KINDS, address, opened

_ADDER = """
import sys
from gouhook_gis.service import records
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.database.engine import Database
database = Database(sys.argv[1])
for number in range(40):
    with database.changing() as session:
        records.audit(session, sys.argv[2], Deed.REPORT_READ, str(number))
"""


@pytest.mark.parametrize("kind", KINDS)
def test_two_processes_make_one_chain(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """Each has its lines in its own order, and no number is given twice or left out."""
    with address(kind, tmp_path, request) as url, opened(url) as database:
        adders = [
            subprocess.Popen([sys.executable, "-c", _ADDER, url, name]) for name in ("a", "b")
        ]
        assert [adder.wait(120) for adder in adders] == [0, 0]
        found = lines(database)
        assert [line.number for line in found] == [*range(1, 81)]
        for name in ("a", "b"):
            own = [line.subject for line in found if line.actor == name]
            assert own == [str(number) for number in range(40)]
        verified = verify(database, [])
        assert (verified.intact, verified.lines) == (True, 80)


@pytest.mark.parametrize("kind", KINDS)
def test_lines_of_the_release_before_are_chained(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """In their order, the gap closed that a transaction which failed had left; and the way back
    leaves them there.
    """
    with address(kind, tmp_path, request) as url:
        database = Database(url)
        schema.upgrade(database)
        schema.downgrade(database, "0003")
        moment = datetime(2026, 7, 1, 8, 30, 0, 123456, tzinfo=UTC)
        with database.changing() as session:
            for number, subject in ((1, "甲"), (2, "乙"), (5, "丙")):
                row = {"number": number, "at": moment, "subject": subject}
                if database.sqlite:
                    row["at"] = "2026-07-01 08:30:00.123456"
                session.execute(
                    text(
                        "INSERT INTO audit (number, at, actor, act, subject, data) VALUES"
                        """ (:number, :at, 'local', 'run_cancelled', :subject, '{"of": null}')"""
                    ),
                    row,
                )
        schema.upgrade(database)
        written(database, 1)
        found = lines(database)
        assert [(line.number, line.subject) for line in found] == [
            (1, "甲"),
            (2, "乙"),
            (3, "丙"),
            (4, "r4"),
        ]
        assert (found[2].at, found[2].role, found[2].data) == (moment, None, {"of": None})
        assert verify(database, []).intact
        schema.downgrade(database, "0003")
        with database.reading() as session:
            left = session.execute(text("SELECT subject FROM audit ORDER BY number")).scalars()
            assert [*left] == ["甲", "乙", "丙", "r4"]
        database.close()
