"""A batch: many submissions checked in one go, and what all of them come to."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model, Text
from gouhook_gis.domain.report import Citation
from gouhook_gis.domain.words import EvidenceGroup, Role, Severity, Stage, Status, Verdict


class MemberState(StrEnum):
    """Where a member of a batch is; the last two are final."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"  # checked: there is a report, whatever its verdict
    FAILED = "failed"  # no report: it died, took too long, or what was asked was wrong


class MemberOutcome(Model):
    """What came of one submission; a line of the journal.

    `name` is that of its folder, `source` that of the file handed in. `key` is the digest of all
    that the outcome is a function of: a finished member with the same key is not checked again.
    `reason` says why there is no report. `wall_s`, `cpu_s` and `peak_bytes` are what the check
    took, where that was measured.
    """

    name: str
    source: str
    key: str
    state: Literal[MemberState.DONE, MemberState.FAILED]
    reason: Message | None = None
    verdict: Verdict | None = None
    result_sha256: str | None = None
    wall_s: float | None = None
    cpu_s: float | None = None
    peak_bytes: int | None = None


class BatchRule(Model):
    """A rule that any member was checked against: a column of the matrix.

    `counts` says how many members have each status under it.
    """

    code: str
    title: Text
    group: EvidenceGroup
    severity: Severity
    citations: tuple[Citation, ...] = ()
    counts: dict[Status, int] = {}


class BatchCell(Model):
    """What a rule came to for one member: its status, and how many findings of that status there
    are; `area_m2` is the ground that is wrong by them, each spot once, None where they have none.
    """

    status: Status
    findings: int = 0
    area_m2: float | None = None


class BatchRow(Model):
    """One member: a row of the matrix. `cells` by code of the rule; a rule that is not in the
    member's plan is in none. Areas are official, m² (unions of the parcels of a role).

    `failed`, `review` and `not_run` (an error of ours included) count the rules that block and
    belong to the groups on which the verdict rests; `violation_m2` is the ground of what blocks,
    each spot once.
    """

    name: str
    source: str
    state: MemberState
    reason: Message | None = None
    project_code: str | None = None
    project_name: str | None = None
    county_code: str | None = None
    verdict: Verdict | None = None
    parcels: int = 0
    demolition_m2: float | None = None
    new_construction_m2: float | None = None
    failed: int = 0
    review: int = 0
    not_run: int = 0
    violation_m2: float = 0.0
    cells: dict[str, BatchCell] = {}
    result_sha256: str | None = None
    wall_s: float | None = None


class SharedParcel(Model):
    """A parcel that lies on the ground of another project's; `member` is None where its project is
    none of the batch's, or not one alone; `fingerprint` is that of the finding in the member's
    own report, None where it has none.
    """

    member: str | None = None
    project_code: str
    parcel_id: str
    role: Role | None = None
    fingerprint: str | None = None


class DoubleUse(Model):
    """The same ground in two projects; a pair is listed once, `first` before `second` by project
    code and parcel. `area_m2` is official.
    """

    first: SharedParcel
    second: SharedParcel
    area_m2: float


class CountyTotal(Model):
    """New construction of all projects of a county beside its quota (ZJ-A06), m².

    Ground counts once. `members_m2` is that of the batch's members, `filed_m2` what projects filed
    earlier add. `quota_m2` is None where the sheet names no quota: `status` is then `not_run`.
    """

    code: str
    name: str | None = None
    projects: int
    members_m2: float
    filed_m2: float
    total_m2: float
    quota_m2: float | None = None
    status: Status
    reason: Message | None = None


class BatchSummary(Model):
    """All members of one batch: `summary.json`, and what the matrix and the page show.

    `failed` counts those without a report. `names` are those that the catalogue of messages lacks.

    `rows` are in the order of the members, `worst` names at most ten of them, worst first.
    `layers` counts the members that were checked against each edition. `filed` says which layer of
    filed parcels that was and what is in it, `command` how one member is checked again.
    `restricted` is whether one of the layers is.
    `notes` say what holds for the whole batch (a project code that two members have, a project
    whose county nobody knows …). `notes` of one member stand in its report.
    """

    format: Literal["gouhook-batch/1"] = "gouhook-batch/1"
    profile: str
    stage: Stage
    members: int
    verdicts: dict[Verdict, int] = {}
    failed: int = 0
    rules: tuple[BatchRule, ...] = ()
    rows: tuple[BatchRow, ...] = ()
    worst: tuple[str, ...] = ()
    doubles: tuple[DoubleUse, ...] = ()
    counties: tuple[CountyTotal, ...] = ()
    layers: dict[str, int] = {}
    restricted: bool = False
    filed: Message | None = None
    notes: tuple[Message, ...] = ()
    names: dict[str, Text] = {}
    command: str = ""
    versions: dict[str, str] = {}
