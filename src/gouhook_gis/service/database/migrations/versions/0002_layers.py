"""The registered editions as a worker saw them, and which runs they answered."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables; a worker fills the first when it starts."""
    op.create_table(
        "layers",
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("edition", sa.Text, nullable=False),
        sa.Column("completeness", sa.Text, nullable=False),
        sa.Column("records", sa.Integer, nullable=False),
        sa.Column("source", sa.Text, nullable=False),
        sa.Column("epsg", sa.Integer, nullable=False),
        sa.Column("areas", sa.JSON, nullable=False),
        sa.Column("coverage", sa.JSON),
        sa.Column("extent_crs84", sa.JSON),
        sa.Column("valid_from", sa.Date),
        sa.Column("restricted", sa.Boolean, nullable=False),
        sa.Column("retired", sa.Boolean, nullable=False),
        sa.Column("registered", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("kind", "edition", name="pk_layers"),
    )
    op.create_table(
        "run_layers",
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("layer_id", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "layer_id", name="pk_run_layers"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_run_layers_run_id"),
    )
    op.create_index("ix_run_layers_layer_id", "run_layers", ["layer_id"])


def downgrade() -> None:
    """Remove both tables: which run used which edition is lost, the runs stay."""
    op.drop_table("run_layers")
    op.drop_table("layers")
