"""`gouhook serve`: the service on this machine, or in front of a PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from gouhook_gis.cli.text import Language, RuleFolder, bilingual, say

if TYPE_CHECKING:
    from gouhook_gis.service.api.context import Context
    from gouhook_gis.service.database.engine import Database
    from gouhook_gis.service.settings import Settings


def _option(name: str, text: str = "") -> object:
    return typer.Option(f"--{name}", help=bilingual(text or f"cli.serve.{name}"))


def serve(
    host: Annotated[str | None, _option("host")] = None,
    port: Annotated[
        int | None, typer.Option(min=0, max=65535, help=bilingual("cli.serve.port"))
    ] = None,
    data: Annotated[Path | None, _option("data")] = None,
    reference: Annotated[list[str] | None, _option("reference", "cli.check.reference")] = None,
    database: Annotated[str | None, _option("database")] = None,
    rules: RuleFolder = None,
    lang: Language = "zh",
) -> None:
    """Serve until it is stopped."""
    from gouhook_gis.domain.message import message
    from gouhook_gis.rules.shelf import kind_names
    from gouhook_gis.service import logs
    from gouhook_gis.service.accounts.details import require_known
    from gouhook_gis.service.api.app import make_app
    from gouhook_gis.service.api.server import Server, require_guarded
    from gouhook_gis.service.settings import settings_from

    settings = settings_from(
        host=host,
        port=port,
        data=data,
        reference=tuple(reference) if reference else None,
        database=database,
        rules=rules,
    )
    require_known(settings.reference_details, kind_names(settings.rules))
    with _context(settings, lang) as context:
        public_url = settings.public_url
        require_guarded(settings.host, accounts=context.accounts, public_url=public_url)
        if public_url is not None and not settings.trusted_proxies:
            say(message("service.no_proxies"), error=True)
        logs.configure(context.files.logs)
        server = Server(
            make_app(context),
            settings.host,
            settings.port,
            context.closing,
            settings.trusted_proxies,
        )
        server.serve(lambda url: say(message("service.listening", url=url), lang))


def _accounts(database: Database, settings: Settings, lang: str) -> bool:
    """Return whether people sign in; the first time make an administrator where that is set."""
    from gouhook_gis.domain.message import message
    from gouhook_gis.service.switched_on import switched_on

    def tell(name: str, password: str | None, path: str | None) -> None:
        said = "cli.accounts.made_into" if path else "cli.accounts.made"
        params = {"name": name, "password": password, "path": path}
        say(message(said, **params), lang)

    return switched_on(database, settings, tell)


def _working(database: Database, settings: Settings) -> tuple[bool, str]:
    """Say whether any `gouhook worker` lives, and how many."""
    from gouhook_gis.service.database.queue import living

    with database.reading() as session:
        count = living(session, settings.stalled_seconds)
    return count > 0, str(count)


@contextmanager
def _context(settings: Settings, lang: str) -> Iterator[Context]:
    """Give the context, with the workers below it where they are the service's own."""
    from gouhook_gis.service.api.context import Context
    from gouhook_gis.service.api.desk import Desk
    from gouhook_gis.service.database import schema
    from gouhook_gis.service.database.engine import Database
    from gouhook_gis.service.files import Files

    database, desk = Database(settings.url), Desk(settings.rules)
    try:
        if not settings.embedded:
            schema.require_current(database)
            files, probes = Files(settings.data), {"workers": lambda: _working(database, settings)}
            accounts = _accounts(database, settings, lang)
            yield Context(settings, database, files, desk, probes, accounts=accounts)
            return
        from gouhook_gis.service.runs.embedded import Supervisor

        workers = Supervisor(settings, database)
        workers.start()

        def state() -> tuple[bool, str]:
            living = workers.alive()
            return living > 0, f"{living}/{settings.workers}"

        try:
            accounts, probes = _accounts(database, settings, lang), {"workers": state}
            yield Context(
                settings, database, workers.files, desk, probes, workers.wake, accounts=accounts
            )
        finally:
            workers.stop()
    finally:
        database.close()
