"""What goes wrong, as `application/problem+json` (RFC 9457): one table from exception to status.

A caller reads what to do in Chinese and English, and an id that is in the log. No path, no trace
and no text of a library leaves the process: messages of other rooms than the service's and the
rule data's own may hold such, and are left to the log.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from http import HTTPStatus

from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import Field
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from gouhook_gis.domain.catalogue import catalogue, text
from gouhook_gis.domain.errors import GouhookError, RefusedError, UnavailableError, UsageError
from gouhook_gis.domain.message import Message, message, render
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.wrong import expected_of
from gouhook_gis.service import errors

MEDIA_TYPE = "application/problem+json"
_TOLD = ("service.", "pack.", "trial.", "convert.dbf_not_in_gbk")
_SHOWN = 200

# The first class of an exception's ancestry that stands here says its status.
STATUSES: Mapping[type[Exception], HTTPStatus] = {
    errors.NotFoundError: HTTPStatus.NOT_FOUND,
    errors.GoneError: HTTPStatus.GONE,
    errors.ConflictError: HTTPStatus.CONFLICT,
    errors.ForbiddenError: HTTPStatus.FORBIDDEN,
    errors.UnauthorizedError: HTTPStatus.UNAUTHORIZED,
    errors.TooManyError: HTTPStatus.TOO_MANY_REQUESTS,
    errors.TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    errors.MisdirectedError: HTTPStatus.MISDIRECTED_REQUEST,
    errors.BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
    errors.FullError: HTTPStatus.INSUFFICIENT_STORAGE,
    UnavailableError: HTTPStatus.SERVICE_UNAVAILABLE,
    RefusedError: HTTPStatus.UNPROCESSABLE_ENTITY,
    UsageError: HTTPStatus.BAD_REQUEST,
    RequestValidationError: HTTPStatus.BAD_REQUEST,
    OperationalError: HTTPStatus.SERVICE_UNAVAILABLE,
    InterfaceError: HTTPStatus.SERVICE_UNAVAILABLE,
    PoolTimeoutError: HTTPStatus.SERVICE_UNAVAILABLE,
    ClientDisconnect: HTTPStatus.BAD_REQUEST,
    Exception: HTTPStatus.INTERNAL_SERVER_ERROR,
}


class Flaw(Model):
    """One wrong value of a request: where it stands ("query.limit"), and what it must be."""

    at: str
    detail: str
    detail_en: str


class Problem(Model):
    """RFC 9457, in Chinese, with the English beside it. `incident` is the request's id in the
    log; `type` names the message, which is the same for the same cause.
    """

    type: str
    title: str
    title_en: str
    status: int = Field(ge=400, le=599)
    detail: str
    detail_en: str
    incident: str
    errors: tuple[Flaw, ...] = ()


def status_of(error: Exception) -> int:
    """Return the status of an exception."""
    if isinstance(error, HTTPException):
        return error.status_code
    return next(STATUSES[one] for one in type(error).__mro__ if one in STATUSES)


def problem(error: Exception, incident: str) -> Problem:
    """Return what a caller is told of an exception."""
    status = status_of(error)
    said = _said(error, status)
    title = f"service.status.{status}"
    title = title if title in catalogue() else f"service.status.{status // 100}xx"
    return Problem(
        type=f"urn:gouhook:problem:{said.id}",
        title=text(title, {}, "zh"),
        title_en=text(title, {}, "en"),
        status=status,
        detail=render(said, "zh"),
        detail_en=render(said, "en"),
        incident=incident,
        errors=tuple(_flaws(error)) if isinstance(error, RequestValidationError) else (),
    )


def respond(error: Exception, incident: str) -> JSONResponse:
    """Return the response to an exception, with the headers that belong to its status."""
    said = problem(error, incident)
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    if isinstance(error, errors.TooManyError):
        headers["Retry-After"] = str(error.after)
    if said.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = "Bearer"
    if said.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "2"
    if said.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        headers["Connection"] = "close"  # the rest of the body is not read
    return JSONResponse(
        said.model_dump(mode="json"), said.status, headers=headers, media_type=MEDIA_TYPE
    )


def _said(error: Exception, status: int) -> Message:
    if isinstance(error, GouhookError) and error.message.id.startswith(_TOLD):
        return error.message
    if isinstance(error, RequestValidationError):
        return message("service.invalid", count=len(error.errors()))
    known = f"service.detail.{status}"
    return message(known if known in catalogue() else f"service.detail.{status // 100}xx")


def _flaws(error: RequestValidationError) -> Iterator[Flaw]:
    for one in error.errors():
        said = expected_of(one)
        at = ".".join(str(step) for step in one["loc"])
        yield Flaw(at=_shown(at), detail=_shown(said["zh"]), detail_en=_shown(said["en"]))


def _shown(text: object) -> str:
    """Return what was sent as it can be sent back: not too much, and no half of a character."""
    return str(text)[:_SHOWN].encode(errors="replace").decode()
