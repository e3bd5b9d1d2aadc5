"""`gouhook enforce`: satellite patches beside filed projects."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gouhook_gis.cli.options import (
    CatalogueFolder,
    DatabaseUrl,
    ProfileName,
    References,
    Slots,
    registered_in,
    slots_of,
)
from gouhook_gis.cli.text import Language, RuleFolder, bilingual, say


def enforce(
    patches: Annotated[Path, typer.Argument(help=bilingual("cli.enforce.patches"))],
    reference: References = None,
    profile: ProfileName = "national",
    rules: RuleFolder = None,
    slot: Slots = None,
    catalogue: CatalogueFolder = None,
    database: DatabaseUrl = None,
    out: Annotated[Path | None, typer.Option(help=bilingual("cli.check.out"))] = None,
    lang: Language = "zh",
) -> None:
    """Compare PATCHES; the exit code is 0 where it was done, whatever it found."""
    from gouhook_gis.domain.errors import UsageError

    if not patches.exists():
        raise UsageError("cli.no_submission", path=str(patches))

    from gouhook_gis.cli.progress import Progress
    from gouhook_gis.domain.message import message
    from gouhook_gis.enforcement.enforce import enforce as run
    from gouhook_gis.enforcement.write import write_enforcement
    from gouhook_gis.pipeline import CheckOptions
    from gouhook_gis.report.voice import Voice
    from gouhook_gis.report.whole import check_writable

    if out is not None:
        check_writable(out)
    folder, url = registered_in(database, catalogue)
    options = CheckOptions(
        profile=profile,
        rules=rules,
        slots=slots_of(slot or []),
        catalogue=folder,
        database=url,
    )
    voice = Voice(lang)
    with Progress(lang) as progress:
        found = run(patches, reference or [], options, step=progress.step, done=progress.patches)
        written: list[Path] = []
        if out is not None:
            progress.step("write")
            written = write_enforcement(found, out, lang)
    say(message("cli.enforce.done", count=len(found.patches)), lang)
    for outcome, count in found.counts.items():
        typer.echo(f"  {voice.word(outcome, 'patch_outcome')}  {count}")
    if found.restricted:
        typer.echo(voice.say("restricted"))
    for item in (*found.missing, *found.unmeasured):
        typer.echo(voice.message(item))
    typer.echo(voice.say("enforce.disclaimer"))
    for path in written:
        typer.echo(f"  {path}")
