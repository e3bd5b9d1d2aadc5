"""The outermost layer: an id for each request, one line in the log, the metrics, and the last
word on what nobody expected.

A line has no query string (a box is coordinates) and no body.
"""

from __future__ import annotations

import logging
import re
import time
import uuid
from contextlib import suppress

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gouhook_gis.service.api.metrics import Metrics
from gouhook_gis.service.api.problems import respond, status_of

_LOG = logging.getLogger(__name__)
_OUR_FAILURE = 500
_ID = re.compile("[0-9a-f]{32}")


class _AnsweredError(Exception):
    """A HEAD request has its answer: what would follow is the body."""


class Access:
    """Wraps the whole application."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on; whatever is raised below becomes a problem."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        incident, begun, status = uuid.uuid4().hex[:12], time.perf_counter(), 0
        scope.setdefault("state", {})["incident"] = incident
        head = scope["method"] == "HEAD"
        # FastAPI's routes do not know HEAD: it is a GET of which the body is not sent.
        asked = {**scope, "method": "GET"} if head else scope

        async def told(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-Id"] = incident
            await send(message)
            if head:
                await send({"type": "http.response.body"})
                raise _AnsweredError  # an endless body (events) would never be left

        with self._metrics.in_flight():
            try:
                await self._app(asked, receive, told)
            except Exception as error:
                # Once a HEAD has its headers, whatever ends it is that answer.
                if not (head and status):
                    log_failure(error, incident)
                    if status:
                        raise  # half an answer is out: the connection must break, not end well
                    with suppress(_AnsweredError):
                        await respond(error, incident)(asked, receive, told)
        route = route_of(asked)
        seconds = time.perf_counter() - begun
        self._metrics.answered(scope["method"], route, status, seconds)
        _LOG.info(
            "answered",
            extra={
                "incident": incident,
                "run": _run_of(asked),
                "method": scope["method"],
                "route": route,
                "status": status,
                "duration_ms": round(seconds * 1000, 1),
            },
        )


def log_failure(error: Exception, incident: str) -> None:
    """Log an exception that is our failure, with its id; what a caller did wrong is no failure."""
    if status_of(error) >= _OUR_FAILURE:
        _LOG.error("request failed", exc_info=error, extra={"incident": incident})


def route_of(scope: Scope) -> str:
    """Return the path of the route, with names in place of ids; "-" where there is none."""
    route = scope.get("route")
    return str(getattr(route, "path", "-"))


def _run_of(scope: Scope) -> str | None:
    """Return the run that a request is about; what stands in its place and is no id may be a key
    that somebody put there.
    """
    told = str(scope.get("path_params", {}).get("run_id", ""))
    return told if _ID.fullmatch(told) else None
