"""Keep data as this program writes them, for the upgrade drill of those that come after it:
`python -m scripts.drills.release FOLDER`.

A service of each kind is asked over HTTP: for a check that ends, a registered layer, an upload
that is taken away again, and a check that has no end. Its tables go to `sqlite.sql` and
`postgresql.sql`, its files to `sqlite.zip` and `postgresql.zip`, what it answered to `told.json`.
To keep those of an elder program, PYTHONPATH names its `src`.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from scripts.drills.layer import LAYER
from tests.service.api.serving import REFERENCE, ROOT, SAMPLE, Process, process
from tests.support.databases import empty_database, url_of
from tests.support.postgis import started_cluster

_SCHEMAS = ("gouhook_service", "gouhook_reference")


def main() -> int:
    """Write the folder that was named."""
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    told = {}
    with tempfile.TemporaryDirectory(prefix="gouhook-release-") as name:
        told["sqlite"] = _embedded(Path(name) / "sqlite", folder)
        with (
            started_cluster() as cluster,
            cluster.connected() as connection,
            empty_database(connection) as database,
        ):
            url = url_of(connection, database)
            told["postgresql"] = _deployed(url, Path(name) / "postgresql", folder)
    text = json.dumps(told, ensure_ascii=False, indent=1, sort_keys=True)
    (folder / "told.json").write_text(text + "\n", "utf-8")
    return 0


def _embedded(data: Path, folder: Path) -> dict[str, Any]:
    with process(data, "--reference", str(REFERENCE), GOUHOOK_WORKERS="1") as served:
        told = _used(served)
        # Nobody is there to say farewell: the check waits, as after a loss of power.
        os.kill(served.pid, signal.SIGKILL)
    _keep_files(data, folder / "sqlite")
    with sqlite3.connect(data / "service.sqlite") as held:
        (folder / "sqlite.sql").write_text("\n".join(held.iterdump()) + "\n", "utf-8")
    return told


def _deployed(url: str, data: Path, folder: Path) -> dict[str, Any]:
    _run("database", "upgrade", "--database", url)
    with process(data, "--database", url) as served, _working(data, url) as worker:
        told = _used(served, worker)
    # What the other kind has is enough of the larger files.
    _keep_files(data, folder / "postgresql", "page", "*.html", "*.xlsx", "*.docx", "*.gpkg", "问*")
    schemas = [word for schema in _SCHEMAS for word in ("--schema", schema)]
    command = ["pg_dump", "--no-owner", "--no-privileges", *schemas, url]
    dump = subprocess.check_output(command, text=True)
    (folder / "postgresql.sql").write_text(dump, "utf-8")
    return told


def _used(served: Process, worker: subprocess.Popen[bytes] | None = None) -> dict[str, Any]:
    """Have the service do all that; return what it said."""
    layer = served.http.post(
        "/api/v1/layers",
        params={
            "kind": "disputed_land",
            "edition": "2019",
            "source": "演练",
            "area": "510999",
            "coverage_source": "演练",
            "filename": "争议区.geojson",
        },
        content=json.dumps(LAYER),
    )
    assert layer.status_code == 202, layer.text
    assert served.ended(layer.json()["id"])["status"] == "succeeded"
    done = served.ended(served.submit("violations.zip"))
    gone = served.http.post(
        "/api/v1/submissions",
        params={"filename": "gone.zip", "check": "false"},
        content=(SAMPLE / "submissions" / "messy.zip").read_bytes(),
    ).json()["id"]
    assert served.http.delete(f"/api/v1/submissions/{gone}").status_code == 204
    if worker is not None:
        worker.send_signal(signal.SIGTERM)
        worker.wait(30)
    waiting = served.submit("clean.zip")
    while (
        worker is None and served.http.get(f"/api/v1/runs/{waiting}").json()["status"] == "queued"
    ):
        time.sleep(0.02)  # embedded somebody begins it at once
    kept = ("id", "submission_id", "verdict", "findings", "result_sha256")
    return {
        "done": {name: done[name] for name in kept},
        "gone": gone,
        "waiting": waiting,
        "layer": "disputed_land@2019",
    }


@contextmanager
def _working(data: Path, url: str) -> Iterator[subprocess.Popen[bytes]]:
    words = ("worker", "--data", str(data), "--database", url, "--workers", "1")
    command = [sys.executable, "-m", "gouhook_gis", *words, "--reference", str(REFERENCE)]
    worker = subprocess.Popen(command, cwd=ROOT)
    try:
        yield worker
    finally:
        if worker.poll() is None:
            worker.kill()
        worker.wait()


def _keep_files(data: Path, target: Path, *without: str) -> None:
    """Keep what must be there: no logs, nothing that was under way."""
    kept = data.parent / f"{target.name}-kept"
    ignored = shutil.ignore_patterns("logs", "tmp", "service*", "*.lock", *without)
    shutil.copytree(data, kept, ignore=ignored)
    shutil.make_archive(str(target), "zip", kept)


def _run(*words: str) -> None:
    subprocess.run([sys.executable, "-m", "gouhook_gis", *words], cwd=ROOT, check=True)


if __name__ == "__main__":
    sys.exit(main())
