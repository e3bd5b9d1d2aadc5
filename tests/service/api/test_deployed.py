"""Deployed: the service in front of PostgreSQL, the work in `gouhook worker`."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from tests.service.api.serving import PATIENCE_S, REFERENCE, ROOT, process
from tests.service.databases import address

pytestmark = pytest.mark.postgis


def gouhook(*words: str) -> list[str]:
    return [sys.executable, "-m", "gouhook_gis", *words]


def test_a_submission_is_checked_by_a_worker(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    with address("postgresql", tmp_path, request) as url:
        data = tmp_path / "data"
        told = ("--data", str(data), "--database", url)
        early = subprocess.run(
            gouhook("serve", "--port", "0", *told), cwd=ROOT, capture_output=True, text=True
        )
        assert (early.returncode, "gouhook database upgrade" in early.stderr) == (2, True)
        subprocess.run(gouhook("database", "upgrade", "--database", url), cwd=ROOT, check=True)
        with process(data, "--database", url) as served:
            run = served.submit("violations.zip")
            assert served.http.get(f"/api/v1/runs/{run}").json()["status"] == "queued"
            idle = served.http.get("/health/ready")
            (workers,) = [one for one in idle.json()["components"] if one["name"] == "workers"]
            assert (idle.status_code, workers["ok"], workers["state"]) == (503, False, "0")
            words = gouhook("worker", *told, "--workers", "1", "--reference", str(REFERENCE))
            worker = subprocess.Popen(words, cwd=ROOT, env=dict(os.environ))
            try:
                ended = served.ended(run)
                ready = served.http.get("/health/ready").json()
            finally:
                worker.send_signal(signal.SIGTERM)
                worker.wait(PATIENCE_S)
            assert (ended["status"], ended["verdict"]) == ("succeeded", "fail")
            components = {one["name"]: one["state"] for one in ready["components"]}
            assert components["database"] == "postgresql"
            assert components["workers"] == "1"
            path = f"/api/v1/runs/{run}"
            report = served.http.get(f"{path}/report.json").json()
            assert report["provenance"]["result_sha256"] == ended["result_sha256"]
            found = served.http.get(f"{path}/features/collections/findings/items").json()
            assert found["numberMatched"] == ended["findings"] > 0
