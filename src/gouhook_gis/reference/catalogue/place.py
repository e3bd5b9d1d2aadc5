"""Where the catalogue is. Light: the command line asks before anything is loaded."""

from __future__ import annotations

import os
import sys
from pathlib import Path

VARIABLE, DATABASE = "GOUHOOK_CATALOGUE", "GOUHOOK_DATABASE"


def catalogue_root(told: Path | None) -> Path:
    """Return the catalogue: as told, else GOUHOOK_CATALOGUE, else a folder among the user's data.

    The last is `gouhook/catalogue` in %LOCALAPPDATA%, $XDG_DATA_HOME or ~/.local/share.
    """
    named = told or os.environ.get(VARIABLE)
    return Path(named) if named else _own()


def database_url(told: str | None, folder: Path | None) -> str | None:
    """Return the address of the database to use instead of a folder, None where there is none.

    As told, else GOUHOOK_DATABASE unless a folder was told. UsageError where both were told.
    """
    if told and folder is not None:
        from gouhook_gis.domain.errors import UsageError

        raise UsageError("catalogue.two_places", path=str(folder))
    return told or (os.environ.get(DATABASE) if folder is None else None) or None


def standing_root(told: Path | None) -> Path | None:
    """Return the catalogue for a check: None where none was named and the user has none."""
    root = catalogue_root(told)
    return None if root == _own() and told is None and not root.is_dir() else root


def _own() -> Path:
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return base / "gouhook" / "catalogue"
