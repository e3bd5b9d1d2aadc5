"""A backup brought back, into a data folder and a database that hold nothing yet."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model
from gouhook_gis.reference.catalogue.lock import claim
from gouhook_gis.service import records
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.backup import postgres
from gouhook_gis.service.backup.copying import copied, damaged, sha256
from gouhook_gis.service.backup.making import OPERATOR
from gouhook_gis.service.backup.manifest import (
    DATA,
    DATABASES,
    MANIFEST,
    SUMS,
    Manifest,
    newest,
    program,
    read_manifest,
    read_sums,
)
from gouhook_gis.service.backup.missing import missing, remove_unrecorded
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.files import Files
from gouhook_gis.service.records.restored import sign_everyone_out, wait_again
from gouhook_gis.service.settings import Settings

_CATALOGUE = f"{DATA}/catalogue/"
# A service that was started here once leaves these; they are nobody's data.
_NOBODYS = ("logs", "service.lock")


class Restored(Model):
    """What was brought back: `waiting` runs go on, `unrecorded` files came after the records were
    copied and were left out, `missing` is what the records speak of and the backup has not.
    """

    name: str
    manifest: Manifest
    waiting: tuple[str, ...]
    unrecorded: int
    missing: tuple[Message, ...]


def bring_back(settings: Settings, folder: Path) -> Restored:
    """Bring a backup back: `folder`, or the newest in it. The database comes last, at one moment:
    until then no service works with what is there.

    UsageError, before anything is written, where the data folder or the database is not empty,
    the backup is of another kind or version, or a file of it is damaged.
    """
    source = folder if (folder / MANIFEST).is_file() else newest(folder) or folder
    manifest = read_manifest(source)
    _require_fitting(settings, manifest)
    _require_empty(settings)
    sums = _whole(source, manifest)
    try:
        files = Files(settings.data)
        with claim(files.root / "service"):
            return _brought(settings, files, source, manifest, sums)
    except OSError as error:
        raise UsageError(
            "backup.not_restored", path=str(settings.data), detail=error.strerror or str(error)
        ) from error


def _brought(
    settings: Settings, files: Files, source: Path, manifest: Manifest, sums: dict[str, str]
) -> Restored:
    database = Database(settings.url)
    try:
        _copy_files(settings, source, sums)
        _bring_database(settings, database, source)
        unrecorded = remove_unrecorded(database, files)
        lost = missing(database, files)
        with database.changing() as session:
            waiting = wait_again(session)
            sign_everyone_out(session)
            made = manifest.made.isoformat()
            records.audit(
                session, OPERATOR, Deed.RESTORED, source.name, made=made, missing=len(lost)
            )
    except DBAPIError as error:
        if settings.embedded:
            raise UsageError(
                "backup.database_damaged", path=str(source), detail=str(error.orig)[:200]
            ) from error
        raise postgres.unreachable(database, error) from error
    finally:
        database.close()
    return Restored(
        name=source.name,
        manifest=manifest,
        waiting=tuple(waiting),
        unrecorded=unrecorded,
        missing=tuple(lost),
    )


def _require_fitting(settings: Settings, manifest: Manifest) -> None:
    kind = "sqlite" if settings.embedded else "postgresql"
    if manifest.kind != kind:
        raise UsageError(f"backup.is_{manifest.kind}")
    if manifest.schema_version != schema.HEAD:
        raise UsageError(
            "backup.other_version",
            found=manifest.schema_version,
            wanted=schema.HEAD,
            made_by=manifest.program,
            program=program(),
        )


def _whole(source: Path, manifest: Manifest) -> dict[str, str]:
    """Return the hashes of a backup's files, after a look at every byte."""
    if not (source / SUMS).is_file() or sha256(source / SUMS) != manifest.sums_sha256:
        raise UsageError("backup.damaged", files=[SUMS])
    sums = read_sums(source / SUMS)
    faulty = [*damaged(source, sums)]
    if faulty:
        raise UsageError("backup.damaged", files=faulty)
    return sums


def _require_empty(settings: Settings) -> None:
    folders = [settings.data, *([settings.catalogue] if settings.catalogue else [])]
    for folder in folders:
        there = (
            [] if not folder.is_dir() else [p for p in folder.iterdir() if p.name not in _NOBODYS]
        )
        if any(path.is_file() or any(path.iterdir()) for path in there):
            raise UsageError("backup.folder_not_empty", path=str(folder))
    if not settings.embedded:
        database = Database(settings.url)
        try:
            postgres.require_empty(database)
        except DBAPIError as error:
            raise postgres.unreachable(database, error) from error
        finally:
            database.close()


def _copy_files(settings: Settings, source: Path, sums: dict[str, str]) -> None:
    root, registered = settings.data, settings.registered
    for name in sums:
        if name.startswith(_CATALOGUE) and registered is not None:
            place = registered / name.removeprefix(_CATALOGUE)
        elif name.startswith(f"{DATA}/"):
            place = root / name.removeprefix(f"{DATA}/")
        else:
            continue
        place.parent.mkdir(parents=True, exist_ok=True)
        copied(source / name, place)


def _bring_database(settings: Settings, database: Database, source: Path) -> None:
    if not settings.embedded:
        postgres.load(database, settings.url, source / DATABASES["postgresql"])
        return
    half = settings.data / "service.restoring"
    shutil.copyfile(source / DATABASES["sqlite"], half)
    with half.open("r+b") as stream:
        os.fsync(stream.fileno())
    half.rename(settings.sqlite_file)
