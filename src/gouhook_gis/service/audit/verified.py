"""What a verification of the chain comes to."""

from __future__ import annotations

from enum import StrEnum

from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.model import Model


class How(StrEnum):
    """In which way the chain is broken."""

    CHANGED = "changed"  # a line says something else than was written
    REMOVED = "removed"  # a line is missing
    REORDERED = "reordered"  # a line has another one's place
    INSERTED = "inserted"  # a line was never written by the service
    CUT_OFF = "cut_off"  # lines at the end are missing
    REWRITTEN = "rewritten"  # the chain agrees with itself and not with what was noted elsewhere


class Broken(Model):
    """The first line at which something is wrong; `noted` says where the other hash was noted:
    in the logs ("logs") or by an auditor ("anchor"), None: the chain itself shows it.
    """

    line: int
    how: How
    noted: str | None = None

    @property
    def message(self) -> Message:
        """Return it for a reader."""
        where = "" if self.noted is None else f"_{self.noted}"
        return message(f"audit.{self.how}{where}", line=self.line)


class Restored(Model):
    """That the database was restored from a backup by the line `line`: `lost` lines had been noted
    in the logs before that, and are no longer there.
    """

    line: int
    lost: int = 0


class Verified(Model):
    """The chain as it was found: how many lines, the hash of the last, how many of them the logs
    confirm, the restores it tells of, and where it is broken.
    """

    intact: bool
    lines: int
    head: str
    confirmed: int
    restored: tuple[Restored, ...] = ()
    broken: tuple[Broken, ...] = ()
