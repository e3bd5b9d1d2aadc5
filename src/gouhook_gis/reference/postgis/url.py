"""The address of a database: understood, and shown without its password."""

from __future__ import annotations

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from gouhook_gis.domain.errors import UsageError

_DRIVER = "postgresql+psycopg"
_ACCEPTED = ("postgresql", "postgres", _DRIVER)
# A server that is gone is noticed after half a minute, not after two hours.
_DEFAULTS = {
    "application_name": "gouhook",
    "client_encoding": "utf8",
    "connect_timeout": "10",
    "keepalives_idle": "10",
    "keepalives_interval": "5",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}


def parsed(text: str) -> URL:
    """Return the address `text` ("postgresql://user:password@host:port/database?…").

    What it says beats our defaults for noticing a lost connection. Raises UsageError, without
    repeating it, where it is none.
    """
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in _ACCEPTED:
        raise UsageError("postgis.url_wrong")
    return url.set(drivername=_DRIVER, query={**_DEFAULTS, **url.query})


def place(url: URL) -> str:
    """Return an address as it may be shown: who, where and which database, never a password."""
    hosts = url.query.get("host", ())
    host = url.host or (hosts if isinstance(hosts, str) else ",".join(hosts))
    user = f"{url.username}@" if url.username else ""
    port = f":{url.port}" if url.port else ""
    return f"postgresql://{user}{host}{port}/{url.database or ''}"


def scrubbed(text: str, url: URL) -> str:
    """Return the first line of what a driver said, without the password."""
    line = next(iter(text.strip().splitlines()), "")
    queried = url.query.get("password", ())
    for secret in (url.password, *((queried,) if isinstance(queried, str) else queried)):
        line = line.replace(str(secret), "***") if secret else line
    return line
