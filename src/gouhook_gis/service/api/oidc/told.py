"""What goes wrong at an address that a browser is sent to, told as a page of its own."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from html import escape
from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from fastapi.routing import APIRoute

from gouhook_gis.domain.catalogue import text
from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.service.api.access import log_failure
from gouhook_gis.service.api.problems import problem, respond

_PAGE = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>
<h1>{title}</h1><p>{detail}</p><p lang="en">{detail_en}</p>
<p><small>{incident}</small></p><p><a href="/">{back}</a></p></html>
"""


class ToldRoute(APIRoute):
    """A route whose problems are pages for whoever asks for HTML, with the same status."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """Return what answers a request."""
        handler = super().get_route_handler()

        async def answer(request: Request) -> Response:
            try:
                return await handler(request)
            except GouhookError as error:
                if "text/html" not in request.headers.get("accept", ""):
                    raise
                incident = str(request.state.incident)
                log_failure(error, incident)
                return _page(error, incident)

        return answer


def _page(error: Exception, incident: str) -> Response:
    said = problem(error, incident)
    shown = said.model_dump(include={"title", "detail", "detail_en", "incident"})
    told = {name: escape(str(value)) for name, value in shown.items()}
    back = escape(text("service.oidc_back", {}, "zh"))
    made = HTMLResponse(_PAGE.format(**told, back=back), said.status)
    for name, value in respond(error, incident).headers.items():
        if name in ("retry-after", "www-authenticate"):
            made.headers[name] = value
    return made
