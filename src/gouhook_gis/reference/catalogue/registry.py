"""Where editions are registered, a folder or a database: the same few things are done with both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.message import Message
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.catalogue.entry import Entry
from gouhook_gis.reference.catalogue.place import catalogue_root
from gouhook_gis.reference.store import Store

if TYPE_CHECKING:
    from gouhook_gis.reference.catalogue.reading import Progress
    from gouhook_gis.reference.catalogue.register import Registration


class Registered(Protocol):
    """A registered edition: what is known of it, and where it is (to be shown)."""

    @property
    def entry(self) -> Entry:
        """Return what is known of it."""
        ...

    @property
    def retired(self) -> bool:
        """Whether no slot takes it unless told to."""
        ...

    @property
    def place(self) -> str:
        """Return where it is, without a password."""
        ...


class Registry(Protocol):
    """Registered editions and the few ways they change. All raise UsageError in words."""

    @property
    def place(self) -> str:
        """Return where it is, without a password."""
        ...

    def list(self) -> Sequence[Registered]:
        """Return every edition, by kind and edition."""
        ...

    def find(self, layer_id: str) -> Registered:
        """Return the edition "kind@edition"."""
        ...

    def add(
        self, kind: LayerKind, files: Sequence[Path], said: Registration, progress: Progress
    ) -> Registered:
        """Register `files` as one edition of `kind`; all of it, or nothing."""
        ...

    def retire(self, layer_id: str) -> Registered:
        """Keep an edition, but let no slot take it unless told to."""
        ...

    def remove(self, layer_id: str) -> None:
        """Remove a retired edition for good."""
        ...

    def size(self, layer_id: str) -> int:
        """Return the bytes that an edition takes on disk."""
        ...

    def faults(self, layer_id: str, part: str | None = None) -> Sequence[Message]:
        """Return what is wrong with an edition, or with one part of it; nothing where all is as
        it was registered.
        """
        ...

    def store(self, layer_id: str) -> Store:
        """Return a store that holds the edition and others of its kind."""
        ...

    def rebuild(self, layer_id: str, progress: Progress, part: str | None = None) -> Registered:
        """Make again what is asked of an edition, or of one part, from what was registered."""
        ...


def open_registry(folder: Path | None, database: str | None) -> Registry:
    """Return the registry in `database` (an address), else in `folder`, else in this user's."""
    if database is None:
        return Catalogue(catalogue_root(folder))
    from gouhook_gis.reference.postgis.catalogue import PostgisCatalogue

    return PostgisCatalogue(database)
