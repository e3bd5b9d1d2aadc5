"""Editions, their features and search pieces, partitioned by edition."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op
from geoalchemy2 import Geometry
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_SCHEMA = "gouhook_reference"


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "editions",
        sa.Column("number", sa.Integer, sa.Identity(), primary_key=True),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("entry", JSONB, nullable=False),
        sa.Column("fields", sa.LargeBinary, nullable=False),
        sa.Column("filled", sa.ARRAY(sa.Text), nullable=False),
        sa.Column("coverage", sa.LargeBinary),
        sa.Column("content_sha256", sa.Text, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False, server_default=sa.text("false")),
        schema=_SCHEMA,
    )
    op.create_index(
        "editions_name",
        "editions",
        ["kind", sa.text("lower(edition)")],
        unique=True,
        schema=_SCHEMA,
    )
    op.create_table(
        "features",
        sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("record", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("id", sa.Text),
        sa.Column("code", sa.Text(collation="C")),
        sa.Column("area_m2", sa.Double),
        sa.Column("repaired", sa.Boolean, nullable=False),
        sa.Column("subdivided", sa.Boolean, nullable=False),
        _shape(nullable=True),
        sa.Column("filed", sa.LargeBinary),
        sa.Column("reason", sa.Text),
        sa.Column("attributes", JSONB, nullable=False),
        sa.CheckConstraint("(shape IS NULL) = (id IS NULL)", name="features_measured"),
        schema=_SCHEMA,
        postgresql_partition_by="LIST (edition)",
    )
    op.create_index(
        "features_shape",
        "features",
        ["shape"],
        schema=_SCHEMA,
        postgresql_using="gist",
        postgresql_where=sa.text("NOT subdivided"),
    )
    op.create_index("features_code", "features", ["code"], schema=_SCHEMA)
    op.create_table(
        "pieces",
        sa.Column("edition", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("record", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("part", sa.Integer, primary_key=True, autoincrement=False),
        _shape(nullable=False),
        schema=_SCHEMA,
        postgresql_partition_by="LIST (edition)",
    )
    op.create_index("pieces_shape", "pieces", ["shape"], schema=_SCHEMA, postgresql_using="gist")


def downgrade() -> None:
    """Remove the tables with every edition in them."""
    for table in ("pieces", "features", "editions"):
        op.drop_table(table, schema=_SCHEMA)


def _shape(*, nullable: bool) -> sa.Column[object]:
    kind = Geometry(geometry_type=None, srid=-1, spatial_index=False)
    return sa.Column("shape", kind, nullable=nullable)
