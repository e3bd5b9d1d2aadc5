"""A request's body to a file, with bounded memory."""

from __future__ import annotations

import errno
import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from fastapi.concurrency import run_in_threadpool
from starlette.requests import Request

from gouhook_gis.domain.errors import GouhookError, UsageError
from gouhook_gis.service.api.body_limit import drain
from gouhook_gis.service.api.context import Context
from gouhook_gis.service.errors import BusyError, FullError, TooLargeError
from gouhook_gis.service.files import Files, remove
from gouhook_gis.service.records.submissions import still_needed

BODY = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}
_BLOCK = 1024 * 1024
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


@dataclass(frozen=True)
class Received:
    """An upload whose bytes have their place in the data folder."""

    sha256: str
    size: int


@asynccontextmanager
async def receiving(request: Request, here: Context) -> AsyncIterator[Received]:
    """Give what `receive` does. Where it is refused after all its bytes go at once: else who may
    keep no more could fill the disk all the same.
    """
    received = await receive(request, here.files, here.settings.upload_bytes)
    request.app.state.metrics.received(received.size)
    try:
        yield received
    except GouhookError:
        await run_in_threadpool(let_go, here, received.sha256)
        raise


def let_go(here: Context, sha256: str) -> None:
    """Take bytes away, unless an upload has them."""
    with here.database.changing() as session:
        if not still_needed(session, sha256):
            here.files.forget_upload(sha256)


async def receive(request: Request, files: Files, limit: int) -> Received:
    """Write the body of a request to the data folder, a block at a time, and hash it.

    Raises TooLargeError beyond `limit` bytes (before anything is read, where the request says its
    length), UsageError for an empty body, FullError where the disk is full. Nothing is left of an
    upload that failed, was too large or broke off.
    """
    if _declared(request) > limit:
        if "expect" not in request.headers:  # one that asks first sends nothing
            await drain(request.stream())
        raise _too_large(limit)
    incoming = files.incoming()
    try:
        received = await _write(request, incoming, limit)
        if not received.size:
            raise UsageError("service.empty_upload")
        await run_in_threadpool(files.keep, incoming, received.sha256)
    except OSError as error:
        if error.errno in _NO_ROOM:
            raise FullError("service.disk_full") from error
        raise
    finally:
        await run_in_threadpool(remove, incoming)
    return received


async def _write(request: Request, target: Path, limit: int) -> Received:
    digest, size, block = hashlib.sha256(), 0, bytearray()
    with target.open("xb") as stream:

        def write(data: bytes) -> None:
            digest.update(data)
            stream.write(data)

        # Disk and hash take a thread's time: the loop goes on answering others.
        body = request.stream()
        async for chunk in body:
            size += len(chunk)
            if size > limit:
                await drain(body)
                raise _too_large(limit)
            block += chunk
            if len(block) >= _BLOCK:
                await run_in_threadpool(write, bytes(block))
                block.clear()
        await run_in_threadpool(write, bytes(block))
    return Received(digest.hexdigest(), size)


def _declared(request: Request) -> int:
    length = request.headers.get("content-length", "")
    return int(length) if length.isdecimal() else 0


def _too_large(limit: int) -> TooLargeError:
    return TooLargeError("service.too_large", limit_mib=limit / 1024**2)


def require_there(files: Files, received: Received) -> None:
    """Raise BusyError where the bytes went with an earlier upload that was deleted meanwhile.

    To be asked in the transaction that has recorded them: until its end nobody takes them away.
    """
    if not files.upload(received.sha256).exists():
        raise BusyError("service.upload_crossed")
