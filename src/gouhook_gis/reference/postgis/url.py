"""The address of a database: understood, and shown without its password."""

from __future__ import annotations

import os
from pathlib import Path

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from gouhook_gis.domain.errors import UsageError

# Names a file with the password, so that it stands in no environment and no list of processes.
PASSWORD_FILE = "GOUHOOK_DATABASE_PASSWORD_FILE"  # noqa: S105 - the name of a variable
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

    What it says beats our defaults for noticing a lost connection, and the password in the file
    that GOUHOOK_DATABASE_PASSWORD_FILE names. Raises UsageError, without repeating it, where it is
    none, and naming that file where it cannot be read.
    """
    try:
        url = make_url(text.strip())
    except (ArgumentError, ValueError):
        url = None
    if url is None or url.drivername not in _ACCEPTED:
        raise UsageError("postgis.url_wrong")
    told = os.environ.get(PASSWORD_FILE)
    if told and url.password is None and "password" not in url.query:
        url = url.set(password=_secret(Path(told)))
    return url.set(drivername=_DRIVER, query={**_DEFAULTS, **url.query})


def _secret(path: Path) -> str:
    """Return the first line of a file. UsageError where there is none."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("postgis.password_file", path=str(path)) from error
    if not lines or not lines[0].strip():
        raise UsageError("postgis.password_file", path=str(path))
    return lines[0].strip()


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
