"""What is measured of a province: a batch and a comparison of patches, as users start them."""

from __future__ import annotations

import json
import os
import platform
import shutil
import statistics
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from bench.process import GOUHOOK
from bench.province.files import pairs_among, patches_of, submissions
from bench.province.place import Place
from bench.province.reference import counties_of
from bench.province.watch import Watched, watched

PROFILE = "national"
# Exit codes of verdicts; any other is a failure of the run.
_VERDICTS = (0, 1, 3)


def measure_batch(place: Place, size: int, workers: int, asked: int) -> None:
    """Check `asked` submissions of a province of `size` polygons, evenly chosen, and keep what
    it took.
    """
    there = submissions(place, counties_of(size))
    planted = pairs_among(there) if asked >= len(there) else None
    chosen = there[:: max(len(there) // asked, 1)][:asked]
    folder, out = place.folder / str(size) / "chosen", place.folder / str(size) / "out"
    for old in (folder, out):
        shutil.rmtree(old, ignore_errors=True)
    folder.mkdir(parents=True)
    for path in chosen:
        os.link(path, folder / path.name)
    run = watched(
        [
            *(str(GOUHOOK), "batch", str(folder), "--profile", PROFILE),
            *("--catalogue", str(place.catalogue(size)), "--require", "geometry"),
            *("--workers", str(workers), "--out", str(out)),
        ]
    )
    _refuse(run)
    summary = json.loads((out / "summary.json").read_text("utf-8"))
    if planted is not None and planted != len(summary["doubles"]):
        raise SystemExit(f"{len(summary['doubles'])} pairs were found, {planted} are there")
    seconds = [row["wall_s"] for row in summary["rows"] if row["wall_s"] is not None]
    place.keep(
        _common("batch", size, run)
        | {
            "workers": workers,
            "submissions": len(chosen),
            "verdicts": summary["verdicts"],
            "failed": summary["failed"],
            "pairs": len(summary["doubles"]),
            "check_s": [round(value, 2) for value in _quantiles(seconds)],
            "out_bytes": sum(p.stat().st_size for p in out.rglob("*") if p.is_file()),
        }
    )
    for old in (folder, out):
        shutil.rmtree(old)


def measure_patches(place: Place, size: int, count: int) -> None:
    """Compare `count` patches with the filed projects of a province, and keep what it took."""
    out = place.folder / str(size) / "patches"
    shutil.rmtree(out, ignore_errors=True)
    run = watched(
        [
            *(str(GOUHOOK), "enforce", str(patches_of(place, count)), "--profile", PROFILE),
            *("--catalogue", str(place.catalogue(size)), "--out", str(out)),
        ]
    )
    _refuse(run)
    counts = json.loads((out / "patches.json").read_text("utf-8"))["patches"]
    outcomes: dict[str, int] = {}
    for patch in counts:
        outcomes[patch["outcome"]] = outcomes.get(patch["outcome"], 0) + 1
    place.keep(
        _common("patches", size, run)
        | {
            "patches": count,
            "outcomes": outcomes,
            "out_bytes": sum(p.stat().st_size for p in out.rglob("*") if p.is_file()),
        }
    )
    shutil.rmtree(out)


def _common(what: str, size: int, run: Watched) -> dict[str, Any]:
    return {
        "what": what,
        "size": size,
        "wall_s": run.wall_s,
        "cpu_s": run.cpu_s,
        "own_mib": run.own_mib,
        "child_mib": run.child_mib,
        "all_mib": run.all_mib,
        "load_before": round(os.getloadavg()[0], 1),
        "when": datetime.now(UTC).strftime("%Y-%m-%d %H:%M"),
        "machine": _machine(),
        "versions": {
            "Python": platform.python_version(),
            **{name: version(name) for name in ("gouhook-gis", "shapely", "pyogrio", "numba")},
        },
    }


def _machine() -> str:
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    model = next((one.split(":")[1].strip() for one in lines if one.startswith("model name")), "")
    return f"{os.cpu_count()} × {model or platform.machine()}, {memory:.0f} GiB"


def _quantiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Return the least, the median and the most."""
    return min(values), statistics.median(values), max(values)


def _refuse(run: Watched) -> None:
    if run.code not in _VERDICTS:
        raise SystemExit(f"the command ended with {run.code}:\n{run.output[-4000:]}")
