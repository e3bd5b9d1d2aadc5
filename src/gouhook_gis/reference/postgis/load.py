"""Loading an edition: partitions of its own, filled by COPY, attached when they are whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from psycopg.types.json import Jsonb
from sqlalchemy import Connection, func, insert, literal, select, text

from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.reference.catalogue.reading import Progress, Records
from gouhook_gis.reference.catalogue.register import Registration, described
from gouhook_gis.reference.descriptor import CoverageEntry
from gouhook_gis.reference.measured import Derived, measured
from gouhook_gis.reference.postgis.rows import Content, Row, rows_of
from gouhook_gis.reference.postgis.tables import (
    EDITIONS,
    FEATURES,
    PARTITIONED,
    PIECE_VERTICES,
    PIECES,
    partition,
)

# As COPY takes them; PostGIS reads a geometry from the bytes of its EWKB.
_TYPES = (
    *("int4", "int8", "text", "text", "float8", "bool", "bool"),
    *("bytea", "bytea", "text", "jsonb"),
)
# In the type of an EWKB: a CRS follows.
_SRID = 0x20000000
# Who may read a table, by its access list.
_READERS = text("""
SELECT granted.grantee::regrole::text FROM pg_class, aclexplode(relacl) AS granted
WHERE pg_class.oid = to_regclass(:name) AND granted.privilege_type = 'SELECT'
AND granted.grantee NOT IN (0, relowner)
""")


_NUMBER = text("SELECT nextval(pg_get_serial_sequence(:editions, 'number'))")


@dataclass
class Loading:
    """What is learnt of an edition while its rows go by."""

    counted: Derived = field(default_factory=Derived)
    content: Content = field(default_factory=Content)
    filled: set[str] = field(default_factory=set)

    def rows(self, records: Records, kind: LayerKind, progress: Progress) -> Iterator[Row]:
        """Yield every record along the curve, so that neighbours lie in one page."""
        total = len(records.order)
        for block in records.blocks(records.order):
            some = measured(block.wkb, block.records, block.columns, records.epsg, kind.id_fields)
            self.counted.add(some)
            for row in rows_of(block, some, kind.code_field):
                self.content.add(row)
                if row.shape is not None:
                    self.filled.update(row.attributes)
                yield row
            progress("load", self.content.records, total)


def load(
    connection: Connection,
    kind: LayerKind,
    said: Registration,
    records: Records,
    coverage: CoverageEntry | None,
    polygon: bytes | None,
    progress: Progress,
) -> None:
    """Load `records` as a new edition, declared complete in `coverage` (`polygon`: WKB of its
    polygon in EPSG:4490). It exists when the transaction of `connection` ends.
    """
    number = int(connection.scalar(_NUMBER, {"editions": EDITIONS.fullname}))
    make_partitions(connection, number)
    loading = Loading()
    copy_rows(connection, number, records.epsg, loading.rows(records, kind, progress))
    progress("index", 0, 0)
    subdivide(connection, number)
    attach_partitions(connection, number)
    entry = described(kind, said, records, loading.counted, coverage)
    values = {
        "number": number,
        "kind": kind.kind,
        "edition": said.edition,
        "entry": entry.model_dump(mode="json", exclude_none=True),
        "fields": records.columns.serialize().to_pybytes(),
        "filled": sorted(loading.filled),
        "coverage": polygon,
        "content_sha256": loading.content.sha256,
    }
    connection.execute(insert(EDITIONS).values(values))


def make_partitions(connection: Connection, number: int) -> None:
    """Make the partitions of the edition `number`, not yet part of their tables."""
    for table in PARTITIONED:
        # The check spares a scan when it is attached.
        connection.exec_driver_sql(
            f"CREATE TABLE {partition(table, number).fullname} (LIKE {table.fullname}"
            f" INCLUDING DEFAULTS INCLUDING CONSTRAINTS, CHECK (edition = {number}))"
        )


def copy_rows(connection: Connection, number: int, epsg: int, rows: Iterable[Row]) -> None:
    """Load `rows` of the edition `number`, whose shapes are in `epsg`, by COPY."""
    names = ", ".join(FEATURES.c.keys())
    target = f"{partition(FEATURES, number).fullname} ({names})"
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {target} FROM STDIN BINARY") as copy:
        copy.set_types(_TYPES)
        for row in rows:
            shape = None if row.shape is None else _ewkb(row.shape, epsg)
            values = (*row[:6], shape, row.filed, row.reason, Jsonb(row.attributes))
            copy.write_row((number, *values))


def subdivide(connection: Connection, number: int) -> None:
    """Make the search pieces of the features with very many vertices."""
    features, pieces = partition(FEATURES, number), partition(PIECES, number)
    cut = (
        func.ST_Subdivide(features.c.shape, PIECE_VERTICES)
        .table_valued("shape", with_ordinality="part", joins_implicitly=True)
        .render_derived()
    )
    chosen = select(literal(number), features.c.record, cut.c.part, cut.c.shape)
    chosen = chosen.where(features.c.subdivided)
    names = ["edition", "record", "part", "shape"]
    connection.execute(insert(pieces).from_select(names, chosen))


def attach_partitions(connection: Connection, number: int) -> None:
    """Make the partitions part of their tables, with the indexes and the readers of these."""
    for table in PARTITIONED:
        own = partition(table, number).fullname
        connection.exec_driver_sql(
            f"ALTER TABLE {table.fullname} ATTACH PARTITION {own} FOR VALUES IN ({number})"
        )
        connection.exec_driver_sql(f"ANALYZE {own}")
        readers = connection.scalars(_READERS, {"name": table.fullname}).all()
        for reader in readers:  # their names come quoted
            connection.exec_driver_sql(f"GRANT SELECT ON {own} TO {reader}")


def drop_partitions(connection: Connection, number: int) -> None:
    """Remove the rows of the edition `number`, all at once; it waits for no question for long."""
    connection.exec_driver_sql("SET LOCAL lock_timeout = '10s'")
    for table in PARTITIONED:
        connection.exec_driver_sql(f"DROP TABLE {partition(table, number).fullname}")


def _ewkb(wkb: bytes, epsg: int) -> bytes:
    """Return a WKB (little-endian) with its CRS, as PostGIS keeps it."""
    kind = int.from_bytes(wkb[1:5], "little") | _SRID
    return wkb[:1] + kind.to_bytes(4, "little") + epsg.to_bytes(4, "little") + wkb[5:]
