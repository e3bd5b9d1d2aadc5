"""The provider that people sign in with (OpenID Connect)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from gouhook_gis.service.doctor.place import Place
from gouhook_gis.service.doctor.said import Said, well, wrong
from gouhook_gis.service.errors import BusyError

_SHOWN = 200


def provider(place: Place) -> Iterator[Said]:
    """That it answers, trusted, and is as the settings have it."""
    issuer = place.settings.oidc_issuer
    if issuer is None:
        yield well("provider_none")
        return
    from gouhook_gis.service.api.oidc.provider import Provider

    try:
        asyncio.run(Provider(place.settings).look())
    except BusyError as error:
        away = error.message.id == "service.oidc_away"
        cause = error.__cause__
        detail = str(cause)[:_SHOWN] or type(cause).__name__
        yield wrong("provider_away" if away else "provider_unfit", issuer=issuer, detail=detail)
    else:
        yield well("provider", issuer=issuer)
