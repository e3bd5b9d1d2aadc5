"""Folders of rule data: the installed one, and one of the user's own beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.rules.source import RulePackError, Source, read

VARIABLE = "GOUHOOK_RULES"
PACKS, LAYERS, PROFILES = "packs", "layers", "profiles"
PACK_FILE = "pack.yaml"


@dataclass(frozen=True)
class Shelf:
    """One folder of rule data; `shown` stands before the names of its files in messages: nothing
    of the installed one, else the whole path.
    """

    root: Traversable
    shown: str = ""

    def layers(self) -> Iterator[Source]:
        """Yield the files of layer kinds, sorted by name."""
        return self._files(LAYERS)

    def profiles(self) -> Iterator[Source]:
        """Yield the files of profiles, sorted by name."""
        return self._files(PROFILES)

    def packs(self) -> Iterator[tuple[Source, Iterator[Source]]]:
        """Yield the file of each pack with those of its rules, sorted by name."""
        for entry in _listed(self.root / PACKS):
            if entry.is_dir() and not entry.name.startswith(("_", ".")):
                name = f"{PACKS}/{entry.name}"
                first = read(entry / PACK_FILE, f"{self.shown}{name}/{PACK_FILE}")
                yield first, self._files(name)

    def _files(self, folder: str) -> Iterator[Source]:
        for entry in _listed(self.root / folder):
            file = f"{self.shown}{folder}/{entry.name}"
            if entry.name.lower().endswith(".yml"):
                raise RulePackError("pack.suffix", file=file)
            if entry.name.endswith(".yaml") and entry.name != PACK_FILE:
                yield read(entry, file)


def installed() -> Shelf:
    """Return the rule data of this installation."""
    return Shelf(resources.files("gouhook_gis.rules"))


def own_folder(told: Path | None) -> Path | None:
    """Return the user's own folder: as told, else GOUHOOK_RULES, else None."""
    named = told or os.environ.get(VARIABLE)
    return Path(named) if named else None


def own_shelf(folder: Path) -> Shelf:
    """Return the user's own rule data. UsageError where `folder` is none or holds none of it."""
    if not folder.is_dir():
        raise UsageError("pack.no_folder", path=str(folder))
    if not any((folder / name).is_dir() for name in (PACKS, LAYERS, PROFILES)):
        raise UsageError("pack.empty_folder", path=str(folder))
    return Shelf(folder, f"{folder.resolve().as_posix()}/")


def kind_names(own: Path | None) -> list[str]:
    """Return the names of the layer kinds of this installation and of the folder `own`, without
    loading any rule.
    """
    folder = own_folder(own)
    shelves = [installed(), *([own_shelf(folder)] if folder else [])]
    return sorted({str(source.data.get("kind")) for s in shelves for source in s.layers()})


def _listed(folder: Traversable) -> list[Traversable]:
    """Return what is in `folder`, sorted by name; nothing where there is no such folder."""
    found = folder.iterdir() if folder.is_dir() else iter(())
    return sorted(found, key=lambda entry: entry.name)
