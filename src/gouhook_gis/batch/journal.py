"""A line of JSON for each thing that was finished, written at once: what a batch goes on from."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Generic, TypeVar

from pydantic import ValidationError

from gouhook_gis.domain.batch import MemberOutcome
from gouhook_gis.domain.model import Model
from gouhook_gis.filed.offer import Offer


class Collected(Model):
    """A line of the file of members that were read; `key` is the digest of what each was read
    from.
    """

    name: str
    key: str
    offer: Offer


AnyLine = TypeVar("AnyLine", Collected, MemberOutcome)


class Journal(Generic[AnyLine]):
    """The file `path` of lines of one model."""

    def __init__(self, path: Path, model: type[AnyLine]) -> None:
        self._path = path
        self._model: type[AnyLine] = model

    def read(self) -> list[AnyLine]:
        """Return all lines in their order. One that was cut off when a process died, or that
        another version wrote otherwise, counts as never written.
        """
        try:
            lines = self._path.read_bytes().splitlines()
        except FileNotFoundError:
            return []
        found = []
        for line in lines:
            try:
                found.append(self._model.model_validate_json(line))
            except ValidationError:
                continue
        return found

    def last(self) -> dict[str, AnyLine]:
        """Return the last line of each member by its name: it tells of what lies in its place."""
        return {line.name: line for line in self.read()}

    def add(self, line: AnyLine) -> None:
        """Append a line; it is on the disk when this returns."""
        with self._path.open("a+b") as stream:
            # A line that was cut off before must not take this one with it.
            stream.seek(max(stream.seek(0, os.SEEK_END) - 1, 0))
            if stream.read(1) not in (b"", b"\n"):
                stream.write(b"\n")
            stream.write(line.model_dump_json().encode() + b"\n")
            stream.flush()
            os.fsync(stream.fileno())
