"""The restore drill: `python -m scripts.drills.restore`.

On SQLite and on PostGIS: a check that has ended, a registered layer, a check under way; a backup
while it is under way; then all is destroyed and brought back elsewhere. Every file of the finished
report must be there to the byte, the layer whole, the audit unbroken, and the check that was under
way must come to the result that it came to where it was begun.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psycopg
from pydantic import SecretStr

from gouhook_gis.reference.catalogue.registry import open_registry
from gouhook_gis.service import records
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.audit.verifying import verify
from gouhook_gis.service.backup.bringing_back import Restored, bring_back
from gouhook_gis.service.backup.making import back_up
from gouhook_gis.service.models import RunStatus
from gouhook_gis.service.settings import Settings
from scripts.drills.layer import LAYER
from tests.service.processes import REFERENCE, ROOT, Service, service
from tests.support.databases import empty_database, empty_layers, url_of
from tests.support.postgis import started_cluster

KINDS = ("sqlite", "postgresql")
_LAYER_ID = "disputed_land@2019"


def main() -> int:
    """Drill both kinds; anything that is not as it must be ends it."""
    for kind in KINDS:
        with ExitStack() as held:
            folder = Path(held.enter_context(tempfile.TemporaryDirectory(prefix="gouhook-drill-")))
            cluster = None
            if kind == "postgresql":
                running = held.enter_context(started_cluster())
                cluster = held.enter_context(running.connected())
            done = drill(folder, cluster)
        print(f"{kind}: {done.manifest.files} files, {len(done.waiting)} run taken up again")
    return 0


def drill(folder: Path, cluster: psycopg.Connection | None) -> Restored:
    """Back up, destroy, bring back, in `folder` and, where there is one, in the `cluster`."""
    with ExitStack() as held:
        before = held.enter_context(_settings(folder / "data", cluster, layers=True))
        with service(before) as served:
            expected = _worked(served, folder)
        results = held.enter_context(_settings(folder / "elsewhere", cluster, layers=False))
        done = bring_back(results, folder / "backups")
        assert done.missing == ()
        assert done.waiting == (expected.under_way,)
        with service(results) as served:
            _require(served, expected)
    return done


class Expected:
    """What must be there again: the files of the run `done`, and the hash of that `under_way`."""

    def __init__(self, done: str, under_way: str) -> None:
        self.done, self.under_way = done, under_way
        self.files: dict[str, bytes] = {}
        self.result_sha256: str | None = None
        self.acts = 0


def _worked(served: Service, folder: Path) -> Expected:
    """Have a service work, back it up in the midst of it, and destroy it."""
    _register(served.settings, folder)
    host = served.start()
    done = served.ended(served.submit("violations.zip").id)
    assert done.status is RunStatus.SUCCEEDED
    under_way = served.submit("clean.zip").id
    served.wait(under_way, lambda run: run.step is not None)
    served.workers(host)
    with served.database.changing() as session:
        records.audit(session, "drill", Deed.SUBMISSION_RECEIVED, done.id)
    back_up(served.settings, folder / "backups")
    assert served.run(under_way).finished is None, "it was under way"
    expected = Expected(done.id, under_way)
    expected.files = contents(served.files.run(done.id))
    expected.result_sha256 = served.ended(under_way).result_sha256
    with served.database.reading() as session:
        expected.acts = len(records.acts(session)) - 1  # that of the backup came after it
    host.kill()
    host.wait()
    shutil.rmtree(served.settings.data)
    return expected


def _require(served: Service, expected: Expected) -> None:
    """Require that all is there again, and goes on."""
    assert contents(served.files.run(expected.done)) == expected.files
    registry = open_registry(
        served.settings.registered, None if served.settings.embedded else served.settings.url
    )
    assert [item.entry.layer_id for item in registry.list()] == [_LAYER_ID]
    assert registry.faults(_LAYER_ID) == []
    host = served.start()
    ended = served.ended(expected.under_way)
    assert ended.status is RunStatus.SUCCEEDED
    assert ended.result_sha256 == expected.result_sha256
    with served.database.reading() as session:
        assert len(records.acts(session)) == expected.acts + 1
    assert verify(served.database, [served.files.logs]).intact
    served.workers(host)
    served.stop()


def _register(settings: Settings, folder: Path) -> None:
    file = folder / "争议区.geojson"
    file.write_text(json.dumps(LAYER), "utf-8")
    place = (
        ("--catalogue", str(settings.registered))
        if settings.embedded
        else ("--database", settings.url)
    )
    kind, _, edition = _LAYER_ID.partition("@")
    words = ["layers", "add", kind, str(file), "--edition", edition, "--source", "drill", *place]
    subprocess.run([sys.executable, "-m", "gouhook_gis", *words], cwd=ROOT, check=True)


def contents(folder: Path) -> dict[str, bytes]:
    """Return the bytes of every file below a folder, by its path from there."""
    paths = [path for path in folder.rglob("*") if path.is_file()]
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


@contextmanager
def _settings(
    data: Path, cluster: psycopg.Connection | None, *, layers: bool
) -> Iterator[Settings]:
    told = {"data": data, "reference": (str(REFERENCE),), "workers": 1, "stalled_seconds": 2}
    told["attempts"] = 1  # that a run waits again is no crash, which would be its end
    if cluster is None:
        yield Settings(**told)
        return
    with (empty_layers if layers else empty_database)(cluster) as name:
        yield Settings(database=SecretStr(url_of(cluster, name)), **told)


if __name__ == "__main__":
    sys.exit(main())
