"""A worker has its uploads read by forks; a run does not notice that what they fork from died."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from gouhook_gis.domain.words import Verdict
from gouhook_gis.service.models import RunStatus
from tests.service.processes import descendants, served_by, words_of


def test_a_run_outlives_what_its_readers_are_forked_from(
    request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    with served_by("sqlite", tmp_path, request, attempts=1) as served:
        host = served.start()
        pids = []
        for _ in range(2):
            run = served.ended(served.submit("clean.zip").id)
            assert (run.status, run.verdict, run.attempt) == (
                RunStatus.SUCCEEDED,
                Verdict.PASS,
                1,
            )
            served.workers(host)
            (forked_from,) = [p for p in descendants(host.pid) if b"formats.zygote" in words_of(p)]
            pids.append(forked_from)
            os.kill(forked_from, signal.SIGKILL)
        assert pids[0] != pids[1]
        served.stop()
        assert served.left() == []
