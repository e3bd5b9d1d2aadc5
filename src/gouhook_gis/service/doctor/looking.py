"""All checks, one after the other, whatever becomes of each."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence

from sqlalchemy.exc import SQLAlchemyError

from gouhook_gis.domain.errors import GouhookError, UsageError
from gouhook_gis.domain.message import render
from gouhook_gis.service import logs
from gouhook_gis.service.doctor import (
    accounts,
    address,
    database,
    folder,
    keeping,
    layers,
    program,
    provider,
    rules,
    workers,
)
from gouhook_gis.service.doctor.place import Place
from gouhook_gis.service.doctor.said import Check, Level, Said, wrong

CHECKS: Mapping[str, Check] = {
    "libraries": program.libraries,
    "environment": program.environment,
    "folder": folder.folder,
    "space": folder.space,
    "database": database.database,
    "records": folder.records,
    "workers": workers.workers,
    "queue": workers.queue,
    "layers": layers.layers,
    "rules": rules.rules,
    "sandbox": rules.sandbox,
    "page": rules.page,
    "accounts": accounts.accounts,
    "provider": provider.provider,
    "address": address.address,
    "audit": keeping.audit,
    "backups": keeping.backups,
    "logs": keeping.logs,
}
_WORST = (Level.WELL, Level.WARNING, Level.WRONG)


def examine(place: Place, only: Collection[str] = ()) -> Iterator[tuple[str, Sequence[Said]]]:
    """Yield the name of each check, or of those in `only`, and what it says. UsageError where
    there is none of a name.
    """
    unknown = sorted({*only} - CHECKS.keys())
    if unknown:
        raise UsageError("doctor.unknown_check", names=unknown, known=[*CHECKS])
    for name, check in CHECKS.items():
        if not only or name in only:
            yield name, _said(check, place)


def worst(said: Sequence[Said]) -> Level:
    """Return how bad the worst of it is."""
    return max((one.level for one in said), key=_WORST.index, default=Level.WELL)


def _said(check: Check, place: Place) -> Sequence[Said]:
    """Return what a check says, to where it gets."""
    said: list[Said] = []
    try:
        said.extend(check(place))
    except GouhookError as error:
        said.append(wrong("refused", detail=render(error.message)))
    except SQLAlchemyError as error:
        detail = _shown(getattr(error, "orig", None) or error)
        if place.settings.embedded:
            said.append(wrong("sqlite_damaged", path=str(place.data), detail=detail))
        else:
            said.append(wrong("database_failed", detail=detail))
    except Exception as error:  # noqa: BLE001 - whatever is broken, the other checks still look
        said.append(wrong("check_failed", kind=type(error).__name__, detail=_shown(error)))
    return said


def _shown(error: BaseException) -> str:
    lines = logs.masked(str(error)).strip().splitlines()
    return lines[0][:200] if lines else ""
