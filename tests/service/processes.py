"""A service under test: its processes, its records, and what it leaves behind."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from pydantic import SecretStr
from sqlalchemy import text

from gouhook_gis.domain.page_files import CHART, PAGE
from gouhook_gis.domain.words import Verdict
from gouhook_gis.service import records
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.files import Files
from gouhook_gis.service.models import CheckRequest, Run, RunStatus
from gouhook_gis.service.settings import Settings
from tests.service.databases import address
from tests.support.catalogues import SAMPLE

ROOT = SAMPLE.parent
REFERENCE = SAMPLE / "reference"
PATIENCE_S = 120.0
_ENDING_S = 10.0
# A sample whose findings have no place has no files of places.
_ALWAYS = {"json", "html", "xlsx", "docx"}
_CUT_OFF = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE pid <> pg_backend_pid() AND datname = current_database()
"""


class Service:
    """One service: embedded a host with its workers, deployed one or more `gouhook worker`."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.files = Files(settings.data)
        self.database = Database(settings.url)
        self.hosts: list[subprocess.Popen[bytes]] = []
        self.seen: set[int] = set()
        schema.upgrade(self.database)

    def start(self) -> subprocess.Popen[bytes]:
        """Start a host; its password-less settings may stand on the command line."""
        told = json.dumps(self.settings.as_told())
        words = (
            ["-m", "tests.service.host", told]
            if self.settings.embedded
            else ["-m", "gouhook_gis", "worker", "--workers", str(self.settings.workers)]
        )
        told_by = {
            "GOUHOOK_DATA": str(self.settings.data),
            "GOUHOOK_REFERENCE": os.pathsep.join(self.settings.reference),
            "GOUHOOK_STALLED_SECONDS": str(self.settings.stalled_seconds),
            "GOUHOOK_ATTEMPTS": str(self.settings.attempts),
        }
        if not self.settings.embedded:
            told_by["GOUHOOK_DATABASE"] = self.settings.url
        host = subprocess.Popen([sys.executable, *words], cwd=ROOT, env={**os.environ, **told_by})
        self.hosts.append(host)
        return host

    def submit(self, name: str, request: CheckRequest | None = None) -> Run:
        """Hand in a sample submission, as the API does."""
        data = (SAMPLE / "submissions" / name).read_bytes()
        incoming = self.files.incoming()
        incoming.write_bytes(data)
        sha256 = hashlib.sha256(data).hexdigest()
        self.files.keep(incoming, sha256)
        with self.database.changing() as session:
            kept, _ = records.add_submission(session, filename=name, sha256=sha256, size=len(data))
            asked = request or CheckRequest(profile="sichuan")
            return records.add_run(session, asked, submission_id=kept.id)

    def run(self, run_id: str) -> Run:
        """Return a run as it is now."""
        with self.database.reading() as session:
            found = records.run(session, run_id)
        assert found is not None
        return found

    def wait(self, run_id: str, until: Callable[[Run], bool]) -> Run:
        """Return the run as soon as `until` holds."""
        deadline = time.monotonic() + PATIENCE_S
        while True:
            found = self.run(run_id)
            if until(found):
                return found
            assert found.finished is None, found
            assert any(host.poll() is None for host in self.hosts), "no host is alive"
            assert time.monotonic() < deadline, found
            time.sleep(0.02)

    def ended(self, run_id: str) -> Run:
        """Return the run when it has an end."""
        return self.wait(run_id, lambda run: run.finished is not None)

    def cut_off(self) -> None:
        """End every connection to the database but this one (PostgreSQL)."""
        with self.database.engine.begin() as connection:
            connection.execute(text(_CUT_OFF))

    def workers(self, host: subprocess.Popen[bytes]) -> list[int]:
        """Return the worker processes of a host, and remember all that descend from it."""
        tree = descendants(host.pid)
        self.seen.update(tree, [host.pid])
        return [pid for pid in tree if b"runs.child" in words_of(pid)]

    def stop(self) -> None:
        """End every host in good order."""
        for host in self.hosts:
            self.workers(host)
            if host.poll() is None:
                host.send_signal(signal.SIGTERM)
        for host in self.hosts:
            host.wait(PATIENCE_S)
        self.database.close()

    def left(self) -> list[str]:
        """Return what should not be there any more: processes and temporary files. A process that
        was told to end is given its time.
        """
        deadline = time.monotonic() + _ENDING_S
        while True:
            alive = [str(pid) for pid in sorted(self.seen) if words_of(pid)]
            found = alive + [path.name for path in self.files.tmp.iterdir()]
            if not found or time.monotonic() > deadline:
                return found
            time.sleep(0.05)


@contextmanager
def served_by(
    kind: str, folder: Path, request: pytest.FixtureRequest, **told: object
) -> Iterator[Service]:
    """Give a service of one worker on a database of `kind`, not started yet."""
    with address(kind, folder, request, layers=True) as url:
        deployed = kind != "sqlite"
        settings = Settings(
            data=folder / "data",
            database=SecretStr(url) if deployed else None,
            reference=(str(REFERENCE),),
            workers=1,
            stalled_seconds=2,
            **told,
        )
        with service(settings) as made:
            yield made


@contextmanager
def service(settings: Settings) -> Iterator[Service]:
    """Give a service that is not started yet; nothing of it runs afterwards."""
    made = Service(settings)
    try:
        yield made
    finally:
        for host in made.hosts:
            if host.poll() is None:
                host.kill()
                host.wait()
        made.database.close()


def require_whole(served: Service, run: Run, verdict: Verdict) -> None:
    """Require a run that succeeded once: every finding, every file, one end."""
    assert (run.status, run.verdict, run.error) == (RunStatus.SUCCEEDED, verdict, None)
    with served.database.reading() as session:
        rows, total = records.findings(session, run.id, limit=1000)
        kinds = [event.kind for event in records.events_after(session, run.id)]
        numbers = [event.seq for event in records.events_after(session, run.id)]
    report = json.loads((served.files.run(run.id) / "report.json").read_text("utf-8"))
    found = [
        finding["fingerprint"]
        for rule in report["result"]["rules"]
        for assessment in rule["assessments"]
        for finding in assessment["findings"]
    ]
    assert [row.fingerprint for row in rows] == found
    assert [row.ordinal for row in rows] == [*range(1, total + 1)]
    assert run.findings == total == len(found)
    assert run.result_sha256 == report["provenance"]["result_sha256"]
    assert kinds[0] == "queued"
    assert kinds.count("succeeded") == 1
    assert kinds[-1] == "succeeded"
    assert kinds.count("started") == run.attempt
    assert numbers == [*range(1, len(numbers) + 1)]
    assert {file.format for file in run.files} >= _ALWAYS
    there = {path.name: path for path in served.files.run(run.id).iterdir()}
    shown = there.pop(PAGE)  # what the page shows is no report that anyone takes home
    assert (shown / CHART).is_file()
    on_disk = {name: path.stat().st_size for name, path in there.items()}
    assert {file.name: file.size for file in run.files} == on_disk


def descendants(pid: int) -> list[int]:
    """Return the processes below one, by /proc."""
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                stat = (entry / "stat").read_text()
            except OSError:
                continue
            parents.setdefault(int(stat.rsplit(")", 1)[1].split()[1]), []).append(int(entry.name))
    below = parents.get(pid, [])
    return below + [deeper for child in below for deeper in descendants(child)]


def words_of(pid: int) -> bytes:
    """Return the command line of a living process, nothing for a dead or ended one."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
