"""`gouhook rules` and `gouhook explain`: what is checked, and on which text it rests."""

from __future__ import annotations

import json
from datetime import date
from typing import Annotated, Literal

import typer

from gouhook_gis.cli.text import Day, Language, RuleFolder, bilingual
from gouhook_gis.domain.catalogue import text, word
from gouhook_gis.domain.words import Programme, Stage


def rules(
    profile: Annotated[
        str | None, typer.Option("--profile", help=bilingual("cli.rules.profile"))
    ] = None,
    all_: Annotated[bool, typer.Option("--all", help=bilingual("cli.rules.all"))] = False,
    format_: Annotated[
        Literal["table", "json"], typer.Option("--format", help=bilingual("cli.rules.format"))
    ] = "table",
    as_of: Day = None,
    stage: Annotated[
        Stage | None, typer.Option("--stage", help=bilingual("cli.rules.stage"))
    ] = None,
    programme: Annotated[
        Programme | None, typer.Option("--programme", help=bilingual("cli.rules.programme"))
    ] = None,
    folder: RuleFolder = None,
    lang: Language = "zh",
) -> None:
    """List the rules of a profile (national where none is named), or of all packs: first those
    that apply on a day, then the others, each with the reason.
    """
    from gouhook_gis.domain.case import LawDate
    from gouhook_gis.rules.listing import listing

    name = None if all_ else profile or "national"
    today = LawDate(date=date.today(), origin="today")
    day = LawDate(date=as_of.date(), origin="as_of") if as_of else today
    rows = listing(name, day, lang, folder, stage=stage, programme=programme)
    if format_ == "json":
        content = [row.model_dump(mode="json") for row in rows]
        typer.echo(json.dumps(content, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    asked = ("stage",) if stage is None else ()
    for column in ("code", "applies", "severity", "title", *asked, "article", "why"):
        table.add_column(text(f"cli.column.{column}", {}, lang), overflow="fold")
    for row in sorted(rows, key=lambda row: not row.applies):
        stages = "、".join(word(stage, lang) for stage in row.stage)
        severity = word(f"severity.{row.severity}", lang)
        applies = word("applicable" if row.applies else "not_applicable", lang)
        clause = f"{row.document} {row.article}"
        shown = (stages,) if stage is None else ()
        table.add_row(row.code, applies, severity, row.title, *shown, clause, row.reason)
    Console().print(table)


def explain(
    code: Annotated[str, typer.Argument(help=bilingual("cli.explain.code"))],
    profile: Annotated[
        str | None, typer.Option("--profile", help=bilingual("cli.rules.profile"))
    ] = None,
    as_of: Day = None,
    folder: RuleFolder = None,
    lang: Language = "zh",
) -> None:
    """Say what one rule checks, why, how, and what to do when it fails."""
    from gouhook_gis.rules.listing import explain as explained

    rule = explained(code, as_of.date() if as_of else date.today(), profile, lang, folder)
    typer.echo(f"{rule.code}  {rule.title}\n")
    for name in ("what", "why", "how", "remedy", "trap"):
        said = getattr(rule, name)
        if said:
            typer.echo(f"{text(f'cli.explain.{name}', {}, lang)}\n  {said}\n")
    clause = f"{rule.document} {rule.article}"
    quote = f"「{rule.quote}」" if rule.quote else ""
    force = f"\n  {rule.force_note}" if rule.force_note else ""
    typer.echo(f"{text('cli.explain.clause', {}, lang)}\n  {clause} {quote}{force}\n")
    typer.echo(text("cli.explain.parameters", {}, lang))
    for parameter in rule.parameters:
        rows = parameter.value if isinstance(parameter.value, list) else []
        if any(isinstance(row, dict) for row in rows):
            typer.echo(f"  {parameter.name}  {parameter.text}")
            for row in rows:
                typer.echo(f"    {json.dumps(row, ensure_ascii=False)}")
            continue
        value = json.dumps(parameter.value, ensure_ascii=False)
        typer.echo(f"  {parameter.name} = {value}  {parameter.text}")
