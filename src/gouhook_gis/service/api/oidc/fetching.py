"""One request to the provider: nothing waits long for it, follows it elsewhere, or reads much."""

from __future__ import annotations

import asyncio
import json
import logging
import ssl
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import httpx

from gouhook_gis.service.errors import BusyError

_LOG = logging.getLogger(__name__)
Said = Mapping[str, Any]
WAIT_S = 10.0
_MOST_BYTES = 1024 * 1024


class UnfitError(Exception):
    """What came is no answer of a provider like ours; the text is for the log alone."""


class Fetcher:
    """Asks addresses whose certificates `trusted` accepts."""

    def __init__(self, trusted: ssl.SSLContext) -> None:
        self._trusted = trusted

    async def get(self, place: str, access: str | None = None) -> Said:
        """Return the JSON at an address; `access` is the token that opens it. Raises BusyError
        where nobody answers, UnfitError.
        """
        opened = {} if access is None else {"Authorization": f"Bearer {access}"}
        status, body = await self._asked("GET", place, opened)
        if status != HTTPStatus.OK:
            raise UnfitError(f"it answers {status}")
        return _read(body)

    async def post(
        self, place: str, form: Mapping[str, str], by_header: httpx.Auth | None
    ) -> tuple[int, Said]:
        """Return status and JSON for a form; 400 and 401 are answers. Raises as `get` does."""
        status, body = await self._asked("POST", place, {}, data=dict(form), auth=by_header)
        if status not in (HTTPStatus.OK, HTTPStatus.BAD_REQUEST, HTTPStatus.UNAUTHORIZED):
            raise UnfitError(f"it answers {status}")
        return status, _read(body)

    async def _asked(
        self, method: str, place: str, headers: dict[str, str], **more: Any
    ) -> tuple[int, bytes]:
        headers["Accept"] = "application/json"
        try:
            async with (
                asyncio.timeout(WAIT_S),
                httpx.AsyncClient(verify=self._trusted, trust_env=False, timeout=WAIT_S) as http,
                http.stream(method, place, headers=headers, **more) as got,
            ):
                body = bytearray()
                async for part in got.aiter_bytes():
                    body += part
                    if len(body) > _MOST_BYTES:
                        raise UnfitError("it says too much")
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError) as error:
            _LOG.warning("the provider does not answer: %s %s", type(error).__name__, error)
            raise BusyError("service.oidc_away") from error
        if got.is_server_error:
            _LOG.warning("the provider fails: %s", got.status_code)
            raise BusyError("service.oidc_away") from UnfitError(f"HTTP {got.status_code}")
        return got.status_code, bytes(body)


def _read(body: bytes) -> Said:
    try:
        said = json.loads(body)
    except ValueError:
        raise UnfitError("its answer is no JSON") from None
    if not isinstance(said, dict):
        raise UnfitError("its answer is no object")
    return said
