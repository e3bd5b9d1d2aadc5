"""A catalogue folder: what is registered in it, and the few ways it changes.

    ROOT/KIND/EDITION/edition.json      what is known of the edition
                      parts/PART/       a county of many records, or `rest`:
                        archive.parquet   its records, GeoParquet
                        index/            the form that is asked, made from the archive
                      coverage.geojson  where a polygon was declared
                      retired           present once it is retired

An edition is made in a hidden folder beside the kinds and renamed into place, the one moment at
which it begins to exist; it is taken away by the reverse. Several processes may register at once.
What a process that was killed left in hidden folders is removed by the next one that writes.
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
from gouhook_gis.domain.message import Message
from gouhook_gis.reference.catalogue.entry import (
    ENTRY,
    LABEL,
    RETIRED,
    Entry,
    bytes_on_disk,
    read_entry,
)
from gouhook_gis.reference.catalogue.lock import (
    PATIENCE_S,
    claim,
    claimed_name,
    forget,
    left_behind,
    writing,
)

if TYPE_CHECKING:
    from gouhook_gis.reference.catalogue.reading import Progress
    from gouhook_gis.reference.catalogue.register import Registration
    from gouhook_gis.reference.store import Store

_HIDDEN = ".gouhook-"


@dataclass(frozen=True)
class Held:
    """A registered edition: where it lies, what is known of it, whether it is retired."""

    folder: Path
    entry: Entry

    @property
    def retired(self) -> bool:
        """Whether no slot takes it unless told to."""
        return (self.folder / RETIRED).exists()

    @property
    def place(self) -> str:
        """Return where it lies, as text."""
        return str(self.folder)


class Catalogue:
    """The catalogue in the folder `root`, which need not exist yet.

    A change waits `patience_s` for another process that is changing it.
    """

    def __init__(self, root: Path, patience_s: float = PATIENCE_S) -> None:
        self.root = root
        self._patience_s = patience_s

    @property
    def place(self) -> str:
        """Return the folder, as text."""
        return str(self.root)

    def list(self) -> Sequence[Held]:
        """Return every edition, by kind and edition. UsageError where one is damaged."""
        return [Held(path.parent, read_entry(path.parent)) for path in self._entries()]

    def find(self, layer_id: str) -> Held:
        """Return the edition "kind@edition". UsageError where it is not held."""
        kind, _, edition = layer_id.partition("@")
        folder = self.root / kind / edition
        safe = re.fullmatch(r"[a-z_]+", kind) and LABEL.fullmatch(edition)
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
        cannot be read, a required field is missing, the CRS is not CGCS2000, the edition that it
        replaces is retired already.
        """
        from gouhook_gis.reference.catalogue.register import build  # readers and writers of files

        if not LABEL.fullmatch(said.edition):
            raise UsageError("catalogue.edition_wrong", edition=said.edition)
        if not files:
            raise UsageError("catalogue.no_files")
        target = self.root / kind.kind / said.edition
        with self._claimed(kind.kind, said.edition, files) as hidden:
            build(hidden, kind, files, said, progress)
            _durable(hidden)
            with writing(self.root, None):  # after all this work, as long as it takes
                self._refuse_twice(kind.kind, said.edition, files)
                elder = None if said.replaces is None else self._in_use(said.replaces)
                target.parent.mkdir(exist_ok=True)
                hidden.rename(target)
                if elder is not None:
                    (elder.folder / RETIRED).touch()
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

    def size(self, layer_id: str) -> int:
        """Return the bytes that an edition takes on disk."""
        return bytes_on_disk(self.find(layer_id).folder)

    def faults(self, layer_id: str, part: str | None = None) -> Sequence[Message]:
        """Return what is wrong with an edition, or with one part of it; see `inspect`."""
        from gouhook_gis.reference.catalogue import inspect

        return inspect.faults(self.find(layer_id), part)

    def store(self, layer_id: str) -> Store:
        """Return a store that holds the edition and others of its kind."""
        from gouhook_gis.reference.catalogue.open import open_catalogue

        return open_catalogue(self.root, frozenset({self.find(layer_id).entry.kind}))

    def rebuild(self, layer_id: str, progress: Progress, part: str | None = None) -> Held:
        """Make the index of an edition, or of one part, again from the archive; see `inspect`."""
        from gouhook_gis.reference.catalogue import inspect

        return inspect.rebuild(self, layer_id, progress, part)

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
        with writing(self.root, self._patience_s):
            hidden = {claimed_name(path) for path in self.root.glob(f"{_HIDDEN}*")}
            for folder in (self.root / name for name in hidden):
                if left_behind(folder):
                    shutil.rmtree(folder, ignore_errors=True)
                    forget(folder)
            yield

    @contextmanager
    def _claimed(self, kind: str, edition: str, files: Sequence[Path]) -> Iterator[Path]:
        """Give a new hidden folder for an edition that is not there yet; it is removed after."""
        hidden = self._hidden()
        with self._writing():
            self._refuse_twice(kind, edition, files)
            held = claim(hidden)
        try:
            with held:
                yield hidden
        finally:
            shutil.rmtree(hidden, ignore_errors=True)
            forget(hidden)

    def _in_use(self, layer_id: str) -> Held:
        held = self.find(layer_id)
        if held.retired:
            raise UsageError("catalogue.replaced", layer=layer_id)
        return held

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
