"""Editions in PostgreSQL with PostGIS: loaded by COPY, looked for by their real shapes there,
measured here on what was loaded.
"""
