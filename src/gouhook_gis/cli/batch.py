"""`gouhook batch`: many submissions, a report each, and what all of them come to."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouhook_gis.cli.check import EXIT
from gouhook_gis.cli.options import (
    CatalogueFolder,
    DatabaseUrl,
    Details,
    FactValues,
    Mapped,
    ProfileName,
    References,
    Required,
    Slots,
    StageName,
    Wgs84,
    details_of,
    registered_in,
    slots_of,
)
from gouhook_gis.cli.text import Day, Language, RuleFolder, bilingual, say
from gouhook_gis.domain.words import Stage

if TYPE_CHECKING:
    from gouhook_gis.batch.members import Found
    from gouhook_gis.batch.running.runner import Runner
    from gouhook_gis.batch.work import Batch


def batch(
    submissions: Annotated[Path, typer.Argument(help=bilingual("cli.batch.submissions"))],
    out: Annotated[Path, typer.Option(help=bilingual("cli.batch.out"))],
    profile: ProfileName = "national",
    rules: RuleFolder = None,
    reference: References = None,
    stage: StageName = Stage.APPLICATION,
    fact: FactValues = None,
    slot: Slots = None,
    catalogue: CatalogueFolder = None,
    database: DatabaseUrl = None,
    map_: Mapped = None,
    as_of: Day = None,
    require: Required = None,
    reference_detail: Details = None,
    wgs84_as_cgcs2000: Wgs84 = False,
    quota: Annotated[Path | None, typer.Option(help=bilingual("cli.batch.quota"))] = None,
    workers: Annotated[int | None, typer.Option(help=bilingual("cli.batch.workers"), min=1)] = None,
    scheduler: Annotated[str | None, typer.Option(help=bilingual("cli.batch.scheduler"))] = None,
    lang: Language = "zh",
) -> None:
    """Check all of SUBMISSIONS; the exit code is the worst verdict."""
    from gouhook_gis.domain.errors import UsageError

    if not submissions.exists():
        raise UsageError("cli.no_submission", path=str(submissions))
    if scheduler is not None and workers is not None:
        raise UsageError("cli.batch.two_places")

    from gouhook_gis.batch.command import everywhere
    from gouhook_gis.batch.run import run_batch, worst_of
    from gouhook_gis.batch.summing.write import FILES
    from gouhook_gis.batch.work import Batch
    from gouhook_gis.cli.batch_progress import BatchProgress
    from gouhook_gis.domain.message import message
    from gouhook_gis.formats.options import ReadOptions
    from gouhook_gis.pipeline import CheckOptions

    folder, url = registered_in(database, catalogue)
    general, by_kind = details_of(reference_detail or [])
    options = CheckOptions(
        profile=profile,
        rules=rules,
        stage=stage,
        facts=tuple(fact or ()),
        map=tuple(map_ or ()),
        slots=slots_of(slot or []),
        catalogue=folder,
        database=url,
        as_of=as_of.date() if as_of else None,
        require=tuple(require) if require else None,
        reference_detail=general,
        reference_details=by_kind,
        read=ReadOptions(wgs84_as_cgcs2000=wgs84_as_cgcs2000),
    )
    found = _found(submissions, out, rules)
    said = Batch(
        members=found.members,
        references=tuple(reference or ()),
        options=options,
        out=out,
        lang=lang,
        day=date.today(),
        quota=quota,
        notes=tuple(found.notes()),
    )
    said = everywhere(said)
    for note in said.notes:
        say(note, lang)
    with BatchProgress(lang) as progress:
        try:
            summary = run_batch(said, _runner(said, workers, scheduler), progress)
        except KeyboardInterrupt:
            say(message("cli.batch.interrupted", path=str(out)), lang)
            raise
    counts = {str(verdict): summary.verdicts.get(verdict, 0) for verdict in EXIT}
    done = message("cli.batch.done", members=summary.members, failed=summary.failed, **counts)
    filed = () if summary.filed is None else (summary.filed,)
    for item in (done, *filed, *summary.notes[len(said.notes) :]):
        say(item, lang)
    for name in FILES:
        typer.echo(f"  {out / name}")
    raise typer.Exit(EXIT[worst_of(summary)])


def _found(submissions: Path, out: Path, rules: Path | None) -> Found:
    from gouhook_gis.batch.manifest import TABLES, members_of
    from gouhook_gis.batch.members import members_in
    from gouhook_gis.domain.errors import UsageError
    from gouhook_gis.rules.loader import library

    if submissions.is_dir():
        return members_in(submissions, out)
    if submissions.suffix.lower() not in TABLES:
        raise UsageError("batch.one_file", path=str(submissions))
    return members_of(submissions, library(rules).profiles)


def _runner(said: Batch, workers: int | None, scheduler: str | None) -> Runner:
    from gouhook_gis.batch.running.limits import limits_from_settings

    limits = limits_from_settings()
    if scheduler is None:
        from gouhook_gis.batch.running.local import LocalRunner

        return LocalRunner(workers, limits)
    from gouhook_gis.batch.command import paths_of
    from gouhook_gis.batch.running.cluster import ClusterRunner

    return ClusterRunner(scheduler, limits, [*paths_of(said)], said.out)
