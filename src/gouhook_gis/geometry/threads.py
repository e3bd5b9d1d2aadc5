"""Work on all cores: GEOS, PROJ, NumPy and the compiled loop let go of the interpreter."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import TypeVar

_Share = TypeVar("_Share")
CORES = os.cpu_count() or 1


def in_threads(work: Callable[[_Share], None], shares: Sequence[_Share]) -> None:
    """Do `work` on each of `shares`, which must not touch the same places; raises what it does."""
    if len(shares) < 2 or CORES < 2:
        for share in shares:
            work(share)
        return
    with ThreadPoolExecutor(min(CORES, len(shares))) as pool:
        for done in [pool.submit(work, share) for share in shares]:
            done.result()


def runs(count: int, least: int) -> list[slice]:
    """Return `count` rows as runs for the cores, of `least` rows or more (but for a single run)."""
    number = min(CORES, max(count // least, 1))
    bounds = [count * k // number for k in range(number + 1)]
    return [slice(start, end) for start, end in pairwise(bounds)]
