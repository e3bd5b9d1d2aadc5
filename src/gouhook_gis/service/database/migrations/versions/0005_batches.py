"""Batches, and which batch a run is of."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table and the columns; the runs that there are belong to no batch."""
    op.create_table(
        "batches",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("quota_from", sa.Text),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cancelled", sa.DateTime(timezone=True)),
        sa.Column("deleted", sa.DateTime(timezone=True)),
        sa.Column("owner", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_batches"),
    )
    op.create_index("ix_batches_created", "batches", ["created"])
    op.add_column("runs", sa.Column("batch_id", sa.Text))
    op.create_index("ix_runs_batch_id", "runs", ["batch_id"])
    held = sa.Column("held", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("runs", held)


def downgrade() -> None:
    """Remove them. Checks of batches stay as runs of their own; lost are the batches, with the
    runs that collected their parcels, summed them up or filed a project, which an elder program
    does not know, and those that still wait for one.
    """
    runs = sa.table(
        "runs", *(sa.column(name) for name in ("id", "task", "batch_id")), sa.column("held")
    )
    later = ("collect", "summarise", "file")
    gone = sa.select(runs.c.id).where(runs.c.task.in_(later) | runs.c.held.is_(sa.true()))
    for name in ("events", "run_layers", "finding_parcels", "findings"):
        table = sa.table(name, sa.column("run_id"))
        op.execute(sa.delete(table).where(table.c.run_id.in_(gone)))
    op.execute(sa.delete(runs).where(runs.c.task.in_(later) | runs.c.held.is_(sa.true())))
    op.drop_column("runs", "held")
    op.drop_index("ix_runs_batch_id", "runs")
    op.drop_column("runs", "batch_id")
    op.drop_table("batches")
