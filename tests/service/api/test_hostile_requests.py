"""Requests that nobody sends by accident: an answer in our form, and never a 500."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from gouhook_gis.service.api.events import MOST_LISTENERS
from gouhook_gis.service.settings import Settings
from tests.service.api.serving import PATIENCE_S, Asked, in_thread

HEADERS = ("content-length", "content-type", "content-security-policy")


@pytest.mark.parametrize(
    ("path", "status"), [("文" * 200, 404), ("circle", 403), ("circle/a", 403)]
)
def test_paths_that_no_file_can_have(tmp_path: Path, path: str, status: int) -> None:
    layers = tmp_path / "layers"
    layers.mkdir()
    (layers / "circle").symlink_to(layers / "circle")
    told = {"kind": "land_use", "edition": "2024", "source": "x", "path": path}
    with in_thread(Settings(data=tmp_path / "data", layers_folder=layers)) as asked:
        assert asked.http.post("/api/v1/layers/from-path", json=told).status_code == status


@pytest.mark.parametrize("body", [b'{"facts": ["\\ud800"]}', b'{"\\ud800": 1}', b"[" * 100_000])
def test_json_that_cannot_be_said_again(local: Asked, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    given = local.http.post("/api/v1/runs/x/rerun", content=body, headers=headers)
    assert given.status_code == 400
    assert given.headers["content-type"] == "application/problem+json"


def test_a_wrong_value_is_not_sent_back_whole(local: Asked) -> None:
    given = local.http.post("/api/v1/runs/x/rerun", json={"lang": "x" * 100_000})
    assert (given.status_code, len(given.content) < 3000) == (400, True)


@pytest.mark.parametrize("path", ["/health", "/nowhere", "/api/v1/runs", "/api/v1/openapi.json"])
def test_head_has_the_headers_of_get_and_no_body(local: Asked, path: str) -> None:
    head, get = local.http.head(path), local.http.get(path)
    assert (head.status_code, head.content) == (get.status_code, b"")
    if path != "/nowhere":  # its body holds the id of the request
        assert [head.headers[name] for name in HEADERS] == [get.headers[name] for name in HEADERS]


def test_head_of_what_never_ends_ends(local: Asked) -> None:
    run = local.upload(b"x").json()["id"]
    given = local.http.head(f"/api/v1/runs/{run}/events", timeout=PATIENCE_S)
    assert (given.status_code, given.headers["content-type"].partition(";")[0]) == (
        200, "text/event-stream",
    )  # fmt: skip
    assert local.http.get("/health").status_code == 200


def test_another_site_may_link_to_us_and_no_more(local: Asked) -> None:
    for mode, status in (("navigate", 200), ("no-cors", 403), ("cors", 403)):
        headers = {"Sec-Fetch-Site": "cross-site", "Sec-Fetch-Mode": mode}
        assert local.http.get("/api/v1/runs", headers=headers).status_code == status
    headers = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
    assert local.http.get("/api/v1/runs", headers=headers).status_code == 200


def test_listeners_are_counted_and_bounded(local: Asked) -> None:
    run = local.upload(b"x").json()["id"]
    local.context.listeners = MOST_LISTENERS - 1
    path = f"/api/v1/runs/{run}/events"
    with local.http.stream("GET", path) as last:
        lines = last.iter_lines()  # held: without it the connection is closed
        assert next(lines).startswith("retry:")
        refused = local.http.get(path)
        assert (refused.status_code, refused.json()["type"]) == (
            503, "urn:gouhook:problem:service.many_listeners",
        )  # fmt: skip
    deadline = time.monotonic() + PATIENCE_S
    while local.context.listeners != MOST_LISTENERS - 1:
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_a_geometry_of_many_levels_is_told(local: Asked) -> None:
    """300 lists within each other are read as JSON, and can be handed on to nobody."""
    deep = b"[" * 300 + b"]" * 300
    drawn = b'{"type": "Polygon", "coordinates": ' + deep + b"}"
    body = b'{"parcel_key": "a", "geometry": ' + drawn
    headers = {"Content-Type": "application/json"}
    for what, told in (
        ("outcome", b'{"edits": [' + body + b"}]}"),
        ("parcels", b'{"edits": [' + body + b"}]}"),
        ("cut", body + b', "slots": []}'),
        ("clip", b'{"parcel_key": "a", "by": ' + drawn + b"}"),
    ):
        given = local.http.post(f"/api/v1/trials/none/{what}", content=told, headers=headers)
        assert given.status_code == 400, what
        assert "层次" in given.json()["errors"][0]["detail"]


@pytest.mark.parametrize("name", ["%00.js", "a" * 300 + ".js", "%0a.js", "..%2f..%2fx.js"])
def test_a_file_of_the_page_that_no_file_can_be(local: Asked, name: str) -> None:
    assert local.http.get(f"/assets/{name}").status_code == 404


@pytest.mark.parametrize(("name", "day"), [("since", "0001-01-01"), ("until", "9999-12-31")])
def test_days_at_the_end_of_the_calendar(local: Asked, name: str, day: str) -> None:
    assert local.http.get("/api/v1/submissions", params={name: day}).status_code == 400
