"""A backup of an installation, beside the elder ones in a folder."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.model import Model
from gouhook_gis.reference.catalogue.entry import ENTRY
from gouhook_gis.reference.catalogue.lock import claim
from gouhook_gis.service import records
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.backup import postgres, sqlite
from gouhook_gis.service.backup.copying import Copier, sha256
from gouhook_gis.service.backup.manifest import (
    DATA,
    DATABASES,
    MANIFEST,
    SUMS,
    Kind,
    Manifest,
    newest,
    program,
    read_sums,
    write_sums,
)
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.settings import Settings

OPERATOR = "operator"  # the actor in the audit: whoever may use the command line here
_MAKING = ".making-"


class Made(Model):
    """A backup that was made; `linked` of its files stand in the elder one too."""

    name: str
    manifest: Manifest
    linked: int


def back_up(settings: Settings, folder: Path, now: datetime | None = None) -> Made:
    """Make a backup in `folder`; its name is the moment at which it was begun, in UTC.

    It gets its name when it is whole. UsageError where there is nothing to copy, where another
    backup is being made in `folder`, and where a disk or PostgreSQL does not let us.
    """
    moment = (now or datetime.now(UTC)).astimezone(UTC)
    name = moment.strftime("%Y%m%dT%H%M%SZ")
    settings.require_there()
    database = Database(settings.url)
    try:
        schema.require_current(database)
        with _making(folder, name) as target:
            made = _copied(settings, database, target, newest(folder), moment)
            _durable()
            target.rename(folder / name)
        with database.changing() as session:
            told = made.manifest.model_dump(mode="json", include={"files", "bytes", "sums_sha256"})
            records.audit(session, OPERATOR, Deed.BACKED_UP, name, **told)
    except OSError as error:
        raise UsageError(
            "backup.not_written", path=str(folder), detail=error.strerror or str(error)
        ) from error
    except DBAPIError as error:
        if settings.embedded:
            raise UsageError(
                "backup.database_damaged", path=str(settings.data), detail=str(error.orig)[:200]
            ) from error
        raise postgres.unreachable(database, error) from error
    finally:
        database.close()
    return made


@contextmanager
def _making(folder: Path, name: str) -> Iterator[Path]:
    """Give a folder for a backup that is being made; it is removed unless it got its name."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    try:
        lock = claim(folder / "backup")
    except BlockingIOError as error:
        raise UsageError("backup.under_way", path=str(folder)) from error
    with lock:
        if (folder / name).exists():
            raise UsageError("backup.under_way", path=str(folder))
        for left in folder.glob(f"{_MAKING}*"):
            shutil.rmtree(left, ignore_errors=True)
        target = folder / f"{_MAKING}{name}"
        target.mkdir(mode=0o700)
        try:
            yield target
        finally:
            shutil.rmtree(target, ignore_errors=True)


def _copied(
    settings: Settings, database: Database, target: Path, before: Path | None, moment: datetime
) -> Made:
    """Copy the database, then the files: see the head of this package for why in this order."""
    kind: Kind = "sqlite" if settings.embedded else "postgresql"
    if settings.embedded:
        sqlite.dump(settings.sqlite_file, target / DATABASES[kind])
    else:
        postgres.dump(database, target / DATABASES[kind])
    known = {} if before is None else read_sums(before / SUMS)
    copier = Copier(target, before, known)
    copier.own(DATABASES[kind])
    for source, place in _units(settings):
        copier.tree(source, place)
    write_sums(target / SUMS, copier.sums.items())
    manifest = Manifest(
        made=moment,
        program=program(),
        kind=kind,
        schema_version=schema.HEAD,
        layers_version=None if settings.embedded else postgres.layers_version(settings.url),
        server=None if settings.embedded else postgres.server(database),
        files=len(copier.sums),
        bytes=copier.size,
        sums_sha256=sha256(target / SUMS),
    )
    (target / MANIFEST).write_text(manifest.model_dump_json(indent=2) + "\n", "utf-8")
    return Made(name=target.name.removeprefix(_MAKING), manifest=manifest, linked=copier.linked)


def _units(settings: Settings) -> Iterator[tuple[Path, str]]:
    """Yield what comes and goes as a whole, and its place in the backup: uploads, the results of a
    run, registered editions.
    """
    for kept in ("uploads", "runs"):
        for path in sorted((settings.data / kept).iterdir()):
            yield path, f"{DATA}/{kept}/{path.name}"
    registered = settings.registered
    if registered is not None:
        for path in sorted(registered.glob(f"[!.]*/*/{ENTRY}")):
            kind, edition = path.parts[-3:-1]
            yield path.parent, f"{DATA}/catalogue/{kind}/{edition}"


def _durable() -> None:
    """Have all that was written on the disk, where the system can be asked."""
    if hasattr(os, "sync"):
        os.sync()
