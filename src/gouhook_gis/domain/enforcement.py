"""What a comparison of satellite patches (卫片图斑) with filed projects finds.

It says what the records show and what evidence is missing; it is never a legal judgement.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Any, Literal

from gouhook_gis.domain.message import Message
from gouhook_gis.domain.model import Model

FORMAT = "gouhook-enforcement/1"


class PatchOutcome(StrEnum):
    """What a patch is, from what needs attention most to what needs none."""

    REOCCUPIED = "reoccupied"  # 复垦验收后疑似再占
    OUTSIDE_FARMLAND = "outside_farmland"  # 项目区外占用耕地
    UNFILED = "unfiled"  # 挂钩建新，未报备
    BEFORE_APPROVAL = "before_approval"  # 挂钩建新，疑似未批先建
    PARTLY = "partly"  # 部分在建新地块内
    DOUBTFUL = "doubtful"  # 存疑：缺少判断所需的资料
    TIME_OPEN = "time_open"  # 挂钩建新，需核开工时间
    OUTSIDE = "outside"  # 项目区外，不占耕地
    COVERED = "covered"  # 挂钩建新，先批后建
    DEMOLITION = "demolition"  # 拆除、复垦施工


# By the dates of the images: the approval came before the earlier one, between them, after the
# later one, or a date is missing.
Timing = Literal["before", "between", "after", "unknown"]
# Whether the project is in the supervision system: filed, filed late, not filed, not told.
Filing = Literal["filed", "late", "none", "unknown"]


class PatchProject(Model):
    """One filed project that a patch lies in, on one side of it.

    `area_m2` is official; `share` is of the patch. `quota_m2` and `built_m2` are the quota told
    for the project and the new construction filed under it, None where none is told.
    """

    code: str
    parcels: tuple[str, ...]
    area_m2: float
    share: float
    approved: date | None = None
    filed: date | None = None
    timing: Timing = "unknown"
    filing: Filing = "unknown"
    quota_m2: float | None = None
    built_m2: float | None = None

    @property
    def within_quota(self) -> bool | None:
        """Whether the project keeps to its quota; None where it is not told."""
        if self.quota_m2 is None or self.built_m2 is None:
            return None
        return self.built_m2 <= self.quota_m2 + 0.01


class DemolitionPart(Model):
    """Ground of a patch on a demolition parcel; `accepted` is the day of its acceptance."""

    code: str
    parcel: str
    area_m2: float
    accepted: date | None = None
    state: Literal["accepted_before", "accepted_between", "open"]


class PatchResult(Model):
    """One patch. Areas are official, m²; shares are of the patch.

    `uncovered_farmland_m2` is farmland of the survey on ground outside every new parcel, None
    without a survey; `unseen_m2` is such ground that the survey does not show, or not with a
    class. `outside_farmland_m2` is what of the farmland no parcel of any project and no approval
    of conversion covers (ZJ-B24), None without a layer of approvals. `geometry` and `uncovered`
    are GeoJSON in the CRS of the patches.
    """

    id: str
    record: int
    county: str | None = None
    area_m2: float
    declared_mu: float | None = None
    image_before: date | None = None
    image_after: date | None = None
    class_on_site: str | None = None
    settlement_code: str | None = None
    outcome: PatchOutcome
    covered_m2: float = 0.0
    covered_share: float = 0.0
    uncovered_m2: float = 0.0
    uncovered_farmland_m2: float | None = None
    unseen_m2: float = 0.0
    outside_farmland_m2: float | None = None
    projects: tuple[PatchProject, ...] = ()
    demolition_m2: float = 0.0
    demolition: tuple[DemolitionPart, ...] = ()
    notes: tuple[Message, ...] = ()
    geometry: dict[str, Any]
    uncovered: dict[str, Any] | None = None


class Enforcement(Model):
    """All patches of one delivery beside the filed projects, in the order of their ids.

    `layers` are the editions asked, by kind, `restricted` whether one of them is; `missing` says
    what could not be looked at or was taken for granted, once for all; `unmeasured` are patches
    without usable shape, with file and record.
    """

    format: Literal["gouhook-enforcement/1"] = "gouhook-enforcement/1"
    source: str
    source_sha256: str | None = None
    profile: str
    epsg: int
    thresholds: dict[str, float]
    layers: dict[str, str] = {}
    restricted: bool = False
    missing: tuple[Message, ...] = ()
    unmeasured: tuple[Message, ...] = ()
    patches: tuple[PatchResult, ...] = ()

    @property
    def counts(self) -> dict[PatchOutcome, int]:
        """Return how many patches have each outcome, in the order of attention."""
        found = [patch.outcome for patch in self.patches]
        return {one: found.count(one) for one in PatchOutcome if one in found}
