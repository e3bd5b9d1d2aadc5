"""A catalogue folder: what is registered in it, and the few ways it changes.

    ROOT/KIND/EDITION/edition.json      what is known of the edition
                      archive.parquet   its records, GeoParquet
                      index/            the form that is asked, made from the archive
                      coverage.geojson  where a polygon was declared
                      retired           present once it is retired

An edition is made in a hidden folder beside the kinds and renamed into place, the one moment at
which it begins to exist; it is taken away by the reverse. What a process that was killed left in
hidden folders is removed by the next one that writes.
"""

from __future__ import annotations

import os
import re
import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.reference.catalogue.entry import ENTRY, RETIRED, Entry, read_entry
from gouhook_gis.reference.catalogue.lock import writing

if TYPE_CHECKING:
    from gouhook_gis.reference.catalogue.register import Progress, Registration

_HIDDEN = ".gouhook-"
# A folder of this name on any system, and a label that a slot option can name.
_LABEL = re.compile(r"[^\W_][\w.\-]{0,63}(?<!\.)")


@dataclass(frozen=True)
class Held:
    """A registered edition: where it lies, what is known of it, whether it is retired."""

    folder: Path
    entry: Entry

    @property
    def retired(self) -> bool:
        """Whether no slot takes it unless told to."""
        return (self.folder / RETIRED).exists()


class Catalogue:
    """The catalogue in the folder `root`, which need not exist yet."""

    def __init__(self, root: Path) -> None:
        self.root = root

    def list(self) -> Sequence[Held]:
        """Return every edition, by kind and edition. UsageError where one is damaged."""
        return [Held(path.parent, read_entry(path.parent)) for path in self._entries()]

    def find(self, layer_id: str) -> Held:
        """Return the edition "kind@edition". UsageError where it is not held."""
        kind, _, edition = layer_id.partition("@")
        folder = self.root / kind / edition
        safe = re.fullmatch(r"[a-z_]+", kind) and _LABEL.fullmatch(edition)
        if not safe or not (folder / ENTRY).is_file():
            held = [f"{path.parent.parent.name}@{path.parent.name}" for path in self._entries()]
            raise UsageError("catalogue.not_held", layer=layer_id, root=str(self.root), held=held)
        return Held(folder, read_entry(folder))

    def add(
        self,
        kind: LayerKind,
        files: Sequence[Path],
        said: Registration,
        progress: Progress = lambda step, done, total: None,
    ) -> Held:
        """Register `files` as one edition of `kind`; all of it, or nothing.

        Raises UsageError with the file and the reason: the edition is there already, a file
        cannot be read, a required field is missing, the CRS is not CGCS2000.
        """
        from gouhook_gis.reference.catalogue.register import build  # readers and writers of files

        if not _LABEL.fullmatch(said.edition):
            raise UsageError("catalogue.edition_wrong", edition=said.edition)
        if not files:
            raise UsageError("catalogue.no_files")
        target = self.root / kind.kind / said.edition
        with self._writing():
            self._refuse_twice(kind.kind, said.edition, files)
            hidden = self._hidden()
            try:
                build(hidden, kind, files, said, progress)
                target.parent.mkdir(exist_ok=True)
                _durable(hidden)
                hidden.rename(target)
            finally:
                shutil.rmtree(hidden, ignore_errors=True)
        return Held(target, read_entry(target))

    def retire(self, layer_id: str) -> Held:
        """Keep an edition, but let no slot take it unless told to."""
        with self._writing():
            held = self.find(layer_id)
            (held.folder / RETIRED).touch()
        return held

    def remove(self, layer_id: str) -> None:
        """Remove an edition for good; it must be retired, so that no check loses it unawares."""
        with self._writing():
            held = self.find(layer_id)
            if not held.retired:
                raise UsageError("catalogue.not_retired", layer=layer_id)
            hidden = self._hidden()
            try:
                held.folder.rename(hidden)
            except PermissionError as error:  # Windows, where a check has it open
                raise UsageError("catalogue.in_use", layer=layer_id) from error
            shutil.rmtree(hidden, ignore_errors=True)

    @contextmanager
    def changing(self, layer_id: str) -> Iterator[tuple[Held, Path]]:
        """Hold the catalogue; give an edition and a new hidden folder, which is removed after."""
        with self._writing():
            held, hidden = self.find(layer_id), self._hidden()
            try:
                yield held, hidden
            finally:
                shutil.rmtree(hidden, ignore_errors=True)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with writing(self.root):
            for left in self.root.glob(f"{_HIDDEN}*"):
                shutil.rmtree(left, ignore_errors=True)
            yield

    def _hidden(self) -> Path:
        return self.root / f"{_HIDDEN}{uuid.uuid4().hex[:12]}"

    def _entries(self) -> Sequence[Path]:
        return sorted(self.root.glob(f"[!.]*/*/{ENTRY}"))

    def _refuse_twice(self, kind: str, edition: str, files: Sequence[Path]) -> None:
        # Windows knows no case in names, and a catalogue may be copied there.
        for path in self._entries():
            if path.parent.parent.name == kind and path.parent.name.lower() == edition.lower():
                raise UsageError(
                    "reference.edition_twice",
                    layer=f"{kind}@{edition}",
                    first=str(path.parent),
                    second=str(files[0]),
                )


def _durable(folder: Path) -> None:
    """Have every file on the disk before the folder gets its name."""
    for path in folder.rglob("*"):
        if path.is_file():
            with path.open("r+b") as stream:
                os.fsync(stream.fileno())
