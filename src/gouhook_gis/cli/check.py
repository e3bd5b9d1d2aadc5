"""`gouhook check`: one submission, its verdict, and the reports."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

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
    option,
    registered_in,
    slots_of,
)
from gouhook_gis.cli.text import Day, Language, RuleFolder, bilingual
from gouhook_gis.domain.words import Stage, Verdict

EXIT = {Verdict.PASS: 0, Verdict.FAIL: 1, Verdict.INCOMPLETE: 3, Verdict.UNREADABLE: 4}


def check(
    submission: Annotated[Path, typer.Argument(help=bilingual("cli.check.submission"))],
    profile: ProfileName = "national",
    rules: RuleFolder = None,
    reference: References = None,
    stage: StageName = Stage.APPLICATION,
    fact: FactValues = None,
    facts: Annotated[Path | None, option("facts", "--facts")] = None,
    slot: Slots = None,
    catalogue: CatalogueFolder = None,
    database: DatabaseUrl = None,
    map_: Mapped = None,
    as_of: Day = None,
    require: Required = None,
    project: Annotated[str | None, option("project", "--project")] = None,
    previous: Annotated[Path | None, option("previous", "--previous")] = None,
    waivers: Annotated[Path | None, option("waivers", "--waivers")] = None,
    reference_detail: Details = None,
    epsg: Annotated[int | None, option("epsg", "--epsg")] = None,
    longitude: Annotated[float | None, option("longitude", "--longitude", low=73, high=136)] = None,
    wgs84_as_cgcs2000: Wgs84 = False,
    out: Annotated[Path | None, option("out", "--out")] = None,
    lang: Language = "zh",
) -> None:
    """Check SUBMISSION; the exit code is the verdict."""
    from gouhook_gis.domain.errors import UsageError
    from gouhook_gis.formats.reading_zygote import stand_by
    from gouhook_gis.formats.settings import limits_from_settings

    if not submission.exists():
        raise UsageError("cli.no_submission", path=str(submission))
    if previous is not None and not previous.exists():
        raise UsageError("versions.no_file", path=str(previous))
    stand_by(limits_from_settings())  # it loads its libraries while this process loads its own

    from gouhook_gis.cli.progress import Progress
    from gouhook_gis.formats.options import ReadOptions
    from gouhook_gis.pipeline import CheckOptions
    from gouhook_gis.pipeline import check as run
    from gouhook_gis.report.summary import summary
    from gouhook_gis.report.whole import check_writable
    from gouhook_gis.report.write import write_all

    if out is not None:
        check_writable(out)  # before the work, not after it
    folder, url = registered_in(database, catalogue)
    general, by_kind = details_of(reference_detail or [])
    options = CheckOptions(
        profile=profile,
        rules=rules,
        stage=stage,
        facts=tuple(fact or ()),
        facts_file=facts,
        map=tuple(map_ or ()),
        slots=slots_of(slot or []),
        catalogue=folder,
        database=url,
        as_of=as_of.date() if as_of else None,
        require=tuple(require) if require else None,
        project=project,
        previous=previous,
        waivers=waivers,
        reference_detail=general,
        reference_details=by_kind,
        read=ReadOptions(wgs84_as_cgcs2000=wgs84_as_cgcs2000, epsg=epsg, longitude=longitude),
    )
    with Progress(lang) as progress:
        report = run(
            submission, reference or [], options, step=progress.step, progress=progress.rule
        )
        written: list[Path] = []
        if out is not None:
            progress.step("write")
            written = write_all(report, out, lang)
    for line in [*summary(report, lang), "", *(f"  {path}" for path in written)]:
        typer.echo(line)
    raise typer.Exit(EXIT[report.result.verdict])
