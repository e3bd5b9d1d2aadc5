"""What stands in a backup beside the data: what it is of, and the hash of every file.

FOLDER/20261122T101500Z/manifest.json   versions, counts
                        files.sha256    as `sha256sum --check` reads it
                        database.sqlite or database.dump
                        data/uploads, data/runs, data/catalogue
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from importlib import metadata
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.model import Model

MANIFEST, SUMS, DATA = "manifest.json", "files.sha256", "data"
Kind = Literal["sqlite", "postgresql"]
DATABASES: Mapping[Kind, str] = {"sqlite": "database.sqlite", "postgresql": "database.dump"}
NAME = re.compile(r"\d{8}T\d{6}Z")
_SUM = re.compile(r"([0-9a-f]{64})  (.+)")


class Manifest(Model):
    """`schema_version` is of the tables of the service, `layers_version` of those of registered
    layers where they are in the same database. `sums_sha256` is over `files.sha256`.
    """

    format: Literal["gouhook-backup/1"] = "gouhook-backup/1"
    made: datetime
    program: str
    kind: Kind
    schema_version: str
    layers_version: str | None = None
    server: str | None = None
    files: int
    bytes: int
    sums_sha256: str


def program() -> str:
    """Return the version of this program."""
    return metadata.version("gouhook-gis")


def read_manifest(folder: Path) -> Manifest:
    """Return what a backup says of itself. UsageError where it is none."""
    try:
        return Manifest.model_validate_json((folder / MANIFEST).read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError("backup.none", path=str(folder)) from error


def newest(folder: Path) -> Path | None:
    """Return the newest backup in a folder of backups, None where there is none."""
    there = [path for path in folder.glob("*") if NAME.fullmatch(path.name) and path.is_dir()]
    return max(there, key=lambda path: path.name, default=None)


def write_sums(path: Path, sums: Iterable[tuple[str, str]]) -> None:
    """Write the hash of each file, by its path from the folder of the backup."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.writelines(f"{digest}  {name}\n" for name, digest in sorted(sums))


def read_sums(path: Path) -> dict[str, str]:
    """Return the hash of each file by its path. UsageError where the list is damaged."""
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError("backup.damaged", files=[SUMS]) from error
    found = [_SUM.fullmatch(line) for line in lines]
    sums = {match[2]: match[1] for match in found if match}
    # No name of ours leads out of its folder.
    if not all(found) or any(".." in name.split("/") or name.startswith("/") for name in sums):
        raise UsageError("backup.damaged", files=[SUMS])
    return sums
