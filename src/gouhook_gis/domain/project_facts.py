"""What is known of a project that no geometry holds: typed, every part of it may be missing.

Areas are in m², dates ISO, shares never stored (they are worked out). The same fields, with
titles and the sheet of the workbook each stands on, are listed in `domain/facts.yaml`; a test
keeps the two equal. A key of `Facts` is a field of `ProjectFacts`; a table is a list of rows.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from gouhook_gis.domain.model import Model
from gouhook_gis.domain.words import Programme, Purpose, Role

Terrain = Literal["平原", "丘陵", "山区"]
ReportPeriod = Literal["month", "quarter", "half_year"]
VoteKind = Literal["consent", "assembly", "households"]
NoticeKind = Literal["plan", "tenure", "approval", "completion"]
RequestKind = Literal["demand", "verification"]
GradeScale = Literal["utilisation_grade", "quality_grade"]  # 等别 1–15, 耕地质量等级 1–10


class VillageTerrain(Model):
    """The terrain of a village, with the document the claim rests on."""

    terrain: Terrain
    source: str | None = None


class LinkedParcel(Model):
    """A row of the 挂接表: what is known of one parcel, joined by its number.

    `grade` is the farmland grade (1 is best) on `grade_scale`; `planned_class` the land class
    after reclamation (DLBM) as planned; `ownership` QSXZ after the project; `soil_depth_cm` the
    effective soil layer; `farmland_m2` the reclaimed farmland as filed, `area_m2` the parcel.
    """

    parcel_id: str
    role: Role | None = None
    purpose: Purpose | None = None
    village_code: str | None = None
    area_m2: float | None = None
    farmland_m2: float | None = None
    area_surveyed: bool | None = None
    grade: float | None = None
    grade_scale: GradeScale | None = None
    planned_class: str | None = None
    ownership: str | None = None
    commercial: bool | None = None
    high_standard: bool | None = None
    soil_depth_cm: float | None = None
    coordinates_file: str | None = None


class DeclaredTotal(Model):
    """A filed total: area of a land class on the parcels of a role, before or after.

    `land_class` is a DLBM code or the beginning of one; empty for all classes together.
    """

    role: Role
    moment: Literal["before", "after"]
    land_class: str = ""
    area_m2: float


class MonthlyProgress(Model):
    """Progress as reported for one month ("2024-05")."""

    month: str
    reported_on: date | None = None
    demolished_m2: float | None = None
    reclaimed_m2: float | None = None
    built_m2: float | None = None
    households_resettled: int | None = None
    funds_wan: float | None = None


class WrittenReport(Model):
    """A report on progress in writing, for a quarter ("2024Q2") or a half-year ("2024H1")."""

    period: str
    reported_on: date | None = None


class SoilPoint(Model):
    """A measuring point of the acceptance: effective soil depth in cm."""

    point: str
    parcel_id: str | None = None
    depth_cm: float


class QuotaReturn(Model):
    """Return of the quota in one year, m² of farmland: planned and done."""

    year: int
    planned_m2: float | None = None
    returned_m2: float | None = None


class Vote(Model):
    """A vote in one village: `kind` is what was asked.

    `consent`: written consent of villagers to 拆旧建新 (95 %); `assembly`: the villagers'
    assembly or their representatives (two thirds); `households`: households to be relocated.
    """

    village_code: str
    village_name: str | None = None
    kind: VoteKind
    eligible: int
    agreed: int
    document: str | None = None


class Notice(Model):
    """A public notice, first and last day.

    `plan`: 拆旧建新与补偿安置方案; `tenure`: 土地权属调整方案; `approval`: 批复公告;
    `completion`: 村务公开 after completion.
    """

    kind: NoticeKind
    place: str | None = None
    start: date
    end: date | None = None


class TransferRequest(Model):
    """One filing of a transfer across provinces: demand or request for verification."""

    kind: RequestKind
    year: int
    filed_on: date
    partner_province: str | None = None
    area_m2: float | None = None


class Document(Model):
    """A required document: `item` is its key in the rule's list."""

    item: str
    present: bool
    number: str | None = None
    note: str | None = None


class ProjectFacts(Model):
    """All facts of one project."""

    # 项目区基本情况
    project_code: str | None = None
    project_name: str | None = None
    county_code: str | None = None
    programme: Programme | None = None
    application_date: date | None = None
    received_date: date | None = None
    review_opinion_date: date | None = None
    approval_date: date | None = None
    approval_document: str | None = None
    approval_filing_date: date | None = None
    first_filing_date: date | None = None
    filing_status: Literal["filed", "not_filed"] | None = None
    title_confirmation_date: date | None = None
    implementation_date: date | None = None
    resettlement_date: date | None = None
    relocation_date: date | None = None
    demolition_date: date | None = None
    first_change_image_date: date | None = None
    reclamation_completion_date: date | None = None
    construction_application_date: date | None = None
    construction_date: date | None = None
    new_land_use_date: date | None = None
    completion_date: date | None = None
    observation_date: date | None = None
    households_demolished: int | None = None
    layout: Literal["resettlement", "urban"] | None = None  # 拆旧-安置, 拆旧-城镇建新
    boundary_map_scale: int | None = None
    tenure_adjustment: bool | None = None  # 是否涉及土地权属调整
    terrain: Terrain | None = None
    terrain_source: str | None = None
    terrain_by_village: dict[str, VillageTerrain] = {}  # by 12-digit village code
    # 地块挂接表, 申报数据, 实施进展
    parcels: tuple[LinkedParcel, ...] = ()
    declared: tuple[DeclaredTotal, ...] = ()
    progress: tuple[MonthlyProgress, ...] = ()
    written_reports: tuple[WrittenReport, ...] = ()
    # 验收
    self_check_date: date | None = None
    preliminary_acceptance_date: date | None = None
    acceptance_date: date | None = None
    acceptance_document: str | None = None
    filing_date: date | None = None
    acceptance_map_scale: int | None = None
    accepted_demolition_m2: float | None = None
    accepted_new_construction_m2: float | None = None
    compensation_wan: float | None = None
    proceeds_wan: float | None = None
    soil_points: tuple[SoilPoint, ...] = ()
    extension_document: str | None = None
    extension_date: date | None = None
    extension_until: date | None = None
    # 周转指标台账
    quota_m2: float | None = None
    quota_numbers: tuple[str, ...] = ()
    annual_plan_numbers: tuple[str, ...] = ()
    county_quota_m2: float | None = None
    county_new_construction_m2: float | None = None
    surplus_quota_m2: float | None = None
    offset_used_m2: float | None = None
    quota_return_date: date | None = None
    quota_returns: tuple[QuotaReturn, ...] = ()
    # 群众意愿与公示
    votes: tuple[Vote, ...] = ()
    notices: tuple[Notice, ...] = ()
    # 实施规划调整
    adjustment_reason: Literal["farmers_will", "planning", "other"] | None = None
    adjustment_date: date | None = None
    adjustment_document: str | None = None
    adjustment_filing_date: date | None = None
    # 征收
    expropriation_date: date | None = None
    expropriation_application_date: date | None = None
    expropriation_applications: int | None = None
    # 跨省域调剂
    settlement_date: date | None = None
    partner_province: str | None = None
    assisted_county_list: str | None = None
    transfer_ordinary_m2: float | None = None
    transfer_high_standard_m2: float | None = None
    transfer_amount_yuan: float | None = None
    verified_quota_m2: float | None = None
    carried_over_m2: float | None = None
    other_quota_m2: float | None = None
    payment_date: date | None = None
    transfer_requests: tuple[TransferRequest, ...] = ()
    # 要件清单
    documents: tuple[Document, ...] = ()
