"""Errors of the service that a caller may read; the API knows the status of each."""

from __future__ import annotations

from gouhook_gis.domain.errors import GouhookError, UsageError


class NotFoundError(UsageError):
    """There is no such thing."""


class GoneError(UsageError):
    """It was there, and was taken away by retention or on request."""


class ConflictError(UsageError):
    """It cannot be done as things stand: not finished yet, or done already."""


class ForbiddenError(UsageError):
    """It may not be done here."""


class TooLargeError(UsageError):
    """More bytes than the service takes."""


class MisdirectedError(UsageError):
    """The request was meant for another host."""


class BusyError(GouhookError):
    """The service is starting, stopping or without its database: later it may go."""


class FullError(GouhookError):
    """There is no room on the disk."""
