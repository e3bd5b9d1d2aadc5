"""The compiled loops as soon as they can be had: loading takes half a second, compiling ten.

They are fetched in a thread of their own, and whoever asks meanwhile goes the way of GEOS and
NumPy. Run as `python -m gouhook_gis.geometry.kernel.ready` it compiles and keeps the result:
installing does.
"""

from __future__ import annotations

import logging
import sys
import threading
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from gouhook_gis.geometry.ellipsoid import inverse_grid, zone_weights
from gouhook_gis.geometry.ragged import Ragged

# `loop.screen` or `areas.areas`.
Loop = Callable[..., None]
# `tree.descend`.
Descent = Callable[..., int]
# How long one question waits: enough to load what is kept, not to compile.
PATIENCE_S = 2.0
_TRIANGLE = ([[0.0, 0.0], [1.0, 0.0], [0.0, 1.0], [0.0, 0.0]], [0, 4], [0, 1], [0, 1])


class Loops(NamedTuple):
    """How pairs of shapes lie, the official areas of shapes, and the way down a tree of boxes."""

    screen: Loop
    areas: Loop
    descend: Descent


class Loader:
    """Fetches the loops once, in the background."""

    def __init__(self) -> None:
        self._found: Loops | None = None
        self._thread = threading.Thread(target=self._fetch, name="gouhook-kernel", daemon=True)
        self._starting = threading.Lock()
        self._patience = PATIENCE_S

    def begin(self) -> None:
        """Fetch the loops in the background: for a process that will answer many questions."""
        with self._starting:
            if self._thread.ident is None:
                self._thread.start()

    def loop(self, *, load: bool = True) -> Loop | None:
        """Return `loop.screen`, None where it is not there (yet). Without `load` it is not
        fetched.
        """
        found = self._loops(load=load)
        return found.screen if found else None

    def areas(self, *, load: bool = True) -> Loop | None:
        """Return `areas.areas`, on the same terms."""
        found = self._loops(load=load)
        return found.areas if found else None

    def descent(self) -> Descent | None:
        """Return `tree.descend` where it is there already; it is not fetched."""
        found = self._loops(load=False)
        return found.descend if found else None

    def wait(self) -> bool:
        """Return whether the loops could be fetched, however long it takes."""
        self.begin()
        self._thread.join()
        return self._found is not None

    def _loops(self, *, load: bool) -> Loops | None:
        if self._found is None and load:
            self.begin()
            self._thread.join(self._patience)
            self._patience = 0.0
        return self._found

    def _fetch(self) -> None:
        try:
            self._found = fetched()
        except Exception:
            logging.getLogger(__name__).debug(
                "no compiled loops: GEOS and NumPy do it all", exc_info=True
            )


def fetched() -> Loops:
    """Return the loops, compiled for the arrays they are called with."""
    from gouhook_gis.geometry.kernel import areas, jit, loop, tree

    made = Loops(loop.screen, areas.areas, tree.descend)

    def call() -> None:
        none = np.zeros(1, dtype=np.int64)
        shape = tuple(Ragged.sealed(*map(np.array, _TRIANGLE)))
        relation = np.zeros(1, dtype=np.int8)
        made.screen(
            shape, shape, none, none, 0, 0.0, 0.0, False, 0.0, relation, np.zeros(1), np.zeros(1)
        )
        boxes, starts = Ragged.sealed(np.zeros((1, 4)), *[np.array([0, 1])] * 3)[:2]
        made.descend(boxes, starts, 1, boxes, np.zeros(1, np.int64), np.zeros(1, np.int64))
        made.areas(*shape, False, 0.0, 0.0, inverse_grid(), zone_weights(), none, relation)

    try:
        call()
    except OSError:  # compiled, but there is nowhere to keep it
        jit.keep_nothing()
        call()
    return made


LOADER = Loader()

if __name__ == "__main__":
    sys.exit(not LOADER.wait())
