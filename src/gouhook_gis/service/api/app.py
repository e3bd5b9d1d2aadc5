"""The application: routes, and the layers around them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import SQLAlchemyError
from starlette.exceptions import HTTPException

from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.service.api import (
    accounts,
    audit,
    batch_files,
    batches,
    comparisons,
    contents,
    contract,
    events,
    filing,
    health,
    info,
    keys,
    layers,
    page,
    reports,
    rules,
    runs,
    session,
    shown,
    submissions,
    trials,
)
from gouhook_gis.service.api.access import Access, log_failure
from gouhook_gis.service.api.body_limit import BodyLimit
from gouhook_gis.service.api.context import Context
from gouhook_gis.service.api.features import routes as features
from gouhook_gis.service.api.guard import Guard, Headed
from gouhook_gis.service.api.limits import RateLimit
from gouhook_gis.service.api.metrics import Metrics
from gouhook_gis.service.api.oidc import routes as oidc
from gouhook_gis.service.api.problems import respond
from gouhook_gis.service.records import counted

# Nothing is told to anyone, whatever the environment asks for.
_SILENT: Any = {
    "tracing": False,
    "metrics": False,
    "logs": False,
    "operation_spans": False,
    "auto_configure": False,
}
_ROUTERS = (
    submissions.router,
    contents.router,
    events.router,
    reports.router,
    features.router,
    shown.router,
    runs.router,
    filing.router,
    comparisons.router,
    trials.router,
    batch_files.router,
    batches.router,
    layers.router,
    rules.router,
    session.router,
    oidc.router,
    keys.router,
    accounts.router,
    audit.router,
    info.router,
    health.router,
    page.router,  # the last: it takes what no other knows
)
# Their bodies are streamed, and counted there.
_UPLOADS = ("/api/v1/submissions", "/api/v1/layers")
# Whoever sends these is nobody yet.
_PASSWORDS = ("/api/v1/session", "/api/v1/session/password")


def make_app(context: Context) -> FastAPI:
    """Return the application over `context`."""
    app, measured = routed(), Metrics()
    measured.runs(lambda: _counts(context))
    app.state.context, app.state.metrics = context, measured
    told = context.settings
    # Each is added around those before it.
    app.add_middleware(BodyLimit, uploads=_UPLOADS, passwords=_PASSWORDS)
    if context.accounts:
        app.add_middleware(RateLimit, limits=context.limits)
    app.add_middleware(Guard, public_url=told.public_url, public_host=told.public_host)
    app.add_middleware(Access, metrics=measured)
    app.add_middleware(Headed, https=told.public_url is not None)
    return app


def routed() -> FastAPI:
    """Return the routes and what becomes of errors, without anything to work on."""
    app = FastAPI(
        title=contract.TITLE,
        telemetry=_SILENT,
        openapi_url=None,
        docs_url=None,  # the pages would load their scripts from elsewhere
        redoc_url=None,
        lifespan=_lifespan,
        redirect_slashes=False,
    )
    for router in _ROUTERS:
        app.include_router(router)

    @app.get(contract.PATH, include_in_schema=False)
    def document() -> dict[str, Any]:
        return app.openapi()

    # Made once, when it is first asked for.
    app.openapi = cache(lambda: contract.openapi(app))  # type: ignore[method-assign]
    for error in (GouhookError, RequestValidationError, HTTPException, SQLAlchemyError):
        app.add_exception_handler(error, _answer)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    desk = app.state.context.desk
    desk.begin()
    yield
    await app.state.context.trials.close()
    await desk.end()


async def _answer(request: Request, error: Exception) -> Response:
    incident = str(request.state.incident)
    log_failure(error, incident)
    return respond(error, incident)


def _counts(context: Context) -> Mapping[str, int]:
    with context.database.reading() as session:
        return {status.value: count for status, count in counted(session).items()}
