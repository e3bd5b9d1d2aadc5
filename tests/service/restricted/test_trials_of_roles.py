"""Trials over HTTP: held to the same limits as submissions, and to the role as it is now."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import httpx

from gouhook_gis.service.accounts.roles import Role
from tests.service.api.people import COUNTY, OTHER_COUNTY
from tests.service.api.serving import PATIENCE_S
from tests.service.restricted.desk import (
    archive,
    checked,
    desk,
    done,
    hand_in,
    problem,
    villages,
)

E, N = 35_500_000.0, 3_400_000.0
BUILT = "new_construction/JX1"


def box(west: float, south: float, east: float, north: float) -> dict[str, Any]:
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [[[E + x, N + y] for x, y in ring]]}


def edits(*corners: float) -> dict[str, Any]:
    west, south, east, north = corners
    return {"edits": [{"parcel_key": BUILT, "geometry": box(west, south, east, north)}]}


def ready(client: httpx.Client, run_id: str) -> tuple[str, dict[str, Any]]:
    """Begin a trial; return its address, and it when it is ready."""
    begun = client.post(f"/api/v1/runs/{run_id}/trials")
    assert begun.status_code == 202, begun.text
    address, deadline = f"/api/v1/trials/{begun.json()['id']}", time.monotonic() + PATIENCE_S
    while (trial := client.get(address).json())["state"] == "starting":
        assert time.monotonic() < deadline
        time.sleep(0.1)
    assert trial["state"] == "ready", trial
    return address, dict(trial)


def test_a_surveyor_tries_near_and_small_and_sees_what_lies_in_the_parcel(tmp_path: Path) -> None:
    """F1 begins at x 10. Of a run of the desk that was clipped without a limit, too."""
    with desk(tmp_path) as people:
        run = checked(people, "desk", county=COUNTY)
        surveyor = people.by_key("surveyor")
        address, trial = ready(surveyor, run["id"])
        assert [one["slot"] for one in trial["cuttable"]] == ["basic_farmland"]
        outcome = surveyor.post(f"{address}/outcome", json=edits(-50, -50, 40, 50)).json()
        shapes = [one["geometry"] for one in outcome["findings"] if one["fate"] != "fixed"]
        xs = {x - E for shape in shapes if shape for ring in shape["coordinates"] for x, _ in ring}
        assert xs <= {10.0, 40.0, -50.0} and 10.0 in xs
        far = surveyor.post(f"{address}/outcome", json=edits(2040, -50, 2051, 50))
        assert problem(far) == (422, "trial.far_from_filed")
        large = surveyor.post(f"{address}/outcome", json=edits(-1500, -900, 1500, 900))
        assert problem(large) == (422, "trial.parcel_too_large")
        question = {"parcel_key": BUILT, "slots": ["basic_farmland"]}
        far_cut = {**question, "geometry": box(2040, -50, 2051, 50)}
        assert problem(surveyor.post(f"{address}/cut", json=far_cut))[1] == "trial.far_from_filed"
        assert surveyor.post(f"{address}/cut", json=question).status_code == 200


def test_no_trial_on_a_layer_that_is_kept_back(tmp_path: Path) -> None:
    """Figures of parcels moved over it would draw it. Whoever may see it may try."""
    details = {Role.SURVEYOR: {"basic_farmland": "none"}}
    with desk(tmp_path, reference_details=details) as people:
        run = checked(people, "surveyor")
        begun = people.by_key("surveyor").post(f"/api/v1/runs/{run['id']}/trials")
        assert problem(begun) == (403, "trial.hidden_layers")
        assert "永久基本农田" in begun.json()["detail"]
        assert people.by_key("desk").post(f"/api/v1/runs/{run['id']}/trials").status_code == 202


def test_with_another_role_the_trial_answers_no_more(tmp_path: Path) -> None:
    """Begun by a desk officer on a run that shows whole shapes, who is then a surveyor."""
    with desk(tmp_path) as people:
        run = checked(people, "desk", reference_detail="full", county=COUNTY)
        client, admin = people.by_key("desk"), people.signed_in("admin")
        address, _ = ready(client, run["id"])
        assert client.post(f"{address}/outcome", json=edits(2040, -50, 2051, 50)).status_code == 200
        account = people.accounts["desk"].id
        changed = admin.patch(
            f"/api/v1/accounts/{account}", json={"role": "surveyor", "counties": [COUNTY]}
        )
        assert changed.status_code == 200, changed.text
        question = {"parcel_key": BUILT, "slots": ["basic_farmland"]}
        knife = {"parcel_key": BUILT, "by": box(0, 0, 10, 10)}
        for name, body in (
            ("outcome", edits(-50, -50, 40, 50)),
            ("cut", question),
            ("clip", knife),
            ("parcels", edits(-50, -50, 40, 50)),
        ):
            refused = client.post(f"{address}/{name}", json=body)
            assert problem(refused) == (403, "service.more_than_allowed"), name
        assert problem(client.get(f"{address}/parcels")) == (403, "service.more_than_allowed")
        assert client.delete(address).status_code == 204


def test_a_trial_without_limits_is_none_for_a_role_that_has_them(tmp_path: Path) -> None:
    """Its run shows a surveyor no more than allowed; figures 2 km away would."""
    with desk(tmp_path) as people:
        run = checked(people, "desk", county=COUNTY)
        client, admin = people.by_key("desk"), people.signed_in("admin")
        address, _ = ready(client, run["id"])
        far = edits(2040, -50, 2051, 50)
        assert client.post(f"{address}/outcome", json=far).status_code == 200
        changed = {"role": "surveyor", "counties": [COUNTY]}
        account = people.accounts["desk"].id
        assert admin.patch(f"/api/v1/accounts/{account}", json=changed).status_code == 200
        assert client.get(f"/api/v1/runs/{run['id']}/report.json").status_code == 200
        assert problem(client.post(f"{address}/outcome", json=far)) == (410, "trial.over")
        again, _ = ready(client, run["id"])
        assert problem(client.post(f"{again}/outcome", json=far))[1] == "trial.far_from_filed"


def test_a_trial_stays_in_its_county(tmp_path: Path) -> None:
    """Villages meet at x 30; the one beyond is another county's, within reach of an edit."""
    codes = (f"{COUNTY}001001", f"{OTHER_COUNTY}001002")
    with desk(tmp_path, villages(tmp_path, *codes)) as people:
        run = done(people, hand_in(people, "surveyor", archive((-50.0, -50.0, 25.0, 50.0))))
        assert run["status"] == "succeeded"
        surveyor = people.by_key("surveyor")
        address, _ = ready(surveyor, run["id"])
        assert surveyor.post(f"{address}/outcome", json=edits(-50, -50, 28, 50)).status_code == 200
        beyond = surveyor.post(f"{address}/outcome", json=edits(40, -50, 60, 50))
        assert problem(beyond) == (422, "trial.outside_county")
        assert "JX1" in beyond.json()["detail"]
        question = {"parcel_key": BUILT, "slots": ["basic_farmland"]}
        assert surveyor.post(f"{address}/cut", json=question).status_code == 200
        far = {**question, "geometry": box(5, -50, 60, 50)}
        assert problem(surveyor.post(f"{address}/cut", json=far))[1] == "trial.outside_county"
