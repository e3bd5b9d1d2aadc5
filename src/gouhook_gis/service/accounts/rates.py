"""How often: at most so many in any minute, by name; and how many at a time."""

from __future__ import annotations

import threading
import time
from collections import Counter, deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_MINUTE_S = 60.0


class Rate:
    """At most `most` a minute by each name. `clock` tells seconds that never go back."""

    def __init__(self, most: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._clock = most, clock
        self._taken: dict[str, deque[float]] = {}
        self._swept = clock()
        self._one = threading.Lock()

    def take(self, name: str) -> float:
        """Take one; return 0, or after how many seconds there will be one where there is none."""
        with self._one:
            now = self._clock()
            self._sweep(now)
            taken = self._taken.setdefault(name, deque())
            while taken and taken[0] <= now - _MINUTE_S:
                taken.popleft()
            if len(taken) >= self._most:
                return taken[0] + _MINUTE_S - now
            taken.append(now)
            return 0.0

    def _sweep(self, now: float) -> None:
        """Forget those who were silent for a minute, once a minute."""
        if now - self._swept < _MINUTE_S:
            return
        self._swept = now
        silent = [name for name, taken in self._taken.items() if taken[-1] <= now - _MINUTE_S]
        for name in silent:
            del self._taken[name]


class Held:
    """At most `most` at a time by each name."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._held: Counter[str] = Counter()  # asked, it keeps no name

    def require_place(self, name: str | None, refused: Exception) -> None:
        """Raise `refused` where there are too many already."""
        if name is not None and self._held[name] >= self._most:
            raise refused

    @contextmanager
    def one(self, name: str | None, refused: Exception) -> Iterator[None]:
        """Hold one more; `refused` is raised where there are too many. Nobody's are not counted."""
        if name is None:
            yield
            return
        self.require_place(name, refused)
        self._held[name] += 1
        try:
            yield
        finally:
            self._held[name] -= 1
            if not self._held[name]:
                del self._held[name]
