"""`gouhook compare`: two reports of one project, and what became of every finding."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

from gouhook_gis.cli.text import Language, bilingual

NOTHING_OPEN, NEW, STILL = 0, 1, 3


def compare(
    before: Annotated[Path, typer.Argument(help=bilingual("cli.compare.before"))],
    after: Annotated[Path, typer.Argument(help=bilingual("cli.compare.after"))],
    format_: Annotated[
        Literal["text", "json"], typer.Option("--format", help=bilingual("cli.verify.format"))
    ] = "text",
    out: Annotated[Path | None, typer.Option("--out", help=bilingual("cli.compare.out"))] = None,
    lang: Language = "zh",
) -> None:
    """Compare BEFORE with AFTER; the exit code says whether anything is open."""
    from gouhook_gis.comparison.reports import compare_reports
    from gouhook_gis.domain.canonical import canonical_json
    from gouhook_gis.report.comparison import comparison_lines
    from gouhook_gis.report.reading import read_report
    from gouhook_gis.report.write import write_comparison

    comparison = compare_reports(read_report(before), read_report(after))
    written = [] if out is None else write_comparison(comparison, out, lang)
    if format_ == "json":
        typer.echo(canonical_json(comparison.model_dump(mode="json")))
    else:
        for line in [*comparison_lines(comparison, lang), *(f"  {path}" for path in written)]:
            typer.echo(line)
    if comparison.count("new"):
        raise typer.Exit(NEW)
    still = comparison.count("still") + comparison.count("unexamined")
    raise typer.Exit(STILL if still else NOTHING_OPEN)
