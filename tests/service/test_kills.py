"""kill -9 at any moment: no run is lost, none doubled, nothing stays behind."""

from __future__ import annotations

import os
import random
import signal
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from gouhook_gis.domain.words import Verdict
from gouhook_gis.service import records
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.models import RunStatus
from gouhook_gis.service.retention import keep_house
from tests.service.databases import POSTGRESQL_FIRST, SQLITE_FIRST
from tests.service.processes import PATIENCE_S, Service, require_whole, served_by


@pytest.fixture(params=POSTGRESQL_FIRST)
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """A service that is not started yet."""
    with served_by(request.param, tmp_path, request) as made:
        yield made


def test_three_kills_lose_nothing_and_double_nothing(served: Service) -> None:
    """Of the worker process, of the whole service, and of the database's connections (SQLite
    has none: of the second worker that takes the run up).
    """
    host = served.start()
    one = served.submit("violations.zip")
    served.wait(one.id, lambda run: run.step is not None)
    (worker,) = served.workers(host)
    os.kill(worker, signal.SIGKILL)
    first = served.ended(one.id)
    assert first.attempt == 2

    two, waiting = served.submit("violations.zip"), served.submit("clean.zip")
    served.wait(two.id, lambda run: run.step is not None)
    served.workers(host)
    host.kill()
    host.wait()
    host = served.start()
    second = served.ended(two.id)
    assert second.attempt == 2

    three = served.submit("violations.zip")
    served.wait(three.id, lambda run: run.step is not None)
    if served.settings.embedded:
        for attempt in (1, 2):
            served.wait(three.id, lambda run, n=attempt: run.attempt == n and run.step is not None)
            (worker,) = served.workers(host)
            os.kill(worker, signal.SIGKILL)
    else:
        served.cut_off()
    third = served.ended(three.id)

    for run, verdict in (
        (first, Verdict.FAIL),
        (second, Verdict.FAIL),
        (third, Verdict.FAIL),
        (served.ended(waiting.id), Verdict.PASS),
    ):
        require_whole(served, run, verdict)
    assert len({run.result_sha256 for run in (first, second, third)}) == 1
    served.workers(host)
    served.stop()
    assert served.left() == []


@pytest.mark.parametrize("kind", SQLITE_FIRST)
def test_an_end_in_good_order_is_no_crash(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    """A run that is cut off goes back to those that wait, though one crash would be its end."""
    with served_by(kind, tmp_path, request, attempts=1) as served:
        host = served.start()
        run = served.submit("clean.zip")
        served.wait(run.id, lambda now: now.step is not None)
        served.workers(host)
        host.send_signal(signal.SIGTERM)
        assert host.wait(PATIENCE_S) == 0
        assert served.run(run.id).status is RunStatus.QUEUED
        assert served.left() == []
        served.start()
        ended = served.ended(run.id)
        assert ended.attempt == 2
        require_whole(served, ended, Verdict.PASS)
        served.stop()


@pytest.mark.soak
def test_random_kills(request: pytest.FixtureRequest, tmp_path: Path) -> None:
    """Twenty-five on each database, of workers and of the service, at any moment of a run."""
    for kind in ("sqlite", "postgresql"):
        folder = tmp_path / kind
        folder.mkdir()
        with served_by(kind, folder, request, attempts=100) as served:
            _kill_at_random(served, 25, random.Random(20261122))


def _kill_at_random(served: Service, kills: int, chance: random.Random) -> None:
    host = served.start()
    names = {"violations.zip": Verdict.FAIL, "clean.zip": Verdict.PASS}
    asked: dict[str, Verdict] = {}
    for number in range(kills):
        name = chance.choice(sorted(names))
        asked[served.submit(name).id] = names[name]
        time.sleep(chance.uniform(0.0, 10.0))
        workers = served.workers(host)
        if number % 2 and workers:
            os.kill(chance.choice(workers), signal.SIGKILL)
        else:
            host.kill()
            host.wait()
            host = served.start()
    results: dict[Verdict, set[str | None]] = {}
    for run_id, verdict in asked.items():
        run = served.ended(run_id)
        require_whole(served, run, verdict)
        results.setdefault(verdict, set()).add(run.result_sha256)
    assert {len(hashes) for hashes in results.values()} == {1}
    with served.database.reading() as session:
        assert records.runs(session, limit=1)[1] == kills
    served.workers(host)
    served.stop()
    time.sleep(0.5)
    # What a killed worker left in `tmp/` goes when the house is next kept.
    keep_house(Database(served.settings.url), served.files, served.settings, alone=True)
    assert served.left() == []
