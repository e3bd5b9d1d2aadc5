"""The compiled loop is fetched in the background, and its absence costs time only."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2] / "src" / "gouhook_gis"
KERNEL = Path("gouhook_gis/geometry/kernel")
# Fetch the loop, and ask it for a square of 10 m in one of 20 m, and a half of it.
ASK = """
import numpy as np, shapely
from gouhook_gis.geometry.kernel.ready import LOADER
from gouhook_gis.geometry.kernel.shares import shares_of
from gouhook_gis.geometry.ragged import Ragged
assert LOADER.wait(), "no loop"
own, other = shapely.box(500000, 0, 500010, 10), shapely.box(499995, -5, 500015, 15)
half = shapely.box(500005, 2, 500020, 7)
left, right = np.array([own, own]), np.array([other, half])
rows = np.arange(2)
found = shares_of(LOADER.loop(), Ragged.of(left), Ragged.of(right), (rows, rows), (4544, 4544))
print(found.relation.tolist(), found.area.round(4).tolist())
from gouhook_gis.geometry.kernel import loop
print(sum(loop.screen.stats.cache_hits.values()))
"""
RIGHT = "[3, 2] [0.0, 25.0]"
BOXES = """
import sys, numpy as np, shapely
from gouhook_gis.geometry.overlay import overlay
west = np.arange({count}) * 5.0
boxes = shapely.box(west, 0, west + 6, 4)
assert len(overlay(boxes, boxes, 4544)) == {count} + 2 * ({count} - 1)
"""


def run(code: str, root: Path, **environment: str) -> list[str]:
    """Run `code` with the package in `root` and no home; return the lines it printed."""
    own = {k: v for k, v in os.environ.items() if not k.startswith(("NUMBA", "XDG"))}
    told = {"PYTHONPATH": str(root), "HOME": os.devnull, "LOCALAPPDATA": os.devnull}
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={**own, **told, **environment},
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout.splitlines()


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """A copy of the code, with nothing compiled."""
    for room in ("", "geometry", "geometry/kernel"):
        for path in (PACKAGE / room).glob("*.py"):
            copy = tmp_path / "gouhook_gis" / path.relative_to(PACKAGE)
            copy.parent.mkdir(parents=True, exist_ok=True)
            copy.write_bytes(path.read_bytes())
    return tmp_path


def test_where_nothing_can_be_written_it_is_compiled_and_kept_nowhere(installed: Path) -> None:
    """A file where each folder would be: not even root can write into it."""
    (installed / KERNEL / "__pycache__").write_text("")
    told = run(ASK, installed, NUMBA_CACHE_DIR=os.devnull)
    assert told == [RIGHT, "0"]
    assert list(installed.rglob("*.nb?")) == []


def test_what_installing_kept_serves_without_a_write(installed: Path) -> None:
    """Warmed by the module as an installer runs it; a read-only root must do afterwards."""
    warm = (
        "import runpy; runpy.run_module('gouhook_gis.geometry.kernel.ready', run_name='__main__')"
    )
    assert run(f"try:\n    {warm}\nexcept SystemExit as end:\n    print(end.code)", installed) == [
        "False"
    ]
    beside = installed / KERNEL / "__pycache__"
    assert len([*beside.glob("loop.screen*.nbi")]) == 1
    before = {path: path.stat().st_mtime_ns for path in (beside, *beside.iterdir())}
    assert run(ASK, installed) == [RIGHT, "1"]
    assert {path: path.stat().st_mtime_ns for path in (beside, *beside.iterdir())} == before
    # Another version of any file of the kernel: what was kept is of no use any more.
    changed = installed / KERNEL / "strips.py"
    changed.write_text(changed.read_text("utf-8") + "\n# changed\n", "utf-8")
    assert run(ASK, installed) == [RIGHT, "0"]


@pytest.mark.soak
def test_the_folder_that_is_told_comes_first(installed: Path, tmp_path: Path) -> None:
    told = tmp_path / "told"
    assert run(ASK, installed, NUMBA_CACHE_DIR=str(told)) == [RIGHT, "0"]
    assert len([*told.rglob("loop.screen*.nbi")]) == 1
    assert run(ASK, installed, NUMBA_CACHE_DIR=str(told)) == [RIGHT, "1"]


def test_a_small_overlay_loads_no_compiler() -> None:
    run(BOXES.format(count=40) + "assert 'numba' not in sys.modules", PACKAGE.parent)


def test_without_a_compiler_the_answer_is_the_same() -> None:
    """As many pairs as make it ask for the loop, and a Numba that cannot be imported."""
    code = "import sys; sys.modules['numba'] = None\n" + BOXES.format(count=20_000)
    run(code, PACKAGE.parent)
