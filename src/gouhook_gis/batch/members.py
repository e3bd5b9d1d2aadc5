"""The members of a batch: the submissions in a folder, or those that a table names."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from gouhook_gis.batch.place import RESERVED, WORK
from gouhook_gis.check_options import CheckOptions
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import Message, message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Stage
from gouhook_gis.formats.coordinate_text.recognise import HEAD_BYTES, looks_like
from gouhook_gis.formats.members import (
    SHAPEFILE,
    SHAPEFILE_COMPANIONS,
    TEXTS,
    is_junk,
    readable,
)
from gouhook_gis.report.names import JSON

# Of what was not taken, so many names are shown.
_NAMED = 20
_LAYERS = (".gpkg", ".geojson", ".shp")


class Said(Model):
    """What is said of one member alone, beside or instead of what is said of all."""

    profile: str | None = None
    stage: Stage | None = None
    project: str | None = None
    as_of: date | None = None
    previous: Path | None = None
    facts_file: Path | None = None
    waivers: Path | None = None

    def over(self, options: CheckOptions) -> CheckOptions:
        """Return the options of the member; `options` are those of all."""
        return options.model_copy(update={**self.model_dump(exclude_none=True)})


NOTHING = Said()


@dataclass(frozen=True)
class Member:
    """A submission of the batch. `name` is unique and that of its folder, `source` the path as it
    stands in the folder or the table.
    """

    name: str
    path: Path
    source: str
    said: Said = NOTHING


@dataclass(frozen=True)
class Found:
    """The members; the names of files and folders that were not taken for one, and the headings
    of a table that mean nothing.
    """

    members: tuple[Member, ...]
    left_out: tuple[str, ...] = ()
    unused_columns: tuple[str, ...] = ()

    def notes(self) -> Iterator[Message]:
        """Yield what was not used."""
        if self.left_out:
            names = [*self.left_out[:_NAMED], *(["…"] if len(self.left_out) > _NAMED else [])]
            yield message("batch.left_out", count=len(self.left_out), names=names)
        if self.unused_columns:
            yield message("batch.unused_columns", names=[*self.unused_columns])


def members_in(folder: Path, out: Path) -> Found:
    """Return the submissions that lie in `folder`, by name; what lies in `out` is none.

    UsageError where there is none, where `out` is the same folder, and where two would have one
    name or a name that files of the batch have.
    """
    if out.resolve() == folder.resolve():  # its findings would be a submission the next time
        raise UsageError("batch.out_is_input", path=str(folder))
    there = [path for path in sorted(folder.iterdir()) if not _hidden(path.name)]
    there = [path for path in there if path.resolve() != out.resolve()]
    taken = [path for path in there if _is_submission(path)]
    shapes = {path.stem.casefold() for path in taken if path.suffix.lower() == ".shp"}
    left_out = [path.name for path in there if path not in taken and not _beside(path, shapes)]
    if not taken:
        raise UsageError("batch.no_members", path=str(folder), names=left_out)
    members = tuple(Member(_name(path), path.resolve(), readable(path.name)) for path in taken)
    require_names(members)
    return Found(members, tuple(map(readable, left_out)))


def require_names(members: Sequence[Member]) -> None:
    """Raise UsageError where two members have one name, or one has that of a file of ours."""
    same: dict[str, list[Member]] = defaultdict(list)
    for member in members:
        # Windows knows no case in names, macOS one way to write an accent: a result may go there.
        same[unicodedata.normalize("NFC", member.name).casefold()].append(member)
    pairs = [f"{held[0].source} | {other.source}" for held in same.values() for other in held[1:]]
    if pairs:
        raise UsageError("batch.same_name", pairs=pairs)
    ours = [member.source for member in members if member.name.casefold() in RESERVED]
    if ours:
        raise UsageError("batch.reserved_name", names=ours)


def _name(path: Path) -> str:
    whole = path.is_dir() and path.suffix.lower() != ".gdb"
    return readable(path.name if whole else path.stem)


def _hidden(name: str) -> bool:
    return name.startswith(".") or is_junk(name)


def _is_submission(path: Path) -> bool:
    if path.is_file():
        return path.suffix.lower() in (*_LAYERS, ".zip")
    if path.suffix.lower() == ".gdb":
        return True
    # What a check or a batch wrote holds layers too.
    results = (path / WORK).exists() or (path / JSON).exists()
    return not results and any(map(_is_layer, _within(path)))


def _within(folder: Path) -> Iterator[Path]:
    """Yield what lies in a folder and in those in it."""
    for path in sorted(folder.rglob("*")):
        if not any(map(_hidden, path.relative_to(folder).parts)):
            yield path


def _is_layer(path: Path) -> bool:
    if path.suffix.lower() == ".gdb":
        return path.is_dir()
    if path.suffix.lower() in TEXTS and path.is_file():
        with path.open("rb") as stream:
            return looks_like(stream.read(HEAD_BYTES))
    return path.suffix.lower() in _LAYERS


def _beside(path: Path, shapes: set[str]) -> bool:
    """Whether a file is part of a shapefile that was taken."""
    name = path.name.lower()
    return any(
        name.endswith(suffix) and name.removesuffix(suffix) in shapes
        for suffix in (*SHAPEFILE, *SHAPEFILE_COMPANIONS)
    )
