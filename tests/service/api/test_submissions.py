"""Handing in: what is kept, what is refused, and that nothing is left of what was refused."""

from __future__ import annotations

import hashlib
import socket
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.service.api.serving import PATIENCE_S, Asked

LIMIT = 100_000


def nothing_left(api: Asked) -> None:
    files = api.context.files
    assert [path.name for path in (*files.tmp.iterdir(), *files.uploads.iterdir())] == []


def test_an_upload_becomes_a_run(api: Asked) -> None:
    data = b"PK" + bytes(range(256)) * 300
    given = api.upload(data, "项目.zip", profile="sichuan", stage="filing", slot="before=2023")
    assert given.status_code == 202
    run = given.json()
    assert given.headers["Location"] == f"/api/v1/runs/{run['id']}"
    assert (run["status"], run["task"]) == ("queued", "check")
    assert run["options"]["profile"] == "sichuan"
    assert run["options"]["stage"] == "filing"
    assert run["options"]["slots"] == {"before": "2023"}
    kept = api.http.get(f"/api/v1/submissions/{run['submission_id']}").json()
    sha256 = hashlib.sha256(data).hexdigest()
    assert (kept["filename"], kept["size"], kept["sha256"]) == ("项目.zip", 76_802, sha256)
    assert api.context.files.upload(sha256).read_bytes() == data
    assert list(api.context.files.tmp.iterdir()) == []
    assert api.http.get(given.headers["Location"]).json() == run


def test_the_same_key_and_bytes_are_the_same_run(api: Asked) -> None:
    first, again = (api.upload(b"abc", key="项目-1".encode().hex()) for _ in range(2))
    assert (first.status_code, again.status_code) == (202, 202)
    assert first.json() == again.json()
    other = api.upload(b"abcd", key="项目-1".encode().hex())
    assert other.status_code == 409
    assert other.json()["type"] == "urn:gouhook:problem:service.key_reused"
    assert api.http.get("/api/v1/runs").json()["total"] == 1


def test_the_same_key_at_the_same_moment_is_one_run(api: Asked) -> None:
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: api.upload(b"abc" * 1000, key="k"), range(8)))
    assert {answer.status_code for answer in answers} == {202}
    assert len({answer.json()["id"] for answer in answers}) == 1


def test_without_a_key_the_same_bytes_are_another_run(api: Asked) -> None:
    first, again = api.upload(b"abc").json(), api.upload(b"abc").json()
    assert first["id"] != again["id"]
    assert len(list(api.context.files.uploads.iterdir())) == 1


@pytest.mark.parametrize("chunked", [False, True])
def test_the_limit_from_both_sides(local: Asked, chunked: bool) -> None:
    """By its length where the request says it, by its bytes where it does not."""

    def body(size: int) -> object:
        parts = (b"x" * 1000 for _ in range(size // 1000))
        return (*parts, b"x" * (size % 1000)) if chunked else b"x" * size

    params = {"filename": "a.zip"}
    over = local.http.post("/api/v1/submissions", params=params, content=body(LIMIT + 1))
    assert over.status_code == 413
    assert over.json()["type"] == "urn:gouhook:problem:service.too_large"
    nothing_left(local)
    fits = local.http.post("/api/v1/submissions", params=params, content=body(LIMIT))
    assert fits.status_code == 202


def test_an_empty_body_is_refused(local: Asked) -> None:
    assert local.upload(b"").json()["type"] == "urn:gouhook:problem:service.empty_upload"
    nothing_left(local)


def holds(local: Asked, something: bool) -> None:
    """Wait until there is something, or nothing, among the temporary files."""
    deadline = time.monotonic() + PATIENCE_S
    while any(local.context.files.tmp.iterdir()) is not something:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_an_upload_that_breaks_off_leaves_nothing(local: Asked) -> None:
    url = local.http.base_url
    with socket.create_connection((url.host, url.port)) as line:
        head = f"POST /api/v1/submissions?filename=a.zip HTTP/1.1\r\nHost: {url.host}\r\n"
        line.sendall(f"{head}Content-Length: 90000\r\n\r\n".encode() + b"x" * 50_000)
        holds(local, something=True)
    holds(local, something=False)
    nothing_left(local)
    assert local.http.get("/api/v1/runs").json()["total"] == 0


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\用户\\张\\项目.zip", "项目.zip"),
        ("../../etc/passwd", "passwd"),
        ("a/b/c.gpkg", "c.gpkg"),
        ("con.zip", "_con.zip"),
    ],
)
def test_of_a_name_only_the_last_part_counts(local: Asked, sent: str, kept: str) -> None:
    run = local.upload(b"abc", sent).json()
    shown = local.http.get(f"/api/v1/submissions/{run['submission_id']}").json()
    assert shown["filename"] == kept


@pytest.mark.parametrize(
    "wrong",
    [
        {"profile": "nowhere"},
        {"stage": "later"},
        {"slot": "before"},
        {"colour": "red"},
        {"profile": "a" * 201},
        {"project": "a\x00b"},
    ],
)
def test_wrong_options_are_refused_before_the_upload(local: Asked, wrong: dict[str, str]) -> None:
    given = local.upload(b"abc", **wrong)
    assert given.status_code == 400
    nothing_left(local)


def test_an_earlier_version_must_be_there(api: Asked) -> None:
    given = api.upload(b"abc", previous_run="0123")
    assert (given.status_code, given.json()["type"]) == (404, "urn:gouhook:problem:service.no_run")
    assert api.http.get("/api/v1/runs").json()["total"] == 0


def test_taking_bytes_away(api: Asked) -> None:
    run = api.upload(b"abc").json()
    path = f"/api/v1/submissions/{run['submission_id']}"
    assert api.http.delete(path).status_code == 409  # its run waits
    assert api.http.post(f"/api/v1/runs/{run['id']}/cancel").json()["status"] == "cancelled"
    assert api.http.delete(path).status_code == 204
    assert api.http.delete(path).status_code == 410
    assert api.http.get(path).json()["deleted"] is not None
    assert list(api.context.files.uploads.iterdir()) == []
    again = api.http.post(f"/api/v1/runs/{run['id']}/rerun", json={})
    assert (again.status_code, again.json()["title"]) == (410, "已被清除")


def test_checking_again_keeps_what_is_not_told_otherwise(api: Asked) -> None:
    first = api.upload(b"abc", profile="sichuan", slot="before=2023").json()
    path = f"/api/v1/runs/{first['id']}"
    given = api.http.post(f"{path}/rerun", json={"stage": "filing", "slots": {}})
    again = given.json()
    assert (given.status_code, again["rerun_of"]) == (202, first["id"])
    assert again["submission_id"] == first["submission_id"]
    before, after = first["options"], again["options"]
    assert after == {**before, "stage": "filing", "slots": {}}
    listed = api.http.get("/api/v1/runs", params={"submission_id": first["submission_id"]}).json()
    assert [run["id"] for run in listed["items"]] == [again["id"], first["id"]]
    api.http.post(f"{path}/cancel")
    assert api.http.post(f"{path}/cancel").status_code == 409
    ids = {
        status: [run["id"] for run in found["items"]]
        for status in ("queued", "cancelled")
        if (found := api.http.get("/api/v1/runs", params={"status": status}).json())
    }
    assert ids == {"queued": [again["id"]], "cancelled": [first["id"]]}


def test_a_page_leads_to_the_next(api: Asked) -> None:
    ids = [api.upload(b"abc").json()["id"] for _ in range(5)]
    seen, address = [], "/api/v1/runs?limit=2"
    while address:
        page = api.http.get(address).json()
        assert page["total"] == 5
        seen += [run["id"] for run in page["items"]]
        address = next((one["href"] for one in page["links"] if one["rel"] == "next"), "")
    assert seen == ids[::-1]
