"""Time and peak memory of one check, end to end, beside `geopandas.overlay`: `make bench`.

10,000 parcels against 200,000 reference polygons (see `made_up.py`). Both run as commands of
their own, one after the other, on the same files; the figure to compare is the ratio.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import tempfile
from pathlib import Path

from bench.made_up import MadeUp, make
from bench.process import GOUHOOK, Run, measure

HELP_RUNS = 5
HELP_LIMIT_S = 0.4


def check(made: MadeUp, out: Path) -> Run:
    """Check the made-up submission as a desk would, with every report written."""
    return measure(
        [
            *(str(GOUHOOK), "check", str(made.submission), "--profile", "sichuan"),
            *("--reference", str(made.reference), "--out", str(out)),
        ]
    )


def statuses(out: Path) -> str:
    """Return how many rules came to which status, as proof that something was examined."""
    rules = json.loads((out / "report.json").read_text("utf-8"))["result"]["rules"]
    found = [rule["status"] for rule in rules]
    return ", ".join(f"{status} {found.count(status)}" for status in sorted(set(found)))


def main() -> int:
    """Measure and print; 1 where a command failed or `--help` is too slow."""
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {platform.machine()}")
    with tempfile.TemporaryDirectory(prefix="gouhook-bench-") as name:
        folder = Path(name)
        made = make(folder)
        print(f"{made.parcels:,} parcels, {made.reference_polygons:,} reference polygons")
        ours = check(made, folder / "out")
        if ours.code not in (0, 1, 3):
            print(f"gouhook check failed with {ours.code}:\n{ours.output[-2000:]}")
            return 1
        rules = statuses(folder / "out")
        peer = measure(
            [sys.executable, "-m", "bench.peer", str(made.submission), str(made.reference)]
        )
        if peer.code != 0:
            print(f"the peer failed with {peer.code}:\n{peer.output[-2000:]}")
            return 1
    help_s = min(measure([str(GOUHOOK), "--help"]).seconds for _ in range(HELP_RUNS))
    print(f"{'':24}{'seconds':>10}{'peak MiB':>10}")
    print(f"{'gouhook check':24}{ours.seconds:10.1f}{ours.peak_mib:10.0f}   rules: {rules}")
    print(f"{'geopandas.overlay':24}{peer.seconds:10.1f}{peer.peak_mib:10.0f}")
    time_ratio, memory_ratio = ours.seconds / peer.seconds, ours.peak_mib / peer.peak_mib
    print(f"{'ratio':24}{time_ratio:10.2f}{memory_ratio:10.2f}")
    print(f"gouhook --help: {help_s:.2f} s (best of {HELP_RUNS}; limit {HELP_LIMIT_S} s)")
    return int(help_s > HELP_LIMIT_S)


if __name__ == "__main__":
    sys.exit(main())
