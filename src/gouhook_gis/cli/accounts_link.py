"""`gouhook accounts link` and `unlink`: whom an identity provider vouches for."""

from __future__ import annotations

from typing import Annotated

import typer

from gouhook_gis.cli.accounts import ACTOR, Name, changing, tell
from gouhook_gis.cli.service_data import Data, Url
from gouhook_gis.cli.text import Language, bilingual


def link(
    name: Name,
    subject: Annotated[str, typer.Argument(help=bilingual("cli.accounts.subject"))],
    data: Data = None,
    database: Url = None,
    lang: Language = "zh",
) -> None:
    """Have somebody of the provider sign in as an account."""
    from gouhook_gis.domain.errors import UsageError
    from gouhook_gis.service import vouching
    from gouhook_gis.service.settings import settings_from

    issuer = settings_from().oidc_issuer
    if issuer is None:
        raise UsageError("cli.accounts.no_issuer")
    with changing(data, database) as session:
        made = vouching.link(session, ACTOR, name, issuer, subject)
    tell("cli.accounts.linked", lang, name=made.name, subject=subject, issuer=issuer)


def unlink(name: Name, data: Data = None, database: Url = None, lang: Language = "zh") -> None:
    """Have nobody of the provider sign in as an account; who did is signed out."""
    from gouhook_gis.service import vouching

    with changing(data, database) as session:
        made = vouching.unlink(session, ACTOR, name)
    tell("cli.accounts.unlinked", lang, name=made.name)
