"""The database of the service: tables, versions, connections; SQLite or PostgreSQL by address."""
