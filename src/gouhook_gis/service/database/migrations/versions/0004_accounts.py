"""Accounts, their sessions and keys; whose a submission is; the chain of the audit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC
from typing import Any

import sqlalchemy as sa
from alembic import op

from gouhook_gis.service.audit.chain import FIRST, hash_of

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

_BATCH = 1000
_INDEXED = ("at", "actor", "subject")
_AUDIT = sa.table(
    "audit",
    sa.column("number", sa.Integer),
    sa.column("at", sa.DateTime(timezone=True)),
    *(sa.column(name, sa.Text) for name in ("actor", "role", "act", "subject")),
    sa.column("data", sa.JSON),
    *(sa.column(name, sa.Text) for name in ("previous", "hash")),
)
_REFUSED = "the audit is only ever added to"
_GUARDS_POSTGRES = (
    f"""CREATE FUNCTION audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION '{_REFUSED}'; END $$""",
    """CREATE TRIGGER audit_kept BEFORE UPDATE OR DELETE ON audit
    FOR EACH ROW EXECUTE FUNCTION audit_refuse()""",
    """CREATE TRIGGER audit_not_emptied BEFORE TRUNCATE ON audit
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse()""",
)
_GUARDS_SQLITE = (
    f"""CREATE TRIGGER audit_not_changed BEFORE UPDATE ON audit
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
    f"""CREATE TRIGGER audit_not_removed BEFORE DELETE ON audit
    BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END""",
    # INSERT OR REPLACE removes a line without asking the one above.
    """CREATE TRIGGER audit_not_replaced BEFORE INSERT ON audit
    WHEN EXISTS (SELECT 1 FROM audit WHERE number = NEW.number)
    BEGIN SELECT RAISE(ABORT, 'the audit is only ever added to'); END""",
)


def upgrade() -> None:
    """Make the tables and columns. What was handed in before is of no county: those who see all
    counties see it.
    """
    op.create_table(
        "accounts",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("counties", sa.JSON, nullable=False),
        sa.Column("password", sa.Text),
        sa.Column("must_change", sa.Boolean, nullable=False),
        sa.Column("disabled", sa.Boolean, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signed_in", sa.DateTime(timezone=True)),
        sa.Column("failures", sa.Integer, nullable=False),
        sa.Column("locked_until", sa.DateTime(timezone=True)),
        sa.Column("issuer", sa.Text),
        sa.Column("subject", sa.Text),
        sa.PrimaryKeyConstraint("id", name="pk_accounts"),
        sa.UniqueConstraint("name", name="uq_accounts_name"),
        sa.UniqueConstraint("issuer", "subject", name="uq_accounts_issuer_subject"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_sha256", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("address", sa.Text, nullable=False),
        sa.Column("begun", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_sessions"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_sessions_account_id"),
    )
    op.create_index("ix_sessions_account_id", "sessions", ["account_id"])
    op.create_table(
        "sign_ins",
        sa.Column("token_sha256", sa.Text, nullable=False),
        sa.Column("to", sa.Text, nullable=False),
        sa.Column("begun", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("token_sha256", name="pk_sign_ins"),
    )
    op.create_index("ix_sign_ins_begun", "sign_ins", ["begun"])
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("secret_sha256", sa.Text, nullable=False),
        sa.Column("account_id", sa.Text, nullable=False),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("created", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires", sa.DateTime(timezone=True)),
        sa.Column("used", sa.DateTime(timezone=True)),
        sa.Column("revoked", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_api_keys"),
        sa.ForeignKeyConstraint(["account_id"], ["accounts.id"], name="fk_api_keys_account_id"),
    )
    op.create_index("ix_api_keys_account_id", "api_keys", ["account_id"])
    op.add_column("submissions", sa.Column("owner", sa.Text))
    op.add_column("submissions", sa.Column("county_code", sa.Text))
    op.create_index("ix_submissions_owner", "submissions", ["owner"])
    op.create_index("ix_submissions_county_code", "submissions", ["county_code"])
    op.add_column("runs", sa.Column("owner", sa.Text))
    op.create_index("ix_runs_owner", "runs", ["owner"])
    notices = sa.Column("notices", sa.JSON, nullable=False, server_default=sa.text("'[]'"))
    op.add_column("runs", notices)
    op.add_column("runs", sa.Column("details", sa.JSON))
    _chain_audit()


def downgrade() -> None:
    """Remove them; submissions, runs and the lines of the audit stay. Lost are the accounts, whose
    each submission is, and the chain.
    """
    _unchain_audit()
    op.drop_index("ix_runs_owner", "runs")
    op.drop_column("runs", "owner")
    op.drop_index("ix_submissions_county_code", "submissions")
    op.drop_index("ix_submissions_owner", "submissions")
    op.drop_column("submissions", "county_code")
    op.drop_column("runs", "details")
    op.drop_column("runs", "notices")
    op.drop_column("submissions", "owner")
    for table in ("sign_ins", "api_keys", "sessions", "accounts"):
        op.drop_table(table)


def _chain_audit() -> None:
    """Chain the lines that there are, in their order and without gaps, and have the database
    refuse any change of them.
    """
    for name in ("role", "previous", "hash"):
        op.add_column("audit", sa.Column(name, sa.Text))
    previous = FIRST
    for number, line in enumerate(_lines(), start=1):
        told = {**line, "number": number, "previous": previous}
        previous = hash_of(**told)
        chained = {"number": number, "previous": told["previous"], "hash": previous}
        op.get_bind().execute(
            sa.update(_AUDIT).where(_AUDIT.c.number == line["number"]).values(chained)
        )
    with op.batch_alter_table("audit") as table:
        for name in ("previous", "hash"):
            table.alter_column(name, existing_type=sa.Text(), nullable=False)
    for name in _INDEXED:
        op.create_index(f"ix_audit_{name}", "audit", [name])
    for guard in _GUARDS_POSTGRES if _on_postgres() else _GUARDS_SQLITE:
        op.execute(guard)


def _unchain_audit() -> None:
    if _on_postgres():
        op.execute("DROP FUNCTION audit_refuse() CASCADE")
    else:
        for name in ("changed", "removed", "replaced"):
            op.execute(f"DROP TRIGGER audit_not_{name}")
    for name in _INDEXED:
        op.drop_index(f"ix_audit_{name}", "audit")
    for name in ("hash", "previous", "role"):
        op.drop_column("audit", name)


def _lines() -> Iterator[dict[str, Any]]:
    """Yield the lines of the audit as they were, in their order, without hashes."""
    told = [one for one in _AUDIT.c if one.name not in ("previous", "hash")]
    last = 0
    while True:
        chosen = sa.select(*told).where(_AUDIT.c.number > last).order_by(_AUDIT.c.number)
        rows = op.get_bind().execute(chosen.limit(_BATCH)).mappings().all()
        for row in rows:
            at = row["at"] if row["at"].tzinfo else row["at"].replace(tzinfo=UTC)
            yield {**row, "at": at}
        if not rows:
            return
        last = rows[-1]["number"]


def _on_postgres() -> bool:
    return op.get_bind().dialect.name == "postgresql"
