"""Run by Alembic: migrate the database of the connection that `schema.py` hands over."""

from __future__ import annotations

from alembic import context

from gouhook_gis.reference.postgis.tables import METADATA, SCHEMA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=context.config.attributes["version_table"],
    version_table_schema=SCHEMA,
)
with context.begin_transaction():
    context.run_migrations()
