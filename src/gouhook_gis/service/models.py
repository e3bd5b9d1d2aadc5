"""What the records of the service are: frozen values, the same whatever the database."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pydantic import JsonValue

from gouhook_gis.domain.details import ReferenceDetail
from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Severity, Status, Verdict
from gouhook_gis.service.requests import (
    REQUESTS,
    BatchRequest,
    CheckRequest,
    Epsg,
    FileRequest,
    Label,
    Language,
    RegisterRequest,
    Request,
    RetireRequest,
    Said,
    Task,
)

__all__ = [
    "FINAL",
    "REQUESTS",
    "Act",
    "BatchRequest",
    "Box",
    "CheckRequest",
    "Epsg",
    "Event",
    "FileRequest",
    "FindingRow",
    "Label",
    "Language",
    "LayerRow",
    "LentLayer",
    "RegisterRequest",
    "ReportFile",
    "Request",
    "RetireRequest",
    "Run",
    "RunStatus",
    "Said",
    "Submission",
    "Task",
]

Box = tuple[float, float, float, float]


class RunStatus(StrEnum):
    """Where a run is. The last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = (RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED)


class Submission(Model):
    """What was uploaded once. `deleted` says when its bytes were taken away; `beside`: it goes
    with another one (a workbook of facts) and is in no list. `owner` is the account that handed it
    in, `county_code` the administrative code for which it did; both None without accounts.
    """

    id: str
    filename: str
    sha256: str
    size: int
    received: datetime
    idempotency_key: str | None = None
    deleted: datetime | None = None
    beside: bool = False
    owner: str | None = None
    county_code: str | None = None


class ReportFile(Model):
    """One file of a finished run, in `runs/<id>/`; `format` as the writers call it."""

    name: str
    size: int
    format: str


class Run(Model):
    """One run. It can succeed with the verdict `unreadable`; `failed` is our own failure or a
    wrong request, which `error` says; `error_id` is that of the log. `filename` is that of its
    submission. `notices` say what was made of the request; `details`, by kind, how much the report
    shows of the restricted layers that it rests on (None: not recorded). One that is `held` waits
    until the parcels of its batch are collected.
    """

    id: str
    submission_id: str | None
    filename: str | None = None
    task: Task
    options: dict[str, JsonValue]
    status: RunStatus
    step: str | None = None
    rules_done: int = 0
    rules_total: int = 0
    attempt: int = 0
    worker: str | None = None
    created: datetime
    started: datetime | None = None
    finished: datetime | None = None
    verdict: Verdict | None = None
    headline: tuple[Message, ...] = ()
    project_code: str | None = None
    project_name: str | None = None
    county_code: str | None = None
    epsg: int | None = None
    findings: int = 0
    result_sha256: str | None = None
    files: tuple[ReportFile, ...] = ()
    error: Message | None = None
    error_id: str | None = None
    cancel_requested: bool = False
    rerun_of: str | None = None
    notices: tuple[Message, ...] = ()
    details: dict[str, ReferenceDetail] | None = None
    batch_id: str | None = None
    held: bool = False
    deleted: datetime | None = None

    @property
    def request(self) -> Request:
        """Return the options as what they are."""
        made = REQUESTS[self.task].model_validate(self.options)
        assert isinstance(made, Request)  # noqa: S101 - the table above holds nothing else
        return made


class FindingRow(Model):
    """One finding of a run, `ordinal` from 1 in the order of the report.

    `geometry` is GeoJSON in the run's CRS (`Run.epsg`), easting first; `geometry_crs84` the same
    in longitude and latitude of CGCS2000, which are taken for CRS84 (the two differ by less than
    a metre). `bbox` and `bbox_crs84` are minx, miny, maxx, maxy. All None where the finding has
    no place.
    """

    run_id: str
    ordinal: int
    fingerprint: str
    rule: str
    status: Status
    severity: Severity
    parcel_ids: tuple[str, ...] = ()
    message: Message
    measures: tuple[Measure, ...] = ()
    geometry: dict[str, Any] | None = None
    geometry_crs84: dict[str, Any] | None = None
    bbox: Box | None = None
    bbox_crs84: Box | None = None


class LayerRow(Model):
    """One registered edition; `coverage` is GeoJSON in CRS84, None where none is known.

    `used_by` counts the runs that it answered.
    """

    kind: str
    edition: str
    completeness: str
    records: int
    source: str
    epsg: int
    areas: tuple[str, ...] = ()
    coverage: dict[str, Any] | None = None
    extent_crs84: Box | None = None
    valid_from: date | None = None
    restricted: bool = False
    retired: bool = False
    registered: datetime
    sha256: str
    used_by: int = 0

    @property
    def layer_id(self) -> str:
        """Return the id of the edition, "kind@edition"."""
        return f"{self.kind}@{self.edition}"


class LentLayer(Model):
    """An edition that answered runs without being registered: one of the reference layers the
    service was started with. `used_by` counts the runs.
    """

    kind: str
    edition: str
    used_by: int


class Event(Model):
    """Something that happened to a run; `seq` counts from 1 within it.

    Kinds: `queued`, `started` (with attempt), `step`, `rule`, `cancel`, `succeeded`, `failed`,
    `cancelled`.
    """

    run_id: str
    seq: int
    kind: str
    data: dict[str, JsonValue] = {}
    at: datetime


class Act(Model):
    """One line of the audit: who did what to what, and when; it outlives what it is about. `role`
    is None where nobody asked for it (retention, workers); `hash` is over all of it, `previous`
    that of the line before.
    """

    number: int
    at: datetime
    actor: str
    role: str | None = None
    act: str
    subject: str
    data: dict[str, JsonValue] = {}
    previous: str
    hash: str
