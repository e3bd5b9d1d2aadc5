"""Submissions, runs with their events and findings, the audit; on PostgreSQL the job queue."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TIME = sa.DateTime(timezone=True)
_TABLES = ("audit", "finding_parcels", "findings", "events", "runs", "submissions")


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "submissions",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("filename", sa.Text, nullable=False),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("size", sa.BigInteger, nullable=False),
        sa.Column("received", _TIME, nullable=False),
        sa.Column("idempotency_key", sa.Text),
        sa.Column("deleted", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_submissions"),
        sa.UniqueConstraint("idempotency_key", name="uq_submissions_idempotency_key"),
    )
    op.create_index("ix_submissions_sha256", "submissions", ["sha256"])
    op.create_table(
        "runs",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("submission_id", sa.Text),
        sa.Column("task", sa.Text, nullable=False),
        sa.Column("options", sa.JSON, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("step", sa.Text),
        sa.Column("rules_done", sa.Integer, nullable=False),
        sa.Column("rules_total", sa.Integer, nullable=False),
        sa.Column("attempt", sa.Integer, nullable=False),
        sa.Column("crashes", sa.Integer, nullable=False),
        sa.Column("events", sa.Integer, nullable=False),
        sa.Column("worker", sa.Text),
        sa.Column("created", _TIME, nullable=False),
        sa.Column("started", _TIME),
        sa.Column("finished", _TIME),
        sa.Column("verdict", sa.Text),
        sa.Column("headline", sa.JSON, nullable=False),
        sa.Column("project_code", sa.Text),
        sa.Column("project_name", sa.Text),
        sa.Column("epsg", sa.Integer),
        sa.Column("findings", sa.Integer, nullable=False),
        sa.Column("result_sha256", sa.Text),
        sa.Column("files", sa.JSON, nullable=False),
        sa.Column("error", sa.JSON),
        sa.Column("error_id", sa.Text),
        sa.Column("cancel_requested", sa.Boolean, nullable=False, server_default=sa.false()),
        sa.Column("rerun_of", sa.Text),
        sa.Column("deleted", _TIME),
        sa.PrimaryKeyConstraint("id", name="pk_runs"),
        sa.ForeignKeyConstraint(
            ["submission_id"], ["submissions.id"], name="fk_runs_submission_id"
        ),
    )
    op.create_index("ix_runs_submission_id", "runs", ["submission_id"])
    op.create_index("ix_runs_created", "runs", ["created"])
    op.create_index("ix_runs_status_created", "runs", ["status", "created"])
    op.create_table(
        "events",
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("seq", sa.Integer, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "seq", name="pk_events"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_events_run_id"),
    )
    _findings()
    op.create_table(
        "audit",
        sa.Column("number", sa.Integer, autoincrement=True, nullable=False),
        sa.Column("at", _TIME, nullable=False),
        sa.Column("actor", sa.Text, nullable=False),
        sa.Column("act", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_audit"),
    )
    if _on_postgres():
        from procrastinate.schema import SchemaManager

        # Many statements, which only the driver itself sends as they are.
        _driver().execute(SchemaManager.get_schema())


def downgrade() -> None:
    """Remove the tables with everything in them."""
    for table in _TABLES:
        op.drop_table(table)
    if _on_postgres():
        _drop_queue()


def _findings() -> None:
    boxes = ("minx", "miny", "maxx", "maxy", "west", "south", "east", "north")
    op.create_table(
        "findings",
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.Column("fingerprint", sa.Text, nullable=False),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("parcel_ids", sa.JSON, nullable=False),
        sa.Column("message", sa.JSON, nullable=False),
        sa.Column("measures", sa.JSON, nullable=False),
        sa.Column("geometry", sa.JSON),
        sa.Column("geometry_crs84", sa.JSON),
        *(sa.Column(name, sa.Double) for name in boxes),
        sa.PrimaryKeyConstraint("run_id", "ordinal", name="pk_findings"),
        sa.ForeignKeyConstraint(["run_id"], ["runs.id"], name="fk_findings_run_id"),
    )
    op.create_index("ix_findings_run_id_rule", "findings", ["run_id", "rule"])
    op.create_table(
        "finding_parcels",
        sa.Column("run_id", sa.Text, nullable=False),
        sa.Column("parcel_id", sa.Text, nullable=False),
        sa.Column("ordinal", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("run_id", "parcel_id", "ordinal", name="pk_finding_parcels"),
        sa.ForeignKeyConstraint(
            ["run_id", "ordinal"],
            ["findings.run_id", "findings.ordinal"],
            name="fk_finding_parcels_run_id_ordinal",
        ),
    )


def _drop_queue() -> None:
    """Remove what the job queue made: everything in our schema that is called after it."""
    _driver().execute("""
        DO $$
        DECLARE item record;
        BEGIN
            FOR item IN SELECT c.oid::regclass AS name FROM pg_class c
                WHERE c.relnamespace = current_schema()::regnamespace
                AND c.relkind IN ('r', 'p') AND c.relname LIKE 'procrastinate%'
            LOOP EXECUTE format('DROP TABLE IF EXISTS %s CASCADE', item.name); END LOOP;
            FOR item IN SELECT p.oid::regprocedure AS name FROM pg_proc p
                WHERE p.pronamespace = current_schema()::regnamespace
                AND p.proname LIKE 'procrastinate%'
            LOOP EXECUTE format('DROP FUNCTION IF EXISTS %s CASCADE', item.name); END LOOP;
            FOR item IN SELECT t.oid::regtype AS name FROM pg_type t
                WHERE t.typnamespace = current_schema()::regnamespace
                AND t.typtype IN ('e', 'c') AND t.typname LIKE 'procrastinate%'
            LOOP EXECUTE format('DROP TYPE IF EXISTS %s CASCADE', item.name); END LOOP;
        END $$
    """)


def _on_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"


def _driver() -> Any:
    return op.get_bind().connection.driver_connection
