"""A service with people, restricted basic farmland, and runs that are done here and now.

JX1 is a square of 100 m (1 ha) around the central meridian; basic farmland F1 covers its eastern 40
m and 40 m beyond: 4000 m² of it are in the parcel.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from gouhook_gis.service.records import work
from gouhook_gis.service.runs.execute import execute
from gouhook_gis.service.settings import Settings
from tests.pipeline.test_previous import layer
from tests.service.api.people import People, with_people

PARCEL = (-50.0, -50.0, 50.0, 50.0)
FARMLAND = (10.0, -50.0, 90.0, 50.0)
Corners = tuple[float, float, float, float]


def archive(corners: Corners = PARCEL) -> bytes:
    """Return a submission of one new-construction parcel."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as made:
        made.writestr("建新.geojson", layer("JXDK", [(corners, {"DKBH": "JX1"})]))
    return data.getvalue()


def farmland(folder: Path) -> str:
    path = folder / "YJJBNTTB_2024.geojson"
    path.write_text(layer("YJJBNTTB", [(FARMLAND, {"BSM": "F1"})]), "utf-8")
    return f"basic_farmland@2024={path}"


def villages(folder: Path, west: str, east: str) -> str:
    """Two villages that meet at x 30, with their codes."""
    path = folder / "CJDCQ_2024.geojson"
    rows = [
        ((-900.0, -900.0, 30.0, 900.0), {"ZLDWDM": west, "ZLDWMC": "甲"}),
        ((30.0, -900.0, 900.0, 900.0), {"ZLDWDM": east, "ZLDWMC": "乙"}),
    ]
    path.write_text(layer("CJDCQ", rows), "utf-8")
    return f"villages@2024={path}"


@contextmanager
def desk(folder: Path, *reference: str, **settings: Any) -> Iterator[People]:
    """Give the service; its runs are done by `done`."""
    told = Settings(data=folder / "data", reference=(farmland(folder), *reference), **settings)
    with with_people(told) as people:
        yield people


def hand_in(people: People, name: str, data: bytes | None = None, **params: str) -> dict[str, Any]:
    """Hand in a submission as somebody; return the run as it is asked for."""
    given = people.by_key(name).post(
        "/api/v1/submissions",
        params={"filename": "项目.zip", **params},
        content=archive() if data is None else data,
    )
    assert given.status_code == 202, given.text
    return dict(given.json())


def done(people: People, run: dict[str, Any]) -> dict[str, Any]:
    """Do a run; return it as whoever sees everything has it."""
    context = people.asked.context
    with context.database.changing() as session:
        begun = work.begin(session, run["id"], "tester", 9)
    assert begun is not None
    assert execute(context.database, context.files, context.settings, begun.id, begun.attempt)
    return dict(people.by_key("admin").get(f"/api/v1/runs/{run['id']}").json())


def checked(people: People, name: str, **params: str) -> dict[str, Any]:
    """Hand in as somebody, and do the check."""
    run = done(people, hand_in(people, name, **params))
    assert run["status"] == "succeeded", run
    return run


def problem(answer: httpx.Response) -> tuple[int, str]:
    """Return the status of an answer and the message that says why."""
    return answer.status_code, str(answer.json()["type"]).rpartition(":")[2]
