"""A batch of small submissions, begun and done over HTTP; the counties beside a sheet of quotas."""

from __future__ import annotations

import time
from pathlib import Path

from tests.service.api.serving import PATIENCE_S, Process
from tests.service.batches.small import BATCHES, begun, handed_in
from tests.support.batches import COUNTY

QUOTA = f"行政区代码,名称,下达周转指标（公顷）\n{COUNTY},试验县,0.7\n"


def batch_of(service: Process, folder: Path) -> str:
    """Check the archives of `folder` together; return the batch when all is done."""
    files = sorted(folder.glob("*.zip"))
    members = [handed_in(service.http, path.name, path.read_bytes()) for path in files]
    quota = handed_in(service.http, "指标.csv", QUOTA.encode(), beside="true")
    made = begun(service.http, members, profile="sichuan", quota_from=quota)
    deadline = time.monotonic() + 2 * PATIENCE_S
    while (now := service.http.get(f"{BATCHES}/{made['id']}").json())["finished"] is None:
        assert time.monotonic() < deadline, now
        time.sleep(0.2)
    assert now["state"] == "succeeded", now
    return str(made["id"])
