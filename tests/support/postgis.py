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
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import NoReturn

import psycopg
import pytest

_USER = "postgres"
_START_SECONDS = 90.0


@pytest.fixture(scope="session")
def postgis() -> Iterator[psycopg.Connection]:
    """Give an autocommit connection to an empty database with PostGIS, for the whole session."""
    with started_cluster() as cluster, cluster.connected() as connection:
        connection.execute("CREATE EXTENSION postgis")
        yield connection


class Cluster:
    """A server of its own in the new folder `home`; stopping it cuts every connection off."""

    def __init__(self, binaries: Path, home: Path) -> None:
        self.home = home
        self._binaries = binaries
        self._data = home / "data"
        self._server: subprocess.Popen[bytes] | None = None
        if os.geteuid() == 0:
            shutil.chown(home, _USER, _USER)
        subprocess.run(
            [
                *_as_ordinary_user(),
                str(binaries / "initdb"),
                *("-D", str(self._data), "-U", _USER, "-A", "trust", "-E", "UTF8"),
                *("--locale", "C", "--no-sync"),
            ],
            cwd=home,
            check=True,
            capture_output=True,
        )

    def start(self) -> None:
        """Start the server; `connected` waits for it. It ends with the thread that starts it."""
        assert threading.current_thread() is threading.main_thread()
        with (self.home / "log").open("ab") as log:
            self._server = subprocess.Popen(
                [
                    *_as_ordinary_user(),
                    str(self._binaries / "postgres"),
                    *("-D", str(self._data), "-k", str(self.home), "-c", "listen_addresses="),
                    *("-c", "fsync=off", "-c", "full_page_writes=off"),
                    *("-c", "synchronous_commit=off"),
                ],
                cwd=self.home,
                stdout=log,
                stderr=subprocess.STDOUT,
            )

    def stop(self) -> None:
        """Stop the server if it runs."""
        if self._server is not None:
            self._server.send_signal(signal.SIGINT)
            self._server.wait(_START_SECONDS)
            self._server = None

    def kill(self) -> None:
        """Kill the server and all that it has started at once, as a loss of power would."""
        assert self._server is not None
        pid = self._server.pid
        below = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
        for number in (pid, *map(int, below)):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self._server.wait(_START_SECONDS)
        self._server = None

    def connected(self) -> psycopg.Connection:
        """Return an autocommit connection, waiting for the server to come up."""
        deadline = time.monotonic() + _START_SECONDS
        while True:
            try:
                return psycopg.connect(
                    host=str(self.home), user=_USER, dbname="postgres", autocommit=True
                )
            except psycopg.OperationalError:
                gone = self._server is None or self._server.poll() is not None
                if gone or time.monotonic() > deadline:
                    pytest.fail((self.home / "log").read_text("utf-8", errors="replace"))
                time.sleep(0.05)


@contextmanager
def started_cluster() -> Iterator[Cluster]:
    """Give a running server; the test is skipped where PostGIS is not installed."""
    binaries = _binaries()
    if binaries is None:
        _missing("no PostgreSQL with PostGIS here: apt-get install postgresql-15-postgis-3")
    # A socket's path holds at most 107 bytes: pytest's own temporary folders are too deep.
    home = Path(tempfile.mkdtemp(prefix="gouhook-pg-"))
    cluster = None
    try:
        cluster = Cluster(binaries, home)
        cluster.start()
        yield cluster
    finally:
        if cluster is not None:
            cluster.stop()
        shutil.rmtree(home, ignore_errors=True)


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


def _missing(reason: str) -> NoReturn:
    required = os.environ.get("CI") == "true" or os.environ.get("GOUHOOK_REQUIRE_POSTGIS") == "1"
    if required:
        pytest.fail(reason)
    pytest.skip(reason)
