"""What the logs have noted of the chain: number and hash of each line, once it was in force."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from pydantic import AwareDatetime, Field

from gouhook_gis.domain.model import Model

_MARK = b'"audit_line"'


class Note(Model):
    """That a line had a hash."""

    line: int = Field(ge=1, lt=2**31)
    hash: str
    at: AwareDatetime


def notes_in(folder: Path) -> Iterator[Note]:
    """Yield what is noted in the files of days in `folder`, oldest first; what is no note, a line
    cut off by a crash included, is passed over.
    """
    for path in sorted(folder.glob("????-??-??.jsonl")):
        with path.open("rb") as lines:
            for line in lines:
                if _MARK in line:
                    with suppress(ValueError, KeyError, TypeError, RecursionError):
                        yield _note(json.loads(line))


def _note(told: dict[str, object]) -> Note:
    return Note.model_validate(
        {"line": told["audit_line"], "hash": told["audit_hash"], "at": told["at"]}
    )
