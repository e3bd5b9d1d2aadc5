"""What another county handed in, asked for by its id, in every way there is."""

from __future__ import annotations

import httpx
import pytest

from gouhook_gis.domain.words import Verdict
from gouhook_gis.service.api.app import routed
from gouhook_gis.service.records import work
from gouhook_gis.service.records.ids import new_id
from tests.service.api.findings import begun, finished
from tests.service.api.people import COUNTY, OTHER_COUNTY, People
from tests.service.api.serving import Asked

_FILLED = {
    "format": "json",
    "lang": "zh",
    "layer": "parcels",
    "z": "0",
    "x": "0",
    "y": "0",
    "collection": "findings",
    "ordinal": "1",
}
ROUTES = sorted(
    (method.upper(), path)
    for path, operations in routed().openapi()["paths"].items()
    if "{run_id}" in path or "{submission_id}" in path
    for method in operations
)
_NONE = ("urn:gouhook:problem:service.no_run", "urn:gouhook:problem:service.no_submission")
# What nobody may do who hands in for a county: refused before anything is looked for.
_NOT_THEIRS = {("POST", "/api/v1/runs/{run_id}/file")}


@pytest.fixture(scope="module")
def theirs(people: People) -> dict[str, str]:
    """A finished run of a surveyor's, and its submission."""
    own = Asked(people.by_key("surveyor"), people.asked.context)
    run_id = finished(own)
    submission_id = own.http.get(f"/api/v1/runs/{run_id}").json()["submission_id"]
    return {"run_id": run_id, "submission_id": submission_id}


def ask(client: httpx.Client, method: str, path: str, ids: dict[str, str]) -> httpx.Response:
    body = {} if method == "POST" else None
    return client.request(method, path.format(**_FILLED, **ids), json=body)


def test_there_are_routes_to_try() -> None:
    """Whoever adds a route is asked the same."""
    assert len(ROUTES) >= 20
    assert {"GET", "POST", "DELETE"} <= {method for method, _ in ROUTES}


@pytest.mark.parametrize(("method", "path"), ROUTES)
def test_it_does_not_exist_for_others(
    people: People, theirs: dict[str, str], method: str, path: str
) -> None:
    """The answer is that to an id that never was, but for the id itself and the incident."""
    guessed = {name: new_id() for name in theirs}
    no_right = (method, path) in _NOT_THEIRS
    kinds = ("urn:gouhook:problem:service.no_right",) if no_right else _NONE
    answers = []
    for ids in (theirs, guessed):
        given = ask(people.by_key("other"), method, path, ids)
        assert given.status_code == (403 if no_right else 404), given.text
        said = given.json()
        assert said["type"] in kinds
        said.pop("incident")
        answers.append(str(said).replace(ids["run_id"], "-").replace(ids["submission_id"], "-"))
    assert answers[0] == answers[1]


@pytest.mark.parametrize("path", [path for method, path in ROUTES if method == "GET"])
def test_its_owner_and_the_desk_are_not_told_so(
    people: People, theirs: dict[str, str], path: str
) -> None:
    """Else the test before this one would prove nothing."""
    for name in ("surveyor", "desk", "auditor", "admin"):
        client = people.by_key(name)
        with client.stream("GET", path.format(**_FILLED, **theirs)) as given:
            if given.status_code == 404:
                given.read()
                assert given.json()["type"] not in _NONE


def test_it_is_in_no_list_and_named_in_no_option(people: People, theirs: dict[str, str]) -> None:
    """Not in lists, not as the earlier version, as facts, in a comparison, by a trial."""
    run_id, other = theirs["run_id"], people.by_key("other")
    for path in ("/api/v1/runs", "/api/v1/submissions"):
        assert other.get(path).json()["items"] == []
        assert people.by_key("surveyor").get(path).json()["items"] != []
    mine = other.post("/api/v1/submissions?filename=b.zip", content=b"mine").json()
    own = mine["submission_id"]
    named = (
        {"previous_run": run_id},
        {"facts_from": theirs["submission_id"]},
    )
    for told in named:
        assert other.post(f"/api/v1/submissions/{own}/runs", json=told).status_code == 404
        assert other.post(f"/api/v1/runs/{mine['id']}/rerun", json=told).status_code == 404
        query = {"filename": "c.zip", **told}
        assert other.post("/api/v1/submissions", params=query, content=b"c").status_code == 404
    pair = {"before": run_id, "after": mine["id"]}
    for path in ("/api/v1/comparisons", "/api/v1/comparisons/shown"):
        assert other.get(path, params=pair).status_code == 404


def test_how_often_a_layer_answered_others_is_not_told(people: People) -> None:
    """Else every look at it would tell that they have handed in."""
    run_id = begun(Asked(people.by_key("surveyor"), people.asked.context))
    with people.asked.context.database.changing() as session:
        answered = work.Outcome(verdict=Verdict.PASS, layers=("villages@2031",))
        assert work.succeed(session, run_id, 1, answered, ())
    used = {
        name: [one["used_by"] for one in people.by_key(name).get("/api/v1/layers/lent").json()]
        for name in ("surveyor", "other", "nowhere", "desk")
    }
    assert used == {"surveyor": [1], "other": [], "nowhere": [], "desk": [1]}


def test_the_file_of_a_layer_is_no_submission(people: People) -> None:
    """As parcels it would be shown whole to a role that may see nothing of such a layer."""
    desk, query = people.by_key("desk"), {"filename": "a.gpkg", "source": "甲"}
    layer = {**query, "kind": "basic_farmland", "edition": "2031"}
    given = desk.post("/api/v1/layers", params=layer, content=b"a layer")
    assert given.status_code == 202, given.text
    run_id, file_id = given.json()["id"], given.json()["submission_id"]
    own = desk.post("/api/v1/submissions?filename=b.zip", content=b"own").json()
    for name in ("desk", "auditor"):
        path = f"/api/v1/submissions/{file_id}/contents"
        assert people.by_key(name).get(path).status_code == 404
    assert desk.post(f"/api/v1/submissions/{file_id}/runs", json={}).status_code == 404
    earlier = {"previous_run": run_id}
    for path in (f"submissions/{own['submission_id']}/runs", f"runs/{own['id']}/rerun"):
        assert desk.post(f"/api/v1/{path}", json=earlier).status_code == 409
    query = {"filename": "c.zip", **earlier}
    assert desk.post("/api/v1/submissions", params=query, content=b"c").status_code == 409


def test_what_the_desk_has_named_is_no_way_to_it(people: People, theirs: dict[str, str]) -> None:
    """A check that the desk began against a version of another county is not begun again by who
    does not see that one, unless without it.
    """
    other, desk = people.by_key("other"), people.by_key("desk")
    mine = other.post("/api/v1/submissions?filename=d.zip", content=b"mine too").json()
    told = {"previous_run": theirs["run_id"]}
    begun = desk.post(f"/api/v1/submissions/{mine['submission_id']}/runs", json=told)
    assert begun.status_code == 202, begun.text
    rerun = f"/api/v1/runs/{begun.json()['id']}/rerun"
    assert other.post(rerun, json={}).status_code == 404
    assert other.post(rerun, json={"previous_run": mine["id"]}).status_code == 202
    assert desk.post(rerun, json={}).status_code == 202


def test_nobody_hands_in_for_another_county(people: People) -> None:
    """Nor with the same key as somebody of that county."""
    for county in (OTHER_COUNTY, "51", "5101"):
        query = {"filename": "a.zip", "county": county}
        given = people.by_key("surveyor").post("/api/v1/submissions", params=query, content=b"a")
        assert given.status_code == 403, county
    twice = [
        people.by_key(name).post(
            "/api/v1/submissions?filename=a.zip", content=b"one", headers={"Idempotency-Key": "k"}
        )
        for name in ("surveyor", "other", "surveyor")
    ]
    ids = [one.json()["submission_id"] for one in twice]
    assert ids[0] == ids[2] != ids[1]
    counties = [
        people.by_key("desk").get(f"/api/v1/submissions/{one}").json()["county_code"] for one in ids
    ]
    assert counties == [COUNTY, OTHER_COUNTY, COUNTY]
    # Nor does the key tell whose it is.
    keys = [
        people.by_key(name).get(f"/api/v1/submissions/{one}").json()["idempotency_key"]
        for name, one in zip(("surveyor", "desk"), ids[:2], strict=True)
    ]
    assert keys == ["k", "k"]


def test_who_has_no_county_sees_and_hands_in_nothing(people: People) -> None:
    """A surveyor whose county nobody has said yet, whichever they name."""
    lost = people.by_key("nowhere")
    assert lost.get("/api/v1/submissions").json()["items"] == []
    for query in ({}, {"county": COUNTY}):
        given = lost.post(
            "/api/v1/submissions", params={"filename": "a.zip", **query}, content=b"a"
        )
        assert given.status_code == 403
        assert given.json()["type"] == "urn:gouhook:problem:service.no_county"


def test_ids_cannot_be_guessed() -> None:
    """Behind the time there are 80 random bits."""
    made = {new_id()[12:] for _ in range(1000)}
    assert len(made) == 1000
    assert all(len(one) == 20 for one in made)
    # Each bit is set about half of the time: 500 ± 5 standard deviations of 15.8.
    set_bits = [sum(int(one, 16) >> bit & 1 for one in made) for bit in range(80)]
    assert all(abs(count - 500) < 79 for count in set_bits)
