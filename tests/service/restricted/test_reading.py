"""Whoever may see less than a report shows reads its verdict, and nothing else of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.api.app import routed
from gouhook_gis.service.api.reports import MEDIA_TYPES
from gouhook_gis.service.database.tables import RunTable
from gouhook_gis.service.models import LayerRow
from gouhook_gis.service.records.layers import mirror
from tests.service.api.people import COUNTY, People
from tests.service.restricted.desk import checked, desk, done, problem

# What can be had of a run without seeing anything of its report.
FREE = {
    ("GET", "/api/v1/runs/{run_id}"),
    ("GET", "/api/v1/runs/{run_id}/events"),
    ("POST", "/api/v1/runs/{run_id}/cancel"),
    ("POST", "/api/v1/runs/{run_id}/rerun"),
    ("POST", "/api/v1/runs/{run_id}/file"),
}
VALUES = {
    "format": "json",
    "lang": "zh",
    "layer": "findings",
    "collection": "findings",
    "ordinal": "1",
    "z": "0",
    "x": "0",
    "y": "0",
}
REFUSED = (403, "service.more_than_allowed")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[People, dict[str, Any]]]:
    """A run of the desk for the surveyor's county that shows basic farmland whole."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOUHOOK_ISOLATION", "in-process")
        with desk(tmp_path_factory.mktemp("reading")) as people:
            yield people, checked(people, "desk", reference_detail="full", county=COUNTY)


def ways() -> Iterator[tuple[str, str]]:
    """Yield method and path of every route about a run, so that none is forgotten."""
    for path, told in routed().openapi()["paths"].items():
        if "{run_id}" in path:
            for method in sorted(told.keys() & {"get", "post", "put", "patch", "delete"}):
                yield method.upper(), path


def test_the_walk_meets_all_there_is() -> None:
    found = set(ways())
    assert found >= FREE
    assert len(found - FREE) >= 14


@pytest.mark.parametrize(("method", "path"), sorted(set(ways()) - FREE))
@pytest.mark.parametrize("name", ["surveyor", "auditor"])
def test_no_route_gives_more_than_allowed(
    shared: tuple[People, dict[str, Any]], name: str, method: str, path: str
) -> None:
    people, run = shared
    client = people.by_key(name)
    address = path.format(run_id=run["id"], **VALUES)
    given = client.request(method, address)
    if (name, method) == ("auditor", "POST"):
        assert problem(given) == (403, "service.no_right")
        return
    assert problem(given) == REFUSED
    text = given.json()["detail"]
    assert "永久基本农田" in text and "请重新检查" in text
    kept = client.request(method, address, headers={"If-None-Match": "*"})
    assert problem(kept) == REFUSED


@pytest.mark.parametrize("format_", sorted(MEDIA_TYPES))
def test_no_format_of_the_report(shared: tuple[People, dict[str, Any]], format_: str) -> None:
    people, run = shared
    address = f"/api/v1/runs/{run['id']}/report.{format_}"
    assert problem(people.by_key("surveyor").get(address)) == REFUSED
    assert people.by_key("desk").get(address).status_code == 200


@pytest.mark.parametrize("side", ["before", "after"])
@pytest.mark.parametrize("address", ["/api/v1/comparisons", "/api/v1/comparisons/shown"])
def test_no_comparison_with_it(
    shared: tuple[People, dict[str, Any]], address: str, side: str
) -> None:
    people, run = shared
    own = checked(people, "surveyor")
    pair = {"before": own["id"], "after": own["id"], side: run["id"]}
    assert problem(people.by_key("surveyor").get(address, params=pair)) == REFUSED
    assert people.by_key("desk").get(address, params=pair).status_code == 200


def test_status_and_verdict_are_for_whoever_may_know_of_it(
    shared: tuple[People, dict[str, Any]],
) -> None:
    people, run = shared
    for name in ("surveyor", "auditor"):
        seen = people.by_key(name).get(f"/api/v1/runs/{run['id']}").json()
        assert (seen["status"], seen["verdict"]) == ("succeeded", "fail")
        assert seen["details"] == {"basic_farmland": "full"}
    assert people.by_key("other").get(f"/api/v1/runs/{run['id']}").status_code == 404


def test_checked_again_it_can_be_read(shared: tuple[People, dict[str, Any]]) -> None:
    people, run = shared
    surveyor = people.by_key("surveyor")
    again = done(people, surveyor.post(f"/api/v1/runs/{run['id']}/rerun", json={}).json())
    for address in ("report.json", "page/report.zh.json", "features/collections/findings/items"):
        assert surveyor.get(f"/api/v1/runs/{again['id']}/{address}").status_code == 200


def test_a_run_of_before_is_taken_at_what_was_asked(tmp_path: Path) -> None:
    """Its details were not recorded: clipped, it may be read as long as no kind is kept back."""
    for kept_back, expected in (({}, 200), ({"land_use": "none"}, 403)):
        folder = tmp_path / str(expected)
        folder.mkdir()
        details = {Role.SURVEYOR: kept_back}
        with desk(folder, reference_details=details) as people:
            run = checked(people, "desk", county=COUNTY)
            with people.asked.context.database.changing() as session:
                row = session.get(RunTable, run["id"])
                assert row is not None
                row.details = None
            address = f"/api/v1/runs/{run['id']}/report.json"
            assert people.by_key("surveyor").get(address).status_code == expected


def edition(kind: str, *, restricted: bool = False) -> LayerRow:
    """Return a registered edition with a coverage of a tenth of a degree a side."""
    ring = [[105.0, 30.0], [105.1, 30.0], [105.1, 30.1], [105.0, 30.0]]
    return LayerRow(
        kind=kind,
        edition="2024",
        completeness="complete",
        records=1,
        source="澄岭县自然资源局",
        epsg=4523,
        areas=(COUNTY,),
        coverage={"type": "Polygon", "coordinates": [ring]},
        extent_crs84=(105.0, 30.0, 105.1, 30.1),
        restricted=restricted,
        registered=datetime(2024, 1, 1, tzinfo=UTC),
        sha256="0" * 64,
    )


def test_of_a_layer_that_may_not_be_shown_no_coverage(tmp_path: Path) -> None:
    """Its name, edition and areas are no secret: a report names them."""
    details = {Role.SURVEYOR: {"basic_farmland": "none"}}
    with desk(tmp_path, reference_details=details) as people:
        with people.asked.context.database.changing() as session:
            mirror(session, [edition("basic_farmland", restricted=True), edition("villages")])
        for name, seen in (("surveyor", False), ("auditor", True), ("desk", True)):
            client = people.by_key(name)
            rows = {row["kind"]: row for row in client.get("/api/v1/layers").json()}
            assert (rows["basic_farmland"]["coverage"] is not None) is seen
            assert (rows["basic_farmland"]["extent_crs84"] is not None) is seen
            assert rows["basic_farmland"]["areas"] == [COUNTY]
            assert rows["villages"]["coverage"] is not None
            one = client.get("/api/v1/layers/basic_farmland/2024")
            assert (one.json()["coverage"] is not None) is seen
            place = client.get("/api/v1/layers/basic_farmland/2024/coverage")
            assert place.status_code == (200 if seen else 403)
            if not seen:
                assert problem(place) == (403, "service.coverage_not_allowed")
            assert client.get("/api/v1/layers/villages/2024/coverage").status_code == 200
