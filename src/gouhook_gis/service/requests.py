"""What a run can be asked for, and the kinds of text that may be told in a request."""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from gouhook_gis.domain.case import Waiver
from gouhook_gis.domain.details import ReferenceDetail
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import EvidenceGroup, Stage

Language = Literal["zh", "en"]
_SHORT = 200


def _no_control(text: str) -> str:
    """Refuse what no database and no file name takes: control characters, lone surrogates."""
    if any(ord(sign) < 32 or 0xD800 <= ord(sign) <= 0xDFFF for sign in text):
        raise ValueError("control characters")
    return text


Label = Annotated[str, Field(max_length=_SHORT), AfterValidator(_no_control)]
Said = Annotated[str, Field(max_length=2000), AfterValidator(_no_control)]
Epsg = Annotated[int, Field(ge=1024, le=32767)]


class Task(StrEnum):
    """What a run does: check a submission, register a layer, retire one; collect the parcels of a
    batch before its checks, and sum them up after; file a project.
    """

    CHECK = "check"
    REGISTER = "register"
    RETIRE = "retire"
    COLLECT = "collect"
    SUMMARISE = "summarise"
    FILE = "file"


class CheckRequest(Model):
    """How a submission is to be checked; see `pipeline.CheckOptions`.

    `previous_run` is a run whose submission is the earlier (or the approved) version,
    `facts_from` an upload that is a workbook (or JSON) of the project's facts. The details and
    `clip_hectares` say how much of reference layers is shown; the service lowers them to what the
    caller may see.
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
    reference_details: dict[Label, ReferenceDetail] = Field(default={}, max_length=100)
    clip_hectares: float | None = Field(default=None, gt=0)
    lang: Language = "zh"
    facts_from: Label | None = None
    epsg: Epsg | None = None
    wgs84_as_cgcs2000: bool = False
    waivers: tuple[Waiver, ...] = ()


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


class BatchRequest(Model):
    """How each member of a batch is to be checked, and the upload that is its sheet of quotas."""

    check: CheckRequest
    quota_from: Label | None = None


class FileRequest(Model):
    """Which project to file, by a check of its submission (`run_id`), or to withdraw. Dates that
    are not told are those of its facts.
    """

    run_id: Label
    state: Literal["filed", "withdrawn"] = "filed"
    approved: date | None = None
    filed: date | None = None
    accepted: date | None = None


Request = CheckRequest | RegisterRequest | RetireRequest | BatchRequest | FileRequest
REQUESTS: dict[Task, type[Model]] = {
    Task.CHECK: CheckRequest,
    Task.REGISTER: RegisterRequest,
    Task.RETIRE: RetireRequest,
    Task.COLLECT: BatchRequest,
    Task.SUMMARISE: BatchRequest,
    Task.FILE: FileRequest,
}
