"""Texts of the command line, from the catalogue, and the options that several commands have."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer

from gouhook_gis.domain.catalogue import text

if TYPE_CHECKING:
    from gouhook_gis.domain.message import Message


def bilingual(message_id: str) -> str:
    """Return Chinese and English of a help text, one after the other."""
    return f"{text(message_id, {}, 'zh')}\n\n{text(message_id, {}, 'en')}"


Day = Annotated[
    datetime | None, typer.Option("--as-of", formats=["%Y-%m-%d"], help=bilingual("cli.as_of"))
]
RuleFolder = Annotated[Path | None, typer.Option("--rules", help=bilingual("cli.rules.folder"))]
Language = Annotated[Literal["zh", "en"], typer.Option("--lang", help=bilingual("cli.check.lang"))]


def say(item: Message, lang: str = "zh", *, error: bool = False) -> None:
    """Print a message; errors go to stderr, in both languages."""
    if error:
        typer.echo(text(item.id, item.params, "zh"), err=True)
        typer.echo(text(item.id, item.params, "en"), err=True)
    else:
        typer.echo(text(item.id, item.params, lang))
