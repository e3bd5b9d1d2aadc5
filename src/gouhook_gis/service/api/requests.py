"""What callers may say of a check, as query parameters and as a body."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, Field, model_validator

from gouhook_gis.domain.details import ReferenceDetail
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import EvidenceGroup, Stage, Verdict
from gouhook_gis.domain.wrong import Wrong
from gouhook_gis.report.names import safe
from gouhook_gis.service.api.views import Limit, Offset
from gouhook_gis.service.api.waivers import Waivers
from gouhook_gis.service.models import CheckRequest, Epsg, Label, Language, Said


def _file_name(text: str) -> str:
    """Take a bare name: what stands before it on the caller's machine is nobody's business."""
    name = safe(text.replace("\\", "/").rpartition("/")[2])
    if not name:
        raise Wrong("file_name")
    return name


def _slot(text: str) -> str:
    name, sign, edition = text.partition("=")
    if not (name and sign and edition):
        raise Wrong("slot")
    return text


FileName = Annotated[Label, AfterValidator(_file_name)]
Slot = Annotated[Label, AfterValidator(_slot)]
# The ends of the calendar have no midnight in every time zone, nor a day before or after.
Day = Annotated[date, Field(ge=date(2000, 1, 1), le=date(2999, 12, 31))]


class CheckQuery(Model):
    """The options of a check, beside the upload; `facts`, `map` and `slot` may be repeated."""

    filename: FileName = Field(description="项目.zip: the name that reports show.")
    profile: Label = "national"
    stage: Stage = Stage.APPLICATION
    facts: list[Said] = Field(default=[], max_length=500, description="key=value")
    map: list[Said] = Field(default=[], max_length=500, description="as for `gouhook check --map`")
    slot: list[Slot] = Field(default=[], max_length=200, description="slot=edition")
    project: Label | None = None
    previous_run: Label | None = Field(
        default=None, description="The run whose submission is the earlier version."
    )
    as_of: date | None = None
    require: list[EvidenceGroup] | None = None
    reference_detail: ReferenceDetail = "clip"
    lang: Language = "zh"
    facts_from: Label | None = Field(
        default=None, description="The upload that is a workbook (or JSON) of the facts."
    )
    epsg: Epsg | None = Field(default=None, description="The CRS of every layer (CGCS2000).")
    wgs84_as_cgcs2000: bool = False
    check: bool = Field(default=True, description="false: keep it, and answer 201 with it.")
    beside: bool = Field(
        default=False, description="It goes with another submission, and is in no list."
    )
    county: str | None = Field(
        default=None,
        pattern="^[0-9]{2,6}$",
        description="For which it is handed in; of somebody with one county that one.",
    )

    @property
    def request(self) -> CheckRequest:
        """Return the options as the runs know them."""
        plain = self.model_dump(exclude={"filename", "slot", "check", "beside", "county"})
        return CheckRequest.model_validate({**plain, "slots": _slots(self.slot)})


class SubmissionFilter(Model):
    """Which submissions to list; the filters of a run are about the newest check."""

    q: Label | None = Field(
        default=None, description="In the file's name, the project's code or name."
    )
    verdict: Verdict | None = None
    profile: Label | None = None
    stage: Stage | None = None
    county: str | None = Field(default=None, pattern="^[0-9]{2,6}$", description="How it begins.")
    since: Day | None = None
    until: Day | None = None
    offset: Offset = 0
    limit: Limit = 50


class CheckBody(CheckRequest):
    """How a submission that is there is to be checked."""

    waivers: Waivers = ()


class RerunBody(Model):
    """What shall be otherwise in the new run; what is left out stays as it was.

    `slots` of {} lets every slot take the edition that the catalogue says now.
    """

    profile: Label | None = None
    stage: Stage | None = None
    facts: tuple[Said, ...] | None = Field(default=None, max_length=500)
    map: tuple[Said, ...] | None = Field(default=None, max_length=500)
    project: Label | None = None
    slots: dict[Label, Label] | None = Field(default=None, max_length=200)
    previous_run: Label | None = None
    as_of: date | None = None
    require: tuple[EvidenceGroup, ...] | None = None
    reference_detail: ReferenceDetail | None = None
    reference_details: dict[Label, ReferenceDetail] | None = Field(default=None, max_length=100)
    lang: Language | None = None
    facts_from: Label | None = None
    epsg: Epsg | None = None
    wgs84_as_cgcs2000: bool | None = None
    waivers: Waivers | None = Field(
        default=None, description="All that shall count; left out: those of the earlier run."
    )

    def changed(self, before: CheckRequest) -> CheckRequest:
        """Return the options of the new run. How far the earlier one was lowered to what its caller
        may see is not among them.
        """
        told = self.model_dump(exclude_none=True)
        kept = before.model_dump(exclude={"reference_details", "clip_hectares"})
        return CheckRequest.model_validate({**kept, **told})


class LayerQuery(Model):
    """What is said of an edition, beside the upload; `area` may be repeated."""

    filename: FileName
    kind: Label
    edition: Label
    source: Label = Field(description="Who made it, and when.")
    valid_from: date | None = None
    area: list[Label] = Field(default=[], max_length=5000, description="administrative codes")
    coverage_source: Label | None = None
    layer: Label | None = Field(default=None, description="Which, where the file holds several.")


class RunsQuery(Model):
    """Which pair of runs to compare."""

    before: Label
    after: Label

    @model_validator(mode="after")
    def _two(self) -> Self:
        """Refuse a run against itself."""
        if self.before == self.after:
            raise Wrong("one_run_twice")
        return self


class ShownQuery(RunsQuery):
    """A pair of runs, and in which language to tell of them."""

    lang: Language = "zh"


def _slots(entries: list[str]) -> dict[str, str]:
    return {name: edition for name, _, edition in (entry.partition("=") for entry in entries)}
