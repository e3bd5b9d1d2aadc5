"""What callers say of a batch, and how one is shown."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, Field

from gouhook_gis.domain.details import ReferenceDetail
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import EvidenceGroup, Stage
from gouhook_gis.domain.wrong import Wrong
from gouhook_gis.service.accounts.roles import Caller
from gouhook_gis.service.api.views import Link, RunView, said
from gouhook_gis.service.api.views import Said as Text
from gouhook_gis.service.batches import PARCELS, Batch
from gouhook_gis.service.models import CheckRequest, Label, Language, RunStatus, Said

_MOST = 5000


def _once(ids: tuple[str, ...]) -> tuple[str, ...]:
    if len(set(ids)) < len(ids):
        raise Wrong("member_twice")
    return ids


class BatchBody(Model):
    """Which submissions to check in one go, and how each of them; `quota_from` is an upload that
    is the sheet of the counties' quotas. What can be said of a single project alone (its earlier
    version, its facts) is not said of many.
    """

    name: Label = Field(min_length=1)
    submissions: Annotated[
        tuple[Label, ...], Field(min_length=1, max_length=_MOST), AfterValidator(_once)
    ]
    quota_from: Label | None = None
    profile: Label = "national"
    stage: Stage = Stage.APPLICATION
    facts: tuple[Said, ...] = Field(default=(), max_length=500)
    map: tuple[Said, ...] = Field(default=(), max_length=500)
    slots: dict[Label, Label] = Field(default={}, max_length=200)
    as_of: date | None = None
    require: tuple[EvidenceGroup, ...] | None = None
    reference_detail: ReferenceDetail = "clip"
    reference_details: dict[Label, ReferenceDetail] = Field(default={}, max_length=100)
    lang: Language = "zh"
    wgs84_as_cgcs2000: bool = False

    @property
    def request(self) -> CheckRequest:
        """Return the options of each member's check."""
        told = self.model_dump(exclude={"name", "submissions", "quota_from"})
        return CheckRequest.model_validate(told)


class BatchView(Batch):
    """A batch, what went wrong with all of it as text, and where to go from it."""

    error_text: Text | None = None
    links: tuple[Link, ...] = ()


class BatchMember(Model):
    """One submission of a batch; `name` is that of its row in the summary."""

    name: str
    filename: str
    submission_id: str
    run: RunView


def batch_path(batch_id: str) -> str:
    """Return the path of a batch."""
    return f"/api/v1/batches/{batch_id}"


def may_have(who: Caller, name: str) -> bool:
    """Whether a file is for the caller: the layer that members were checked against holds parcels
    of filed projects of any county, whole, and is for those who see all counties.
    """
    return name != PARCELS or who.counties is None


def batch_view(batch: Batch, who: Caller) -> BatchView:
    """Return a batch as the API shows it to a caller."""
    files = tuple(file for file in batch.files if may_have(who, file.name))
    batch = batch.model_copy(update={"files": files})
    return BatchView(
        **dict(batch),
        error_text=None if batch.error is None else said(batch.error),
        links=tuple(_links(batch)),
    )


def _links(batch: Batch) -> Iterable[Link]:
    path = batch_path(batch.id)
    yield Link(href=path, rel="self", type="application/json")
    yield Link(href=f"{path}/members", rel="collection", type="application/json")
    if batch.state is RunStatus.SUCCEEDED and not batch.deleted:
        yield Link(href=f"{path}/summary", rel="describedby", type="application/json")
        for file in batch.files:
            yield Link(href=f"{path}/files/{file.name}", rel="alternate", title=file.name)
