"""What is in an upload, what was said of its layers and fields, and the county of a run."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table of mappings, and the columns."""
    op.create_table(
        "mappings",
        sa.Column("signature", sa.Text, nullable=False),
        sa.Column("map", sa.JSON, nullable=False),
        sa.Column("filename", sa.Text, nullable=False),
        sa.Column("kept", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("signature", name="pk_mappings"),
    )
    op.add_column(
        "submissions",
        sa.Column("beside", sa.Boolean, nullable=False, server_default=sa.false()),
    )
    op.add_column("submissions", sa.Column("contents", sa.JSON))
    op.add_column("runs", sa.Column("county_code", sa.Text))
    op.create_index("ix_runs_county_code", "runs", ["county_code"])


def downgrade() -> None:
    """Remove them; submissions and runs stay. Lost are the remembered mappings, the counties of
    runs, by which lists are searched, and which uploads go with another: lists show them after.
    """
    op.drop_index("ix_runs_county_code", "runs")
    op.drop_column("runs", "county_code")
    op.drop_column("submissions", "contents")
    op.drop_column("submissions", "beside")
    op.drop_table("mappings")
