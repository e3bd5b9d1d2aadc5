"""`gouhook accounts sign-out`: everybody has to sign in again."""

from __future__ import annotations

from gouhook_gis.cli.accounts import ACTOR, changing, tell
from gouhook_gis.cli.service_data import Data, Url
from gouhook_gis.cli.text import Language


def sign_out(data: Data = None, database: Url = None, lang: Language = "zh") -> None:
    """End every session; API keys stay."""
    from gouhook_gis.service import records
    from gouhook_gis.service.audit.deeds import Deed
    from gouhook_gis.service.records.restored import sign_everyone_out

    with changing(data, database) as session:
        count = sign_everyone_out(session)
        records.audit(session, ACTOR, Deed.SIGNED_OUT, "*", sessions=count)
    tell("cli.accounts.signed_out", lang, count=str(count))
