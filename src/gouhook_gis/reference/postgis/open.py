"""From a database to the store that a check asks."""

from __future__ import annotations

import pyarrow as pa

from gouhook_gis.reference.catalogue.entry import edition_from
from gouhook_gis.reference.postgis.database import Database, database
from gouhook_gis.reference.postgis.held import HeldRow, held_rows
from gouhook_gis.reference.postgis.layer import PostgisLayer
from gouhook_gis.reference.postgis.store import PostgisEdition, PostgisStore


def open_database(held_in: Database | str, wanted: frozenset[str]) -> PostgisStore:
    """Return a store of the editions of `wanted` kinds in a database, given by its address.

    Retired editions are in it, marked. Raises UsageError where the database cannot be reached or
    its tables are not of this program's version.
    """
    asked = database(held_in) if isinstance(held_in, str) else held_in
    rows = asked.reach(lambda connection: held_rows(connection, asked.place))
    held = [one for one in rows if one.entry.kind in wanted]
    return PostgisStore(asked, {one.entry.layer_id: _asked(one) for one in held})


def _asked(held: HeldRow) -> PostgisEdition:
    entry, fields = held.entry, pa.ipc.read_schema(pa.py_buffer(held.fields))
    edition = edition_from(entry, held.declared_coverage, retired=held.retired, path=held.place)
    layer = PostgisLayer(held.number, entry.epsg, fields, entry.code_field)
    return PostgisEdition(edition, layer, held.filled)
