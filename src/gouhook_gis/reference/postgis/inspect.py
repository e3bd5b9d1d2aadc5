"""Whether an edition is still what was loaded, and making its search pieces again."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Connection, LargeBinary, delete, func, select

from gouhook_gis.domain.message import Message, message
from gouhook_gis.reference.catalogue.reading import Progress
from gouhook_gis.reference.postgis.database import Database
from gouhook_gis.reference.postgis.held import HeldRow
from gouhook_gis.reference.postgis.load import subdivide
from gouhook_gis.reference.postgis.rows import Content, Row
from gouhook_gis.reference.postgis.tables import FEATURES, PIECES, partition

_BATCH = 8192


def faults(database: Database, held: HeldRow) -> Sequence[Message]:
    """Return what is wrong with an edition; nothing where its rows are those that were loaded,
    and every feature of very many vertices has its search pieces.
    """
    said = {"layer": held.entry.layer_id, "place": database.place}
    content, lacking = database.ask(lambda asked: _found(asked, held.number))
    found = (content.records, content.features, content.sha256)
    if found != (held.entry.records, held.entry.features, held.content_sha256):
        return [message("postgis.rows_changed", **said)]
    return [message("postgis.pieces_missing", **said)] if lacking else []


def rebuild(database: Database, held: HeldRow, progress: Progress) -> None:
    """Make the search pieces of an edition again; questions meanwhile see the old ones."""
    progress("index", 0, 0)
    with database.changing() as connection:
        connection.execute(delete(partition(PIECES, held.number)))
        subdivide(connection, held.number)


def _found(connection: Connection, number: int) -> tuple[Content, int]:
    """Return what the rows come to (nothing where their table is gone), and how many features
    lack search pieces.
    """
    features, pieces = partition(FEATURES, number), partition(PIECES, number)
    wkb = func.ST_AsBinary(features.c.shape, type_=LargeBinary).label("shape")
    columns = [wkb if name == "shape" else features.c[name] for name in Row._fields]
    content = Content()
    if connection.scalar(select(func.to_regclass(features.fullname))) is None:
        return content, 0
    with connection.execution_options(yield_per=_BATCH).execute(select(*columns)) as rows:
        for row in rows:
            content.add(Row(*row))
    lacking = select(func.count()).select_from(features)
    lacking = lacking.where(
        features.c.subdivided, features.c.record.not_in(select(pieces.c.record))
    )
    return content, connection.execute(lacking).scalar_one()
