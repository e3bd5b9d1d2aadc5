"""The tables: editions, their features, and search pieces of features with very many vertices.

`features` and `pieces` are partitioned by edition. A question names the partition of its edition
and not the whole table: an edition that was removed is then an error, never an empty answer, and
removing it waits for nobody but the questions put to it.

Fields differ from kind to kind and from edition to edition, so the values of a feature stand in
one JSONB, as the text that `where` compares; the edition has their types. The one field that is
asked by value, the code of the kind, has a column of its own.
"""

from __future__ import annotations

from functools import lru_cache

from geoalchemy2 import Geometry
from sqlalchemy import (
    ARRAY,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    func,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

SCHEMA = "gouhook_reference"
METADATA = MetaData(schema=SCHEMA)
# A feature of more vertices is looked for by pieces of at most PIECE_VERTICES.
MANY_VERTICES, PIECE_VERTICES = 1024, 256


def _shape(*, nullable: bool) -> Column[object]:
    # Editions have CRS of their own, so the column has none; indexes are declared below.
    kind = Geometry(geometry_type=None, srid=-1, spatial_index=False)
    return Column("shape", kind, nullable=nullable)


# `entry` is the registration as in `edition.json`; `fields` the Arrow schema of the attributes,
# serialised; `filled` the fields in which any feature has a value; `coverage` WKB in EPSG:4490;
# `content_sha256` is over the rows of the edition.
EDITIONS = Table(
    "editions",
    METADATA,
    Column("number", Integer, Identity(), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("edition", Text, nullable=False),
    Column("entry", JSONB, nullable=False),
    Column("fields", LargeBinary, nullable=False),
    Column("filled", ARRAY(Text), nullable=False),
    Column("coverage", LargeBinary),
    Column("content_sha256", Text, nullable=False),
    Column("retired", Boolean, nullable=False, server_default=text("false")),
)
# Names that differ by case only would be one on a Windows disk.
Index("editions_name", EDITIONS.c.kind, func.lower(EDITIONS.c.edition), unique=True)

# Every record of an edition; `shape` is what is measured, null where nothing can be. `filed` is
# the WKB as handed in where it is not the shape, `reason` why it is invalid.
FEATURES = Table(
    "features",
    METADATA,
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("record", BigInteger, primary_key=True, autoincrement=False),
    Column("id", Text),
    Column("code", Text(collation="C")),
    Column("area_m2", Double),
    Column("repaired", Boolean, nullable=False),
    Column("subdivided", Boolean, nullable=False),
    _shape(nullable=True),
    Column("filed", LargeBinary),
    Column("reason", Text),
    Column("attributes", JSONB, nullable=False),
    CheckConstraint("(shape IS NULL) = (id IS NULL)", name="features_measured"),
    postgresql_partition_by="LIST (edition)",
)
Index(
    "features_shape",
    FEATURES.c.shape,
    postgresql_using="gist",
    postgresql_where=text("NOT subdivided"),
)
Index("features_code", FEATURES.c.code)

PIECES = Table(
    "pieces",
    METADATA,
    Column("edition", Integer, primary_key=True, autoincrement=False),
    Column("record", BigInteger, primary_key=True, autoincrement=False),
    Column("part", Integer, primary_key=True, autoincrement=False),
    _shape(nullable=False),
    postgresql_partition_by="LIST (edition)",
)
Index("pieces_shape", PIECES.c.shape, postgresql_using="gist")
PARTITIONED = (FEATURES, PIECES)


@lru_cache(maxsize=4096)
def partition(table: Table, number: int) -> Table:
    """Return the partition of `table` that holds the edition `number`."""
    return table.to_metadata(MetaData(), name=f"{table.name}_{number}")
