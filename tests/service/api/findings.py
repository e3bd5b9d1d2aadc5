"""A finished run with findings that one can check by hand, put there as a worker does."""

from __future__ import annotations

from gouhook_gis.domain.message import message
from gouhook_gis.domain.words import Severity, Status, Verdict
from gouhook_gis.service.models import Event, FindingRow, Run
from gouhook_gis.service.records import events_after, work
from gouhook_gis.service.records.work import Outcome
from tests.service.api.serving import Asked

EPSG = 4523
# Squares of 10 m a side, 100 m apart; in degrees 0.0001 a side, 0.001 apart. Three of them, and
# one finding without a place.
E0, N0, LON0, LAT0 = 35_500_000.0, 3_400_000.0, 105.0, 30.7


def square(x: float, y: float, side: float) -> dict:
    ring = [[x, y], [x + side, y], [x + side, y + side], [x, y + side], [x, y]]
    return {"type": "Polygon", "coordinates": [ring]}


def row(run_id: str, number: int) -> FindingRow:
    east, lon = E0 + 100 * number, LON0 + number / 1000
    return FindingRow(
        run_id=run_id,
        ordinal=number,
        fingerprint=f"{number:032x}",
        rule="ZJ-B01" if number % 2 else "ZJ-B03",
        status=Status.FAIL,
        severity=Severity.ERROR,
        parcel_ids=(f"JX{number:03d}", "JX000"),
        message=message("rules.surplus_negative", missing=12345.678),
        geometry=square(east, N0, 10),
        geometry_crs84=square(lon, LAT0, 0.0001),
        bbox=(east, N0, east + 10, N0 + 10),
        bbox_crs84=(lon, LAT0, lon + 0.0001, LAT0 + 0.0001),
    )


def placeless(run_id: str, number: int) -> FindingRow:
    return row(run_id, number).model_copy(
        update={"geometry": None, "geometry_crs84": None, "bbox": None, "bbox_crs84": None}
    )


def begun(api: Asked) -> str:
    """Return a run at which a worker is, after one step."""
    run_id = str(api.upload(b"abc").json()["id"])
    with api.context.database.changing() as session:
        run = work.begin(session, run_id, "worker", 3)
        assert run is not None
        work.follow(session, run_id, run.attempt, step="read")
    return run_id


def finished(api: Asked, count: int = 4, epsg: int | None = EPSG) -> str:
    """Return a run with `count` findings, the last without a place."""
    run_id = begun(api)
    rows = [row(run_id, number) for number in range(1, count)]
    end(api, run_id, (*rows, placeless(run_id, count)), epsg)
    return run_id


def end(
    api: Asked, run_id: str, rows: tuple[FindingRow, ...] = (), epsg: int | None = EPSG
) -> None:
    outcome = Outcome(verdict=Verdict.FAIL, epsg=epsg, project_code="510", findings=rows)
    with api.context.database.changing() as session:
        assert work.succeed(session, run_id, 1, outcome, ())


def events(api: Asked, run_id: str) -> list[Event]:
    with api.context.database.reading() as session:
        return list(events_after(session, run_id))


def as_run(api: Asked, run_id: str) -> Run:
    from gouhook_gis.service.records import run

    with api.context.database.reading() as session:
        found = run(session, run_id)
    assert found is not None
    return found
