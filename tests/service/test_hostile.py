"""What a caller may say of a check reaches no file of the server, and no message tells of one."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gouhook_gis.domain.message import Message
from gouhook_gis.service import logs, records
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.files import Files, below
from gouhook_gis.service.models import CheckRequest, RunStatus
from gouhook_gis.service.records import work
from gouhook_gis.service.retention import forget_submission, keep_house
from gouhook_gis.service.runs.execute import without_paths
from gouhook_gis.service.settings import Settings
from tests.service.databases import opened
from tests.service.test_execute import Desk
from tests.service.test_records import asked, database

__all__ = ["database"]


@pytest.mark.parametrize("option", ["map", "facts"])
def test_options_name_no_file_of_the_server(tmp_path: Path, option: str) -> None:
    """`--map @FILE` and a terrain table in a CSV are for whoever sits at this machine."""
    secret = tmp_path / "secret.yaml"
    secret.write_text("hunter2: x\n", "utf-8")
    said = {"map": f"@{secret}", "facts": f"terrain_by_village={secret}"}[option]
    settings = Settings(data=tmp_path / "data")
    with opened(settings.url) as made:
        run = Desk(settings, made, Files(settings.data)).check(b"x", **{option: (said,)})
    assert run.status is RunStatus.FAILED
    assert run.error is not None
    assert run.error.id == "intake.usage.no_files"
    assert "hunter2" not in run.model_dump_json()


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("/srv/图层/DLTB.gpkg", "DLTB.gpkg"),
        ("'/srv/data/a.gpkg' not recognized", "'a.gpkg' not recognized"),
        ("land_use@2024=/srv/data/a.gpkg", "land_use@2024=a.gpkg"),
        ("at C:\\Users\\zhang\\a.shp: no", "at a.shp: no"),
        ("to postgresql+psycopg://u:p@h/d: no", "to postgresql no"),
        ("项目/拆旧/a.shp", "项目/拆旧/a.shp"),
        ("12/34 公顷/亩", "12/34 公顷/亩"),
    ],
)
def test_a_message_names_files_and_no_folder(said: str, shown: str) -> None:
    params = {"plain": said, "both": {"zh": said, "en": [said]}}
    told = without_paths(Message(id="x", params=params)).params
    assert told == {"plain": shown, "both": {"zh": shown, "en": [shown]}}


def test_below_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "layers"
    folder.mkdir()
    (folder / "circle").symlink_to(folder / "circle")
    (folder / "out").symlink_to(tmp_path)
    (folder / "in").symlink_to(folder / "a.gpkg")
    assert below(folder, "in") == folder.resolve() / "a.gpkg"
    assert below(folder, str(folder / "a.gpkg")) == folder.resolve() / "a.gpkg"
    for path in ("..", "../layers2/a", "out/a", "circle", "circle/a", "/etc/passwd"):
        assert below(folder, path) is None, path


def test_half_a_character_is_logged(tmp_path: Path) -> None:
    """A failure whose text cannot be written must still be a line: the run's end hangs on it."""
    handler = logs.DailyFile(tmp_path)
    handler.setFormatter(logs.JsonLines())
    handler.emit(logging.makeLogRecord({"name": "gouhook_gis", "msg": "项目\udcff.shp"}))
    (file,) = tmp_path.iterdir()
    assert json.loads(file.read_text("utf-8"))["text"] == "项目\udcff.shp"


def test_the_earlier_version_of_a_waiting_run_is_kept(database: Database, tmp_path: Path) -> None:
    files = Files(tmp_path / "data")
    earlier = asked(database)
    assert earlier.submission_id is not None
    with database.changing() as session:
        records.request_cancel(session, earlier.id)
        kept, _ = records.add_submission(session, filename="b.zip", sha256="b" * 64, size=3)
        told = CheckRequest(previous_run=earlier.id)
        later = records.add_run(session, told, submission_id=kept.id)
    assert not forget_submission(database, files, earlier.submission_id)
    with database.changing() as session:
        records.request_cancel(session, later.id)
    assert forget_submission(database, files, earlier.submission_id)


def test_files_of_a_run_that_failed_after_them_go(database: Database, tmp_path: Path) -> None:
    """Put into place in a transaction that was lost, then given up: nobody may have them."""
    files = Files(tmp_path / "data")
    failed, running = asked(database), asked(database)
    for run in (failed, running):
        files.run(run.id).mkdir()
        with database.changing() as session:
            work.begin(session, run.id, "tester", 9)
    with database.changing() as session:
        work.fail(session, failed.id, 1, Message(id="service.gave_up", params={"times": 3}))
    keep_house(database, files, Settings(data=files.root), alone=False, now=datetime.now(UTC))
    assert [path.name for path in files.runs.iterdir()] == [running.id]
