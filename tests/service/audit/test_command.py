"""`gouhook audit` as an auditor meets it, over the data folder of a service."""

from __future__ import annotations

import csv
import hashlib
import json
import shutil
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import text

from gouhook_gis.service import records
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.settings import Settings
from tests.service.audit.lines import WANG, lines, meddling, noted, take, written
from tests.service.databases import opened
from tests.support.commands import gouhook


@dataclass
class Auditor:
    """Gives commands on the service in `data`."""

    data: Path

    def __call__(self, *words: str) -> tuple[int, str, str]:
        done = gouhook("audit", *words, GOUHOOK_DATA=str(self.data), COLUMNS="200")
        return done.returncode, done.stdout, done.stderr


@pytest.fixture
def auditor(tmp_path: Path) -> Auditor:
    """An auditor of a service with five lines, noted in its log."""
    with opened(Settings(data=tmp_path).url) as database, noted(tmp_path / "logs"):
        written(database, 4)
        with database.changing() as session:
            records.audit(session, WANG, Deed.WAIVED, "r5", document="=HYPERLINK(1)", rule="甲,乙")
    return Auditor(tmp_path)


@pytest.fixture
def database(auditor: Auditor) -> Database:
    """Its database."""
    return Database(Settings(data=auditor.data).url)


def test_intact_is_exit_0_with_what_to_note(auditor: Auditor, database: Database) -> None:
    """The anchor that it says is taken the next time, in either case."""
    code, out, _ = auditor("verify")
    anchor = f"5:{lines(database)[-1].hash}"
    assert code == 0
    assert "共 5 行" in out
    assert "5 行与服务日志相符" in out
    assert anchor in out
    assert auditor("verify", "--anchor", anchor.upper(), "--lang", "en")[0] == 0


def test_a_copy_of_the_log_shows_what_the_changed_one_does_not(
    auditor: Auditor, database: Database, tmp_path: Path
) -> None:
    """Who could write to database and log has made both fit."""
    copied = tmp_path / "copied"
    shutil.copytree(tmp_path / "logs", copied)
    assert "其中 5 行" in auditor("verify", "--logs", str(copied))[1]
    with meddling(database) as connection:
        take(connection, 4, 5)
    (day,) = (tmp_path / "logs").iterdir()
    day.write_text("".join(day.read_text("utf-8").splitlines(keepends=True)[:3]), "utf-8")
    assert auditor("verify")[0] == 0
    code, out, _ = auditor("verify", "--logs", str(copied))
    assert (code, out.startswith("第 4 行起")) == (1, True)


def test_broken_is_exit_1_with_the_line(auditor: Auditor, database: Database) -> None:
    """What is wrong at which line, first; a chain against an anchor as well."""
    noted_earlier = lines(database)[4].hash
    with meddling(database) as connection:
        take(connection, 5)
    code, out, _ = auditor("verify", "--anchor", f"5:{noted_earlier}")
    assert code == 1
    assert "第 5 行起：服务日志里有记录" in out
    assert "第 5 行：按 --anchor 应当存在" in out
    assert "保留现场" in out
    with meddling(database) as connection:
        connection.execute(text("UPDATE audit SET actor = 'li' WHERE number = 2"))
    code, out, _ = auditor("verify", "--lang", "en")
    assert code == 1
    assert out.startswith("Line 2: its content or its hash was changed\n")


@pytest.mark.parametrize(
    "words",
    [
        ("verify", "--anchor", "5"),
        ("verify", "--anchor", f"0:{'0' * 64}"),
        ("verify", "--anchor", f"5:{'g' * 64}"),
        ("verify", "--data", "/nowhere/at/all"),
        ("verify", "--logs", "/nowhere/at/all"),
        ("list", "--act", "nothing"),
        ("list", "--since", "gestern"),
        ("export", "--out", "/nowhere/at/all.csv"),
        ("export", "--format", "xls"),
    ],
)
def test_wrong_use_is_exit_2(auditor: Auditor, words: tuple[str, ...]) -> None:
    """In words, and nothing is made."""
    code, _, err = auditor(*words)
    assert code == 2
    assert err
    assert "Traceback" not in err


def test_a_service_of_another_version_is_refused(auditor: Auditor, database: Database) -> None:
    """With what to do."""
    with database.changing() as session:
        session.execute(text("UPDATE service_version SET version_num = '0003'"))
    code, _, err = auditor("verify")
    assert code == 2
    assert "gouhook database upgrade" in err


def test_the_newest_lines_as_a_table(auditor: Auditor) -> None:
    """By act, subject, actor and day; with the names of roles and acts."""
    code, out, _ = auditor("list", "--limit", "2")
    assert code == 0
    newest, *below, older = [line for line in out.splitlines() if " part: " not in line][:5]
    assert newest.startswith("5  ")
    assert newest.endswith("  wang（审查人员）  登记批准例外  r5")
    assert sorted(below) == [
        "      address: 10.1.2.3",
        "      document: =HYPERLINK(1)",
        "      rule: 甲,乙",
    ]
    assert older.startswith("4  ")
    assert "共 5 行，显示最新 2 行" in out
    assert "共 1 行" in auditor("list", "--act", "waived", "--actor", "wang")[1]
    assert "共 1 行" in auditor("list", "--subject", "r3")[1]
    assert "共 0 行" in auditor("list", "--until", "2020-01-01")[1]


def test_an_export_has_what_was_hashed(auditor: Auditor) -> None:
    """Each line of JSON without its hash is the text of which that is the SHA-256."""
    code, out, _ = auditor("export")
    assert code == 0
    previous = "0" * 64
    for number, told in enumerate(map(json.loads, out.splitlines()), start=1):
        noted_hash = told.pop("hash")
        said = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        assert hashlib.sha256(said.encode()).hexdigest() == noted_hash
        assert (told["number"], told["previous"]) == (number, previous)
        previous = noted_hash
    assert number == 5
    assert len(auditor("export", "--after", "3")[1].splitlines()) == 2


def test_a_table_holds_no_formula(auditor: Auditor, tmp_path: Path) -> None:
    """A cell that begins as one has an apostrophe before it; Excel reads it as UTF-8."""
    with opened(Settings(data=auditor.data).url) as database, database.changing() as session:
        records.audit(session, "=1+1", Deed.SIGN_IN_REFUSED, "@SUM(A1)")
    out = tmp_path / "audit.csv"
    assert auditor("export", "--format", "csv", "--out", str(out))[0] == 0
    assert out.read_bytes().startswith(b"\xef\xbb\xbf")
    with out.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 6
    assert (rows[5]["actor"], rows[5]["subject"]) == ("'=1+1", "'@SUM(A1)")
    told = {"document": "=HYPERLINK(1)", "rule": "甲,乙", "address": "10.1.2.3"}
    assert json.loads(rows[4]["data"]) == told
