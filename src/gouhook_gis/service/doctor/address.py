"""The address under which people reach the service, and its certificate."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from gouhook_gis.service.doctor.place import Place
from gouhook_gis.service.doctor.said import Said, warning, well, wrong

_TIMEOUT_S, _SOON_DAYS = 5.0, 21


def address(place: Place) -> Iterator[Said]:
    """That it answers, with a certificate of its name that this machine trusts and that lasts."""
    url = place.settings.public_url
    if url is None:
        yield well("address_local")
        return
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    try:
        days = _days_left(host, port)
    except ssl.SSLCertVerificationError as error:
        yield wrong("certificate", url=url, detail=error.verify_message)
    except ssl.SSLError as error:
        yield wrong("certificate", url=url, detail=error.reason or str(error))
    except OSError as error:
        yield wrong("address_silent", url=url, detail=error.strerror or str(error))
    else:
        say = warning if days < _SOON_DAYS else well
        yield say("certificate_ends" if days < _SOON_DAYS else "address", url=url, days=days)


def _days_left(host: str, port: int) -> int:
    context = ssl.create_default_context()
    with (
        socket.create_connection((host, port), _TIMEOUT_S) as plain,
        context.wrap_socket(plain, server_hostname=host) as held,
    ):
        told = held.getpeercert() or {}
    ends = ssl.cert_time_to_seconds(str(told["notAfter"]))
    return (datetime.fromtimestamp(ends, UTC) - datetime.now(UTC)).days
