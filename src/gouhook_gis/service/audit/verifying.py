"""Whether the audit is as it was written: the chain by itself, and against what was noted of it
in the logs and by an auditor.

The chain shows lines that were changed, removed, put elsewhere or put in. Who may write to the
database can make all hashes anew, or cut the end off: that shows only where hashes were noted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from itertools import chain, islice
from pathlib import Path

from gouhook_gis.service.audit.chain import FIRST, hash_of
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.audit.notes import Note, notes_in
from gouhook_gis.service.audit.verified import Broken, How, Restored, Verified
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.models import Act
from gouhook_gis.service.records.audit_lines import (
    UnreadableLineError,
    every_line,
    hashes,
    line_count,
    number_of,
)

Progress = Callable[[int, int], None]
_BATCH = 1000


def verify(
    database: Database,
    logs: Sequence[Path],
    anchors: Mapping[int, str] | None = None,
    progress: Progress = lambda done, total: None,
) -> Verified:
    """Verify the audit of `database` against itself, the notes in the folders `logs`, and
    `anchors`, hashes by the number of their line. `progress` is told of lines done and of how many.
    """
    with database.reading() as session:
        total = line_count(session)
        walk = _Walk(lambda wanted: number_of(session, wanted))
        try:
            for line in every_line(session):
                if not walk.follows(line):
                    break
                if walk.number % _BATCH == 0:
                    progress(walk.number, total)
        except UnreadableLineError:
            walk.broken = Broken(line=walk.number + 1, how=How.CHANGED)
    with database.reading() as session:
        total = line_count(session)
    compared = _Compared(total, walk.restored)
    notes = chain.from_iterable(map(notes_in, logs))
    while batch := list(islice(notes, _BATCH)):
        # A session of its own: a note may be of a line younger than the last look.
        with database.reading() as session:
            compared.with_notes(batch, hashes(session, [note.line for note in batch]))
    with database.reading() as session:
        anchored = _anchored(anchors or {}, hashes(session, list(anchors or {})), total)
    found = [one for one in (walk.broken, compared.worst, anchored) if one is not None]
    return Verified(
        intact=not found,
        lines=total,
        head=walk.head,
        confirmed=compared.confirmed,
        restored=tuple(
            Restored(line=line, lost=len(compared.lost[line])) for line, _ in walk.restored
        ),
        broken=_told(found),
    )


def _told(found: Iterable[Broken]) -> tuple[Broken, ...]:
    """Return what to tell: what the chain shows is not told again by the notes."""
    told: list[Broken] = []
    for one in found:
        if not told or one.line < told[0].line or one.noted == "anchor":
            told.append(one)
    return tuple(sorted(told, key=lambda one: one.line))


class _Walk:
    """A walk along the chain: the last line that was right, and the first that is not.
    `number_of` finds the line with a hash.
    """

    def __init__(self, number_of: Callable[[str], int | None]) -> None:
        self._number_of = number_of
        self.number, self.head = 0, FIRST
        self.broken: Broken | None = None
        self.restored: list[tuple[int, datetime]] = []

    def follows(self, line: Act) -> bool:
        """Whether a line is the next one; else the walk ends."""
        expected = self.number + 1
        if line.number > expected:
            self.broken = Broken(line=expected, how=How.REMOVED)
        elif hash_of(**line.model_dump(exclude={"hash"})) != line.hash:
            self.broken = self._displaced(line, expected)
        elif line.previous != self.head:
            # It is whole, so it was the line before whose hash was made anew.
            self.broken = Broken(line=max(self.number, 1), how=How.CHANGED)
        else:
            self.number, self.head = line.number, line.hash
            if line.act == Deed.RESTORED:
                self.restored.append((line.number, line.at))
        return self.broken is None

    def _displaced(self, line: Act, expected: int) -> Broken:
        """Return what is wrong with a line that its own hash denies: by where the line stands that
        was before it when it was written.
        """
        if line.previous == self.head:
            return Broken(line=expected, how=How.CHANGED)
        before = 0 if line.previous == FIRST else self._number_of(line.previous)
        if before is None:
            return Broken(line=expected, how=How.REMOVED)
        if before < self.number:
            return Broken(line=before + 1, how=How.INSERTED)
        return Broken(line=expected, how=How.REORDERED)


class _Compared:
    """The chain of `total` lines beside what was noted of it. What was noted before a restore, of
    lines that come after its own, is lost by it.
    """

    def __init__(self, total: int, restored: Iterable[tuple[int, datetime]]) -> None:
        self._total, self._restored = total, list(restored)
        # A byte a line: of two copies of a log each has noted it.
        self._agreed = bytearray(total + 1)
        self.lost: dict[int, set[int]] = {line: set() for line, _ in self._restored}
        self.worst: Broken | None = None

    @property
    def confirmed(self) -> int:
        """Return how many lines are as they were noted."""
        return sum(self._agreed)

    def with_notes(self, notes: Iterable[Note], there: Mapping[int, str]) -> None:
        """Compare some notes with the hashes that there are."""
        for note in notes:
            found = there.get(note.line)
            if found == note.hash:
                if note.line <= self._total:  # a younger one was not looked at
                    self._agreed[note.line] = 1
                continue
            by = [line for line, at in self._restored if line <= note.line and note.at < at]
            if by:
                self.lost[by[0]].add(note.line)
            elif self.worst is None or note.line < self.worst.line:
                self.worst = _noted(note.line, found, self._total, "logs")


def _anchored(anchors: Mapping[int, str], there: Mapping[int, str], total: int) -> Broken | None:
    wrong = [line for line, noted in sorted(anchors.items()) if there.get(line) != noted]
    return _noted(wrong[0], there.get(wrong[0]), total, "anchor") if wrong else None


def _noted(line: int, found: str | None, total: int, where: str) -> Broken:
    if found is not None:
        return Broken(line=line, how=How.REWRITTEN, noted=where)
    return Broken(line=line, how=How.CUT_OFF if line > total else How.REMOVED, noted=where)
