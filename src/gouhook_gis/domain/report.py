"""The report: `result` says what was found, `provenance` how it came about.

`result` holds no prose but pack texts, no file names of findings and no times: it is the same
for the same case, whatever the order of rows, parts and rings, and whatever the store.
"""

from __future__ import annotations

import hashlib
from typing import Any, Literal

from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.case import LawDate, Waiver
from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model, Text
from gouhook_gis.domain.reconciliation import Reconciliation
from gouhook_gis.domain.submission import Decision, Place, SourceFile
from gouhook_gis.domain.told import Told
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.domain.words import (
    EvidenceGroup,
    InForce,
    Programme,
    Purpose,
    Role,
    Severity,
    Stage,
    Status,
    Verdict,
)

FORMAT = "gouhook-report/1"


class Citation(Model):
    """The text a rule rests on. `article` is "派生" where the rule is derived."""

    document: str
    article: str
    quote: str = ""
    in_force: InForce


class RuleTexts(Model):
    """The prose of a rule's file, for readers."""

    title: Text
    what: Text
    why: Text
    how: Text
    remedy: Text
    trap: Text | None = None


class RuleOutcome(Model):
    """One rule of the plan and what came of it. `pack` names the pack it is from.

    `findings_under` is the rule that holds its findings, where both look at the same ground.
    """

    code: str
    title: str
    pack: str
    group: EvidenceGroup
    severity: Severity
    status: Status
    reason: Message | None = None
    citations: tuple[Citation, ...]
    texts: RuleTexts
    findings_under: str | None = None
    assessments: tuple[Assessment, ...] = ()


class ReportParcel(Model):
    """One parcel of the report; areas are None where they cannot be measured."""

    id: str
    key: str
    role: Role
    purpose: Purpose | None = None
    village_code: str | None = None
    area_ellipsoidal_m2: float | None
    area_planar_m2: float | None
    half_width_m2: float | None = None
    declared_area_m2: float | None = None
    declared_unit: AreaUnit | None = None
    content_id: str | None = None
    geometry: dict[str, Any] | None = None


class RoleTotal(Model):
    """Areas of all parcels of one role; `at_least` where a parcel could not be measured."""

    role: Role
    parcels: int
    measured: int
    at_least: bool
    sum_m2: float
    union_m2: float
    overlap_m2: float
    sum_planar_m2: float
    declared_m2: float | None = None
    half_width_m2: float


class SliverSum(Model):
    """Slivers of one parcel under one rule: too small to decide, never hidden."""

    rule: str
    layer_kind: str
    parcel_key: str
    parcel_id: str
    count: int
    area_m2: float


class CoverageOutcome(Model):
    """How far one slot's edition covers the parcels that were asked of it."""

    slot: str
    layer_id: str
    basis: Literal["features", "codes", "polygon", "undeclared"]
    covered_parcels: int
    partly_covered_parcels: int
    uncovered_parcels: int
    uncovered_m2: float


class SlotOutcome(Model):
    """Which edition filled a slot, and why; `layer_id` None means not supplied.

    `unusable` records of it, or more, are lost or have no usable polygon.
    """

    slot: str
    layer_id: str | None
    reason: str
    source: str | None = None
    restricted: bool = False
    unusable: int = 0


class FactOutcome(Model):
    """A fact the case rests on; of a table `rows` says where each row was read."""

    key: str
    value: JsonValue
    source: Message
    rows: tuple[Message, ...] = ()


class WaiverOutcome(Waiver):
    """A waiver, and what became of it: it `applied` to something, it had `expired` on the law
    date and would have, or neither: it met nothing.
    """

    applied: bool
    expired: bool = False

    @property
    def state(self) -> Literal["applied", "expired", "unmatched"]:
        """Return what became of it."""
        return "applied" if self.applied else "expired" if self.expired else "unmatched"


class Result(Model):
    """What was found; see the module's docstring for what it is invariant to."""

    verdict: Verdict
    verdicts: dict[EvidenceGroup, Verdict | None]
    headline: tuple[Message, ...]
    stage: Stage
    programme: Programme
    law_date: LawDate
    force_unknown: bool
    profile: str
    # Names that the catalogue of messages lacks: of layer kinds and profiles of the user's own.
    names: dict[str, Text] = {}
    project_code: str | None = None
    project_name: str | None = None
    crs: str | None
    parcels: tuple[ReportParcel, ...]
    totals: tuple[RoleTotal, ...]
    rules: tuple[RuleOutcome, ...]
    slivers: tuple[SliverSum, ...] = ()
    reconciliation: Reconciliation | None = None
    coverage: tuple[CoverageOutcome, ...] = ()
    required: tuple[EvidenceGroup, ...]
    facts: tuple[FactOutcome, ...] = ()
    slots: tuple[SlotOutcome, ...] = ()
    waivers: tuple[WaiverOutcome, ...] = ()
    decisions: tuple[Decision, ...] = ()
    truncated: dict[str, int] = {}


class EarlierVersion(Model):
    """The files of the version that was compared with."""

    name: str
    sha256: str | None = None
    files: tuple[SourceFile, ...] = ()


class Provenance(Model):
    """How the result came about; nothing here changes it.

    `places` maps a finding's fingerprint, and `parcels` a parcel's key, to file and record.
    """

    submission: str
    submission_sha256: str | None = None
    files: tuple[SourceFile, ...] = ()
    previous: EarlierVersion | None = None
    told: Told = Told()
    places: dict[str, tuple[Place, ...]] = {}
    parcels: dict[str, Place] = {}
    versions: dict[str, str] = {}
    packs: dict[str, str] = {}
    store: str = ""
    editions: dict[str, str] = {}
    isolation: str = ""
    result_sha256: str = ""


class Report(Model):
    """A whole report; `report.json` is `canonical_json(report.model_dump())`."""

    format: str = FORMAT
    result: Result
    provenance: Provenance


def result_sha256(result: Result) -> str:
    """Return the sha256 of the canonical JSON of `result`."""
    return hashlib.sha256(canonical_json(result.model_dump(mode="json")).encode()).hexdigest()
