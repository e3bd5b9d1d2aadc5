"""A project that was accepted is filed, and checks of others see it from then on."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydantic import SecretStr

import shapely

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.filed.parcels import FiledRows, rows_from
from gouhook_gis.filed.successor import Filed, file_project
from gouhook_gis.reference.catalogue.register import Registration
from gouhook_gis.reference.catalogue.registry import Registry, open_registry
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.loader import layer_kinds
from gouhook_gis.service.records import acts
from gouhook_gis.service.settings import Settings
from tests.pipeline.test_previous import layer
from tests.service.api.people import COUNTY, People, with_people
from tests.service.batches.small import archive, done, handed_in
from tests.service.databases import SQLITE_FIRST, address
from tests.service.restricted.desk import problem
from tests.support.catalogues import write

RUNS = "/api/v1/runs"
DAY = date(2026, 11, 22)
KIND = next(kind for kind in layer_kinds() if kind.kind == "filed_parcels")


@pytest.fixture(scope="module", params=SQLITE_FIRST)
def people(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[People]:
    """A service with people, on either database; a project far away is filed in the county."""
    folder = tmp_path_factory.mktemp("filing")
    with address(request.param, folder, request, layers=True) as url:
        secret = None if request.param == "sqlite" else SecretStr(url)
        settings = Settings(data=folder / "data", database=secret)
        with with_people(settings) as made:
            elder = folder / "BBDK.geojson"
            row = ((9000.0, 0.0, 9100.0, 100.0), {"XMBH": "P100", "DKBH": "A1", "DKLX": "建新"})
            elder.write_text(layer("BBDK", [row]), "utf-8")
            said = Registration("2024", "澄岭县", areas=(COUNTY,), coverage_source="澄岭县")
            registry_of(settings).add(KIND, [elder], said, lambda step, done, total: None)
            yield made


def registry_of(settings: Settings) -> Registry:
    return open_registry(settings.registered, None if settings.embedded else settings.url)


def checked(people: People, number: int) -> dict[str, Any]:
    """Hand in and check the project P<number>."""
    http = people.by_key("surveyor")
    upload = handed_in(http, f"{number}.zip", archive(number), county=COUNTY)
    asked = {"facts": [f"county_code={COUNTY}", "approval_date=2026-01-05"]}
    run = http.post(f"/api/v1/submissions/{upload}/runs", json=asked)
    assert run.status_code == 202, run.text
    return ended(people, run.json())


def ended(people: People, run: dict[str, Any]) -> dict[str, Any]:
    done(people.asked.context)
    return dict(people.by_key("admin").get(f"{RUNS}/{run['id']}").json())


def filed(people: People, run: dict[str, Any], **told: Any) -> dict[str, Any]:
    given = people.by_key("desk").post(f"{RUNS}/{run['id']}/file", json=told)
    assert given.status_code == 202, given.text
    after = ended(people, given.json())
    assert (after["status"], after["error"]) == ("succeeded", None)
    return after


def in_use(registry: Registry) -> tuple[str, Features]:
    """Return the one edition that slots take, and all that is in it."""
    (held,) = [one for one in registry.list() if not one.retired]
    store = registry.store(held.entry.layer_id)
    return held.entry.layer_id, store.where(held.entry.layer_id, "XMBH", [""], prefix=True)


def shares_with(people: People, run: dict[str, Any]) -> set[str]:
    """Return the projects whose ground a check says it shares."""
    report = people.by_key("admin").get(f"{RUNS}/{run['id']}/report.json").json()
    return {
        finding["params"]["project"]
        for rule in report["result"]["rules"]
        for assessment in rule["assessments"]
        for finding in assessment["findings"]
        if "project" in finding["params"]
    }


def test_filed_it_is_seen_and_withdrawn_it_is_not(people: People) -> None:
    """P0 and P1 share ground. A project filed again stands there once, and nothing else is lost."""
    registry = registry_of(people.asked.context.settings)
    first = checked(people, 0)
    assert shares_with(people, checked(people, 1)) == set()

    after = filed(people, first, filed="2026-11-20", accepted="2026-11-19")
    (said,) = after["headline_texts"]
    assert said["id"] == "service.filed"
    layer_id, features = in_use(registry)
    assert sorted(features.columns["XMBH"]) == ["P0", "P100"]
    at = list(features.columns["XMBH"]).index("P0")
    row = {name: features.columns[name][at] for name in ("DKBH", "DKLX", "XMZT", "XZQDM")}
    assert row == {"DKBH": "JX0", "DKLX": "建新", "XMZT": "已报备", "XZQDM": COUNTY}
    days = [str(features.columns[name][at])[:10] for name in ("PZRQ", "BBRQ", "YSRQ")]
    assert days == ["2026-01-05", "2026-11-20", "2026-11-19"]
    assert registry.find("filed_parcels@2024").retired
    assert registry.find(layer_id).entry.areas == (COUNTY,)
    assert shares_with(people, checked(people, 1)) == {"P0"}
    assert shares_with(people, checked(people, 0)) == set()

    filed(people, first)
    again, features = in_use(registry)
    assert again != layer_id
    assert sorted(features.columns["XMBH"]) == ["P0", "P100"]

    filed(people, first, state="withdrawn")
    _, features = in_use(registry)
    states = dict(zip(features.columns["XMBH"], features.columns["XMZT"], strict=True))
    assert states["P0"] == "已撤销"
    assert shares_with(people, checked(people, 1)) == set()
    with people.asked.context.database.reading() as session:
        lines = [(line.act, line.actor) for line in reversed(acts(session, first["id"]))]
    assert lines[-6:] == [("filing", "desk"), ("filed", "worker")] * 3


def test_what_cannot_be_filed(people: People) -> None:
    """By whom, and of what: a run that read nothing, one that is no check, one of nobody's."""
    run = checked(people, 5)
    for name in ("surveyor", "auditor"):
        given = people.by_key(name).post(f"{RUNS}/{run['id']}/file", json={})
        assert problem(given) == (403, "service.no_right")
    desk = people.by_key("desk")
    upload = handed_in(desk, "坏.zip", b"nothing", county=COUNTY)
    broken = ended(people, desk.post(f"/api/v1/submissions/{upload}/runs", json={}).json())
    assert broken["verdict"] == "unreadable"
    given = desk.post(f"{RUNS}/{broken['id']}/file", json={})
    assert problem(given) == (409, "service.filing_unread")
    assert desk.post(f"{RUNS}/nothing/file", json={}).status_code == 404
    again = filed(people, run)
    assert problem(desk.post(f"{RUNS}/{again['id']}/file", json={})) == (409, "service.not_a_check")
    # It stays in the list of submissions, though a run of another kind is about it.
    listed = people.by_key("surveyor").get("/api/v1/submissions").json()["items"]
    assert run["submission_id"] in [one["id"] for one in listed]


def test_two_at_once_are_both_there(people: People, tmp_path: Path) -> None:
    """One after the other, whoever comes first; of four at a time none is lost."""
    settings = people.asked.context.settings
    _, before = in_use(registry_of(settings))
    numbers = range(20, 24)
    gate, made = threading.Barrier(len(numbers)), []

    def file(number: int) -> None:
        registry, folder = registry_of(settings), tmp_path / str(number)
        gate.wait(60)
        made.append(
            file_project(
                registry,
                KIND,
                rows(number),
                f"P{number}",
                (COUNTY,),
                DAY,
                folder,
                lambda step, done, total: None,
            )
        )

    threads = [threading.Thread(target=file, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    assert len(made) == len(numbers)
    assert len({one.layer_id for one in made}) == len({one.replaced for one in made}) == len(made)
    _, after = in_use(registry_of(settings))
    expected = [*before.columns["XMBH"], *(f"P{number}" for number in numbers)]
    assert sorted(after.columns["XMBH"]) == sorted(expected)


def rows(number: int) -> FiledRows:
    """A parcel of a project."""
    west = 35_500_000.0 + 90.0 * number
    shape = shapely.box(west, 3_400_000.0, west + 100.0, 3_400_100.0)
    columns: dict[str, list[object]] = {
        "XMBH": [f"P{number}"],
        "DKBH": [f"JX{number}"],
        "DKLX": ["建新"],
        "PZRQ": [None],
        "BBRQ": [DAY],
        "YSRQ": [None],
        "XMZT": ["已报备"],
        "ZZZB": [None],
        "XZQDM": [COUNTY],
    }
    return rows_from(columns, np.array([shape], dtype=object), 4523)


def test_the_first_of_all_has_no_elder(tmp_path: Path) -> None:
    """Where nobody has declared where the layer is complete, it is not complete anywhere."""
    registry = open_registry(tmp_path / "catalogue", None)
    made = [
        file_project(
            registry,
            KIND,
            rows(number),
            f"P{number}",
            (COUNTY,),
            DAY,
            tmp_path / "way",
            lambda step, done, total: None,
        )
        for number in (1, 2)
    ]
    assert made == [
        Filed("filed_parcels@20261122-1", None, 1, 0),
        Filed("filed_parcels@20261122-2", "filed_parcels@20261122-1", 1, 0),
    ]
    assert registry.find("filed_parcels@20261122-2").entry.areas == ()
    assert datetime.now(UTC) > registry.find("filed_parcels@20261122-2").entry.registered


@pytest.mark.parametrize("broken", [{"XMBH": None}, {"shape": None}])
def test_a_layer_that_could_not_be_handed_on_whole_is_left_as_it_is(
    broken: dict[str, None], tmp_path: Path
) -> None:
    """The next edition would be complete by its word, and without those records."""
    registry = open_registry(tmp_path / "catalogue", None)
    shapes = [
        shapely.box(35_500_000.0 + x, 3_400_000.0, 35_500_050.0 + x, 3_400_050.0) for x in (0, 90)
    ]
    elder = write(
        tmp_path / "BBDK.gpkg",
        [shapes[0], shapes[1] if "XMBH" in broken else None],
        XMBH=["P8", None if "XMBH" in broken else "P9"],
        DKBH=["A1", "A2"],
        DKLX=["建新", "建新"],
    )
    said = Registration("2024", "澄岭县", areas=(COUNTY,), coverage_source="澄岭县")
    registry.add(KIND, [elder], said, lambda step, done, total: None)
    with pytest.raises(UsageError) as refused:
        file_project(
            registry,
            KIND,
            rows(1),
            "P1",
            (COUNTY,),
            DAY,
            tmp_path / "way",
            lambda step, done, total: None,
        )
    assert refused.value.message.id == "filed.not_whole"
    assert refused.value.message.params == {"layer": "filed_parcels@2024", "count": 1}
    assert [one.retired for one in registry.list()] == [False]
