"""`gouhook check`: one submission, its verdict, and the reports."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, get_args

import typer

from gouhook_gis.cli.text import Day, Language, RuleFolder, bilingual
from gouhook_gis.domain.words import EvidenceGroup, Stage, Verdict

if TYPE_CHECKING:
    from gouhook_gis.domain.details import ReferenceDetail

EXIT = {Verdict.PASS: 0, Verdict.FAIL: 1, Verdict.INCOMPLETE: 3, Verdict.UNREADABLE: 4}


def _option(name: str, *flags: str, low: float | None = None, high: float | None = None) -> object:
    text = bilingual(f"cli.check.{name}")
    return typer.Option(*flags, help=text, show_default=True, min=low, max=high)


def check(
    submission: Annotated[Path, typer.Argument(help=bilingual("cli.check.submission"))],
    profile: Annotated[str, _option("profile", "--profile")] = "national",
    rules: RuleFolder = None,
    reference: Annotated[list[str] | None, _option("reference", "--reference")] = None,
    stage: Annotated[Stage, _option("stage", "--stage")] = Stage.APPLICATION,
    fact: Annotated[list[str] | None, _option("fact", "--fact")] = None,
    facts: Annotated[Path | None, _option("facts", "--facts")] = None,
    slot: Annotated[list[str] | None, _option("slot", "--slot")] = None,
    catalogue: Annotated[Path | None, _option("catalogue", "--catalogue")] = None,
    database: Annotated[str | None, _option("database", "--database")] = None,
    map_: Annotated[list[str] | None, _option("map", "--map")] = None,
    as_of: Day = None,
    require: Annotated[list[EvidenceGroup] | None, _option("require", "--require")] = None,
    project: Annotated[str | None, _option("project", "--project")] = None,
    previous: Annotated[Path | None, _option("previous", "--previous")] = None,
    waivers: Annotated[Path | None, _option("waivers", "--waivers")] = None,
    reference_detail: Annotated[
        list[str] | None, _option("reference_detail", "--reference-detail")
    ] = None,
    epsg: Annotated[int | None, _option("epsg", "--epsg")] = None,
    longitude: Annotated[
        float | None, _option("longitude", "--longitude", low=73, high=136)
    ] = None,
    wgs84_as_cgcs2000: Annotated[bool, _option("wgs84", "--wgs84-as-cgcs2000")] = False,
    out: Annotated[Path | None, _option("out", "--out")] = None,
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

    from pydantic import SecretStr

    from gouhook_gis.cli.progress import Progress
    from gouhook_gis.formats.options import ReadOptions
    from gouhook_gis.pipeline import CheckOptions
    from gouhook_gis.pipeline import check as run
    from gouhook_gis.reference.catalogue.place import database_url, standing_root
    from gouhook_gis.report.summary import summary
    from gouhook_gis.report.whole import check_writable
    from gouhook_gis.report.write import write_all

    if out is not None:
        check_writable(out)  # before the work, not after it
    url = database_url(database, catalogue)
    general, by_kind = details_of(reference_detail or [])
    options = CheckOptions(
        profile=profile,
        rules=rules,
        stage=stage,
        facts=tuple(fact or ()),
        facts_file=facts,
        map=tuple(map_ or ()),
        slots=slots_of(slot or []),
        catalogue=None if url else standing_root(catalogue),
        database=SecretStr(url) if url else None,
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


def slots_of(entries: list[str]) -> dict[str, str]:
    """Return `--slot NAME=EDITION` options as a mapping. UsageError for another form."""
    from gouhook_gis.domain.errors import UsageError

    slots: dict[str, str] = {}
    for entry in entries:
        name, sep, edition = entry.partition("=")
        if not sep or not name or not edition:
            raise UsageError("cli.slot_syntax", option=entry)
        slots[name] = edition
    return slots


def details_of(entries: list[str]) -> tuple[ReferenceDetail, dict[str, ReferenceDetail]]:
    """Return `--reference-detail DETAIL` and `KIND=DETAIL` options: the general value, and those by
    kind of layer. UsageError for another form.
    """
    from gouhook_gis.domain.details import ReferenceDetail
    from gouhook_gis.domain.errors import UsageError

    known = {str(detail): detail for detail in get_args(ReferenceDetail)}
    general: ReferenceDetail = "clip"
    by_kind: dict[str, ReferenceDetail] = {}
    for entry in entries:
        kind, sign, detail = entry.rpartition("=")
        if detail not in known or (sign and not kind):
            raise UsageError("restricted.wrong_detail", told=entry)
        if sign:
            by_kind[kind] = known[detail]
        else:
            general = known[detail]
    return general, by_kind
