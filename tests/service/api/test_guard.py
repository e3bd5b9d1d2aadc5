"""A page of another site makes a browser ask us: it gets nothing."""

from __future__ import annotations

import pytest

from tests.service.api.serving import Asked


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "10.0.0.1", "[::2]"]
)
def test_a_foreign_host_is_refused(local: Asked, host: str) -> None:
    given = local.http.get("/health", headers={"Host": host})
    assert given.status_code == 421
    assert given.json()["type"] == "urn:gouhook:problem:service.foreign_host"


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost:1", "LOCALHOST", "[::1]:8765"])
def test_this_machine_by_any_of_its_names(local: Asked, host: str) -> None:
    assert local.http.get("/health", headers={"Host": host}).status_code == 200


def test_a_foreign_origin_is_refused(local: Asked) -> None:
    params = {"filename": "a.zip"}
    for headers in (
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Origin": "http://127.0.0.1:1"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ):
        given = local.http.post(
            "/api/v1/submissions", params=params, content=b"abc", headers=headers
        )
        assert given.status_code == 403, headers
    assert local.http.get("/api/v1/runs").json()["total"] == 0
    headers = {"Origin": local.url, "Sec-Fetch-Site": "same-origin"}
    given = local.http.post("/api/v1/submissions", params=params, content=b"a", headers=headers)
    assert given.status_code == 202


def test_every_answer_has_its_headers_and_none_invites_others(local: Asked) -> None:
    for path in ("/health", "/nowhere", "/api/v1/runs", "/metrics"):
        headers = local.http.get(path, headers={"Host": "127.0.0.1"}).headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Content-Security-Policy"].startswith("default-src 'none'")
        assert headers["Cache-Control"] == "no-store"
        assert "Access-Control-Allow-Origin" not in headers
        assert "Server" not in headers
    preflight = local.http.options(
        "/api/v1/runs",
        headers={"Origin": "https://evil.example", "Access-Control-Request-Method": "POST"},
    )
    assert preflight.status_code == 403
