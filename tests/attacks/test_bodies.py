"""Bodies and names that are more than they seem: endless JSON, packed bodies, paths, headers."""

from __future__ import annotations

import gzip
import json
import logging
from pathlib import Path

import pytest

from gouhook_gis.service import logs
from gouhook_gis.service.api.reports import disposition
from tests.service.api.findings import finished
from tests.service.api.people import PASSWORD, People
from tests.service.api.serving import Asked

_MIB = 1024 * 1024


def _deep(levels: int) -> bytes:
    return b'{"facts": ' + b"[" * levels + b"]" * levels + b"}"


@pytest.mark.parametrize(
    "body",
    [
        b'{"facts": ["' + b"a" * 2 * _MIB + b'"]}',
        b'{"facts": [' + b'"a=1",' * 200_000 + b'"a=1"]}',
        b" " * 2 * _MIB + b"{}",
    ],
    ids=["a long text", "many items", "blanks"],
)
def test_json_that_is_too_large(people: People, body: bytes) -> None:
    """It is refused before it is understood."""
    client = people.by_key("surveyor")
    run_id = client.post("/api/v1/submissions?filename=a.zip", content=b"a").json()["id"]
    given = client.post(
        f"/api/v1/runs/{run_id}/rerun", content=body, headers={"Content-Type": "application/json"}
    )
    assert given.status_code == 413, given.text


@pytest.mark.parametrize("levels", [2_000, 100_000])
def test_json_of_many_levels(people: People, levels: int) -> None:
    """A wrong value, not a failure of ours."""
    client = people.by_key("surveyor")
    run_id = client.post("/api/v1/submissions?filename=a.zip", content=b"a").json()["id"]
    given = client.post(
        f"/api/v1/runs/{run_id}/rerun",
        content=_deep(levels),
        headers={"Content-Type": "application/json"},
    )
    assert given.status_code == 400, given.text


def test_a_packed_body_is_not_unpacked(people: People) -> None:
    """What claims to be packed is taken as the bytes it is: 10 MiB of blanks in 10 KiB are no
    10 MiB to us.
    """
    client = people.by_key("surveyor")
    run_id = client.post("/api/v1/submissions?filename=a.zip", content=b"a").json()["id"]
    given = client.post(
        f"/api/v1/runs/{run_id}/rerun",
        content=gzip.compress(b" " * 10 * _MIB + b"{}"),
        headers={"Content-Type": "application/json", "Content-Encoding": "gzip"},
    )
    assert given.status_code == 400, given.text


def test_more_bytes_than_the_service_takes(people: People) -> None:
    """A body without a length ends where it is too large, and nothing of it stays."""
    client = people.by_key("surveyor")
    files = people.asked.context.files
    before = {path.name for path in files.uploads.iterdir()}
    body = (b"a" * 65536 for _ in range(17))
    given = client.post("/api/v1/submissions?filename=a.zip", content=body)
    assert given.status_code == 413, given.text
    assert {path.name for path in files.uploads.iterdir()} == before


@pytest.mark.parametrize(
    ("told", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("..\\..\\windows\\win.ini", "win.ini"),
        ("/etc/cron.d/x.zip", "x.zip"),
        ('a"; filename="evil.exe', None),
        ("项目\u202egpz.exe", None),
        ("=cmd|' /C calc'!A0.zip", None),
        ("<script>alert(1)</script>.zip", None),
        ("CON.zip", None),
        ("con", None),
        ("a" * 190 + ".zip", None),
    ],
)
def test_a_name_is_no_path_and_no_header(people: People, told: str, kept: str | None) -> None:
    """Whatever an upload is called: its bytes lie under their hash, and a download's name is one
    name.
    """
    client = people.by_key("surveyor")
    given = client.post("/api/v1/submissions", params={"filename": told}, content=told.encode())
    if kept is None and given.status_code == 400:
        return
    assert given.status_code == 202, given.text
    name = given.json()["filename"]
    assert kept is None or name == kept
    assert not set('/\\"<>|:*?\r\n\u202e') & set(name)


@pytest.mark.parametrize("told", ["a\r\nSet-Cookie: x=1.zip", "a\x00.zip", "..", "", "/"])
def test_a_name_that_is_none(people: People, told: str) -> None:
    """It is refused, with what is wrong about it."""
    query = "".join(f"%{byte:02x}" for byte in told.encode())
    client = people.by_key("surveyor")
    given = client.post(f"/api/v1/submissions?filename={query}", content=b"a")
    assert given.status_code == 400, given.text
    assert "set-cookie" not in given.headers


@pytest.mark.parametrize("name", ['a";x=', "a\r\nX: 1", "../../a", "项目;'", "a%00", "=1+1"])
def test_the_name_of_a_download(name: str) -> None:
    """One token in quotes and one encoded: nothing of it ends the header or leaves a folder."""
    said = disposition(name, ".xlsx")
    plain = said.split('filename="')[1].split('"')[0]
    assert not set(plain) & set('/\\"\r\n;')
    encoded = said.partition("filename*=UTF-8''")[2]
    assert all(sign.isalnum() or sign in "%-._~" for sign in encoded)


def test_a_key_is_in_no_log(
    people: People, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nor a password: not where they are right, not where they are wrong, not where they stand
    in the wrong place.
    """
    root = logging.getLogger()  # as it was when the test is over
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    logs.configure(tmp_path)
    key = people.key("surveyor")
    secret, wrong = key.rpartition("_")[2], "five clouds, six winds"
    client = people.by_key("surveyor")
    finished(Asked(client, people.asked.context))
    for path in (f"/api/v1/runs/{secret}", f"/api/v1/runs?key={key}", f"/{secret}"):
        client.get(path, headers={"X-Whatever": key})
    people.client({"Authorization": f"Bearer {key}x"}).get("/api/v1/runs")
    people.nobody.post("/api/v1/session", json={"name": "desk", "password": PASSWORD})
    people.nobody.post("/api/v1/session", json={"name": wrong, "password": wrong})
    people.nobody.post("/api/v1/session", content=json.dumps({"password": wrong})[:-2])
    (log,) = tmp_path.glob("*.jsonl")
    written = log.read_text("utf-8")
    assert "/api/v1/session" in written
    audit = people.by_key("auditor").get("/api/v1/audit").text
    for told in (secret, PASSWORD, wrong):
        assert told not in written
        assert told not in audit
