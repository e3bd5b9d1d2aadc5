"""Files into a backup and out of it, each hashed on its way."""

from __future__ import annotations

import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

_BLOCK = 1 << 20


@dataclass
class Copier:
    """Copies into the new folder `target`; what `before`, an elder backup with the hashes `known`,
    has already is linked. `sums` are the hashes of all, by path from `target`.
    """

    target: Path
    before: Path | None = None
    known: Mapping[str, str] = field(default_factory=dict)
    sums: dict[str, str] = field(default_factory=dict)
    size: int = 0
    linked: int = 0

    def tree(self, source: Path, name: str) -> None:
        """Copy what never changes while it is there: a file, or a folder with all below it. What is
        taken away meanwhile is left out, whole.
        """
        paths = _below(source)
        made: dict[str, str] = {}
        with suppress(FileNotFoundError):
            for path in paths:
                inside = path.relative_to(source).as_posix()
                own = name if inside == "." else f"{name}/{inside}"
                made[own] = self._file(path, own)
            if paths == _below(source):
                self.sums |= made
                self.size += sum((self.target / own).stat().st_size for own in made)
                return
        for own in made:
            (self.target / own).unlink()

    def own(self, name: str) -> None:
        """Take account of a file that was made in the target itself."""
        path = self.target / name
        self.sums[name] = sha256(path)
        self.size += path.stat().st_size

    def _file(self, path: Path, name: str) -> str:
        place = self.target / name
        place.parent.mkdir(parents=True, exist_ok=True)
        there = path.stat()
        digest = self._linked(place, name, there)
        if digest is None:
            digest = copied(path, place)
            os.utime(place, ns=(there.st_atime_ns, there.st_mtime_ns))
        return digest

    def _linked(self, place: Path, name: str, there: os.stat_result) -> str | None:
        """Link a file that the elder backup has, as size and time of it tell; return its hash."""
        digest = self.known.get(name)
        if self.before is None or digest is None:
            return None
        try:
            elder = (self.before / name).stat()
            if (elder.st_size, elder.st_mtime_ns) != (there.st_size, there.st_mtime_ns):
                return None
            os.link(self.before / name, place)
        except OSError:  # a file system without links, or the elder one is being removed
            return None
        self.linked += 1
        return digest


def copied(source: Path, place: Path) -> str:
    """Copy a file to a new name; return the SHA-256 of what was copied."""
    digest = hashlib.sha256()
    with source.open("rb") as stream, place.open("xb") as target:
        while block := stream.read(_BLOCK):
            digest.update(block)
            target.write(block)
    shutil.copymode(source, place)
    return digest.hexdigest()


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def damaged(folder: Path, sums: Mapping[str, str]) -> Iterator[str]:
    """Yield the files of a backup that are missing, or are not what was copied."""
    for name, digest in sums.items():
        try:
            if sha256(folder / name) != digest:
                yield name
        except OSError:
            yield name


def _below(source: Path) -> list[Path]:
    if not source.is_dir():
        return [source] if source.exists() else []
    return sorted(path for path in source.rglob("*") if path.is_file())
