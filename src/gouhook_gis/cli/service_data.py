"""The service that a command looks after: the options that name it, and its database."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouhook_gis.cli.text import bilingual

if TYPE_CHECKING:
    from gouhook_gis.service.database.engine import Database
    from gouhook_gis.service.settings import Settings

Data = Annotated[Path | None, typer.Option("--data", help=bilingual("cli.serve.data"))]
Url = Annotated[str | None, typer.Option("--database", help=bilingual("cli.serve.database"))]


@contextmanager
def opened(
    data: Path | None, database: str | None, *, make_tables: bool = False
) -> Iterator[tuple[Database, Settings]]:
    """Give the database of the service that the options or the environment mean, and its settings.

    UsageError where its tables are missing or of another version, unless they are to be made: so
    that a mistyped folder is no new service without anybody in it.
    """
    from gouhook_gis.service.database import schema
    from gouhook_gis.service.database.engine import Database
    from gouhook_gis.service.files import Files
    from gouhook_gis.service.settings import settings_from

    settings = settings_from(data=data, database=database)
    making = settings.embedded and make_tables
    if making:
        Files(settings.data)  # for its owner alone
    else:
        settings.require_there()
    held = Database(settings.url)
    try:
        if making:
            schema.upgrade(held)
        else:
            schema.require_current(held)
        yield held, settings
    finally:
        held.close()
