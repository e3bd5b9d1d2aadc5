"""The page for the browser: files that were built before, given out under a strict policy.

Every address that is neither of the API nor of its watchers is one of the page's own, which its
router understands: each gets the same `index.html`. What is below `assets/` has the hash of its
content in its name and is kept by browsers for good.
"""

from __future__ import annotations

import hashlib
import os
from http import HTTPStatus

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from starlette.convertors import StringConvertor, register_url_convertor
from starlette.exceptions import HTTPException

from gouhook_gis.domain.catalogue import text
from gouhook_gis.service.api.context import Here
from gouhook_gis.service.api.kept import known, takes_gzip
from gouhook_gis.service.base_layers import BaseLayer, origins
from gouhook_gis.service.files import below

router = APIRouter(include_in_schema=False)
LICENSES = "THIRD_PARTY_LICENSES.md"
_INDEX = "index.html"
_KEPT = "public, max-age=31536000, immutable"
_ASKED_AGAIN = "no-cache"
MEDIA_TYPES = {
    ".js": "text/javascript; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
    ".json": "application/json",
    ".txt": "text/plain; charset=utf-8",
}
_NOT_BUILT = """<!doctype html>
<html lang="zh-CN"><meta charset="utf-8"><title>{title}</title>
<h1>{title}</h1><p>{zh}</p><p lang="en">{en}</p></html>
"""


class _PagePath(StringConvertor):
    """Any path but those of the API and of `/health`, `/metrics`."""

    regex = r"(?!(?:api|health|metrics)(?:/|$)).*"


register_url_convertor("page_path", _PagePath())


def policy(layers: tuple[BaseLayer, ...]) -> str:
    """Return the Content-Security-Policy of the page: itself, and the hosts of `layers`."""
    foreign = "".join(f" {origin}" for origin in origins(layers))
    return "; ".join(
        (
            "default-src 'self'",
            f"img-src 'self' data: blob:{foreign}",
            f"connect-src 'self'{foreign}",
            "worker-src 'self' blob:",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


@router.get("/assets/{name:path}")
def asset(request: Request, here: Here, name: str) -> Response:
    """A file of the bundle, compressed where the build did so and the browser takes it."""
    path = below(here.settings.page / "assets", name)
    media_type = MEDIA_TYPES.get("" if path is None else path.suffix)
    there = path is not None and os.path.isfile(path)  # noqa: PTH113 - Path.is_file raises for a name that is too long
    if path is None or media_type is None or not there:
        raise HTTPException(HTTPStatus.NOT_FOUND)
    # The script of a worker lives under the policy it comes with.
    allowed = policy(here.settings.base_layers)
    headers = {
        "Cache-Control": _KEPT,
        "Content-Security-Policy": allowed,
        "Vary": "Accept-Encoding",
    }
    packed = path.with_name(f"{path.name}.gz")
    if takes_gzip(request.headers) and packed.is_file():
        path = packed
        headers["Content-Encoding"] = "gzip"
    return _tagged(request, Response(path.read_bytes(), media_type=media_type, headers=headers))


@router.get(f"/{LICENSES}")
def licenses(request: Request, here: Here) -> Response:
    """The licences of what the bundle is made of."""
    path = here.settings.page / LICENSES
    if not path.is_file():
        raise HTTPException(HTTPStatus.NOT_FOUND)
    headers = {"Cache-Control": _ASKED_AGAIN}
    found = Response(path.read_bytes(), media_type=MEDIA_TYPES[".txt"], headers=headers)
    return _tagged(request, found)


@router.get("/{path:page_path}")
def index(request: Request, here: Here, path: str) -> Response:
    """The page, for whoever asks for HTML; at its root for everybody."""
    if path and "text/html" not in request.headers.get("accept", ""):
        raise HTTPException(HTTPStatus.NOT_FOUND)
    file = here.settings.page / _INDEX
    if not file.is_file():
        return HTMLResponse(_not_built(), HTTPStatus.SERVICE_UNAVAILABLE)
    layers = here.settings.base_layers
    headers = {"Cache-Control": _ASKED_AGAIN, "Content-Security-Policy": policy(layers)}
    if layers:  # their owners ask which site it is that uses them
        headers["Referrer-Policy"] = "strict-origin-when-cross-origin"
    return _tagged(request, HTMLResponse(file.read_bytes(), headers=headers))


def _tagged(request: Request, response: Response) -> Response:
    """Return `response` with the hash of its body; 304 without it where the browser has it."""
    tag = f'"{hashlib.sha256(bytes(response.body)).hexdigest()[:32]}"'
    response.headers["ETag"] = tag
    if not known(request.headers, tag):
        return response
    kept = {name: value for name, value in response.headers.items() if name != "content-length"}
    return Response(status_code=HTTPStatus.NOT_MODIFIED, headers=kept)


def _not_built() -> str:
    told = {lang: text("service.page_not_built", {}, lang) for lang in ("zh", "en")}
    return _NOT_BUILT.format(title=text("service.page_title", {}, "zh"), **told)
