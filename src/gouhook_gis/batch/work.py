"""What a batch is, who does its work, and who hears of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Protocol

from gouhook_gis.batch.members import Member
from gouhook_gis.batch.place import Place
from gouhook_gis.batch.running.runner import Runner
from gouhook_gis.check_options import CheckOptions
from gouhook_gis.domain.batch import MemberOutcome, MemberState
from gouhook_gis.domain.message import Message


@dataclass(frozen=True)
class Batch:
    """What is to be checked, and as what. `options` are those of all members; `day` is the law
    date where nothing says one; `command` how one member is checked again; `notes` were made
    while the members were looked for.
    """

    members: tuple[Member, ...]
    references: tuple[str, ...]
    options: CheckOptions
    out: Path
    lang: str
    day: date
    quota: Path | None = None
    command: str = ""
    notes: tuple[Message, ...] = ()

    @cached_property
    def _by_name(self) -> dict[str, Member]:
        return {member.name: member for member in self.members}

    def member(self, name: str) -> Member:
        """Return the member of that name."""
        return self._by_name[name]

    def options_of(self, member: Member) -> CheckOptions:
        """Return the options of one member."""
        return member.said.over(self.options)


class Watch(Protocol):
    """Who is told how far a batch is."""

    def step(self, name: str, total: int = 0, done: int = 0) -> None:
        """Hear that a step begins ("collect", "layer", "check", "sum") with `total` things to do,
        of which `done` were done by an earlier run.
        """
        ...

    def collected(self, name: str, reason: Message | None) -> None:
        """Hear that a member was read, or why it cannot be checked."""
        ...

    def checked(self, outcome: MemberOutcome) -> None:
        """Hear what came of a member."""
        ...


@dataclass(frozen=True)
class Work:
    """A batch at work: where it is written, by whom it is done, who hears of it."""

    batch: Batch
    place: Place
    runner: Runner
    watch: Watch


def failed(member: Member, key: str, why: Message, wall_s: float | None = None) -> MemberOutcome:
    """Return the outcome of a member that has no report."""
    return MemberOutcome(
        name=member.name,
        source=member.source,
        key=key,
        state=MemberState.FAILED,
        reason=why,
        wall_s=wall_s,
    )
