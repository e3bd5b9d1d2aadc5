"""Errors of the service that a caller may read; the API knows the status of each."""

from __future__ import annotations

from pydantic import JsonValue

from gouhook_gis.domain.errors import GouhookError, UsageError


class NotFoundError(UsageError):
    """There is no such thing."""


class GoneError(UsageError):
    """It was there, and was taken away by retention or on request."""


class ConflictError(UsageError):
    """It cannot be done as things stand: not finished yet, or done already."""


class ForbiddenError(UsageError):
    """It may not be done here."""


class UnauthorizedError(UsageError):
    """Nobody is signed in, or not with what was sent."""


class TooManyError(UsageError):
    """More requests, or more at a time, than one caller may have; `after` says when again, s."""

    def __init__(self, message_id: str, *, after: int = 60, **params: JsonValue) -> None:
        super().__init__(message_id, **params)
        self.after = after


class TooLargeError(UsageError):
    """More bytes than the service takes."""


class MisdirectedError(UsageError):
    """The request was meant for another host."""


class BusyError(GouhookError):
    """The service is starting, stopping or without its database: later it may go."""


class FullError(GouhookError):
    """There is no room on the disk."""
