"""The database: reachable, of the right version, with room for connections, in time."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from gouhook_gis.reference.postgis import database as reference
from gouhook_gis.reference.postgis import schema as layers_schema
from gouhook_gis.service.database import schema
from gouhook_gis.service.doctor.place import Place
from gouhook_gis.service.doctor.said import Said, warning, well, wrong

_LONG_S, _CLOCK_S, _FEW = 3600, 5.0, 0.1
_POSTGIS = text("SELECT extversion FROM pg_extension WHERE extname = 'postgis'")
_CONNECTIONS = text(
    "SELECT count(*), current_setting('max_connections')::int FROM pg_stat_activity"
    " WHERE backend_type = 'client backend'"
)
_LONG = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND xact_start < now() - make_interval(secs => :seconds)"
)


def database(place: Place) -> Iterator[Said]:
    """Whichever it is."""
    held_in = place.database
    found = schema.version(held_in)
    if found != schema.HEAD:
        newer = found is not None and found > schema.HEAD
        say = "schema_newer" if newer else "schema_older"
        yield wrong(say, place=held_in.place, found=found or "—", wanted=schema.HEAD)
    with held_in.reading() as session:  # of any version
        if not held_in.sqlite:
            yield from _postgresql(session, place)
            return
        damage = session.execute(text("PRAGMA quick_check")).scalar()
    if damage != "ok":
        yield wrong("sqlite_damaged", path=str(place.data), detail=str(damage)[:200])
    elif found == schema.HEAD:
        yield well("sqlite", version=found)


def _postgresql(session: Session, place: Place) -> Iterator[Said]:
    server = session.execute(text("SHOW server_version")).scalar()
    postgis = session.execute(_POSTGIS).scalar()
    if postgis is None:
        yield wrong("no_postgis", place=place.database.place)
    else:
        yield well("postgresql", server=str(server), postgis=str(postgis))
    layers = reference.database(place.settings.url).reach(layers_schema.version)
    if layers != layers_schema.HEAD:
        yield wrong(
            "schema_older",
            place=place.database.place,
            found=layers or "—",
            wanted=layers_schema.HEAD,
        )
    before = datetime.now(UTC)
    there = session.execute(text("SELECT clock_timestamp()")).scalar_one()
    apart = abs((there - before).total_seconds())
    if apart > _CLOCK_S:
        yield warning("clock", seconds=apart)
    used, most = session.execute(_CONNECTIONS).one()
    if most - used < most * _FEW:
        yield warning("connections", used=used, most=most)
    stuck = session.execute(_LONG, {"seconds": _LONG_S}).scalar_one()
    if stuck:
        yield warning("long_transactions", count=stuck, hours=_LONG_S // 3600)
