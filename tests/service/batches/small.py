"""Small submissions in a row, batches of them, and the work that is to be done, done here.

Members are squares of 100 m (1 ha) side by side; each begins 90 m east of the one before, so that
neighbours have 10 m × 100 m = 1000 m² (0.1 ha) of ground in common.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import Any

import httpx

from gouhook_gis.service.api.context import Context
from gouhook_gis.service.models import Run
from gouhook_gis.service.records import work
from gouhook_gis.service.runs.execute import execute
from tests.pipeline.test_previous import layer

BATCHES = "/api/v1/batches"
SHARED_M2 = 1000.0


def archive(number: int) -> bytes:
    """Return the submission of project P<number>: one new-construction parcel JX<number>."""
    west = 90.0 * number
    row = ((west, 0.0, west + 100.0, 100.0), {"DKBH": f"JX{number}", "XMBH": f"P{number}"})
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        # The same bytes each time: a date would be that of the moment.
        made.writestr(zipfile.ZipInfo("建新.geojson"), layer("JXDK", [row]))
    return data.getvalue()


def handed_in(http: httpx.Client, name: str, data: bytes, **params: str) -> str:
    """Keep an upload; return its id."""
    asked = {"filename": name, "check": "false", **params}
    given = http.post("/api/v1/submissions", params=asked, content=data)
    assert given.status_code == 201, given.text
    return str(given.json()["id"])


def begun(http: httpx.Client, submissions: Sequence[str], **told: Any) -> dict[str, Any]:
    """Begin a batch."""
    given = http.post(BATCHES, json={"name": "一批", "submissions": list(submissions), **told})
    assert given.status_code == 202, given.text
    assert given.headers["Location"] == f"{BATCHES}/{given.json()['id']}"
    return dict(given.json())


def seen(http: httpx.Client, batch: dict[str, Any]) -> dict[str, Any]:
    """Return a batch as it is now."""
    given = http.get(f"{BATCHES}/{batch['id']}")
    assert given.status_code == 200, given.text
    return dict(given.json())


def two(http: httpx.Client, **told: Any) -> dict[str, Any]:
    """Begin a batch of two neighbours."""
    ids = [handed_in(http, f"{number}.zip", archive(number)) for number in range(2)]
    return begun(http, ids, **told)


def runs(http: httpx.Client, batch: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the runs of the members."""
    found = http.get(f"{BATCHES}/{batch['id']}/members").json()
    return [one["run"] for one in found["items"]]


def next_run(context: Context, attempts: int = 9) -> Run | None:
    """Begin the run that is next, as a worker does."""
    with context.database.changing() as session:
        run_id = work.next_queued(session)
        return None if run_id is None else work.begin(session, run_id, "tester", attempts)


def done(context: Context, most: int = 100) -> list[str]:
    """Do what waits, at most so many runs; return their tasks."""
    tasks: list[str] = []
    while len(tasks) < most and (run := next_run(context)) is not None:
        assert execute(context.database, context.files, context.settings, run.id, run.attempt)
        tasks.append(run.task)
    return tasks
