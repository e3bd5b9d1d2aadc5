"""`gouhook database`: the tables of the database in which layers are registered."""

from __future__ import annotations

from typing import Annotated

import typer

from gouhook_gis.cli.text import Language, bilingual, say
from gouhook_gis.reference.catalogue.place import database_url

database = typer.Typer(no_args_is_help=True, rich_markup_mode=None)


@database.callback()
def tables() -> None:
    """Keep `upgrade` a command of its own, though it is the only one."""


@database.command(help=bilingual("cli.database.upgrade.help"))
def upgrade(
    url: Annotated[
        str | None, typer.Option("--database", help=bilingual("cli.layers.database"))
    ] = None,
    lang: Language = "zh",
) -> None:
    """Make the tables, or bring them to this program's version."""
    from gouhook_gis.domain.errors import UsageError
    from gouhook_gis.domain.message import message
    from gouhook_gis.reference.postgis import database as databases
    from gouhook_gis.reference.postgis import schema

    told = database_url(url, None)
    if told is None:
        raise UsageError("postgis.no_url")
    held_in = databases.database(told)
    before, after = schema.upgrade(held_in)
    said = "made" if before is None else "current" if before == after else "upgraded"
    params = {"place": held_in.place, "before": before or "", "after": after}
    say(message(f"cli.database.{said}", **params), lang)
