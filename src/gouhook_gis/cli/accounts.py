"""`gouhook accounts`: who may sign in to the service; works on its database, running or not."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouhook_gis.cli.service_data import Data, Url, opened
from gouhook_gis.cli.text import Language, bilingual, say

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from gouhook_gis.service.accounts.models import Account, NewAccount

accounts = typer.Typer(no_args_is_help=True, rich_markup_mode=None)
ACTOR = "console"

Name = Annotated[str, typer.Argument(help=bilingual("cli.accounts.name"))]
Title = Annotated[str, typer.Option("--title", help=bilingual("cli.accounts.title"))]


@accounts.command(help=bilingual("cli.accounts.init.help"))
def init(
    name: Annotated[str, typer.Option("--name", help=bilingual("cli.accounts.name"))] = "admin",
    title: Title = "",
    data: Data = None,
    database: Url = None,
    lang: Language = "zh",
) -> None:
    """Switch accounts on: make the first administrator."""
    from gouhook_gis.service import administration

    new, (password, kept) = _new(name, title), administration.one_time()
    with changing(data, database, make_tables=True) as session:
        made = administration.first_admin(session, ACTOR, new, kept)
    tell("cli.accounts.made", lang, name=made.name, password=password)
    tell("cli.accounts.start_again", lang)


@accounts.command(help=bilingual("cli.accounts.add.help"))
def add(
    name: Name,
    role: Annotated[str, typer.Option("--role", help=bilingual("cli.accounts.role"))] = "surveyor",
    county: Annotated[
        list[str] | None, typer.Option("--county", help=bilingual("cli.accounts.county"))
    ] = None,
    title: Title = "",
    data: Data = None,
    database: Url = None,
    lang: Language = "zh",
) -> None:
    """Make an account."""
    from gouhook_gis.service import administration

    new = _new(name, title, role, tuple(county or ()))
    password, kept = administration.one_time()
    with changing(data, database) as session:
        made = administration.make(session, ACTOR, new, kept)
    tell("cli.accounts.made", lang, name=made.name, password=password)


@accounts.command("list", help=bilingual("cli.accounts.list.help"))
def list_(data: Data = None, database: Url = None, lang: Language = "zh") -> None:
    """Say which accounts there are."""
    from gouhook_gis.service.records import accounts as records

    with changing(data, database) as session:
        found = records.accounts(session)
    if not found:
        tell("cli.accounts.none", lang)
    for one in found:
        tell(
            "cli.accounts.line",
            lang,
            name=one.name,
            title=one.title,
            role=f"account_role.{one.role}",
            counties=list(one.counties) or ["—"],
            state=f"account_state.{_state(one)}",
            day="—" if one.signed_in is None else one.signed_in.astimezone().date().isoformat(),
        )


@accounts.command(help=bilingual("cli.accounts.disable.help"))
def disable(name: Name, data: Data = None, database: Url = None, lang: Language = "zh") -> None:
    """Have an account count no more."""
    _switch(name, data, database, disabled=True)
    tell("cli.accounts.disabled", lang, name=name)


@accounts.command(help=bilingual("cli.accounts.enable.help"))
def enable(name: Name, data: Data = None, database: Url = None, lang: Language = "zh") -> None:
    """Have an account count again."""
    _switch(name, data, database, disabled=False)
    tell("cli.accounts.enabled", lang, name=name)


@accounts.command(help=bilingual("cli.accounts.password.help"))
def password(name: Name, data: Data = None, database: Url = None, lang: Language = "zh") -> None:
    """Give an account another password."""
    from gouhook_gis.service import administration

    made, kept = administration.one_time()
    with changing(data, database) as session:
        found = _named(session, name)
        administration.reset(session, ACTOR, found.id, kept)
    tell("cli.accounts.password_made", lang, name=found.name, password=made)


@accounts.command(help=bilingual("cli.accounts.unlock.help"))
def unlock(name: Name, data: Data = None, database: Url = None, lang: Language = "zh") -> None:
    """Forget wrong passwords."""
    from gouhook_gis.service import administration

    with changing(data, database) as session:
        found = _named(session, name)
        administration.unlock(session, ACTOR, found.id)
    tell("cli.accounts.unlocked", lang, name=found.name)


@accounts.command(help=bilingual("cli.accounts.key.help"))
def key(
    name: Name,
    title: Title = "",
    expires: Annotated[
        datetime | None,
        typer.Option("--expires", formats=["%Y-%m-%d"], help=bilingual("cli.accounts.expires")),
    ] = None,
    data: Data = None,
    database: Url = None,
    lang: Language = "zh",
) -> None:
    """Make a key for a program."""
    from gouhook_gis.service import administration

    with changing(data, database) as session:
        found = _named(session, name)
        until = None if expires is None else expires.astimezone()
        _, written = administration.make_key(session, ACTOR, found, title, until)
    tell("cli.accounts.key_made", lang, name=found.name, key=written)


def _switch(name: str, data: Path | None, database: str | None, *, disabled: bool) -> None:
    from gouhook_gis.service import administration
    from gouhook_gis.service.accounts.models import AccountChange

    with changing(data, database) as session:
        found = _named(session, name)
        administration.change(session, ACTOR, found.id, AccountChange(disabled=disabled))


@contextmanager
def changing(
    data: Path | None, database: str | None, *, make_tables: bool = False
) -> Iterator[Session]:
    """Give a session on the database of the service; see `opened`."""
    with opened(data, database, make_tables=make_tables) as (held, _), held.changing() as session:
        yield session


def _named(session: Session, name: str) -> Account:
    from gouhook_gis.service import administration
    from gouhook_gis.service.accounts.models import canonical_name

    return administration.named(session, str(canonical_name(name)))


def _new(name: str, title: str, role: str = "admin", counties: tuple[str, ...] = ()) -> NewAccount:
    """Return what is said of a new account. UsageError naming what will not do."""
    from pydantic import ValidationError

    from gouhook_gis.domain.errors import UsageError
    from gouhook_gis.domain.wrong import placed
    from gouhook_gis.service.accounts.models import NewAccount

    told = {"name": name, "title": title, "role": role, "counties": counties}
    try:
        return NewAccount.model_validate(told)
    except ValidationError as error:
        raise UsageError("cli.accounts.wrong", detail=placed(error)) from error


def _state(account: Account) -> str:
    if account.disabled:
        return "disabled"
    now = datetime.now().astimezone()
    if account.locked_until is not None and now < account.locked_until:
        return "locked"
    return "must_change" if account.must_change else "active"


def tell(message_id: str, lang: str, **params: str | list[str]) -> None:
    """Print a message of the catalogue."""
    from gouhook_gis.domain.message import message

    say(message(message_id, **params), lang)
