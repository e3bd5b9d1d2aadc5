"""A thread of its own for what begins an event loop."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def apart(call: Callable[[], T]) -> T:
    """Return what `call` returns: where a browser was used before in this process, its event loop
    still runs in the main thread, and no other may.
    """
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(call).result()
