"""Rules over HTTP are those of the command line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from gouhook_gis.domain.case import LawDate
from gouhook_gis.domain.words import Stage
from gouhook_gis.rules.listing import explain, listing
from gouhook_gis.service.api.desk import Desk
from gouhook_gis.service.settings import Settings
from tests.service.api.serving import Asked, in_thread

DAY = date(2025, 5, 20)


def test_the_list_is_that_of_the_command(local: Asked) -> None:
    asked = {"profile": "sichuan", "stage": "filing", "as_of": "2025-05-20", "lang": "en"}
    told = LawDate(date=DAY, origin="as_of")
    expected = listing("sichuan", told, "en", stage=Stage.FILING)
    given = local.http.get("/api/v1/rules", params=asked).json()
    assert given == [row.model_dump(mode="json") for row in expected]
    assert any(not row["applies"] for row in given)


def test_an_explanation_is_that_of_the_command(local: Asked) -> None:
    asked = {"profile": "sichuan", "as_of": "2025-05-20"}
    given = local.http.get("/api/v1/rules/b14", params=asked).json()
    assert given == explain("ZJ-B14", DAY, "sichuan").model_dump(mode="json")


def test_profiles_and_kinds(local: Asked) -> None:
    profiles = {one["name"]: one for one in local.http.get("/api/v1/profiles").json()}
    rules = local.http.get("/api/v1/rules", params={"profile": "sichuan"}).json()
    assert profiles["sichuan"]["rules"] == len(rules)
    kinds = [one["kind"] for one in local.http.get("/api/v1/layer-kinds").json()]
    assert "land_use" in kinds
    assert kinds == sorted(kinds)


def test_wrong_rule_data_are_the_maintainers_business(tmp_path: Path) -> None:
    """Nobody is told where they lie; the service says that it is not ready."""
    rules = tmp_path / "rules"
    (rules / "profiles").mkdir(parents=True)
    (rules / "profiles" / "mine.yaml").write_text("name: other", "utf-8")
    with in_thread(Settings(data=tmp_path / "data"), Desk(rules)) as api:
        given = api.http.get("/api/v1/profiles")
        assert given.status_code == 503
        assert given.json()["type"] == "urn:gouhook:problem:service.no_book"
        assert str(tmp_path) not in given.text
        ready = api.http.get("/health/ready")
        assert ready.status_code == 503
        assert {one["name"]: one["ok"] for one in ready.json()["components"]}["rules"] is False
