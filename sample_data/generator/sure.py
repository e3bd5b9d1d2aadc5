"""The drawing is made sure of before anything is written."""

from __future__ import annotations


class ExpectationError(AssertionError):
    """The drawing does not give what was planned; the sample would teach something wrong."""


def sure(what: str, holds: bool) -> None:
    """Raise ExpectationError naming `what` where it does not hold."""
    if not holds:
        raise ExpectationError(what)
