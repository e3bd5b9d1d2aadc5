"""What is asked of a check is lowered to what its caller may see."""

from __future__ import annotations

import io
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.pipeline.test_previous import layer
from tests.pipeline.test_reference_outputs import said
from tests.service.api.people import COUNTY, OTHER_COUNTY, People
from tests.service.restricted.desk import archive, checked, desk, done, hand_in, villages

E, N = 35_500_000.0, 3_400_000.0
NO_FARMLAND = {"surveyor": {"*": "clip", "basic_farmland": "none"}}


def report(people: People, run: dict[str, Any]) -> str:
    given = people.by_key("admin").get(f"/api/v1/runs/{run['id']}/report.json")
    assert given.status_code == 200
    return str(given.text)


def eastings(people: People, run: dict[str, Any]) -> dict[str, bool]:
    """Say which ends of F1 are in the report: the one in the parcel, and the one beyond it."""
    text = report(people, run)
    return {
        "inside": "35500010.0," in text or "35500010," in text,
        "beyond": "35500090.0," in text or "35500090," in text,
    }


@pytest.mark.parametrize(
    ("name", "details", "limit", "shown"),
    [
        ("surveyor", {"*": "clip"}, 500.0, {"inside": True, "beyond": False}),
        ("desk", {}, None, {"inside": True, "beyond": True}),
    ],
)
def test_of_whole_shapes_a_surveyor_gets_what_lies_in_the_parcels(
    tmp_path: Path, name: str, details: dict[str, str], limit: float, shown: dict[str, bool]
) -> None:
    with desk(tmp_path) as people:
        asked = hand_in(people, name, reference_detail="full")
        assert asked["options"]["reference_detail"] == "full"
        assert asked["options"]["reference_details"] == details
        assert asked["options"]["clip_hectares"] == limit
        told = [one["zh"] for one in asked["notice_texts"]]
        assert told == (
            ["按“测绘单位”的权限，本次检查的报告中：涉密图层只显示地块内的部分"] if details else []
        )
        run = done(people, asked)
        assert eastings(people, run) == shown
        assert run["details"] == {"basic_farmland": "full" if name == "desk" else "clip"}


def test_of_a_kind_that_is_kept_from_a_role_nothing_is_drawn(tmp_path: Path) -> None:
    """The outcome and the figures stay: 4000 m² of JX1 are on basic farmland."""
    with desk(tmp_path, reference_details=NO_FARMLAND) as people:
        asked = hand_in(people, "surveyor")
        assert asked["options"]["reference_details"] == {"basic_farmland": "none"}
        assert "永久基本农田不显示" in asked["notice_texts"][0]["zh"]
        run = done(people, asked)
        assert (run["verdict"], run["details"]) == ("fail", {"basic_farmland": "none"})
        assert eastings(people, run) == {"inside": False, "beyond": False}
        found = json.loads(report(people, run))["result"]["rules"]
        measures = [
            measure["value"]
            for rule in found
            for assessment in rule["assessments"]
            for finding in assessment["findings"]
            if finding["layer_kind"] == "basic_farmland"
            for measure in finding["measures"]
        ]
        assert measures == pytest.approx([4000], abs=0.01)


def test_every_way_of_asking_is_lowered(tmp_path: Path) -> None:
    """A check of what is there, with details by kind in the body, and a check again of one that
    somebody else asked for."""
    with desk(tmp_path) as people:
        surveyor = people.by_key("surveyor")
        first = hand_in(people, "surveyor")
        body = {"reference_details": {"*": "full", "land_use": "none"}, "clip_hectares": 9000}
        given = surveyor.post(f"/api/v1/submissions/{first['submission_id']}/runs", json=body)
        options = given.json()["options"]
        assert options["reference_details"] == {"land_use": "none"}
        assert options["clip_hectares"] == 500.0
        by_desk = people.by_key("desk").post(
            f"/api/v1/runs/{first['id']}/rerun", json={"reference_detail": "full"}
        )
        assert by_desk.json()["options"]["reference_details"] == {}
        assert by_desk.json()["options"]["clip_hectares"] is None
        again = surveyor.post(f"/api/v1/runs/{by_desk.json()['id']}/rerun", json={})
        assert again.json()["options"]["reference_details"] == {"*": "clip"}
        assert again.json()["options"]["clip_hectares"] == 500.0
        assert again.json()["notice_texts"]


def test_a_large_parcel_is_no_key_to_the_map(tmp_path: Path) -> None:
    """JX1 has 1 ha; where 0.9 are allowed nothing is clipped to it, and the report says so. What
    the desk has clipped to it counts as shown whole.
    """
    with desk(tmp_path, clip_hectares=0.9) as people:
        run = checked(people, "surveyor")
        assert run["details"] == {"basic_farmland": "none"}
        assert eastings(people, run) == {"inside": False, "beyond": False}
        (decision,) = (
            one
            for one in json.loads(report(people, run))["result"]["decisions"]
            if one["topic"] == "reference"
        )
        assert decision["message"]["id"] == "restricted.large_parcel"
        again = people.by_key("desk").post(f"/api/v1/runs/{run['id']}/rerun", json={})
        assert done(people, again.json())["details"] == {"basic_farmland": "full"}


@pytest.mark.parametrize(
    ("west", "east", "params", "how"),
    [
        (COUNTY, COUNTY, {"facts": f"county_code={OTHER_COUNTY}"}, "项目信息中的县级代码"),
        (COUNTY, OTHER_COUNTY, {}, "地块在行政界线图层中的实际位置"),
    ],
)
def test_a_project_in_another_county_has_no_report(
    tmp_path: Path, west: str, east: str, params: dict[str, str], how: str
) -> None:
    """The village in the east holds 20 m of the parcel's 100."""
    codes = (f"{west}001001", f"{east}001002")
    with desk(tmp_path, villages(tmp_path, *codes)) as people:
        run = done(people, hand_in(people, "surveyor", **params))
        assert (run["status"], run["verdict"], run["files"]) == ("failed", None, [])
        text = run["error_text"]["zh"]
        assert COUNTY in text and OTHER_COUNTY in text and how in text
        assert not people.asked.context.files.run(run["id"]).exists()
        features = people.by_key("admin").get(
            f"/api/v1/runs/{run['id']}/features/collections/findings/items"
        )
        assert features.status_code == 409


def bow_tie() -> bytes:
    """A submission of one ring that crosses itself: two triangles with 50 m of base and of height
    each, 2500 m² together.
    """
    ring = [[E - 50, N], [E + 50, N + 50], [E + 50, N], [E - 50, N + 50], [E - 50, N]]
    made = json.loads(layer("JXDK", [((-50.0, 0.0, 50.0, 50.0), {"DKBH": "JX1"})]))
    made["features"][0]["geometry"]["coordinates"] = [ring]
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as packed:
        packed.writestr("建新.geojson", json.dumps(made))
    return data.getvalue()


def _village(folder: Path, edition: str, code: str, west: float, east: float) -> str:
    path = folder / f"CJDCQ_{edition}.geojson"
    corners = (west, -900.0, east, 900.0)
    path.write_text(layer("CJDCQ", [(corners, {"ZLDWDM": code, "ZLDWMC": "甲"})]), "utf-8")
    return f"villages@{edition}={path}"


@pytest.mark.parametrize(
    ("east", "status"), [(-100.0, "failed"), (44.0, "failed"), (46.0, "succeeded")]
)
def test_of_a_parcel_a_twentieth_may_lie_beyond_its_county(
    tmp_path: Path, east: float, status: str
) -> None:
    """It ends at x 50 and is 100 m wide; nothing says in which county the rest lies."""
    with desk(tmp_path, _village(tmp_path, "2024", f"{COUNTY}001001", -900.0, east)) as people:
        run = done(people, hand_in(people, "surveyor"))
        assert run["status"] == status
        if status == "failed":
            text = run["error_text"]["zh"]
            assert COUNTY in text and "JX1" in text and "不在" in text


def test_whoever_chooses_the_layers_does_not_choose_the_county(tmp_path: Path) -> None:
    """An edition of ground far from the parcel says nothing of it; the one not chosen does. Nor is
    a crossed ring, which has no area, anywhere else.
    """
    own = _village(tmp_path, "2024", f"{COUNTY}001001", -900.0, -100.0)
    other = _village(tmp_path, "2023", f"{OTHER_COUNTY}001001", 500.0, 900.0)
    with desk(tmp_path, own, other) as people:
        run = done(people, hand_in(people, "surveyor", slot="villages=2023"))
        assert (run["status"], run["files"]) == ("failed", [])
        run = done(people, hand_in(people, "surveyor", bow_tie()))
        assert (run["status"], run["files"]) == ("failed", [])
        assert done(people, hand_in(people, "desk"))["status"] == "succeeded"


def test_a_project_in_ones_own_county_and_that_of_a_desk_have_one(tmp_path: Path) -> None:
    codes = (f"{COUNTY}001001", f"{OTHER_COUNTY}001002")
    with desk(tmp_path, villages(tmp_path, *codes)) as people:
        checked(people, "desk")
        west_alone = hand_in(people, "surveyor", archive((-50.0, -50.0, 30.0, 50.0)))
        assert done(people, west_alone)["status"] == "succeeded"


def test_coordinates_are_written_as_these_tests_look_for_them() -> None:
    assert said(10.0, E).startswith("35500010.0")
