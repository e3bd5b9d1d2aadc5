"""kill -9 of the worker that collects, and of the one that sums up: nothing is lost."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from gouhook_gis.service import records
from gouhook_gis.service.batches import Batch
from gouhook_gis.service.models import BatchRequest, CheckRequest, Run, RunStatus, Task
from gouhook_gis.service.records.batch_rows import members
from tests.service.databases import SQLITE_FIRST
from tests.service.processes import Service, require_whole, served_by

NAMES = ("violations.zip", "clean.zip")


def begun(served: Service) -> str:
    """Ask for a batch of the sample submissions."""
    ids = []
    for name in NAMES:
        run = served.submit(name)
        with served.database.changing() as session:
            assert records.request_cancel(session, run.id) is not None
        ids.append(str(run.submission_id))
    with served.database.changing() as session:
        asked = BatchRequest(check=CheckRequest(profile="sichuan"))
        return records.add_batch(session, "一批", asked, ids)


def now(served: Service, batch_id: str) -> Batch:
    with served.database.reading() as session:
        found = records.batch(session, batch_id)
    assert found is not None
    return found


def killed(served: Service, run_id: str, worker: int) -> Run:
    """Kill the worker once a run is under way, and return the run when it has an end all the same.

    One that is quicker than we are has ended: its worker dies idle.
    """
    served.wait(run_id, lambda run: run.step is not None or run.finished is not None)
    os.kill(worker, signal.SIGKILL)
    return served.ended(run_id)


@pytest.mark.parametrize("kind", SQLITE_FIRST)
def test_nothing_is_lost(kind: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    with served_by(kind, tmp_path, request) as served:
        host, batch_id = served.start(), begun(served)
        collected = now(served, batch_id).collected
        assert collected is not None
        served.wait(collected, lambda run: run.step is not None)
        (worker,) = served.workers(host)
        first = killed(served, collected, worker)
        assert first.status is RunStatus.SUCCEEDED
        assert first.attempt in (1, 2)  # 1: it was quicker than we are
        with served.database.reading() as session:
            runs = [run for _, run in members(session, batch_id)]
        ended = [served.ended(run.id) for run in runs]
        summed = now(served, batch_id).summed
        assert summed is not None
        (worker,) = served.workers(host)
        assert killed(served, summed, worker).status is RunStatus.SUCCEEDED
        after = now(served, batch_id)
        assert (after.state, after.done, after.failed) == (RunStatus.SUCCEEDED, 2, 0)
        for run in ended:
            assert run.verdict is not None
            require_whole(served, run, run.verdict)
        with served.database.reading() as session:
            every, _ = records.runs(session, limit=100)
        tasks = [run.task for run in every if run.batch_id == batch_id]
        assert sorted(tasks) == sorted([Task.COLLECT, Task.CHECK, Task.CHECK, Task.SUMMARISE])
        for file in after.files:
            folder = collected if file.name == "filed_parcels.gpkg" else summed
            assert (served.files.run(folder) / file.name).stat().st_size == file.size
        served.workers(host)
        served.stop()
        assert served.left() == []
