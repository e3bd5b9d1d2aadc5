"""What a process of ours need not load.

pyogrio imports geopandas wherever that is installed, and pyarrow looks for pandas: a second of
CPU and 40 MB for data frames, of which nothing of ours makes any.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.abc import MetaPathFinder
from types import ModuleType

_FRAMES = frozenset({"geopandas", "pandas"})


def leave_out_frames() -> None:
    """Have this process find neither; only for one that is ours from its first line."""
    sys.meta_path.insert(0, _WithoutFrames())


class _WithoutFrames(MetaPathFinder):
    """Says of them that they are not installed. (None in `sys.modules`, Python's own way to say
    so, pyarrow takes for a module.)
    """

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> None:
        if fullname in _FRAMES:
            raise ModuleNotFoundError(f"left out: {fullname}", name=fullname)
