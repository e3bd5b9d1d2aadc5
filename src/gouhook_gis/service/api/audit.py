"""Who did what: `/api/v1/audit`. Lines are added by what is done, and never changed."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import Annotated

from fastapi import APIRouter, Query, Request
from pydantic import Field

from gouhook_gis.children import processes
from gouhook_gis.domain.model import Model
from gouhook_gis.service.api.callers import Auditor
from gouhook_gis.service.api.context import Context, Here
from gouhook_gis.service.api.requests import Day
from gouhook_gis.service.api.views import Limit, Offset, Page, Said, page, said
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.audit.verified import Broken, Verified
from gouhook_gis.service.errors import BusyError
from gouhook_gis.service.models import Act, Label
from gouhook_gis.service.records.audit import audited

router = APIRouter(prefix="/api/v1/audit", tags=["audit"])
_LOG = logging.getLogger(__name__)
_VERIFIER = "gouhook_gis.service.audit.child"
_LONGEST = 16 * 1024 * 1024
# It reads every line there is: one at a time is enough, and this long, s.
_ALONE = asyncio.Lock()
_SECONDS = 900


class AuditFilter(Model):
    """Which lines to list; days are in local time, both included."""

    actor: Label | None = None
    act: Deed | None = None
    subject: Label | None = Field(default=None, description="The id of a run, an upload, a layer.")
    since: Day | None = None
    until: Day | None = None
    offset: Offset = 0
    limit: Limit = 50


class BrokenView(Broken):
    """Where the chain is broken, in words."""

    text: Said


class VerifiedView(Verified):
    """The chain as it was found; `head` is the hash of its last line, to be noted elsewhere."""

    broken: tuple[BrokenView, ...] = ()


@router.get("", summary="Who did what, newest first")
def list_(
    request: Request, here: Here, who: Auditor, asked: Annotated[AuditFilter, Query()]
) -> Page[Act]:
    """The lines that fit all that is asked."""
    with here.database.reading() as session:
        found = audited(session, **dict(asked))
    return page(request, found, asked.offset, asked.limit, lambda line: line)


@router.get("/verified", summary="Whether the audit is as it was written")
async def verified(here: Here, who: Auditor) -> VerifiedView:
    """The whole chain, by itself and against what the logs have noted of it."""
    if _ALONE.locked():
        raise BusyError("service.verifying")
    async with _ALONE:
        found = await _verified(here)
    broken = tuple(BrokenView(**dict(one), text=said(one.message)) for one in found.broken)
    return VerifiedView(**dict(found) | {"broken": broken})


async def _verified(here: Context) -> Verified:
    """Have a process of its own look. BusyError where it takes too long, or fails."""
    child = await processes.start(_VERIFIER, longest=_LONGEST)
    told = json.dumps(here.settings.as_told()).encode()
    try:
        answer, _ = await asyncio.wait_for(child.communicate(told), _SECONDS)
    except TimeoutError as error:
        raise BusyError("service.verify_slow") from error
    finally:
        if child.returncode is None:
            processes.end(child)
            await child.wait()
    if child.returncode != 0:
        _LOG.error("the verification ended with %s", child.returncode)
        raise BusyError("service.desk_failed")
    return Verified.model_validate_json(answer)
