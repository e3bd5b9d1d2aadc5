"""What a batch asks of whoever does its work."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from pydantic import JsonValue

from gouhook_gis.domain.message import Message


@dataclass(frozen=True)
class Task:
    """Something to be done in a limited child. `name` is the member's; `request` is JSON that
    `batch.tasks.perform` understands.
    """

    name: str
    request: dict[str, JsonValue]


@dataclass(frozen=True)
class Ended:
    """What came of a task: its `answer`, or the `reason` why there is none (the child died, took
    too long, needed too much memory, or what was asked cannot be done). `wall_s` is what it
    took; `cpu_s` (with its readers) and `peak_bytes` (resident, of the child) are known where there
    is an answer.
    """

    task: Task
    answer: dict[str, JsonValue] | None = None
    reason: Message | None = None
    wall_s: float = 0.0
    cpu_s: float | None = None
    peak_bytes: int | None = None


class Runner(Protocol):
    """Does tasks side by side, each in a child of its own limits."""

    @property
    def workers(self) -> int:
        """Return how many tasks are done at once, as far as that is known."""
        ...

    def kept(self) -> AbstractContextManager[None]:
        """Keep what can be kept from one `run` to the next, until this is left."""
        ...

    def run(
        self,
        tasks: Iterable[Task],
        ended: Callable[[Ended], None],
        began: Callable[[Task], None] = lambda task: None,
    ) -> None:
        """Do all tasks; `ended` is called in the thread of the caller, once for each, as it ends,
        `began` as it begins, where that can be told. A task whose worker is lost through no fault
        of its own is done again. An exception of `ended` (Ctrl-C) stops the children and goes on.
        """
        ...
