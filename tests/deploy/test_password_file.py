"""The password of the database in a file: in no environment, no list of processes."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.reference.postgis.url import PASSWORD_FILE, parsed, place
from gouhook_gis.service.database.engine import Database
from tests.support.databases import empty_database, url_of

URL = "postgresql://gouhook@database:5432/gouhook"


def test_the_first_line_is_the_password(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """As it stands there: @ : / need no %40 %3A %2F, and the end of the line does not count."""
    file = tmp_path / "secret"
    file.write_text("p@ss:w/örd %41\r\nnotes\n", "utf-8")
    monkeypatch.setenv(PASSWORD_FILE, str(file))
    url = parsed(URL)
    assert url.password == "p@ss:w/örd %41"
    assert place(url) == URL
    assert "p@ss" not in str(url)


@pytest.mark.parametrize("url", [URL.replace("@", ":told@"), f"{URL}?password=told"])
def test_the_address_comes_first(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, url: str) -> None:
    file = tmp_path / "secret"
    file.write_text("other\n", "utf-8")
    monkeypatch.setenv(PASSWORD_FILE, str(file))
    found = parsed(url)
    assert "told" in (found.password, found.query.get("password"))
    assert found.password != "other"


@pytest.mark.parametrize("content", [None, b"", b"\n", b"  \nsecond", b"\xff\xfe\n"])
def test_a_file_without_one_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, content: bytes | None
) -> None:
    """And what is in it is not repeated."""
    file = tmp_path / "secret"
    if content is not None:
        file.write_bytes(content)
    monkeypatch.setenv(PASSWORD_FILE, str(file))
    with pytest.raises(UsageError) as error:
        parsed(URL)
    assert error.value.message.id == "postgis.password_file"
    assert str(file) in str(error.value)
    assert "second" not in str(error.value)


@pytest.mark.postgis
def test_a_server_that_asks_is_given_it(
    postgis: psycopg.Connection, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Also in the address that the queue is opened with."""
    file = tmp_path / "secret"
    file.write_text("p@ss:w/rd\n", "utf-8")
    monkeypatch.setenv(PASSWORD_FILE, str(file))
    with empty_database(postgis) as name:
        database = Database(url_of(postgis, name))
        with psycopg.connect(database.conninfo) as connection:
            assert connection.info.password == "p@ss:w/rd"
        database.close()
