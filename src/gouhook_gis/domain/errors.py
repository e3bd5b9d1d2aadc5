"""Errors that a user may read: a message of the catalogue, never a traceback."""

from __future__ import annotations

from gouhook_gis.domain.message import Param, message, render


class GouhookError(Exception):
    """Base of our own errors; `message` is shown to the user in Chinese or English."""

    def __init__(self, message_id: str, **params: Param) -> None:
        self.message = message(message_id, **params)
        super().__init__(message_id)

    def __str__(self) -> str:
        """Return the Chinese text."""
        return render(self.message)


class UsageError(GouhookError):
    """The call is wrong (unknown profile, layer named twice …): exit code 2."""


class UnreachableError(UsageError):
    """What the check needs cannot be reached to begin with: perhaps its address is wrong, perhaps
    it is away for a moment.
    """


class RefusedError(GouhookError):
    """The content of a submission is refused (guard, unsupported format …): `unreadable`."""


class UnavailableError(GouhookError):
    """What the check needs cannot be reached any more (a database): no report, exit code 70."""


def out_of_memory(error: BaseException) -> bool:
    """Whether it was memory that was wanting: a library in C++ (GEOS) says so in words alone."""
    return isinstance(error, MemoryError) or "bad_alloc" in str(error)
