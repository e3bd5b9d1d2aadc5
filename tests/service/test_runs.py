"""Runs, end to end on both databases: as `gouhook check` says, and findings by page."""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pytest

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.words import Verdict
from gouhook_gis.service import records
from gouhook_gis.service.models import CheckRequest, Run, RunStatus
from tests.service.databases import SQLITE_FIRST
from tests.service.processes import (
    REFERENCE,
    Service,
    descendants,
    require_whole,
    served_by,
    words_of,
)
from tests.support.catalogues import SAMPLE


@dataclass(frozen=True)
class Started:
    """A service, and the process that its workers belong to."""

    service: Service
    host: subprocess.Popen[bytes]

    def forked_from(self) -> int:
        """Return the process that the readers of the worker are forked from."""
        self.service.workers(self.host)
        (found,) = [p for p in descendants(self.host.pid) if b"formats.zygote" in words_of(p)]
        return found


@pytest.fixture(scope="module", params=SQLITE_FIRST)
def started(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Started]:
    """A service whose runs have one attempt each; nothing of it stays behind."""
    with served_by(request.param, tmp_path_factory.mktemp("runs"), request, attempts=1) as made:
        yield Started(made, made.start())
        made.stop()
        assert made.left() == []


@cache
def alone(name: str) -> str:
    """Return what `gouhook check` says of a sample."""
    options = CheckOptions(profile="sichuan")
    return check(SAMPLE / "submissions" / name, [REFERENCE], options).provenance.result_sha256


def test_a_run_says_what_gouhook_check_says(started: Started) -> None:
    """To the byte of the result; findings have degrees beside the CRS of the files."""
    served = started.service
    asked = {name: served.submit(name) for name in ("violations.zip", "clean.zip")}
    wrong = served.submit("clean.zip", CheckRequest(profile="atlantis"))
    ended = {name: served.ended(run.id) for name, run in asked.items()}
    for name, verdict in (("violations.zip", Verdict.FAIL), ("clean.zip", Verdict.PASS)):
        assert ended[name].result_sha256 == alone(name)
        require_whole(served, ended[name], verdict)
    refused = served.ended(wrong.id)
    assert (refused.status, refused.error_id) == (RunStatus.FAILED, None)
    assert refused.error is not None
    assert refused.error.id == "pack.unknown_profile"
    _findings_are_found(served, asked["violations.zip"])
    _reads_without_data_frames(*served.workers(started.host))


def _reads_without_data_frames(worker: int) -> None:
    """pyogrio would bring geopandas, and that pandas, where they are installed, as here."""
    mapped = Path(f"/proc/{worker}/maps").read_text()
    assert "/pyogrio/" in mapped
    assert "/pandas/" not in mapped


def _findings_are_found(served: Service, run: Run) -> None:
    with served.database.reading() as session:
        rows, _ = records.findings(session, run.id, limit=1000)
        placed = [row for row in rows if row.bbox_crs84 is not None]
        west, south, east, north = records.extent(session, run.id) or (0, 0, 0, 0)
        everything, count = records.findings(session, run.id, bbox=(west, south, east, north))
        nothing, none = records.findings(session, run.id, bbox=(0, 0, 1, 1))
        rule = placed[0].rule
        of_rule, _ = records.findings(session, run.id, rule=rule, limit=1000)
        parcel = next(row.parcel_ids[0] for row in rows if row.parcel_ids)
        of_parcel, _ = records.findings(session, run.id, parcel=parcel, limit=1000)
        page, total = records.findings(session, run.id, offset=2, limit=3)
    assert 73 < west < east < 136
    assert 18 < south < north < 54
    assert (count, [*nothing], none) == (len(placed), [], 0)
    assert len(everything) == min(len(placed), 100)
    assert {row.rule for row in of_rule} == {rule}
    assert [row for row in rows if parcel in row.parcel_ids] == of_parcel
    assert ([row.ordinal for row in page], total) == ([3, 4, 5], len(rows))


def test_a_run_outlives_what_its_readers_are_forked_from(started: Started) -> None:
    """It does not notice that this died between two runs."""
    served, pids = started.service, []
    for _ in range(2):
        run = served.ended(served.submit("clean.zip").id)
        assert (run.status, run.verdict, run.attempt) == (RunStatus.SUCCEEDED, Verdict.PASS, 1)
        pids.append(started.forked_from())
        os.kill(pids[-1], signal.SIGKILL)
    assert pids[0] != pids[1]
