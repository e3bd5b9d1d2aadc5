"""What a check says: how bad it is, what it saw, and what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from enum import StrEnum

from gouhook_gis.domain.message import Message, Param, message
from gouhook_gis.domain.model import Model
from gouhook_gis.service.doctor.place import Place


class Level(StrEnum):
    """How bad it is."""

    WELL = "well"
    WARNING = "warning"
    WRONG = "wrong"


class Said(Model):
    """One line of a check; `todo` where something is to be done."""

    level: Level
    text: Message
    todo: Message | None = None


Check = Callable[[Place], Iterator[Said]]


def well(message_id: str, **params: Param) -> Said:
    """Say that something is as it should be."""
    return Said(level=Level.WELL, text=message(f"doctor.{message_id}", **params))


def warning(message_id: str, **params: Param) -> Said:
    """Say what should be looked at; `doctor.<id>.todo` is what to do."""
    return _bad(Level.WARNING, message_id, **params)


def wrong(message_id: str, **params: Param) -> Said:
    """Say what does not work, or soon will not; `doctor.<id>.todo` is what to do."""
    return _bad(Level.WRONG, message_id, **params)


def _bad(level: Level, message_id: str, **params: Param) -> Said:
    text, todo = (message(f"doctor.{message_id}{end}", **params) for end in ("", ".todo"))
    return Said(level=level, text=text, todo=todo)
