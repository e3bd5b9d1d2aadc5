"""A large upload: `python -m bench.upload [MIB]`. What the process that serves holds in memory
meanwhile, and how fast the bytes go; 1 where it holds more than 20 MiB of them.

Memory is RssAnon of /proc, so this runs on Linux.
"""

from __future__ import annotations

import os
import re
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import httpx

from bench.service import serving

SIZE_MIB, ALLOWED_MIB, MIB = 500, 20.0, 1024 * 1024


def main() -> int:
    """Send, watch, print."""
    size = int(sys.argv[1]) if len(sys.argv) > 1 else SIZE_MIB
    with (
        tempfile.TemporaryDirectory(prefix="gouhook-bench-") as name,
        serving(Path(name), 1, None) as (address, pid),
        httpx.Client(base_url=address, timeout=600, trust_env=False) as http,
    ):
        sent(http, 1)  # what is loaded once is not the upload's
        grown, seconds = watched(http, size, pid)
    print(f"{size} MiB in {seconds:.1f} s ({size / seconds:.0f} MiB/s), memory +{grown:.1f} MiB")
    return int(grown > ALLOWED_MIB)


def watched(http: httpx.Client, size: int, pid: int) -> tuple[float, float]:
    """Return by how many MiB the process grew at most, and the seconds."""
    over, highest, begun = threading.Event(), 0.0, anonymous_mib(pid)

    def watch() -> None:
        nonlocal highest
        while not over.wait(0.01):
            highest = max(highest, anonymous_mib(pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    clock = time.perf_counter()
    sent(http, size)
    seconds = time.perf_counter() - clock
    over.set()
    watcher.join()
    return highest - begun, seconds


def sent(http: httpx.Client, size: int) -> None:
    """Hand in `size` MiB of noise."""
    block = os.urandom(MIB)

    def body() -> Iterator[bytes]:
        for _ in range(size):
            yield block

    given = http.post("/api/v1/submissions", params={"filename": "a.zip"}, content=body())
    given.raise_for_status()


def anonymous_mib(pid: int) -> float:
    """Return the memory of a process that is no file's."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(re.findall(r"RssAnon:\s+(\d+)", status)[0]) / 1024


if __name__ == "__main__":
    sys.exit(main())
