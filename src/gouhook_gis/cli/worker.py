"""`gouhook worker`: processes that do the runs of a service on PostgreSQL."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gouhook_gis.cli.text import RuleFolder, bilingual


def _option(name: str, flag: str, low: int | None = None) -> object:
    return typer.Option(flag, help=bilingual(f"cli.worker.{name}"), min=low)


def worker(
    database: Annotated[str | None, _option("database", "--database")] = None,
    data: Annotated[Path | None, _option("data", "--data")] = None,
    reference: Annotated[list[str] | None, _option("reference", "--reference")] = None,
    workers: Annotated[int | None, _option("workers", "--workers", low=1)] = None,
    rules: RuleFolder = None,
) -> None:
    """Work until told to stop."""
    from gouhook_gis.domain.errors import UsageError
    from gouhook_gis.service import logs
    from gouhook_gis.service.runs.deployed import Crew
    from gouhook_gis.service.settings import settings_from

    settings = settings_from(
        database=database,
        data=data,
        reference=tuple(reference) if reference else None,
        workers=workers,
        rules=rules,
    )
    if settings.embedded:
        raise UsageError("service.worker_needs_database")
    crew = Crew(settings)
    logs.configure(crew.files.logs)
    crew.run()
