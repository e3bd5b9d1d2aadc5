"""The upgrade drill: `python -m scripts.drills.upgrade`.

The data of every release that is kept (`tests/releases`, made by `scripts.drills.release`) are
brought to this program, on SQLite and on PostGIS. All that was there must be there, the audit
chained from its first line, the check that was waiting be done, and the elder one done again.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
import tempfile
import zipfile
from contextlib import ExitStack, closing
from pathlib import Path
from typing import Any

import psycopg
from pydantic import SecretStr

from gouhook_gis.reference.catalogue.registry import open_registry
from gouhook_gis.service import records
from gouhook_gis.service.audit.verifying import verify
from gouhook_gis.service.models import RunStatus, Task
from gouhook_gis.service.settings import Settings
from tests.service.processes import REFERENCE, ROOT, Service, service
from tests.support.databases import empty_database, url_of
from tests.support.postgis import started_cluster

RELEASES = ROOT / "tests" / "releases"
_ACTS = {"submission_received", "submission_deleted", "layer_registering", "layer_registered"}


def main() -> int:
    """Drill every release; anything that is not as it must be ends it."""
    with started_cluster() as running, running.connected() as cluster:
        for release in sorted(path for path in RELEASES.iterdir() if path.is_dir()):
            for kind, server in (("sqlite", None), ("postgresql", cluster)):
                with tempfile.TemporaryDirectory(prefix="gouhook-drill-") as name:
                    drill(release, Path(name), server)
                print(f"{release.name}, {kind}: upgraded, read, checked again")
    return 0


def drill(release: Path, folder: Path, cluster: psycopg.Connection | None) -> None:
    """Bring the data of a release to this program, in `folder` and, where there is one, in the
    `cluster`, and require that all is well with them.
    """
    kind = "sqlite" if cluster is None else "postgresql"
    told = json.loads((release / "told.json").read_text("utf-8"))[kind]
    data = folder / "data"
    with zipfile.ZipFile(release / f"{kind}.zip") as archive:
        archive.extractall(data)
    dump = release / f"{kind}.sql"
    with ExitStack() as held:
        url = None
        if cluster is None:
            _read_sqlite(dump, data / "service.sqlite")
        else:
            url = SecretStr(url_of(cluster, held.enter_context(empty_database(cluster))))
            _read_postgres(dump, url.get_secret_value())
        settings = Settings(
            data=data, database=url, reference=(str(REFERENCE),), workers=1, stalled_seconds=2
        )
        # Embedded, the service upgrades when it starts.
        if url is not None:
            command = [sys.executable, "-m", "gouhook_gis", "database", "upgrade"]
            subprocess.run([*command, "--database", url.get_secret_value()], cwd=ROOT, check=True)
        with service(settings) as served:
            _require_all(served, told)
            _go_on(served, told)


def _read_sqlite(dump: Path, path: Path) -> None:
    with closing(sqlite3.connect(path)) as held:
        held.executescript(dump.read_text("utf-8"))


def _read_postgres(dump: Path, url: str) -> None:
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("CREATE EXTENSION postgis")
    command = ["psql", "--quiet", "--no-psqlrc", "--set=ON_ERROR_STOP=1", f"--file={dump}", url]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _require_all(served: Service, told: dict[str, Any]) -> None:
    """Require that all that the elder program wrote can be read."""
    done = told["done"]
    with served.database.reading() as session:
        run = records.run(session, done["id"])
        gone = records.submission(session, told["gone"])
        held = records.layer(session, *told["layer"].split("@"))
        rows, total = records.findings(session, done["id"], limit=1000)
        acts = {line.act for line in records.acts(session)}
    assert run is not None
    assert (run.verdict, run.findings) == (done["verdict"], done["findings"])
    assert len(rows) == total == done["findings"] > 0
    assert run.result_sha256 == done["result_sha256"]
    for file in run.files:
        path = served.files.run(run.id) / file.name
        if file.format == "json" or not served.database.sqlite:
            continue
        assert path.stat().st_size == file.size, file.name
    report = json.loads((served.files.run(run.id) / "report.json").read_text("utf-8"))
    assert report["provenance"]["result_sha256"] == done["result_sha256"]
    assert gone is not None
    assert gone.deleted is not None
    assert held is not None
    assert acts >= _ACTS, _ACTS - acts
    settings = served.settings
    registry = open_registry(settings.registered, None if settings.embedded else settings.url)
    assert registry.faults(told["layer"]) == []
    assert verify(served.database, [served.files.logs]).intact


def _go_on(served: Service, told: dict[str, Any]) -> None:
    """Require that what was waiting is done, and that what was done can be done again."""
    with served.database.changing() as session:
        elder = records.run(session, told["done"]["id"])
        assert elder is not None
        again = records.add_run(
            session,
            elder.request,
            task=Task.CHECK,
            submission_id=elder.submission_id,
            rerun_of=elder.id,
        )
    host = served.start()
    for run_id in (told["waiting"], again.id):
        assert served.ended(run_id).status is RunStatus.SUCCEEDED
    assert served.run(again.id).verdict == told["done"]["verdict"]
    served.workers(host)
    served.stop()


if __name__ == "__main__":
    sys.exit(main())
