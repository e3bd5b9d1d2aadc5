"""A PostgreSQL with PostGIS of the benchmark's own, its data kept in a folder, by socket only."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_USER, _START_S = "postgres", 60.0
# What a desk with 24 GB would set, and no more disk writes than measuring needs.
_SETTINGS = {
    "listen_addresses": "",
    "shared_buffers": "1GB",
    "work_mem": "256MB",
    "maintenance_work_mem": "1GB",
    "effective_cache_size": "8GB",
    "random_page_cost": "1.1",
    "max_wal_size": "8GB",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "autovacuum": "off",
    "jit": "off",
}


def binaries() -> Path | None:
    """Return the folder of the newest server whose PostGIS is installed too."""
    found = [
        Path(f"/usr/lib/postgresql/{control.parent.parent.name}/bin")
        for control in Path("/usr/share/postgresql").glob("*/extension/postgis.control")
    ]
    usable = [folder for folder in found if (folder / "postgres").is_file()]
    return max(usable, key=lambda folder: int(folder.parent.name), default=None)


def make(data: Path) -> None:
    """Make an empty cluster in `data`, where there is none yet."""
    if (data / "PG_VERSION").exists():
        return
    data.mkdir(parents=True, exist_ok=True)
    if os.geteuid() == 0:
        shutil.chown(data, _USER, _USER)
        for above in data.parents:  # another user must get in
            if above.stat().st_uid == 0 and not above.stat().st_mode & 0o001:
                above.chmod(above.stat().st_mode | 0o011)
    words = ("-D", str(data), "-U", _USER, "-A", "trust", "-E", "UTF8", "--locale", "C")
    command = [*_as_ordinary_user(), str(_required() / "initdb"), *words, "--no-sync"]
    subprocess.run(command, cwd=data, check=True, capture_output=True)


@contextmanager
def served(data: Path) -> Iterator[str]:
    """Run the server on `data`; give the words with which libpq reaches it."""
    # A socket's path holds at most 107 bytes.
    home = Path(tempfile.mkdtemp(prefix="gouhook-pg-"))
    if os.geteuid() == 0:
        shutil.chown(home, _USER, _USER)
    settings = [word for k, v in _SETTINGS.items() for word in ("-c", f"{k}={v}")]
    command = [str(_required() / "postgres"), "-D", str(data), "-k", str(home), *settings]
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [*_as_ordinary_user(), *command], cwd=data, stdout=log, stderr=subprocess.STDOUT
        )
        try:
            reach = f"host={home} user={_USER} dbname=postgres"
            _wait(reach, server, home / "log")
            yield reach
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(_START_S)
            shutil.rmtree(home, ignore_errors=True)


def _required() -> Path:
    folder = binaries()
    if folder is None:
        raise RuntimeError("no PostgreSQL with PostGIS: apt-get install postgresql-15-postgis-3")
    return folder


def _wait(reach: str, server: subprocess.Popen[bytes], log: Path) -> None:
    import psycopg

    last = time.monotonic() + _START_S
    while True:
        try:
            psycopg.connect(reach).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > last:
                raise RuntimeError(log.read_text("utf-8", errors="replace")) from None
            time.sleep(0.05)
        else:
            return


def _as_ordinary_user() -> list[str]:
    """Return the words before a command: root becomes postgres, and no server outlives us."""
    words = ["setpriv", "--pdeathsig", "INT"]
    if os.geteuid() == 0:
        words += ["--reuid", _USER, "--regid", _USER, "--clear-groups"]
    return words
