"""Runs, end to end on both databases: as `gouhook check` says, and findings by page."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.words import Verdict
from gouhook_gis.service import records
from gouhook_gis.service.models import CheckRequest, RunStatus
from tests.service.databases import SQLITE_FIRST
from tests.service.processes import REFERENCE, Service, require_whole, served_by
from tests.support.catalogues import SAMPLE


@pytest.fixture(params=SQLITE_FIRST)
def served(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Service]:
    """A service that is not started yet."""
    with served_by(request.param, tmp_path, request) as made:
        yield made


@cache
def alone(name: str) -> str:
    """Return what `gouhook check` says of a sample."""
    options = CheckOptions(profile="sichuan")
    return check(SAMPLE / "submissions" / name, [REFERENCE], options).provenance.result_sha256


def test_a_run_says_what_gouhook_check_says(served: Service) -> None:
    """To the byte of the result; findings have degrees beside the CRS of the files."""
    host = served.start()
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

    run_id = asked["violations.zip"].id
    with served.database.reading() as session:
        rows, _ = records.findings(session, run_id, limit=1000)
        placed = [row for row in rows if row.bbox_crs84 is not None]
        west, south, east, north = records.extent(session, run_id) or (0, 0, 0, 0)
        everything, count = records.findings(session, run_id, bbox=(west, south, east, north))
        nothing, none = records.findings(session, run_id, bbox=(0, 0, 1, 1))
        rule = placed[0].rule
        of_rule, _ = records.findings(session, run_id, rule=rule, limit=1000)
        parcel = next(row.parcel_ids[0] for row in rows if row.parcel_ids)
        of_parcel, _ = records.findings(session, run_id, parcel=parcel, limit=1000)
        page, total = records.findings(session, run_id, offset=2, limit=3)
    assert 73 < west < east < 136
    assert 18 < south < north < 54
    assert (count, [*nothing], none) == (len(placed), [], 0)
    assert len(everything) == min(len(placed), 100)
    assert {row.rule for row in of_rule} == {rule}
    assert [row for row in rows if parcel in row.parcel_ids] == of_parcel
    assert ([row.ordinal for row in page], total) == ([3, 4, 5], len(rows))
    served.workers(host)
    served.stop()
    assert served.left() == []
