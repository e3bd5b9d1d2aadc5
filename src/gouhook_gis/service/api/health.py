"""`/health`, `/health/ready` and `/metrics`: for those who watch over the service."""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Literal

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from gouhook_gis.domain.errors import GouhookError
from gouhook_gis.domain.model import Model
from gouhook_gis.service.api import metrics
from gouhook_gis.service.api.callers import Reader, Watcher
from gouhook_gis.service.api.context import Context, Here
from gouhook_gis.service.database.schema import require_current

router = APIRouter(tags=["operations"])
_NOT_READY = 503


class Alive(Model):
    """The process answers."""

    status: Literal["ok"] = "ok"


class Component(Model):
    """A part of the service: whether it is well, and in what state."""

    name: str
    ok: bool
    state: str


class Ready(Model):
    """Whether work can be taken; `sandbox` says how uploads are read. Where people sign in, those
    who did not are told `ready` alone.
    """

    ready: bool
    sandbox: str | None = None
    components: tuple[Component, ...] = ()


@router.get("/health", summary="Is the process alive?")
def alive() -> Alive:
    """Always, where there is an answer at all."""
    return Alive()


@router.get(
    "/health/ready",
    summary="Can work be taken?",
    responses={_NOT_READY: {"model": Ready, "description": "Not now; see the components."}},
)
def ready(here: Here, who: Watcher, response: Response) -> Ready:
    """By component."""
    components = tuple(_components(here))
    book_ok, state = here.desk.state()
    found = all(one.ok for one in components)
    response.status_code = 200 if found else _NOT_READY
    if who is None:
        return Ready(ready=found)
    return Ready(ready=found, sandbox=state if book_ok else "unknown", components=components)


@router.get(
    "/metrics",
    summary="Metrics for Prometheus",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def prometheus(request: Request, who: Reader) -> Response:
    """In the text format. Where people sign in Prometheus has a key: one of a surveyor without a
    county reads this and nobody's submissions.
    """
    return Response(request.app.state.metrics.text(), media_type=metrics.MEDIA_TYPE)


def _components(here: Context) -> Iterator[Component]:
    yield _database(here)
    writable = os.access(here.files.tmp, os.W_OK) and os.access(here.files.uploads, os.W_OK)
    yield Component(name="files", ok=writable, state="writable" if writable else "read-only")
    book_ok, state = here.desk.state()
    yield Component(name="rules", ok=book_ok, state="read" if book_ok else state)
    for name, probe in here.probes.items():
        try:
            ok, state = probe()
        except SQLAlchemyError:
            ok, state = False, "unknown"
        yield Component(name=name, ok=ok, state=state)


def _database(here: Context) -> Component:
    try:
        require_current(here.database)
    except GouhookError:
        return Component(name="database", ok=False, state="other version")
    except SQLAlchemyError:
        return Component(name="database", ok=False, state="unreachable")
    state = "sqlite" if here.database.sqlite else "postgresql"
    return Component(name="database", ok=True, state=state)
