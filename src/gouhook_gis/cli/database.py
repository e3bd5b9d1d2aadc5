"""`gouhook database`: the tables of registered layers, and those of the service."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from gouhook_gis.cli.text import Language, bilingual, say
from gouhook_gis.reference.catalogue.place import database_url

if TYPE_CHECKING:
    from gouhook_gis.domain.message import Message

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
    say(_service_upgraded(told), lang)


def _service_upgraded(told: str) -> Message:
    """Bring the tables of the service to this program's version too, and say so."""
    from gouhook_gis.domain.message import message
    from gouhook_gis.service.database import schema
    from gouhook_gis.service.database.engine import Database

    held_in = Database(told)
    try:
        before, after = schema.upgrade(held_in)
    finally:
        held_in.close()
    said = "made" if before is None else "current" if before == after else "upgraded"
    return message(f"service.tables_{said}", place=held_in.place, before=before or "", after=after)
