"""A throwaway PostgreSQL with PostGIS: initdb in a temporary folder, reached by socket only.

It needs Debian's `postgresql-15-postgis-3` or the like. Without it tests skip, and fail where
CI=true or GOUHOOK_REQUIRE_POSTGIS=1 is set.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

_USER = "postgres"
_START_SECONDS = 30.0


@pytest.fixture(scope="session")
def postgis() -> Iterator[psycopg.Connection]:
    """Give an autocommit connection to an empty database with PostGIS, for the whole session."""
    binaries = _binaries()
    if binaries is None:
        _missing("no PostgreSQL with PostGIS here: apt-get install postgresql-15-postgis-3")
    # A socket's path holds at most 107 bytes: pytest's own temporary folders are too deep.
    home = Path(tempfile.mkdtemp(prefix="gouhook-pg-"))
    try:
        yield from _served(binaries, home)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _served(binaries: Path, home: Path) -> Iterator[psycopg.Connection]:
    if os.geteuid() == 0:
        shutil.chown(home, _USER, _USER)
    data = home / "data"
    subprocess.run(
        [
            *_as_ordinary_user(),
            str(binaries / "initdb"),
            *("-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8"),
            *("--locale", "C", "--no-sync"),
        ],
        cwd=home,
        check=True,
        capture_output=True,
    )
    log = (home / "log").open("wb")
    server = subprocess.Popen(
        [
            *_as_ordinary_user(),
            str(binaries / "postgres"),
            *("-D", str(data), "-k", str(home), "-c", "listen_addresses="),
            *("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "synchronous_commit=off"),
        ],
        cwd=home,
        stdout=log,
        stderr=subprocess.STDOUT,
    )
    try:
        with _connected(home, server) as connection:
            connection.execute("CREATE EXTENSION postgis")
            yield connection
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(_START_SECONDS)
        log.close()


def _connected(home: Path, server: subprocess.Popen[bytes]) -> psycopg.Connection:
    deadline = time.monotonic() + _START_SECONDS
    while True:
        try:
            return psycopg.connect(host=str(home), user=_USER, dbname="postgres", autocommit=True)
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > deadline:
                pytest.fail((home / "log").read_text("utf-8", errors="replace"))
            time.sleep(0.05)


def _binaries() -> Path | None:
    """Return the folder of the newest server whose PostGIS is installed too."""
    found = [
        Path(f"/usr/lib/postgresql/{control.parent.parent.name}/bin")
        for control in Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    ]
    usable = [folder for folder in found if (folder / "postgres").is_file()]
    return max(usable, key=lambda folder: int(folder.parent.name), default=None)


def _as_ordinary_user() -> list[str]:
    """Return the words before a command: root becomes postgres, and no server outlives us."""
    words = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        words += ["--reuid", _USER, "--regid", _USER, "--clear-groups"]
    return words


def _missing(reason: str) -> None:
    required = os.environ.get("CI") == "true" or os.environ.get("GOUHOOK_REQUIRE_POSTGIS") == "1"
    if required:
        pytest.fail(reason)
    pytest.skip(reason)
