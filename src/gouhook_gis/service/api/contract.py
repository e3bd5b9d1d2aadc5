"""The OpenAPI document: what FastAPI makes of the routes, with our problems in place of its own."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from importlib import metadata
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from gouhook_gis.domain.catalogue import text
from gouhook_gis.service.api.callers import COOKIE, CSRF
from gouhook_gis.service.api.problems import MEDIA_TYPE, Problem

# What FastAPI takes of a route's responses.
Responses = dict[int | str, dict[str, Any]]
PATH = "/api/v1/openapi.json"
TITLE = "gouhook"
_SCHEMA = "#/components/schemas/Problem"
# Any request may be refused at the door, of nobody or of too many, and the service may fail or
# have no database.
_ANY = (400, 401, 403, 421, 429, 500, 503)
# What is named may not be there, not be ready, or be gone; what is sent may be too much.
_NAMED = (404, 409, 410)
_SENT = (413, 507)
# An id, or two runs, is named; or it is there with accounts alone.
_CONDITIONAL = ("{", "/comparisons", "/session", "/keys", "/accounts")
# By one of them, or none where there is one local user.
_SECURITY = {
    "key": {"type": "http", "scheme": "bearer", "description": "gouhook_<id>_<secret>"},
    "session": {
        "type": "apiKey",
        "in": "cookie",
        "name": COOKIE,
        "description": f"Of the page; {CSRF} beside it with what changes something.",
    },
}


def openapi(app: FastAPI) -> dict[str, Any]:
    """Return the document."""
    document = get_openapi(
        title=TITLE,
        version=metadata.version("gouhook-gis"),
        summary=text("service.summary", {}, "en"),
        description=text("service.summary", {}, "zh"),
        routes=app.routes,
    )
    schemas = document["components"]["schemas"]
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    made = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas |= made.pop("$defs", {}) | {"Problem": made}
    for path, operations in document["paths"].items():
        for method, operation in operations.items():
            operation["responses"] = _responses(operation["responses"], path, method)
    document["components"]["schemas"] = dict(sorted(schemas.items()))
    document["components"]["securitySchemes"] = _SECURITY
    document["security"] = [*({name: []} for name in _SECURITY), {}]
    return document


def _responses(made: dict[str, Any], path: str, method: str) -> dict[str, Any]:
    """Return the responses of a route: those that were made, and the problems it can end with."""
    for response in made.values():
        for content in response.get("content", {}).values():
            # Of an answer that we write ourselves FastAPI says that it is text, and the model.
            if "$ref" in content.get("schema", {}):
                content["schema"] = {"$ref": content["schema"]["$ref"]}
    kept = {status: one for status, one in made.items() if status != "422"}
    return {str(status): _response(status) for status in _statuses(path, method)} | kept


def _statuses(path: str, method: str) -> Iterator[int]:
    """Yield the statuses that a route can end with when something is wrong."""
    yield from _ANY
    if method == "post" or any(part in path for part in _CONDITIONAL):
        yield from _NAMED
    if method == "post":
        yield from _SENT


def _response(status: int) -> dict[str, Any]:
    return {
        "description": HTTPStatus(status).phrase,
        "content": {MEDIA_TYPE: {"schema": {"$ref": _SCHEMA}}},
    }
