"""`gouhook serve` as users start it: a whole day at the desk, and what the process is made of."""

from __future__ import annotations

import hashlib
import io
import json
import random
import re
import socket
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from gouhook_gis.service.api.features.crs import uri_of
from tests.service.api.serving import PATIENCE_S, REFERENCE, ROOT, Process, process
from tests.support.commands import gouhook

FORBIDDEN = ("shapely", "pyproj", "pyogrio", "fiona", "rasterio", "numba", "numpy", "pyarrow")
OURS = ("geometry", "formats", "intake", "pipeline", "engine", "rules.kinds", "report.write")
MIB = 1024 * 1024


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """One service for this file, which says what it imports."""
    data = tmp_path_factory.mktemp("serve") / "data"
    with process(data, "--reference", str(REFERENCE), python=("-X", "importtime")) as made:
        yield made


@pytest.fixture(scope="module")
def checked(served: Process) -> dict:
    """The sample with planted defects, checked."""
    run = served.ended(served.submit("violations.zip"))
    assert (run["status"], run["verdict"]) == ("succeeded", "fail"), run
    return run


def test_a_submission_is_checked_and_its_report_comes_in_every_format(
    served: Process, checked: dict
) -> None:
    path = f"/api/v1/runs/{checked['id']}"
    heard = served.http.get(f"{path}/events").text
    assert "event: succeeded" in heard
    report = served.http.get(f"{path}/report.json")
    assert report.json()["provenance"]["result_sha256"] == checked["result_sha256"]
    beginnings = {
        "json": b"{", "html": b"<!", "xlsx": b"PK", "docx": b"PK", "gpkg": b"SQLite", "shp": b"PK",
    }  # fmt: skip
    for kind, beginning in beginnings.items():
        given = served.http.get(f"{path}/report.{kind}")
        assert given.status_code == 200
        assert given.content.lower().startswith(beginning.lower())
        named = given.headers["Content-Disposition"]
        assert re.search(r'filename="[\w.]+"; filename\*=UTF-8\'\'5109992024001_%', named), named
    page = served.http.get(f"{path}/report.html").headers
    assert "script" not in page["Content-Security-Policy"]
    assert page["Content-Disposition"].startswith("inline")
    with zipfile.ZipFile(io.BytesIO(served.http.get(f"{path}/report.shp").content)) as archive:
        assert {name.rpartition(".")[2] for name in archive.namelist()} >= {"shp", "dbf", "prj"}


def test_its_findings_lie_where_the_report_says(served: Process, checked: dict) -> None:
    """In the run's CRS, with its axes, the geometry is that of report.json."""
    path = f"/api/v1/runs/{checked['id']}"
    result = served.http.get(f"{path}/report.json").json()["result"]
    said = [
        finding
        for rule in result["rules"]
        for assessment in rule["assessments"]
        for finding in assessment["findings"]
    ]
    params = {"crs": uri_of(4523), "limit": 1000}
    given = served.http.get(f"{path}/features/collections/findings/items", params=params).json()
    assert given["numberMatched"] == len(said) == checked["findings"]
    for finding, feature in zip(said, given["features"], strict=True):
        assert feature["properties"]["fingerprint"] == finding["fingerprint"]
        shape = feature["geometry"]
        assert (shape is None) == (finding["geometry"] is None)
        if shape is not None and shape["type"] == "Polygon":
            there = [[y, x] for x, y in finding["geometry"]["coordinates"][0]]
            assert shape["coordinates"][0] == there


def test_two_runs_are_compared(served: Process, checked: dict) -> None:
    clean = served.ended(served.submit("clean.zip"))
    params = {"before": checked["id"], "after": clean["id"]}
    compared = served.http.get("/api/v1/comparisons", params=params)
    assert compared.status_code == 200, compared.text
    fates = {item["fate"] for item in compared.json()["findings"]}
    assert "fixed" in fates
    assert compared.json()["after"]["result_sha256"] == clean["result_sha256"]


def test_what_serves_has_loaded_no_geometry_library(served: Process, checked: dict) -> None:
    """The process that has done all of the above, by what Python says it imported."""
    lines = served.log.read_text("utf-8").splitlines()
    loaded = {line.rpartition("|")[2].strip() for line in lines if line.startswith("import time:")}
    assert "gouhook_gis.service.api.app" in loaded
    found = {
        name
        for name in loaded
        if name.split(".")[0] in FORBIDDEN
        or any(name.removeprefix("gouhook_gis.").startswith(room) for room in OURS)
    }
    assert found == set()


def test_it_says_how_it_is(served: Process, checked: dict) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while (ready := served.http.get("/health/ready")).status_code != 200:
        assert time.monotonic() < deadline, ready.text
        time.sleep(0.2)
    body = ready.json()
    assert {one["name"] for one in body["components"]} == {"database", "files", "rules", "workers"}
    assert body["sandbox"].startswith("child: memory 4 GiB")
    metrics = served.http.get("/metrics")
    assert metrics.headers["content-type"].startswith("text/plain")
    assert re.search(r'gouhook_runs\{status="succeeded"\} [1-9]', metrics.text)
    assert 'route="/api/v1/runs/{run_id}"' in metrics.text
    assert checked["id"] not in metrics.text


def hostile() -> Iterator[tuple[str, bytes]]:
    """Archives that want out, that swell, that call, and one that is none."""
    for name, member in (
        ("climbs", "../../../../tmp/gouhook-escaped.shp"),
        ("absolute", "/tmp/gouhook-escaped.shp"),
        ("drive", "C:\\gouhook-escaped.shp"),
    ):
        yield name, packed({member: b"x"})
    yield "bomb", packed({"a.shp": b"\0" * (80 * MIB)})
    yield "nested", packed({f"{number}.zip": packed({"a.shp": b"x"}) for number in range(3)})
    yield "rubbish", random.Random(1).randbytes(5000)


def packed(members: dict[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return held.getvalue()


@pytest.mark.parametrize(("name", "data"), list(hostile()), ids=lambda value: str(value)[:9])
def test_a_hostile_archive_is_unreadable_and_leaves_nothing(
    served: Process, name: str, data: bytes
) -> None:
    given = served.http.post(
        "/api/v1/submissions", params={"filename": f"{name}.zip"}, content=data
    )
    run = served.ended(given.json()["id"])
    assert (run["status"], run["verdict"]) == ("succeeded", "unreadable")
    assert not Path("/tmp/gouhook-escaped.shp").exists()
    folder = served.log.parent / "data"
    # The run is over by one step; its worker tidies up right after it.
    deadline = time.monotonic() + PATIENCE_S
    while left := list((folder / "tmp").iterdir()):
        assert time.monotonic() < deadline, left
        time.sleep(0.05)
    assert {path.name for path in folder.rglob("*escaped*")} == set()


def test_a_file_that_calls_out_is_not_answered(served: Process) -> None:
    """A .shp that is a VRT and a GeoJSON with a link: nobody connects to the address in them."""
    with socket.create_server(("127.0.0.1", 0)) as trap:
        trap.settimeout(0.5)
        url = f"http://127.0.0.1:{trap.getsockname()[1]}/a.geojson"
        vrt = (
            f"<OGRVRTDataSource><OGRVRTLayer name='a'><SrcDataSource>/vsicurl/{url}"
            "</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>"
        ).encode()
        linked = json.dumps({"type": "FeatureCollection", "features": [], "href": url}).encode()
        data = packed({"拆旧地块.shp": vrt, "建新地块.geojson": linked, "a.vrt": vrt})
        given = served.http.post(
            "/api/v1/submissions", params={"filename": "calls.zip"}, content=data
        )
        assert served.ended(given.json()["id"])["verdict"] == "unreadable"
        with pytest.raises(TimeoutError):
            trap.accept()


def anonymous_mib(pid: int) -> float:
    """Return the memory of a process that is no file's."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"RssAnon:\s+(\d+)", status)[1]) / 1024


def test_an_upload_takes_no_memory(served: Process) -> None:
    """Of 96 MiB at most 20 are held at a time, and all of it arrives."""
    size, block, digest = 96, random.Random(2).randbytes(MIB), hashlib.sha256()
    served.http.post("/api/v1/submissions", params={"filename": "a.zip"}, content=block)
    highest, begun = 0.0, anonymous_mib(served.pid)
    over = threading.Event()

    def watch() -> None:
        nonlocal highest
        while not over.wait(0.02):
            highest = max(highest, anonymous_mib(served.pid))

    def body() -> Iterator[bytes]:
        for _ in range(size):
            digest.update(block)
            yield block

    watcher = threading.Thread(target=watch)
    watcher.start()
    given = served.http.post("/api/v1/submissions", params={"filename": "b.zip"}, content=body())
    over.set()
    watcher.join()
    kept = served.http.get(f"/api/v1/submissions/{given.json()['submission_id']}").json()
    assert (kept["size"], kept["sha256"]) == (size * MIB, digest.hexdigest())
    assert highest - begun <= 20


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "example.org"])
def test_without_accounts_no_other_address_is_served(tmp_path: Path, host: str) -> None:
    done = gouhook("serve", "--host", host, "--data", tmp_path)
    assert done.returncode == 2
    assert "账号" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_second_service_on_one_folder_is_refused(served: Process) -> None:
    folder = served.log.parent / "data"
    done = subprocess.run(
        [sys.executable, "-m", "gouhook_gis", "serve", "--port", "0", "--data", str(folder)],
        capture_output=True,
        text=True,
        cwd=ROOT,
    )
    assert (done.returncode, "--data" in done.stderr) == (2, True)
