"""What the records of the service are: frozen values, the same whatever the database."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, Field, JsonValue

from gouhook_gis.domain.case import ReferenceDetail
from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import EvidenceGroup, Severity, Stage, Status, Verdict

Language = Literal["zh", "en"]
Box = tuple[float, float, float, float]
_SHORT = 200


def _no_control(text: str) -> str:
    """Refuse what no database and no file name takes: control characters, lone surrogates."""
    if any(ord(sign) < 32 or 0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        raise ValueError("control characters")
    return text


Label = Annotated[str, Field(max_length=_SHORT), AfterValidator(_no_control)]
Said = Annotated[str, Field(max_length=2000), AfterValidator(_no_control)]
Epsg = Annotated[int, Field(ge=1024, le=32767)]


class RunStatus(StrEnum):
    """Where a run is. The last three are final."""

    QUEUED = "queued"
    RUNNING = "running"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELLED = "cancelled"


FINAL = (RunStatus.SUCCEEDED, RunStatus.FAILED, RunStatus.CANCELLED)


class Task(StrEnum):
    """What a run does: check a submission, register a layer, retire one."""

    CHECK = "check"
    REGISTER = "register"
    RETIRE = "retire"


class CheckRequest(Model):
    """How a submission is to be checked; see `pipeline.CheckOptions`.

    `previous_run` is a run whose submission is the earlier (or the approved) version,
    `facts_from` an upload that is a workbook (or JSON) of the project's facts.
    """

    profile: Label = "national"
    stage: Stage = Stage.APPLICATION
    facts: tuple[Said, ...] = Field(default=(), max_length=500)
    map: tuple[Said, ...] = Field(default=(), max_length=500)
    project: Label | None = None
    slots: dict[Label, Label] = Field(default={}, max_length=200)
    previous_run: Label | None = None
    as_of: date | None = None
    require: tuple[EvidenceGroup, ...] | None = None
    reference_detail: ReferenceDetail = "clip"
    lang: Language = "zh"
    facts_from: Label | None = None
    epsg: Epsg | None = None
    wgs84_as_cgcs2000: bool = False


class RegisterRequest(Model):
    """Which layer edition to register; the file is the run's submission, or `path` on the server
    (one below `layers_folder`). `areas` are the administrative codes that it covers.
    """

    kind: Label
    edition: Label
    source: Label
    valid_from: date | None = None
    areas: tuple[Label, ...] = Field(default=(), max_length=5000)
    coverage_source: Label | None = None
    layer: Label | None = None
    path: Said | None = None


class RetireRequest(Model):
    """Which edition, "kind@edition", to retire."""

    layer_id: Label


Request = CheckRequest | RegisterRequest | RetireRequest
REQUESTS: dict[Task, type[Model]] = {
    Task.CHECK: CheckRequest,
    Task.REGISTER: RegisterRequest,
    Task.RETIRE: RetireRequest,
}


class Submission(Model):
    """What was uploaded once. `deleted` says when its bytes were taken away; `beside`: it goes
    with another one (a workbook of facts) and is in no list.
    """

    id: str
    filename: str
    sha256: str
    size: int
    received: datetime
    idempotency_key: str | None = None
    deleted: datetime | None = None
    beside: bool = False


class ReportFile(Model):
    """One file of a finished run, in `runs/<id>/`; `format` as the writers call it."""

    name: str
    size: int
    format: str


class Run(Model):
    """One run. It can succeed with the verdict `unreadable`; `failed` is our own failure or a
    wrong request, which `error` says; `error_id` is that of the log. `filename` is that of its
    submission.
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
    """One line of the audit: who did what to what, and when; it outlives what it is about."""

    number: int
    at: datetime
    actor: str
    act: str
    subject: str
    data: dict[str, JsonValue] = {}
