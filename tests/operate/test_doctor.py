"""`gouhook doctor` on installations that are well, broken in one place, and broken altogether."""

from __future__ import annotations

import json
import os
import re
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import psycopg
import pytest
import typer
from pydantic import SecretStr
from sqlalchemy import text

from gouhook_gis.cli.doctor import doctor
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import catalogue, render
from gouhook_gis.reference.catalogue.lock import claim
from gouhook_gis.service import doctor as package
from gouhook_gis.service import records
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.tables import AccountTable, ApiKeyTable
from gouhook_gis.service.doctor.looking import CHECKS, examine, worst
from gouhook_gis.service.doctor.place import Place
from gouhook_gis.service.doctor.said import Level
from gouhook_gis.service.settings import Settings
from tests.operate.installed import Kept
from tests.support.databases import empty_database, empty_layers, url_of

NOW = datetime.now(UTC)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[Kept]:
    """An embedded installation."""
    made = Kept(Settings(data=tmp_path / "data"))
    yield made
    made.database.close()


def said(settings: Settings, name: str) -> list[tuple[str, str]]:
    """Return level and message id of all that one check says."""
    place = Place(settings)
    ((_, found),) = examine(place, [name])
    if "database" in vars(place):
        place.database.close()  # a connection that is let go of later writes to the file
    return [(one.level.value, one.text.id.removeprefix("doctor.")) for one in found]


def changed(kept: Kept, statement: str, **params: object) -> None:
    with kept.database.changing() as session:
        session.execute(text(statement), params)


def test_an_installation_that_is_well(
    kept: Kept, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every check says so, in one line; exit code 0."""
    monkeypatch.setenv("TZ", "Asia/Shanghai")
    time.tzset()
    with kept.database.changing() as session:
        records.audit(session, "operator", Deed.BACKED_UP, "20261122T000000Z")
    page = kept.settings.data.parent / "page"
    page.mkdir()
    (page / "index.html").touch()
    monkeypatch.setenv("GOUHOOK_PAGE", str(page))
    for name in ("PROJ_DATA", "PROJ_LIB", "PROJ_NETWORK", "GDAL_DATA", "GDAL_DRIVER_PATH"):
        monkeypatch.delenv(name, raising=False)
    with claim(kept.files.root / "service"):
        doctor(data=kept.settings.data)
    lines = capsys.readouterr().out.splitlines()
    told = [line for line in lines if line.startswith("[")]
    assert len(told) == len(CHECKS)
    assert [line for line in told if not line.startswith("[正常]")] == []
    assert [line.split()[0] for line in lines[-len(CHECKS) :]] == [*CHECKS]
    monkeypatch.delenv("TZ")
    time.tzset()


def test_where_there_is_nothing_every_check_still_speaks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """In English too; no traceback; the same is told once. Nothing is made."""
    with pytest.raises(typer.Exit) as ended:
        doctor(data=tmp_path / "none", lang="en")
    assert ended.value.exit_code == 1
    lines = capsys.readouterr().out.splitlines()
    assert len([line for line in lines if line.startswith("[")]) >= len(CHECKS)
    assert "[wrong] data folder: There is no data folder" in "\n".join(lines)
    assert "[wrong] disk space: as under 'data folder'" in lines
    assert "Traceback" not in "\n".join(lines)
    assert not (tmp_path / "none").exists()


def test_one_check_alone_and_none_of_a_name(kept: Kept, capsys: pytest.CaptureFixture[str]) -> None:
    doctor(data=kept.settings.data, only=["queue"])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "[正常] 排队: 1 项检查在等待"
    assert len(lines) == 3
    with pytest.raises(UsageError) as error:
        doctor(data=kept.settings.data, only=["qeue"])
    assert error.value.message.id == "doctor.unknown_check"


def test_everything_that_is_not_well_says_what_to_do() -> None:
    """By the program itself: every id that it can say has a text, and one of what to do."""
    folder = Path(package.__file__).parent
    source = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    bad = {*re.findall(r'(?:warning|wrong)\(\s*"(\w+)"', source)} | {
        "schema_older",
        "schema_newer",
        "sandbox_none",
        "certificate_ends",
    }
    assert len(bad) > 40
    texts = catalogue()
    for name in bad:
        assert {f"doctor.{name}", f"doctor.{name}.todo"} <= texts.keys(), name
    for name in re.findall(r'well\("(\w+)"', source):
        assert f"doctor.{name}" in texts, name
    for name in CHECKS:
        assert f"doctor.check.{name}" in texts, name


def test_the_folder(kept: Kept, tmp_path: Path) -> None:
    """Others may look into it: a warning; a part of it that cannot be entered is wrong."""
    root = kept.settings.data
    assert said(kept.settings, "folder") == [("well", "folder")]
    root.chmod(0o750)
    assert said(kept.settings, "folder") == [("warning", "folder_open")]
    root.chmod(0o700)
    small = Settings(data=root, upload_bytes=10**18)
    assert said(small, "space") == [("wrong", "space")]
    (root / "tmp" / "left").touch()
    assert said(kept.settings, "space")[-1][0] == "well"
    old = (NOW - timedelta(days=2)).timestamp()
    os.utime(root / "tmp" / "left", (old, old))
    assert said(kept.settings, "space")[-1] == ("warning", "left_over")


def test_files_without_which_a_record_is_a_lie(kept: Kept) -> None:
    assert said(kept.settings, "records") == [("well", "records")]
    (kept.files.run(kept.done) / "report.json").unlink()
    ((_, (found,)),) = examine(Place(kept.settings), ["records"])
    assert (found.level, found.text.id) == (Level.WRONG, "doctor.files_missing")
    assert found.text.params["count"] == 1
    assert kept.done in render(found.text)


def test_the_database(kept: Kept) -> None:
    """Older tables, newer ones, and bytes that are none."""
    assert said(kept.settings, "database") == [("well", "sqlite")]
    for version, name in (("0003", "schema_older"), ("9999", "schema_newer")):
        changed(kept, f"UPDATE {schema.VERSION_TABLE} SET version_num = :v", v=version)
        assert said(kept.settings, "database") == [("wrong", name)]
        assert said(kept.settings, "queue") == [("wrong", "refused")]
    kept.database.close()
    for beside in kept.settings.data.glob("service.sqlite-*"):
        beside.unlink()
    (kept.settings.data / "service.sqlite").write_bytes(b"not a database" * 1000)
    for name in ("database", "queue", "audit", "backups", "accounts"):
        assert said(kept.settings, name) == [("wrong", "sqlite_damaged")]


def test_the_queue(kept: Kept) -> None:
    """Ten minutes are long; a run may be under way for as long as the setting says."""
    for seconds, found in ((590, "queue"), (610, "queue_long")):
        since = datetime.now(UTC) - timedelta(seconds=seconds)
        changed(kept, "UPDATE runs SET created = :at WHERE status = 'queued'", at=since)
        assert said(kept.settings, "queue")[0][1] == found
    for seconds, count in ((3590, 1), (3610, 2)):
        since = datetime.now(UTC) - timedelta(seconds=seconds)
        changed(kept, "UPDATE runs SET started = :at WHERE status = 'running'", at=since)
        assert len(said(kept.settings, "queue")) == count
    assert said(kept.settings, "workers") == [("warning", "not_serving")]


def test_accounts_and_keys(kept: Kept) -> None:
    """None: well where nobody else reaches the service. One that ends in 13 days is told, in 15
    it is not.
    """
    assert said(kept.settings, "accounts") == [("well", "accounts_none")]
    public = Settings(data=kept.settings.data, public_url="https://gouhook.example.gov.cn")
    assert said(public, "accounts") == [("warning", "accounts_off")]
    with kept.database.changing() as session:
        for name, role, more in (
            ("a", "desk", {}),
            ("b", "surveyor", {"must_change": True}),
            ("c", "surveyor", {"counties": ["510999"], "locked_until": NOW + timedelta(hours=1)}),
        ):
            session.add(
                AccountTable(id=name, name=name, title=name, role=role, created=NOW, **more)
            )
        session.flush()
        for name, days in (("k", 13), ("l", 15), ("m", None)):
            ends = None if days is None else NOW + timedelta(days=days)
            key = {"secret_sha256": "0", "account_id": "a", "title": name, "created": NOW}
            session.add(ApiKeyTable(id=name, expires=ends, **key))
    assert said(kept.settings, "accounts") == [
        ("wrong", "no_admin"),
        ("warning", "must_change"),
        ("warning", "locked"),
        ("warning", "without_county"),
        ("warning", "keys_ending"),
        ("warning", "keys_unending"),
    ]
    ((_, found),) = examine(Place(kept.settings), ["accounts"])
    assert [one.text.params.get("count") for one in found[4:]] == [1, 1]


def test_the_audit_and_the_backups(kept: Kept) -> None:
    """A line that somebody changed by hand, past the database's own refusal."""
    assert said(kept.settings, "audit") == [("well", "audit")]
    assert said(kept.settings, "backups") == [("warning", "no_backup")]
    with kept.database.changing() as session:
        for number in range(3):
            records.audit(session, "operator", Deed.BACKED_UP, f"{number}")
    assert said(kept.settings, "audit") == [("well", "audit")]
    assert said(kept.settings, "backups") == [("well", "backup")]
    changed(kept, "DROP TRIGGER audit_not_changed")
    changed(kept, "UPDATE audit SET subject = 'x' WHERE number = 2")
    ((_, (found,)),) = examine(Place(kept.settings), ["audit"])
    assert (found.text.id, found.text.params) == ("doctor.audit_broken", {"line": 2})
    for hours, level in ((47, "well"), (49, "warning")):
        changed(kept, "UPDATE audit SET at = :at", at=datetime.now(UTC) - timedelta(hours=hours))
        assert said(kept.settings, "backups")[0][0] == level


def test_errors_of_a_day(kept: Kept) -> None:
    """By their incidents; older ones are over, and half a line is no reason to fall."""
    now = datetime.now(UTC)
    lines = [
        {"at": (now - timedelta(hours=hours)).isoformat(), "level": level, "incident": incident}
        for hours, level, incident in (
            (25, "error", "old"),
            (1, "error", "first"),
            (1, "error", "second"),
            (1, "warning", "none"),
        )
    ]
    by_day: dict[str, str] = {}
    for line in lines:
        day = str(line["at"])[:10]
        by_day[day] = by_day.get(day, "") + json.dumps(line) + "\n"
    for day, told in by_day.items():
        half = '{"level": "error", "at": "2026-\n'
        (kept.files.logs / f"{day}.jsonl").write_text(told + half, "utf-8")
    ((_, (found,)),) = examine(Place(kept.settings), ["logs"])
    assert found.text.params["count"] == 2
    assert found.text.params["incidents"] == ["second", "first"]


def test_rules_and_page(kept: Kept, tmp_path: Path) -> None:
    """Wrong data are told by their file; without them nobody knows how uploads are read."""
    rules = tmp_path / "rules"
    (rules / "layers").mkdir(parents=True)
    (rules / "layers" / "own.yaml").write_text("kind: [", "utf-8")
    settings = Settings(data=kept.settings.data, rules=rules, page=tmp_path / "nowhere")
    place = Place(settings)
    found = {name: told[0].text.id for name, told in examine(place, ["rules", "sandbox", "page"])}
    assert found == {
        "rules": "doctor.rules_wrong",
        "sandbox": "doctor.sandbox_unknown",
        "page": "doctor.page_missing",
    }


@contextmanager
def tls(folder: Path, days: int) -> Iterator[int]:
    """Give the port of a server on loopback whose certificate ends in so many days."""
    folder.mkdir()
    key, cert = folder / "key.pem", folder / "cert.pem"
    words = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
    names = ["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"]
    files = ["-keyout", str(key), "-out", str(cert)]
    subprocess.run(
        ["openssl", "req", "-x509", *words, *names, *files, "-days", str(days)],
        check=True,
        capture_output=True,
    )
    server = HTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(cert, key)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.mark.parametrize(("days", "level"), [(15, "warning"), (40, "well")])
def test_the_certificate(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int, level: str
) -> None:
    """Untrusted, of another name, near its end, well, and nobody there."""
    data = kept.settings.data
    assert said(kept.settings, "address") == [("well", "address_local")]
    with tls(tmp_path / "tls", days) as port:
        url = f"https://localhost:{port}"
        settings = Settings(data=data, public_url=url)
        assert said(settings, "address") == [("wrong", "certificate")]
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "tls" / "cert.pem"))
        assert said(settings, "address")[0][0] == level
        other = Settings(data=data, public_url=f"https://127.0.0.1:{port}")
        assert said(other, "address") == [("wrong", "certificate")]
    assert said(settings, "address") == [("wrong", "address_silent")]


@pytest.mark.postgis
def test_on_postgresql(postgis: psycopg.Connection, tmp_path: Path) -> None:
    """Nobody works; nothing there yet; a server that is away, which says no password."""
    with empty_layers(postgis) as name:
        kept = Kept(Settings(data=tmp_path / "data", database=SecretStr(url_of(postgis, name))))
        assert said(kept.settings, "database") == [("well", "postgresql")]
        assert said(kept.settings, "workers") == [("wrong", "no_worker")]
        assert said(kept.settings, "layers") == [("well", "no_layers")]
        assert said(kept.settings, "queue") == [("well", "queue")]
        kept.database.close()
    with empty_database(postgis) as name:
        settings = Settings(data=tmp_path, database=SecretStr(url_of(postgis, name)))
        assert ("wrong", "schema_older") in said(settings, "database")
        assert said(settings, "queue") == [("wrong", "refused")]
    gone = SecretStr(f"postgresql://u:secret@/d?host={tmp_path}")
    place = Place(Settings(data=tmp_path, database=gone))
    for _, found in examine(place, ["database", "queue", "audit"]):
        assert worst(found) is Level.WRONG
        assert "secret" not in "".join(render(one.text) for one in found)
