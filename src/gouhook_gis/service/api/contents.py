"""What is in an upload, before any check: `/api/v1/submissions/{id}/contents`."""

from __future__ import annotations

from importlib import metadata
from typing import Annotated

from fastapi import APIRouter, Query, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field

from gouhook_gis.domain.contents import Contents
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.api.callers import Reader, Submitter
from gouhook_gis.service.api.context import Context, Here, to_examine
from gouhook_gis.service.api.recorded import record_opening
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.errors import GoneError, NotFoundError
from gouhook_gis.service.files import remove
from gouhook_gis.service.mapping import ContentsRequest, RememberedMapping
from gouhook_gis.service.models import Label, Said, Submission
from gouhook_gis.service.records import (
    audit,
    contents,
    forget_mapping,
    keep_contents,
    remembered,
)

router = APIRouter(prefix="/api/v1", tags=["submissions"])
_NOTHING_SAID = ContentsRequest()


class ContentsQuery(ContentsRequest):
    """The same as query parameters; `map` may be repeated."""

    map: list[Said] = Field(default=[], max_length=500, description="as for a check")  # type: ignore[assignment]  # a query has lists

    @property
    def request(self) -> ContentsRequest:
        """Return the options as the child knows them."""
        return ContentsRequest.model_validate(self.model_dump())


class ContentsView(Contents):
    """What is in an upload, and what was said the last time of one like it."""

    remembered: RememberedMapping | None = None


@router.get("/submissions/{submission_id}/contents", summary="What is in a submission")
async def show(
    here: Here, who: Reader, submission_id: Label, asked: Annotated[ContentsQuery, Query()]
) -> ContentsView:
    """Layers, fields and parcels as they are understood under these options, and what there is to
    ask. Nothing is checked. Without options it is read once, and kept.
    """
    request = asked.request
    kept, found = await run_in_threadpool(_known, here, who, submission_id)
    if found is None or request != _NOTHING_SAID:
        with here.limits.contents.one(who.account_id, here.limits.too_many_contents()):
            made = await _look(here, kept, request)
        if request == _NOTHING_SAID:
            await run_in_threadpool(_keep, here, submission_id, made)
        found = made
    return await run_in_threadpool(_view, here, who, found)


@router.delete("/mappings/{signature}", status_code=204, summary="Forget what was said of layers")
def forget(here: Here, who: Submitter, signature: Label) -> Response:
    """The next submission of these names begins without it."""
    with here.database.changing() as session:
        if not forget_mapping(session, signature, who.account_id):
            raise NotFoundError("service.no_mapping")
        audit(session, who, Deed.MAPPING_FORGOTTEN, signature)
    return Response(status_code=204)


def _known(here: Context, who: Caller, submission_id: str) -> tuple[Submission, Contents | None]:
    """Return an upload, and what is in it where this version of the program has looked."""
    with here.database.reading() as session:
        kept, found = to_examine(session, who, submission_id), contents(session, submission_id)
    record_opening(here, who, Deed.SUBMISSION_READ, submission_id, "contents")
    current = found is not None and found.made_by == metadata.version("gouhook-gis")
    return kept, found if current else None


async def _look(here: Context, kept: Submission, request: ContentsRequest) -> Contents:
    # Named as an upload under way: whoever sweeps up leaves it alone.
    folder = here.files.incoming()
    try:
        upload = await run_in_threadpool(here.files.lend, kept.sha256, kept.filename, folder)
        return await here.desk.looker.contents(upload, request)
    except FileNotFoundError as error:  # deleted since the record was read
        raise GoneError("service.submission_gone", submission=kept.id) from error
    finally:
        await run_in_threadpool(remove, folder)


def _keep(here: Context, submission_id: str, found: Contents) -> None:
    with here.database.changing() as session:
        keep_contents(session, submission_id, found)


def _view(here: Context, who: Caller, found: Contents) -> ContentsView:
    said = None
    if found.signature is not None:
        with here.database.reading() as session:
            said = remembered(session, found.signature, who.account_id)
    return ContentsView(**dict(found), remembered=said)
