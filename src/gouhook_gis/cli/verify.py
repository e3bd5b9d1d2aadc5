"""`gouhook verify`: run the check of a report again and see whether its result is reached."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gouhook_gis.cli.text import Language, RuleFolder, bilingual

if TYPE_CHECKING:
    from gouhook_gis.domain.comparison import Verification

NOT_EQUAL = 1


def _option(name: str, flag: str) -> object:
    return typer.Option(flag, help=bilingual(name))


def verify(
    report: Annotated[Path, typer.Argument(help=bilingual("cli.verify.report"))],
    submission: Annotated[Path, _option("cli.verify.submission", "--submission")],
    reference: Annotated[list[str] | None, _option("cli.verify.reference", "--reference")] = None,
    catalogue: Annotated[Path | None, _option("cli.check.catalogue", "--catalogue")] = None,
    database: Annotated[str | None, _option("cli.check.database", "--database")] = None,
    previous: Annotated[Path | None, _option("cli.verify.previous", "--previous")] = None,
    rules: RuleFolder = None,
    format_: Annotated[Literal["text", "json"], _option("cli.verify.format", "--format")] = "text",
    lang: Language = "zh",
) -> None:
    """Recompute REPORT; the exit code says whether the result is the same."""
    from pydantic import SecretStr

    from gouhook_gis.cli.progress import Progress
    from gouhook_gis.domain.canonical import canonical_json
    from gouhook_gis.domain.errors import UsageError
    from gouhook_gis.pipeline import CheckOptions
    from gouhook_gis.reference.catalogue.place import database_url, standing_root
    from gouhook_gis.report.reading import read_report
    from gouhook_gis.verification import verify as run

    for path in (submission, previous):
        if path is not None and not path.exists():
            raise UsageError("cli.no_submission", path=str(path))
    url = database_url(database, catalogue)
    where = CheckOptions(
        rules=rules,
        catalogue=None if url else standing_root(catalogue),
        database=SecretStr(url) if url else None,
        previous=previous,
    )
    with Progress(lang) as progress:
        found = run(
            read_report(report),
            submission,
            reference or [],
            where,
            step=progress.step,
            progress=progress.rule,
        )
    if format_ == "json":
        typer.echo(canonical_json(found.model_dump(mode="json")))
    else:
        for line in _lines(found, lang):
            typer.echo(line)
    raise typer.Exit(0 if found.equal else NOT_EQUAL)


def _lines(found: Verification, lang: str) -> Iterator[str]:
    from gouhook_gis.domain.message import message, render

    if found.equal:
        verdict = message("verify.equal", sha256=found.expected_sha256)
    elif found.ran:
        verdict = message(
            "verify.unequal", expected=found.expected_sha256, found=found.found_sha256
        )
    else:
        verdict = message("verify.not_run")
    yield render(verdict, lang)
    for title, items in (("inputs", found.inputs), ("differences", found.differences)):
        if items:
            yield from ("", render(message(f"verify.{title}"), lang))
            yield from (f"  {render(item, lang)}" for item in items)
