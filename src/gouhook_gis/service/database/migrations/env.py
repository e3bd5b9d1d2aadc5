"""Run by Alembic: migrate the database of the connection that `schema.py` hands over."""

from __future__ import annotations

from alembic import context

from gouhook_gis.service.database.tables import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    version_table=context.config.attributes["version_table"],
)
with context.begin_transaction():
    context.run_migrations()
