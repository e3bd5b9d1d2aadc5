"""Fifty surveyors at once: `python -m bench.service [SURVEYORS] [--database URL]`.

Each hands in a sample of his own to a running `gouhook serve`, follows the run to its end, fetches
the report and looks at the verdict; half of the samples are clean, half are not. Printed are what
the service did in a second and how long the surveyors waited, for the answer to the upload and
for the verdict. With `--database` the runs are in that PostgreSQL, and one `gouhook worker` with
as many processes does them; the tables are made where they are missing.
"""

from __future__ import annotations

import asyncio
import os
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx

from bench.process import GOUHOOK

SAMPLE = Path(__file__).parents[1] / "sample_data"
SURVEYORS, LOOK_S, PATIENCE_S = 50, 0.5, 1800.0
_EXPECTED = {"clean.zip": "pass", "violations.zip": "fail"}


@dataclass(frozen=True)
class Wait:
    """What one surveyor met with: seconds to the answer and to the verdict, and what was wrong."""

    accepted: float
    ended: float
    error: str = ""


def main() -> int:
    """Serve, ask, and print; 1 where a surveyor did not get the right verdict."""
    told = sys.argv[1:]
    url = told[told.index("--database") + 1] if "--database" in told else None
    count = int(told[0]) if told and told[0].isdecimal() else SURVEYORS
    workers = os.cpu_count() or 2
    with (
        tempfile.TemporaryDirectory(prefix="gouhook-bench-") as name,
        serving(Path(name), workers, url) as (address, pid),
    ):
        waits, seconds = asyncio.run(surveyed(address, count))
        resident = _resident_mib(pid)
    return shown(waits, seconds, workers, resident, "postgresql" if url else "sqlite")


@contextmanager
def serving(folder: Path, workers: int, url: str | None) -> Iterator[tuple[str, int]]:
    """Start the service, and the worker where it is deployed; give its address and process."""
    environment = {
        **os.environ,
        "PYTHONUNBUFFERED": "1",
        "GOUHOOK_DATA": str(folder / "data"),
        "GOUHOOK_REFERENCE": str(SAMPLE / "reference"),
        "GOUHOOK_WORKERS": str(workers),
    }
    if url is not None:
        environment["GOUHOOK_DATABASE"] = url
        subprocess.run([GOUHOOK, "database", "upgrade"], env=environment, check=True)
    with ExitStack() as stack, (folder / "log").open("wb") as log:

        def start(*words: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                [GOUHOOK, *words], env=environment, stdout=subprocess.PIPE, stderr=log, text=True
            )
            stack.callback(process.wait)
            stack.callback(process.send_signal, signal.SIGTERM)
            return process

        if url is not None:
            start("worker")
        served = start("serve", "--port", "0", "--lang", "en")
        said = served.stdout or ()
        line = next((line for line in said if "http://" in line), "")
        if not line:
            raise SystemExit((folder / "log").read_text("utf-8"))
        address = "http://" + line.partition("http://")[2].split()[0].rstrip(".,)")
        yield address, served.pid


async def surveyed(address: str, count: int) -> tuple[list[Wait], float]:
    """Have `count` surveyors at work at the same time; return what they met, and the seconds."""
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=count)
    async with httpx.AsyncClient(
        base_url=address, limits=limits, timeout=PATIENCE_S, trust_env=False
    ) as http:
        names = [sorted(_EXPECTED)[number % 2] for number in range(count)]
        await surveyor(http, "clean.zip", "first")  # the workers have loaded their libraries then
        start = time.perf_counter()
        waits = await asyncio.gather(
            *(surveyor(http, name, f"surveyor-{number}") for number, name in enumerate(names))
        )
    return list(waits), time.perf_counter() - start


async def surveyor(http: httpx.AsyncClient, name: str, key: str) -> Wait:
    """Hand in a sample, wait for the verdict, fetch the report."""
    data = (SAMPLE / "submissions" / name).read_bytes()
    start = time.perf_counter()
    given = await http.post(
        "/api/v1/submissions",
        params={"filename": name, "profile": "sichuan"},
        headers={"Idempotency-Key": key},
        content=data,
    )
    accepted = time.perf_counter() - start
    if given.status_code != 202:
        return Wait(accepted, accepted, given.text)
    place = given.headers["Location"]
    run = (await http.get(place)).json()
    while run["finished"] is None:
        await asyncio.sleep(LOOK_S)
        run = (await http.get(place)).json()
    ended = time.perf_counter() - start
    report = await http.get(f"{place}/report.json")
    if report.status_code != 200:
        return Wait(accepted, ended, report.text)
    verdict = report.json()["result"]["verdict"]
    return Wait(accepted, ended, "" if verdict == _EXPECTED[name] else f"verdict {verdict}")


def shown(waits: list[Wait], seconds: float, workers: int, resident: float, store: str) -> int:
    """Print a table; return the exit code."""
    errors = [wait.error for wait in waits if wait.error]
    print(f"{len(waits)} surveyors, {workers} worker processes, runs in {store}")
    print(f"  {len(waits) / seconds:.2f} runs/s ({seconds:.1f} s), {len(errors)} errors")
    for title, times in (
        ("upload answered, s", [wait.accepted for wait in waits]),
        ("verdict, s", [wait.ended for wait in waits]),
    ):
        cuts = statistics.quantiles(times, n=100, method="inclusive")
        print(f"  {title:20} p50 {cuts[49]:7.2f}  p95 {cuts[94]:7.2f}  p99 {cuts[98]:7.2f}")
    print(f"  resident memory of the process that serves: {resident:.0f} MiB")
    for error in errors[:5]:
        print(f"  {error}")
    return 1 if errors else 0


def _resident_mib(pid: int) -> float:
    """Return the memory of a process as Linux counts it, 0 elsewhere."""
    status = Path(f"/proc/{pid}/status")
    if not status.exists():
        return 0.0
    lines = dict(line.split(":", 1) for line in status.read_text("utf-8").splitlines())
    return int(lines["VmRSS"].split()[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())
