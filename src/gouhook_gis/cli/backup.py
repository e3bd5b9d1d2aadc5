"""`gouhook backup` and `gouhook restore`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gouhook_gis.cli.service_data import Data, Url
from gouhook_gis.cli.text import Language, bilingual, say

MISSING = 1


def backup(
    folder: Annotated[Path, typer.Argument(help=bilingual("cli.backup.folder"))],
    data: Data = None,
    database: Url = None,
    lang: Language = "zh",
) -> None:
    """Make a backup in FOLDER."""
    from gouhook_gis.domain.message import message
    from gouhook_gis.service.backup.making import back_up
    from gouhook_gis.service.settings import settings_from

    made = back_up(settings_from(data=data, database=database), folder)
    counts = {"files": made.manifest.files, "bytes": made.manifest.bytes, "linked": made.linked}
    say(message("backup.made", name=made.name, **counts), lang)


def restore(
    folder: Annotated[Path, typer.Argument(help=bilingual("cli.restore.folder"))],
    data: Data = None,
    database: Url = None,
    lang: Language = "zh",
) -> None:
    """Bring a backup back; exit code 1 where files are missing."""
    from gouhook_gis.domain.message import message
    from gouhook_gis.service.backup.bringing_back import bring_back
    from gouhook_gis.service.settings import settings_from

    done = bring_back(settings_from(data=data, database=database), folder)
    made = done.manifest.made.astimezone().isoformat(sep=" ", timespec="seconds")
    counts = {"files": done.manifest.files, "waiting": len(done.waiting)}
    said = message(
        "backup.restored", name=done.name, made=made, unrecorded=done.unrecorded, **counts
    )
    say(said, lang)
    if done.missing:
        say(message("backup.missing_head", count=len(done.missing)), lang)
        for one in done.missing:
            say(one, lang)
        raise typer.Exit(MISSING)
