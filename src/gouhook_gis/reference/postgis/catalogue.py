"""The catalogue in a database: what is registered in it, and the few ways it changes.

An edition is read from its files first, then loaded in one transaction: nobody sees it before the
whole of it is there, and a program that dies on the way leaves nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, delete, func, select, text, update

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.message import Message
from gouhook_gis.reference.catalogue.entry import LABEL
from gouhook_gis.reference.catalogue.reading import Progress, read_records
from gouhook_gis.reference.catalogue.register import Registration, declared
from gouhook_gis.reference.descriptor import declared_coverage
from gouhook_gis.reference.postgis import inspect
from gouhook_gis.reference.postgis.attributes import refuse_unknown
from gouhook_gis.reference.postgis.database import Database, database
from gouhook_gis.reference.postgis.held import HeldRow, held_rows
from gouhook_gis.reference.postgis.load import drop_partitions, load
from gouhook_gis.reference.postgis.open import open_database
from gouhook_gis.reference.postgis.tables import EDITIONS, PARTITIONED, partition
from gouhook_gis.reference.store import Store

_ALONE = text("SELECT pg_try_advisory_xact_lock(hashtextextended(lower(:layer), 0))")


class PostgisCatalogue:
    """The catalogue in a database, whose tables must be of this program's version."""

    def __init__(self, held_in: Database | str) -> None:
        self.database = database(held_in) if isinstance(held_in, str) else held_in

    @property
    def place(self) -> str:
        """Return where it is, without a password."""
        return self.database.place

    def list(self) -> Sequence[HeldRow]:
        """Return every edition, by kind and edition. UsageError where it cannot be asked."""
        return self.database.reach(self._held)

    def find(self, layer_id: str) -> HeldRow:
        """Return the edition "kind@edition". UsageError where it is not held."""
        return self._find(layer_id, self.list())

    def add(
        self,
        kind: LayerKind,
        files: Sequence[Path],
        said: Registration,
        progress: Progress = lambda step, done, total: None,
    ) -> HeldRow:
        """Register `files` as one edition of `kind`; all of it, or nothing.

        Raises UsageError with the file and the reason, as the catalogue folder does.
        """
        if not LABEL.fullmatch(said.edition):
            raise UsageError("catalogue.edition_wrong", edition=said.edition)
        if not files:
            raise UsageError("catalogue.no_files")
        if kind.form == "raster":
            raise UsageError("raster.not_in_database", kind=kind.kind)
        layer = f"{kind.kind}@{said.edition}"
        self._refuse_twice(layer, self.list(), files)
        with TemporaryDirectory(prefix="gouhook-") as waiting:
            folder = Path(waiting)
            coverage = declared(folder, kind, said)
            found = declared_coverage(coverage, folder)
            records = read_records(
                folder, kind, files, said.layer, progress, confined=said.confined
            )
            refuse_unknown(records.columns)
            with self.database.changing() as connection:
                if not connection.scalar(_ALONE, {"layer": layer}):
                    raise UsageError("postgis.registering", layer=layer, place=self.place)
                self._refuse_twice(layer, self._held(connection), files)
                if said.replaces is not None:
                    self._replace(connection, said.replaces)
                polygon = found.polygon.wkb if found and found.polygon else None
                load(connection, kind, said, records, coverage, polygon, progress)
        return self.find(layer)

    def retire(self, layer_id: str) -> HeldRow:
        """Keep an edition, but let no slot take it unless told to."""
        with self.database.changing() as connection:
            held = self._find(layer_id, self._held(connection))
            own = EDITIONS.c.number == held.number
            connection.execute(update(EDITIONS).where(own).values(retired=True))
        return self.find(layer_id)

    def remove(self, layer_id: str) -> None:
        """Remove an edition for good; it must be retired, so that no check loses it unawares."""
        with self.database.changing() as connection:
            held = self._find(layer_id, self._held(connection))
            if not held.retired:
                raise UsageError("catalogue.not_retired", layer=layer_id)
            connection.execute(delete(EDITIONS).where(EDITIONS.c.number == held.number))
            drop_partitions(connection, held.number)

    def size(self, layer_id: str) -> int:
        """Return the bytes that an edition takes, indexes included."""
        number = self.find(layer_id).number
        sizes = [
            func.pg_total_relation_size(func.to_regclass(partition(table, number).fullname))
            for table in PARTITIONED
        ]
        found = self.database.ask(lambda asked: asked.execute(select(*sizes)).one())
        return sum(size or 0 for size in found)

    def faults(self, layer_id: str, part: str | None = None) -> Sequence[Message]:
        """Return what is wrong with an edition, which has no parts; see `inspect`."""
        _refuse_part(layer_id, part)
        return inspect.faults(self.database, self.find(layer_id))

    def store(self, layer_id: str) -> Store:
        """Return a store that holds the edition and others of its kind."""
        return open_database(self.database, frozenset({self.find(layer_id).entry.kind}))

    def rebuild(self, layer_id: str, progress: Progress, part: str | None = None) -> HeldRow:
        """Make the search pieces of an edition again; see `inspect`."""
        _refuse_part(layer_id, part)
        held = self.find(layer_id)
        inspect.rebuild(self.database, held, progress)
        return held

    def _held(self, connection: Connection) -> Sequence[HeldRow]:
        return held_rows(connection, self.place)

    def _find(self, layer_id: str, held: Sequence[HeldRow]) -> HeldRow:
        for one in held:
            if one.entry.layer_id == layer_id:
                return one
        names = [one.entry.layer_id for one in held]
        raise UsageError("catalogue.not_held", layer=layer_id, root=self.place, held=names)

    def _replace(self, connection: Connection, layer_id: str) -> None:
        """Retire an edition that is in use; whoever replaces it at the same time waits, and is
        refused.
        """
        held = self._find(layer_id, self._held(connection))
        in_use = (EDITIONS.c.number == held.number) & EDITIONS.c.retired.is_(False)
        done = connection.execute(update(EDITIONS).where(in_use).values(retired=True))
        if not done.rowcount:
            raise UsageError("catalogue.replaced", layer=layer_id)

    def _refuse_twice(self, layer: str, held: Sequence[HeldRow], files: Sequence[Path]) -> None:
        for one in held:
            if one.entry.layer_id.lower() == layer.lower():
                raise UsageError(
                    "reference.edition_twice",
                    layer=layer,
                    first=one.place,
                    second=str(files[0]),
                )


def _refuse_part(layer_id: str, part: str | None) -> None:
    if part is not None:
        raise UsageError("catalogue.no_part", layer=layer_id, part=part, held=[])
