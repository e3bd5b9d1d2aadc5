"""Layers over HTTP: what may be registered, and from where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from gouhook_gis.service.models import LayerRow
from gouhook_gis.service.records.layers import mirror
from gouhook_gis.service.settings import Settings
from tests.service.api.serving import Asked, in_thread

SQUARE = [[105.0, 30.0], [105.1, 30.0], [105.1, 30.1], [105.0, 30.1], [105.0, 30.0]]


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Asked]:
    """A service that may take layers from a folder, beside which lies what it must not take."""
    layers = tmp_path / "layers"
    layers.mkdir()
    (layers / "DLTB.gpkg").write_bytes(b"x")
    (tmp_path / "secret.gpkg").write_bytes(b"x")
    (layers / "way_out.gpkg").symlink_to(tmp_path / "secret.gpkg")
    with in_thread(Settings(data=tmp_path / "data", layers_folder=layers)) as asked:
        yield asked


def held(api: Asked, **more: object) -> None:
    row = LayerRow(
        kind="land_use",
        edition="2024",
        completeness="complete",
        records=3,
        source="2024 年度变更调查",
        epsg=4523,
        coverage={"type": "Polygon", "coordinates": [SQUARE]},
        registered=datetime(2026, 1, 1, tzinfo=UTC),
        sha256="0" * 64,
    )
    with api.context.database.changing() as session:
        mirror(session, [row.model_copy(update=more)])


def told(path: str, **more: str) -> dict[str, str]:
    return {"kind": "land_use", "edition": "2024", "source": "x", "path": path, **more}


@pytest.mark.parametrize("path", ["../secret.gpkg", "way_out.gpkg", "/etc/passwd"])
def test_nothing_outside_the_folder_is_taken(folder: Asked, path: str) -> None:
    given = folder.http.post("/api/v1/layers/from-path", json=told(path))
    assert (given.status_code, given.json()["title_en"]) == (403, "Forbidden")
    assert folder.http.get("/api/v1/runs").json()["total"] == 0


def test_a_file_of_the_folder_is_registered_by_a_run(folder: Asked) -> None:
    assert folder.http.post("/api/v1/layers/from-path", json=told("no.gpkg")).status_code == 404
    run = folder.http.post("/api/v1/layers/from-path", json=told("DLTB.gpkg")).json()
    assert (run["task"], run["status"], run["submission_id"]) == ("register", "queued", None)
    assert "path" not in run["options"]  # where the server keeps it is not told


def test_without_a_folder_no_path_is_taken(local: Asked) -> None:
    given = local.http.post("/api/v1/layers/from-path", json=told("DLTB.gpkg"))
    assert given.json()["type"] == "urn:gouhook:problem:service.no_layers_folder"


def test_an_upload_is_registered_by_a_run(api: Asked) -> None:
    asked = {"filename": "a.gpkg", "kind": "land_use", "edition": "2024", "source": "x"}
    given = api.http.post("/api/v1/layers", params={**asked, "area": ["510999"]}, content=b"x")
    run = given.json()
    assert (given.status_code, run["task"], run["options"]["areas"]) == (
        202, "register", ["510999"],
    )  # fmt: skip
    wrong = api.http.post("/api/v1/layers", params={**asked, "kind": "no"}, content=b"x")
    assert wrong.json()["type"] == "urn:gouhook:problem:service.unknown_kind"


def test_what_is_held_is_listed_and_shown(api: Asked) -> None:
    held(api)
    (one,) = api.http.get("/api/v1/layers").json()
    assert api.http.get("/api/v1/layers/land_use/2024").json() == one
    assert api.http.get("/api/v1/layers", params={"kind": "villages"}).json() == []
    coverage = api.http.get("/api/v1/layers/land_use/2024/coverage")
    assert coverage.headers["content-type"] == "application/geo+json"
    assert coverage.json()["geometry"]["coordinates"] == [SQUARE]
    assert api.http.get("/api/v1/layers/land_use/2024/runs").json()["total"] == 0
    asked = {"filename": "a.gpkg", "kind": "land_use", "edition": "2024", "source": "x"}
    assert api.http.post("/api/v1/layers", params=asked, content=b"x").status_code == 409


def test_retiring_once(api: Asked) -> None:
    held(api)
    path = "/api/v1/layers/land_use/2024/retire"
    assert api.http.post(path).json()["task"] == "retire"
    held(api, retired=True)
    assert api.http.post(path).status_code == 409
    assert api.http.post("/api/v1/layers/land_use/2023/retire").status_code == 404
