"""What the lists of the desk tell beside the records themselves."""

from __future__ import annotations

from gouhook_gis.domain.words import Verdict
from gouhook_gis.service.records import work
from gouhook_gis.service.records.work import Outcome
from tests.service.api.findings import begun
from tests.service.api.serving import Asked
from tests.service.api.test_layers import held


def test_a_run_is_listed_with_the_name_of_its_file(api: Asked) -> None:
    run_id = api.upload(b"abc", "柏坝项目.zip").json()["id"]
    (one,) = api.http.get("/api/v1/runs").json()["items"]
    assert (one["id"], one["filename"]) == (run_id, "柏坝项目.zip")


def test_layers_that_answered_without_being_registered(api: Asked) -> None:
    """Both runs used land_use@2023; land_use@2024 is registered, villages@2024 answered one."""
    held(api)
    for layers in (("land_use@2023", "land_use@2024"), ("land_use@2023", "villages@2024")):
        run_id = begun(api)
        with api.context.database.changing() as session:
            assert work.succeed(
                session, run_id, 1, Outcome(verdict=Verdict.PASS, layers=layers), ()
            )
    lent = api.http.get("/api/v1/layers/lent").json()
    assert [(one["kind"], one["edition"], one["used_by"]) for one in lent] == [
        ("land_use", "2023", 2), ("villages", "2024", 1),
    ]  # fmt: skip
    (registered,) = api.http.get("/api/v1/layers").json()
    assert (registered["edition"], registered["used_by"]) == ("2024", 1)


def test_submissions_by_stage_with_the_number_of_their_checks(api: Asked) -> None:
    first = api.upload(b"abc", "a.zip").json()
    api.upload(b"def", "b.zip", stage="acceptance")
    with api.context.database.changing() as session:
        run = work.begin(session, first["id"], "worker", 3)
        assert run is not None
        assert work.succeed(session, run.id, 1, Outcome(verdict=Verdict.PASS), ())
    again = api.http.post(f"/api/v1/runs/{first['id']}/rerun", json={})
    assert again.status_code == 202

    def listed(**asked: str) -> list[tuple[str, int]]:
        items = api.http.get("/api/v1/submissions", params=asked).json()["items"]
        return [(one["filename"], one["runs"]) for one in items]

    assert listed() == [("b.zip", 1), ("a.zip", 2)]
    assert listed(stage="acceptance") == [("b.zip", 1)]
    assert listed(stage="filing") == []


def test_profiles_side_by_side(local: Asked) -> None:
    path = "/api/v1/profiles/compared"
    (row,) = local.http.get(path, params={"code": "ZJ-B14", "lang": "en"}).json()
    assert sorted(name for name, held in row["profiles"].items() if held) == ["sichuan"]
    profiles = [one["name"] for one in local.http.get("/api/v1/profiles").json()]
    rows = local.http.get(path).json()
    assert all(sorted(one["profiles"]) == profiles for one in rows)
