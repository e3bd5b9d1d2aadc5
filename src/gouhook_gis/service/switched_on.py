"""Whether people sign in: decided by the database when a service starts."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

from gouhook_gis.service import administration
from gouhook_gis.service.accounts.models import NewAccount
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.errors import ConflictError
from gouhook_gis.service.records.accounts import any_account
from gouhook_gis.service.settings import Settings

ADMIN = "admin"
# Where the first password is left when there is no terminal: what is printed then goes to a log.
_LEFT = "admin-password.txt"
# Is given a name, and the password or the file in which that stands.
Tell = Callable[[str, str | None, str | None], None]


def switched_on(database: Database, settings: Settings, tell: Tell) -> bool:
    """Return whether there are accounts; where `settings` ask for them and there is none, make an
    administrator.
    """
    with database.reading() as session:
        if any_account(session):
            return True
    if not settings.accounts:
        return False
    password, kept = administration.one_time()
    try:
        with database.changing() as session:
            new = NewAccount(name=ADMIN, role=Role.ADMIN)
            administration.first_admin(session, "console", new, kept)
    except ConflictError:  # another process of the same service was quicker
        return True
    if sys.stdout.isatty():
        tell(ADMIN, password, None)
    else:
        tell(ADMIN, None, str(_leave(settings.data / _LEFT, password)))
    return True


def forget_first_password(data: Path) -> None:
    """Remove the file of the first password, which does not count any more."""
    (data / _LEFT).unlink(missing_ok=True)


def _leave(path: Path, password: str) -> Path:
    """Write a password to a file that its owner alone reads."""
    path.unlink(missing_ok=True)
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
        stream.write(f"{password}\n")
    return path
