"""`gouhook check` of the sample, process start to files written, beside bare imports: `make bench`.

The imports are of every library module (not of this program, not of Python itself) that the
command has loaded when it ends, in a process of their own. Both are run in turn; medians. `make
bench` runs it in an environment of what a user installs: beside geopandas, which the peers need,
pyogrio loads pandas for a second more.
"""

from __future__ import annotations

import importlib
import json
import statistics
import sys
import tempfile
from pathlib import Path

from bench.process import GOUHOOK, Run, measure

RUNS, BOUND = 7, 1.5
SAMPLE = Path(__file__).parents[1] / "sample_data"
_OWN = "gouhook_gis"
_FUNCTIONS = 12


def main() -> int:
    """Run as a child where told to, else measure and print."""
    match sys.argv[1:]:
        case ["--modules", out]:
            modules(Path(out))
        case ["--import", names]:
            for name in json.loads(Path(names).read_text("utf-8")):
                importlib.import_module(name)
        case ["--profile", out]:
            profile(Path(out))
        case _:
            compare()
    return 0


def words(out: Path) -> list[str]:
    """Return the arguments of the command."""
    submission, reference = SAMPLE / "submissions" / "clean.zip", SAMPLE / "reference"
    return [
        *("check", str(submission), "--profile", "sichuan", "--reference", str(reference)),
        *("--out", str(out)),
    ]


def compare() -> None:
    """Measure the command and the imports in turn."""
    with tempfile.TemporaryDirectory(prefix="gouhook-bench-") as name:
        folder = Path(name)
        listed = folder / "modules.json"
        run("--modules", str(listed))
        checks, imports = [], []
        for number in range(RUNS):
            command = [str(GOUHOOK), *words(folder / f"out-{number}")]
            checks.append(done(measure(command), (0, 1, 3)).seconds)
            imports.append(run("--import", str(listed)).seconds)
        run("--profile", str(folder / "profiled"))
        profiled = (folder / "profiled.txt").read_text("utf-8")
        count = len(json.loads(listed.read_text("utf-8")))
    check, bare = statistics.median(checks), statistics.median(imports)
    print(f"\ngouhook check of the sample, process start to files written: {check:.2f} s")
    print(f"bare imports of the {count} library modules it loads: {bare:.2f} s")
    met = "met" if check / bare <= BOUND else "NOT met"
    print(f"{'check ÷ imports':62}{check / bare:10.2f}  ≤ {BOUND:<7g} {met}")
    print("Where the rest goes (seconds with what is called, imports included):")
    print(profiled)


def modules(out: Path) -> None:
    """Run the command here and write which library modules it has loaded."""
    before = set(sys.modules)
    command(out.with_suffix(".out"))
    loaded = [name for name in sys.modules if name not in before]
    top = [name for name in loaded if _library(name)]
    out.write_text(json.dumps(top), "utf-8")


def profile(out: Path) -> None:
    """Run the command under the profiler and write what takes longest of this program."""
    import cProfile
    import io
    import pstats

    profiler, text = cProfile.Profile(), io.StringIO()
    profiler.runcall(command, out)
    pstats.Stats(profiler, stream=text).sort_stats("cumulative").print_stats(_OWN)
    rows = [line for line in text.getvalue().splitlines() if _OWN in line and ".py:" in line]
    shown = []
    for line in rows[:_FUNCTIONS]:
        cumulative, where = line.split(None, 5)[3], line.split(None, 5)[5]
        shown.append(f"    {cumulative:>8} s  {where.split(_OWN)[-1].lstrip('/')}")
    out.with_suffix(".txt").write_text("\n".join(shown), "utf-8")


def command(out: Path) -> None:
    """Run `gouhook check` in this process."""
    from gouhook_gis.cli.app import main as gouhook

    sys.argv = ["gouhook", *words(out)]
    try:
        gouhook()
    except SystemExit:
        return


def run(*told: str) -> Run:
    """Run this module as a child to its end."""
    return done(measure([sys.executable, "-m", "bench.startup", *told]), (0,))


def done(finished: Run, codes: tuple[int, ...]) -> Run:
    """Return what ended as it should; raises RuntimeError otherwise."""
    if finished.code not in codes:
        raise RuntimeError(f"ended with {finished.code}: {finished.output[-2000:]}")
    return finished


def _library(name: str) -> bool:
    top = name.partition(".")[0]
    module = sys.modules[name]
    importable = getattr(module, "__spec__", None) is not None and name != "__main__"
    own = top in (_OWN, "bench") or top.startswith("_") or top in sys.stdlib_module_names
    return importable and not own


if __name__ == "__main__":
    sys.exit(main())
