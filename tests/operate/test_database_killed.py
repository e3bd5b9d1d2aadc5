"""kill -9 of PostgreSQL in the midst of a run: nothing is lost, and nobody has to do anything."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from gouhook_gis.domain.words import Verdict
from gouhook_gis.reference.postgis import schema as layers
from gouhook_gis.reference.postgis.database import Database as LayerDatabase
from gouhook_gis.service import records
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.audit.verifying import verify
from gouhook_gis.service.settings import Settings
from tests.service.processes import REFERENCE, require_whole, service
from tests.support.databases import url_of
from tests.support.postgis import Cluster, started_cluster

pytestmark = pytest.mark.postgis


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """A server of its own, which keeps its word: others have nothing to fear from a crash."""
    with started_cluster() as made:
        with made.connected() as connection:
            connection.execute("ALTER ROLE postgres SET synchronous_commit TO on")
        yield made


def test_a_killed_database_loses_nothing(cluster: Cluster, tmp_path: Path) -> None:
    """Once at the first step of a run, with one that waits, and once more while its report is
    being written.
    """
    with cluster.connected() as connection:
        connection.execute("CREATE DATABASE killed TEMPLATE template0")
        url = url_of(connection, "killed")
    held = LayerDatabase(url)
    layers.upgrade(held)
    held.engine.dispose()
    settings = Settings(
        data=tmp_path / "data",
        database=SecretStr(url),
        reference=(str(REFERENCE),),
        workers=1,
        stalled_seconds=2,
    )
    with service(settings) as served:
        host = served.start()
        undisturbed = served.ended(served.submit("violations.zip").id)
        run, waiting = served.submit("violations.zip"), served.submit("clean.zip")
        with served.database.changing() as session:
            records.audit(session, "tester", Deed.SUBMISSION_RECEIVED, run.id)
        for under_way in (lambda now: now.step is not None, lambda now: now.step == "write"):
            served.wait(run.id, under_way)
            cluster.kill()
            time.sleep(1.0)
            cluster.start()
            cluster.connected().close()
        ended = served.ended(run.id)
        require_whole(served, ended, Verdict.FAIL)
        assert ended.result_sha256 == undisturbed.result_sha256
        require_whole(served, served.ended(waiting.id), Verdict.PASS)
        assert host.poll() is None, "nobody had to start it again"
        with served.database.reading() as session:
            assert [line.subject for line in records.acts(session)] == [run.id]
        assert verify(served.database, [served.files.logs]).intact
        served.workers(host)
        served.stop()
        assert served.left() == []
