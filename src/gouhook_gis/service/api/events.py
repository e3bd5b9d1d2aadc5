"""What happens to a run, as server-sent events: `/api/v1/runs/{id}/events`."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Header, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import StreamingResponse
from fastapi.sse import format_sse_event

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.api.callers import Reader
from gouhook_gis.service.api.context import Context, Here, wanted_run
from gouhook_gis.service.api.contract import Responses
from gouhook_gis.service.errors import BusyError
from gouhook_gis.service.models import FINAL, Event, Label
from gouhook_gis.service.records import events_after

router = APIRouter(prefix="/api/v1/runs", tags=["runs"])
_STREAM = "text/event-stream"
_LOOK_S = 0.3
# Proxies and browsers give a silent connection up after half a minute.
HEARTBEAT_S = 15.0
# Then a listener connects anew, and whether it still may is asked again.
LONGEST_S = 60.0
_RETRY_MS = 2000
# Each looks three times a second: at twice as many every other answer takes a second.
MOST_LISTENERS = 200
_EVENT = {
    "type": "object",
    "properties": {name: {"type": "string"} for name in ("id", "event", "data")},
}
_DOCUMENTED: Responses = {
    200: {
        "description": "One event a change: `id` counts within the run, `data` is JSON.",
        "content": {_STREAM: {"schema": _EVENT}},
    },
    204: {"description": "The run is over and everything was told: do not connect again."},
}


@router.get(
    "/{run_id}/events",
    response_class=StreamingResponse,
    responses=_DOCUMENTED,
    summary="Follow a run",
)
async def follow(
    here: Here,
    who: Reader,
    run_id: Label,
    last: Annotated[int, Header(alias="Last-Event-ID", ge=0, le=1_000_000_000)] = 0,
) -> Response:
    """From the event after `Last-Event-ID` on, until the run is over. A connection ends after a
    minute: connect again.
    """
    if here.listeners >= MOST_LISTENERS:
        raise BusyError("service.many_listeners", count=here.listeners)
    here.limits.listeners.require_place(who.account_id, here.limits.too_many_listeners())
    events, over = await run_in_threadpool(_look, here, who, run_id, last)
    if over and not events:
        return Response(status_code=204)
    told = _counted(here, who, _told(here, who, run_id, events, last, over=over))
    return StreamingResponse(told, media_type=_STREAM, headers={"X-Accel-Buffering": "no"})


def _look(here: Context, who: Caller, run_id: str, last: int) -> tuple[list[Event], bool]:
    """Return the events after `last`, and whether no more will come."""
    with here.database.reading() as session:
        # The status first: what is told after it is then among the events.
        over = wanted_run(session, who, run_id).status in FINAL
        return list(events_after(session, run_id, last)), over


async def _counted(here: Context, who: Caller, told: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """Pass on what is told, counted as a listener from the first word to the last."""
    with here.limits.listeners.one(who.account_id, here.limits.too_many_listeners()):
        here.listeners += 1
        try:
            async for word in told:
                yield word
        finally:
            here.listeners -= 1


async def _told(
    here: Context, who: Caller, run_id: str, events: list[Event], last: int, *, over: bool
) -> AsyncIterator[bytes]:
    yield format_sse_event(retry=_RETRY_MS)
    begun = spoke = time.monotonic()
    while True:
        for event in events:
            last, spoke = event.seq, time.monotonic()
            data = canonical_json({**event.data, "at": event.at.isoformat()})
            yield format_sse_event(event=event.kind, data_str=data, id=str(event.seq))
        # A full page of events may not be the last one.
        late = time.monotonic() - begun >= LONGEST_S
        if (over and not events) or late or here.closing.is_set():
            return
        if time.monotonic() - spoke >= HEARTBEAT_S:
            spoke = time.monotonic()
            yield format_sse_event(comment="")
        if not events:
            await asyncio.sleep(_LOOK_S)
        events, over = await run_in_threadpool(_look, here, who, run_id, last)
