"""After how many wrong passwords an account waits, and how long."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

FREE = 5
_FIRST = timedelta(minutes=1)
_LONGEST = timedelta(hours=1)


def pause(failures: int) -> timedelta:
    """Return how long an account is locked after so many failures in a row: not at all before the
    fifth, then a minute, and twice as long with each more, an hour at most.
    """
    if failures < FREE:
        return timedelta(0)
    doubled: int = 2 ** min(failures - FREE, 10)
    return min(_FIRST * doubled, _LONGEST)


class Strangers:
    """Failures of names that no account has: they are locked as others are, so that nobody learns
    from it which names there are. The newest of them are remembered, and none longer than the
    process lives.
    """

    _MOST = 10_000

    def __init__(self) -> None:
        self._failed: OrderedDict[str, tuple[int, datetime]] = OrderedDict()

    def locked_until(self, name: str) -> tuple[int, datetime | None]:
        """Return how often a name failed, and until when it waits."""
        failures, until = self._failed.get(name, (0, None))
        return failures, until

    def failed(self, name: str, now: datetime) -> None:
        """Count a failure."""
        failures = self._failed.pop(name, (0, now))[0] + 1
        self._failed[name] = (failures, now + pause(failures))
        while len(self._failed) > self._MOST:
            self._failed.popitem(last=False)
