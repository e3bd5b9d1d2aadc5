"""Who sees a batch, who may begin one, and of what nobody sees more than allowed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from gouhook_gis.service.api.app import routed
from gouhook_gis.service.records import acts
from gouhook_gis.service.settings import Settings
from tests.pipeline.test_previous import layer
from tests.service.api.people import COUNTY, OTHER_COUNTY, People, with_people
from tests.service.batches.small import BATCHES, archive, begun, done, handed_in, seen
from tests.service.restricted.desk import problem

# What can be had of a batch without seeing anything of its members' reports.
FREE = {
    ("GET", "/api/v1/batches/{batch_id}"),
    ("GET", "/api/v1/batches/{batch_id}/members"),
    ("POST", "/api/v1/batches/{batch_id}/cancel"),
    ("DELETE", "/api/v1/batches/{batch_id}"),
}
VALUES = {"name": "matrix.xlsx", "lang": "zh"}
REFUSED = (403, "service.more_than_allowed")
NOT_THERE = (404, "service.no_batch")


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """A service with people and restricted basic farmland under the eastern half of JX0."""
    folder = tmp_path_factory.mktemp("rights")
    path = folder / "YJJBNTTB_2024.geojson"
    path.write_text(layer("YJJBNTTB", [((50.0, 0.0, 90.0, 100.0), {"BSM": "F1"})]), "utf-8")
    told = Settings(
        data=folder / "data", reference=(f"basic_farmland@2024={path}",), account_members=2
    )
    with with_people(told) as made:
        yield made


def upload(people: People, name: str, number: int, county: str) -> str:
    """Hand in a submission for a county, as somebody; return its id."""
    return handed_in(people.by_key(name), f"{number}.zip", archive(number), county=county)


def finished(people: People, name: str, *ids: str, **told: Any) -> dict[str, Any]:
    """Begin a batch as somebody, and do it."""
    http = people.by_key(name)
    batch = begun(http, ids, **told)
    done(people.asked.context)
    return seen(http, batch)


@pytest.fixture(scope="module")
def own(people: People) -> dict[str, Any]:
    """A surveyor's batch of his county."""
    ids = [upload(people, "surveyor", number, COUNTY) for number in range(2)]
    made = finished(people, "surveyor", *ids)
    assert made["state"] == "succeeded"
    return made


@pytest.fixture(scope="module")
def mixed(people: People) -> dict[str, Any]:
    """A desk's batch of two counties."""
    ids = [
        upload(people, "surveyor", 0, COUNTY),
        upload(people, "other", 1, OTHER_COUNTY),
    ]
    return finished(people, "desk", *ids)


def asked_of(people: People, name: str, batch: dict[str, Any]) -> tuple[int, str]:
    given = people.by_key(name).get(f"{BATCHES}/{batch['id']}")
    return (200, "") if given.status_code == 200 else problem(given)


def test_a_batch_is_seen_by_whoever_sees_every_member(
    people: People, own: dict[str, Any], mixed: dict[str, Any]
) -> None:
    seen_by = {"surveyor": True, "other": False, "nowhere": False, "desk": True, "auditor": True}
    for name, sees in seen_by.items():
        assert asked_of(people, name, own) == ((200, "") if sees else NOT_THERE)
        whole = name in ("desk", "auditor")
        assert asked_of(people, name, mixed) == ((200, "") if whole else NOT_THERE)
        listed = people.by_key(name).get(BATCHES).json()
        expected = {own["id"]} if sees else set()
        expected |= {mixed["id"]} if whole else set()
        assert expected == {one["id"] for one in listed["items"]}
        assert listed["total"] == len(expected)


def test_of_the_desks_batch_a_surveyor_sees_his_run(people: People, mixed: dict[str, Any]) -> None:
    """As always: the pair in it names the other project and the piece in his parcel."""
    found = people.by_key("desk").get(f"{BATCHES}/{mixed['id']}/members").json()["items"]
    first, second = (f"/api/v1/runs/{one['run']['id']}/report.json" for one in found)
    for name, mine, theirs in (("surveyor", first, second), ("other", second, first)):
        given = people.by_key(name).get(mine)
        assert given.status_code == 200
        pairs = [
            finding["params"]
            for rule in given.json()["result"]["rules"]
            for assessment in rule["assessments"]
            for finding in assessment["findings"]
            if "project" in finding["params"]
        ]
        assert [pair["project"] for pair in pairs] == ["P1" if name == "surveyor" else "P0"]
        assert people.by_key(name).get(theirs).status_code == 404


def test_nobody_begins_one_with_what_is_not_theirs(people: People) -> None:
    ours, others = upload(people, "surveyor", 3, COUNTY), upload(people, "other", 4, OTHER_COUNTY)
    told = {"name": "一批", "submissions": [ours, others]}
    assert problem(people.by_key("surveyor").post(BATCHES, json=told)) == (
        404,
        "service.no_submission",
    )
    quota = {"name": "一批", "submissions": [ours], "quota_from": others}
    given = people.by_key("surveyor").post(BATCHES, json=quota)
    assert problem(given) == (404, "service.no_submission")
    given = people.by_key("auditor").post(BATCHES, json=told)
    assert problem(given) == (403, "service.no_right")


def test_members_are_counted(people: People) -> None:
    """Two at a time of an account, beside its single checks; then there is room again."""
    ids = [upload(people, "other", number, OTHER_COUNTY) for number in range(10, 13)]
    http = people.by_key("other")
    given = http.post(BATCHES, json={"name": "一批", "submissions": ids})
    assert problem(given) == (429, "service.many_members")
    assert int(given.headers["Retry-After"]) > 0
    batch = begun(http, ids[:2])
    given = http.post(BATCHES, json={"name": "一批", "submissions": ids[2:]})
    assert problem(given) == (429, "service.many_members")
    alone = http.post(f"/api/v1/submissions/{ids[2]}/runs", json={})
    assert alone.status_code == 202
    done(people.asked.context)
    assert seen(http, batch)["state"] == "succeeded"
    begun(http, ids[2:])
    done(people.asked.context)


@pytest.fixture(scope="module")
def full(people: People) -> dict[str, Any]:
    """The desk's batch of one county that shows basic farmland whole."""
    ids = [upload(people, "surveyor", number, COUNTY) for number in range(2)]
    return finished(people, "desk", *ids, reference_detail="full")


def ways() -> Iterator[tuple[str, str]]:
    """Yield method and path of every route about a batch, so that none is forgotten."""
    for path, told in routed().openapi()["paths"].items():
        if "{batch_id}" in path:
            for method in sorted(told.keys() & {"get", "post", "put", "patch", "delete"}):
                yield method.upper(), path


def test_no_route_gives_more_than_allowed(people: People, full: dict[str, Any]) -> None:
    """Where one member's report shows more, nothing of the batch is given out."""
    found = set(ways())
    assert found >= FREE
    assert len(found - FREE) == 3
    for method, path in sorted(found - FREE):
        address = path.format(batch_id=full["id"], **VALUES)
        for name in ("surveyor", "auditor"):
            client = people.by_key(name)
            assert problem(client.request(method, address)) == REFUSED, address
            kept = client.request(method, address, headers={"If-None-Match": "*"})
            assert problem(kept) == REFUSED
        assert people.by_key("desk").request(method, address).status_code == 200
    for name in ("matrix.html", "findings.gpkg", "summary.json", "filed_parcels.gpkg"):
        given = people.by_key("surveyor").get(f"{BATCHES}/{full['id']}/files/{name}")
        assert problem(given) == REFUSED


def test_who_may_not_read_results_does_not_take_them_away(
    people: People, full: dict[str, Any]
) -> None:
    """The batch is of his county, and he may hand in: what the desk made of it is the desk's."""
    given = people.by_key("surveyor").delete(f"{BATCHES}/{full['id']}")
    assert problem(given) == REFUSED
    summary = people.by_key("desk").get(f"{BATCHES}/{full['id']}/summary")
    assert summary.status_code == 200


def test_a_sheet_tells_nothing_of_other_counties(people: People) -> None:
    """Whoever sees the batch sees these counties alone, whatever the sheet and the facts name."""
    sheet = f"行政区代码,下达周转指标（公顷）\n{COUNTY},9\n{OTHER_COUNTY},9\n".encode()
    http = people.by_key("surveyor")
    quota = handed_in(http, "指标.csv", sheet, county=COUNTY)
    ids = [upload(people, "surveyor", 0, COUNTY)]
    batch = finished(people, "surveyor", *ids, quota_from=quota)
    summary = http.get(f"{BATCHES}/{batch['id']}/summary").json()
    assert [one["code"] for one in summary["counties"]] == [COUNTY]


def test_what_a_surveyor_asks_is_lowered(people: People, own: dict[str, Any]) -> None:
    """Each run says so, and his files are his to read."""
    http = people.by_key("surveyor")
    batch = finished(
        people, "surveyor", upload(people, "surveyor", 0, COUNTY), reference_detail="full"
    )
    (member,) = http.get(f"{BATCHES}/{batch['id']}/members").json()["items"]
    assert [one["id"] for one in member["run"]["notices"]] == ["service.details_lowered"]
    assert member["run"]["details"] == {"basic_farmland": "clip"}
    for one in (own, batch):
        assert http.get(f"{BATCHES}/{one['id']}/files/findings.gpkg").status_code == 200
        # The layer holds filed parcels of any county whole.
        assert "filed_parcels.gpkg" not in {file["name"] for file in one["files"]}
        parcels = http.get(f"{BATCHES}/{one['id']}/files/filed_parcels.gpkg")
        assert problem(parcels) == (403, "service.parcels_of_others")
        desk = people.by_key("desk").get(f"{BATCHES}/{one['id']}/files/filed_parcels.gpkg")
        assert desk.status_code == 200


def test_all_of_it_is_written_down(people: People, own: dict[str, Any]) -> None:
    http = people.by_key("surveyor")
    path = f"{BATCHES}/{own['id']}"
    for part in ("/summary", "/summary", "/page/summary.zh.json", "/files/matrix.html"):
        assert http.get(f"{path}{part}").status_code == 200
    tag = http.get(f"{path}/page/summary.zh.json").headers["ETag"]
    kept = http.get(f"{path}/page/summary.zh.json", headers={"If-None-Match": tag})
    assert kept.status_code == 304
    with people.asked.context.database.reading() as session:
        lines = [line for line in reversed(acts(session, own["id"])) if line.actor == "surveyor"]
    told = [(line.act, {**line.data}) for line in lines]
    assert all(data.pop("via") == "key" and data.pop("address") for _, data in told)
    assert told[0] == ("batch_begun", {"members": 2})
    reads = [data for act, data in told if act == "batch_read"]
    assert [data["part"] for data in reads].count("summary") == 1
    assert [data["part"] for data in reads].count("page") == 3
    assert ("batch_downloaded", {"file": "matrix.html"}) in told


def test_who_may_not_change_it(people: People, own: dict[str, Any], mixed: dict[str, Any]) -> None:
    for name, batch, expected in (
        ("auditor", own, (403, "service.no_right")),
        ("other", own, NOT_THERE),
        ("surveyor", mixed, NOT_THERE),
    ):
        http, path = people.by_key(name), f"{BATCHES}/{batch['id']}"
        assert problem(http.delete(path)) == expected
        assert problem(http.post(f"{path}/cancel")) == expected
