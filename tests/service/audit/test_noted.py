"""What was noted of the chain, in the logs and by an auditor, shows what the chain cannot."""

from __future__ import annotations

from pathlib import Path

from gouhook_gis.service import records
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.audit.verified import How
from gouhook_gis.service.database.engine import Database
from tests.service.audit.lines import (
    broken,
    found,
    made_anew,
    meddling,
    noted,
    replaced,
    take,
    written,
)


def test_a_cut_tail_is_shown_by_what_was_noted(database: Database, tmp_path: Path) -> None:
    """The chain is whole without its last three; the logs have them, and an auditor the last."""
    with noted(tmp_path / "logs"):
        before = written(database, 10)
    with meddling(database) as connection:
        take(connection, 8, 9, 10)
    assert found(database, tmp_path / "none").intact
    assert broken(found(database, tmp_path / "logs")) == [(8, How.CUT_OFF, "logs")]
    anchors = {7: before[6].hash, 10: before[9].hash}
    assert broken(found(database, tmp_path / "none", anchors)) == [(10, How.CUT_OFF, "anchor")]
    assert found(database, tmp_path / "none", {7: before[6].hash}).intact


def test_a_chain_made_anew_is_shown_by_what_was_noted(database: Database, tmp_path: Path) -> None:
    """One line left out, all hashes after it made again; and one at the end written over."""
    with noted(tmp_path / "logs"):
        before = written(database, 10)
    with meddling(database) as connection:
        replaced(connection, before, made_anew(before[:4] + before[5:]))
    assert found(database, tmp_path / "none").intact
    after = found(database, tmp_path / "logs", {3: before[2].hash, 6: before[5].hash})
    assert broken(after) == [(5, How.REWRITTEN, "logs"), (6, How.REWRITTEN, "anchor")]
    assert after.confirmed == 4


def test_a_restore_explains_what_it_lost(database: Database, tmp_path: Path) -> None:
    """Lines after the backup were noted, and are gone by a restore that the chain tells of; what
    is taken away after it is not explained by it.
    """
    logs = tmp_path / "logs"
    with noted(logs):
        before = written(database, 6)
        with meddling(database) as connection:
            take(connection, 5, 6)  # the backup was made after line 4
        with database.changing() as session:
            records.audit(session, "operator", Deed.RESTORED, "2026-11-22")
        written(database, 3)
    after = found(database, logs)
    assert (after.intact, after.lines, after.confirmed) == (True, 8, 8)
    assert [(one.line, one.lost) for one in after.restored] == [(5, 2)]
    assert broken(found(database, logs, {6: before[5].hash})) == [(6, How.REWRITTEN, "anchor")]
    with meddling(database) as connection:
        take(connection, 8)
    assert broken(found(database, logs)) == [(8, How.CUT_OFF, "logs")]


def test_what_is_no_note_is_passed_over(database: Database, tmp_path: Path) -> None:
    """Lines of other things, and one that a crash has cut off."""
    with noted(tmp_path / "logs"):
        written(database, 2)
    (day,) = (tmp_path / "logs").iterdir()
    half = '{"audit_line": 9, "audit_h\n{"audit_line": "x", "audit_hash": 1}\n["audit_line"]\n'
    for line, at in ((10**30, "2026-01-01T00:00:00Z"), (9, "2026-01-01T00:00:00"), (0, "x")):
        half += f'{{"audit_line": {line}, "audit_hash": "", "at": "{at}"}}\n'
    day.write_text('{"text": "other"}\n' + half + day.read_text("utf-8"), "utf-8")
    after = found(database, tmp_path / "logs")
    assert (after.intact, after.confirmed) == (True, 2)
