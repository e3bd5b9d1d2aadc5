"""Compiled functions, and where they are kept between processes.

Beside the code where that can be written, or was when the program was installed; else in the
user's cache folder; NUMBA_CACHE_DIR comes first. Where nothing can be written they are compiled
again in each process. Importing this file imports Numba (0.3 s): `ready.py` does it in time.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import numba
from numba.core import caching

_Function = TypeVar("_Function", bound=Callable[..., Any])
_HERE = Path(__file__).parent
_CONFIG: Any = numba.config  # its names are set when it is imported


class _OneStamp:
    """All files of this folder are one program: a change in one makes every function anew.

    (Numba looks at the file of a function alone, not at those of what it calls.)
    """

    def get_source_stamp(self) -> bytes:
        """Return the hash of the folder."""
        digest = hashlib.sha256()
        for path in sorted(_HERE.glob("*.py")):
            digest.update(path.read_bytes())
        return digest.digest()


class Told(_OneStamp, caching.UserProvidedCacheLocator):
    """The folder in NUMBA_CACHE_DIR."""


class Beside(_OneStamp, caching.InTreeCacheLocator):
    """The folder of the code: one that cannot be written serves where something is kept in it."""

    def ensure_cache_path(self) -> None:
        """Raise OSError where the folder is of no use."""
        if not any((_HERE / "__pycache__").glob("*.nbi")):
            unwarmed: Any = super()
            unwarmed.ensure_cache_path()


class OfUser(_OneStamp, caching.UserWideCacheLocator):
    """The user's cache folder."""


_made: list[Any] = []


def compiled(function: _Function) -> _Function:
    """Compile `function` when it is first called; it lets other threads run meanwhile."""
    before = _CONFIG.CACHE_LOCATOR_CLASSES
    _CONFIG.CACHE_LOCATOR_CLASSES = ",".join(
        f"{__name__}.{locator.__name__}" for locator in (Told, Beside, OfUser)
    )
    try:
        made = numba.njit(function, cache=True, nogil=True, error_model="numpy")
    except RuntimeError:  # there is no folder to keep it in
        made = numba.njit(function, nogil=True, error_model="numpy")
    finally:
        _CONFIG.CACHE_LOCATOR_CLASSES = before
    _made.append(made)
    typed: _Function = made
    return typed


def keep_nothing() -> None:
    """Let what is compiled from now on be kept nowhere."""
    for function in _made:
        function._cache.disable()
