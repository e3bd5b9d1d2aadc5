"""Digests of all that an outcome is a function of: what has the same one need not be done again."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from gouhook_gis.check_options import CheckOptions
from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.engine.versions import versions
from gouhook_gis.formats.copying import siblings
from gouhook_gis.formats.members import is_junk
from gouhook_gis.formats.settings import limits_from_settings
from gouhook_gis.formats.stream import file_sha256
from gouhook_gis.reference.descriptor import FILE_NAME, read_descriptor
from gouhook_gis.reference.sources import ReferenceOption
from gouhook_gis.reference.store import Store
from gouhook_gis.rules.loader import library

# They lie elsewhere on another day; what is in them counts.
_PLACES = {"rules", "facts_file", "previous", "waivers", "catalogue", "database"}
# What SQLite puts beside a file that it reads, and takes away again.
_PASSING = ("-wal", "-shm", "-journal")


def key_of(**parts: object) -> str:
    """Return the digest of JSON values by name."""
    text = json.dumps(parts, sort_keys=True)  # names may hold bytes that are no text
    return hashlib.sha256(text.encode()).hexdigest()


def submission_key(path: Path, options: CheckOptions) -> str:
    """Return the digest of a submission, of what is said of it, of the limits of reading, of our
    version: of what reading it comes to.
    """
    return key_of(
        submission=content(path),
        said=options.model_dump(mode="json", exclude=_PLACES),
        files=[[meant, content(file)] for meant, file in named_files(options)],
        limits=limits_from_settings().model_dump(mode="json"),
        versions=dict(versions()),
        packs={name: pack.version for name, pack in library(options.rules).packs.items()},
    )


def named_files(options: CheckOptions) -> Iterator[tuple[str, Path]]:
    """Yield the files and folders that options name, in a fixed order, each with what it is."""
    for meant in ("rules", "facts_file", "previous", "waivers"):
        if (path := getattr(options, meant)) is not None:
            yield meant, path
    named = [("map", text.removeprefix("@")) for text in options.map if text.startswith("@")]
    named += [("facts", text.partition("=")[2]) for text in options.facts]
    yield from ((meant, Path(text)) for meant, text in named if names_file(text))


def names_file(text: str) -> bool:
    """Whether a text is the path of a file; a value of a fact may be longer than any is."""
    try:
        return Path(text).is_file()
    except OSError:
        return False


def content(path: Path) -> str:
    """Return the digest of the bytes of a submission: a file, a folder, or a .shp and its parts;
    "" where it cannot be read, which its check says.
    """
    try:
        kept = [(name, file_sha256(file)) for name, file in _parts(path) if not _passing(name)]
    except (OSError, RefusedError):
        return ""
    return hashlib.sha256(repr(kept).encode()).hexdigest()


def _parts(path: Path) -> Iterator[tuple[str, Path]]:
    if path.is_dir():
        for file in sorted(path.rglob("*")):
            if file.is_file():
                yield file.relative_to(path).as_posix(), file
    elif path.suffix.lower() == ".shp":
        yield from siblings(path)
    else:
        yield path.name, path


def references_key(references: Sequence[ReferenceOption], registered: Store) -> str:
    """Return the digest of the layers that checks may ask: the files that were named by path, size
    and time, registered editions by their ids and hashes.
    """
    held: Mapping[str, object] = {
        edition.layer_id: [edition.sha256, edition.retired] for edition in registered.editions()
    }
    return key_of(named=stamps_of(references), registered=held)


def stamps_of(references: Sequence[ReferenceOption]) -> list[list[object]]:
    """Return kind, edition and the files of each reference: path, size, time."""
    return [
        [reference.kind, reference.edition, *(_stamp(file) for file in _files(reference.path))]
        for reference in references
    ]


def _files(path: Path) -> Iterator[Path]:
    """Yield the files of a reference, with those that its `reference.yaml` has elsewhere."""
    whole = path.parent if path.name == FILE_NAME else path
    yield from _lying(whole)
    if not (whole / FILE_NAME).is_file():
        return
    for entry in read_descriptor(whole / FILE_NAME).layers:
        outline = entry.coverage.polygon if entry.coverage else None
        for name in (entry.path, *([outline] if outline else [])):
            if not (whole / name).resolve().is_relative_to(whole.resolve()):
                yield from _lying(whole / name)


def _lying(whole: Path) -> Iterator[Path]:
    """Yield all files of a folder, else those of the stem of a file."""
    around = whole.rglob("*") if whole.is_dir() else whole.parent.glob("*")
    for file in sorted(around):
        meant = whole.is_dir() or file.stem == whole.stem
        if meant and file.is_file() and not _passing(file.name):
            yield file


def _stamp(file: Path) -> list[object]:
    found = file.stat()
    return [str(file.absolute()), found.st_size, found.st_mtime_ns]


def _passing(name: str) -> bool:
    return is_junk(name) or name.endswith(_PASSING)
