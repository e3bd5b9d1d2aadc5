"""`gouhook template`: the workbook of a project's facts, to be filled in."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from gouhook_gis.cli.text import Language, RuleFolder, bilingual, say


def template(
    profile: Annotated[
        str, typer.Option("--profile", help=bilingual("cli.template.profile"))
    ] = "national",
    out: Annotated[Path | None, typer.Option("--out", help=bilingual("cli.template.out"))] = None,
    facts: Annotated[
        Path | None, typer.Option("--facts", help=bilingual("cli.template.facts"))
    ] = None,
    fact: Annotated[
        list[str] | None, typer.Option("--fact", help=bilingual("cli.check.fact"))
    ] = None,
    rules: RuleFolder = None,
    lang: Language = "zh",
) -> None:
    """Write the workbook; one that is there already is never written over."""
    from gouhook_gis.domain.errors import UsageError
    from gouhook_gis.domain.message import message
    from gouhook_gis.intake.fact_merge import merge_facts
    from gouhook_gis.intake.facts import facts_of_options
    from gouhook_gis.intake.notes import Notes
    from gouhook_gis.intake.told import told_in
    from gouhook_gis.template.write import write_template

    path = out or Path(f"项目信息_{profile}.xlsx")
    if path.suffix.lower() != ".xlsx":
        raise UsageError("cli.template.suffix", path=str(path))
    if path.exists():
        raise UsageError("cli.template.exists", path=str(path))
    filed, wrong = told_in(facts)
    known = merge_facts(filed, facts_of_options(fact or ()), Notes())
    for issue in wrong:
        say(issue.message, lang)
    try:
        write_template(profile, path, known, rules)
    except OSError as error:
        raise UsageError("cli.template.unwritable", path=str(path)) from error
    say(message("cli.template.written", path=str(path)), lang)
