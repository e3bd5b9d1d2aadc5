"""What is read and taken home, written down before it is given out."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from typing import TYPE_CHECKING

from pydantic import JsonValue
from sqlalchemy.exc import SQLAlchemyError

from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.errors import BusyError
from gouhook_gis.service.records import audit

if TYPE_CHECKING:
    from gouhook_gis.service.api.context import Context

_HOUR_S = 3600.0
_REMEMBERED = 20_000


class Opened:
    """What was opened within the last hour, by whom: a map asks for a thousand tiles of a run, of
    which the audit has one line. `clock` tells seconds that never go back.
    """

    def __init__(
        self, most: int = _REMEMBERED, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._most, self._clock = most, clock
        self._at: OrderedDict[tuple[str | None, ...], float] = OrderedDict()
        self._lock = threading.Lock()

    def __contains__(self, what: tuple[str | None, ...]) -> bool:
        """Whether it was."""
        with self._lock:
            return self._clock() - self._at.get(what, -_HOUR_S) < _HOUR_S

    def add(self, what: tuple[str | None, ...]) -> None:
        """Remember it; of too many the eldest is forgotten, and written down again."""
        with self._lock:
            self._at[what] = self._clock()
            self._at.move_to_end(what)
            while len(self._at) > self._most:
                self._at.popitem(last=False)


def record(here: Context, who: Caller, deed: Deed, subject: str, **data: JsonValue) -> None:
    """Write a line in a transaction of its own. BusyError where that cannot be done: what is not
    in the audit is not given out.
    """
    try:
        with here.database.changing() as session:
            audit(session, who, deed, subject, **data)
    except SQLAlchemyError as error:
        raise BusyError("service.not_recorded") from error


def record_opening(
    here: Context, who: Caller, deed: Deed, subject: str, part: str, *, again: bool = False
) -> None:
    """Write a line of a request for `part` of something: of the first in an hour of a caller at an
    address, or (`again`) of each.
    """
    what = (who.name, who.address, deed, subject, part)
    if again or what not in here.opened:
        record(here, who, deed, subject, part=part)
        here.opened.add(what)
