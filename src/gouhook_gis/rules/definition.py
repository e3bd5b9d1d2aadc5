"""What a rule's file, a pack, a layer kind's file and a profile hold."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from gouhook_gis.domain.measure import RESOLUTION
from gouhook_gis.domain.model import Model, Text
from gouhook_gis.domain.report import RuleTexts
from gouhook_gis.domain.words import InForce, Programme, Role, Severity, Stage

Basis = Literal["text", "derived", "interpretation"]
Scope = Literal["any", "cross_county", "transfer_out", "transfer_in", "transfer_both", "ordinary"]

# Of packs and profiles: also the name of their folder or file, and typed on the command line.
NAME = r"^[a-z0-9][a-z0-9-]*$"


class Clause(Model):
    """Where it is written. `quote` is at most 30 characters of the article."""

    document: str
    article: str
    quote: str = Field(default="", max_length=30)


class Force(Model):
    """When the text is in force.

    `from_earliest` and `from_latest` differ where the text does not say; between them, and where
    `unknown` (现行效力待核), force is unknown. `to` is the last day.
    """

    from_earliest: date | None = None
    from_latest: date | None = None
    to: date | None = None
    unknown: bool = False
    note: Text | None = None

    def on(self, day: date) -> InForce:
        """Return whether the text is in force on `day`."""
        if self.from_earliest and day < self.from_earliest:
            return InForce.NO
        if self.to and day > self.to:
            return InForce.NO
        if self.unknown or (self.from_latest and day < self.from_latest):
            return InForce.UNKNOWN
        return InForce.YES


class RuleHeader(Model):
    """Everything of a rule's file but its `check` (which the loader validates by kind)."""

    code: str
    texts: RuleTexts
    clause: Clause | None = None
    basis: Basis
    force: Force | None = None
    jurisdiction: str = "全国"
    scope: Scope = "any"
    not_in: tuple[Programme, ...] = ()
    stages: tuple[Stage, ...] | Literal["any"]
    severity: Severity
    severity_by_part: dict[Role, Severity] = {}
    evidence: Literal["geometry", "numbers", "dates", "attributes", "status", "raster"]
    # Findings on the same ground are kept under this rule where the plan has it (B02 under B01).
    findings_under: str | None = None
    # Where this rule applies it takes the place of that one: a province counts otherwise.
    in_place_of: str | None = None


class Pack(Model):
    """`pack.yaml`: one regulation; `document` is what citations print."""

    name: str = Field(pattern=NAME)
    version: str
    title: Text
    document: str
    jurisdiction: str = "全国"
    force: Force = Force()
    changelog: dict[str, str] = {}


class SliverPolicy(Model):
    """Pieces too small to decide a prohibition (design section 5)."""

    area_m2: float = 1.0
    width_m: float = 0.05
    width_area_m2: float = 10.0
    parcel_sum_m2: float = 1.0
    rule_sum_m2: float = 10.0


class PairTolerance(Model):
    """Tolerance of parcels against one traced layer kind: 经验值, not law.

    A piece narrower than `width_m` and below `share` of the parcel is `needs_review`.
    """

    width_m: float = 2.0
    share: float = 0.05


class ReconciliationPolicy(Model):
    """When figures, boundary and map agree (数线图): 经验值, since no text gives a number.

    Areas agree within the resolution of the filed figure, or within `area_share` of the larger;
    points within `point_m`. A parcel coincides with the change pieces from `coincidence` on, and
    its line lies no farther than `displacement_m` (95th percentile) from theirs. Class areas agree
    within `class_share` of the parcel. Below `minimum_farmland_m2` a patch need not be mapped.
    """

    area_share: float = 0.001
    point_m: float = 0.01
    coincidence: float = 0.9
    displacement_m: float = 2.0
    class_share: float = 0.05
    minimum_farmland_m2: float = 400.0
    changed_share: float = 0.3

    def below_minimum(self, area_m2: float) -> bool:
        """Whether ground of so many m² need not be mapped as farmland."""
        return area_m2 < self.minimum_farmland_m2 - RESOLUTION["m2"]


class EnforcementPolicy(Model):
    """When a satellite patch counts as lying in filed new construction: 经验值, from one
    province's desks.

    A patch of more than `large_mu` 亩 needs the share `large_share` of it covered and less than
    `farmland_mu` 亩 of uncovered farmland; a smaller one needs `small_share`. A filing later than
    `filing_workdays` working days after the approval is late.
    """

    large_mu: float = 2.0
    large_share: float = 0.95
    farmland_mu: float = 0.5
    small_share: float = 0.9
    filing_workdays: int = 10


class Profile(Model):
    """`profiles/NAME.yaml`: a jurisdiction's packs, tolerances and thresholds.

    `parameters` overrides a parameter of a rule's check: {"ZJ-B18": {"distance_m": 5000}}.
    """

    name: str = Field(pattern=NAME)
    title: Text
    jurisdiction: str
    packs: tuple[str, ...]
    programme: Programme = Programme.ORDINARY
    slivers: SliverPolicy = SliverPolicy()
    tolerances: dict[str, PairTolerance] = {}
    point_error_m: dict[str, float] = {"parcels": 0.05, "reference": 1.0}
    reconciliation: ReconciliationPolicy = ReconciliationPolicy()
    enforcement: EnforcementPolicy = EnforcementPolicy()
    parameters: dict[str, dict[str, object]] = {}
    severities: dict[str, Severity] = {}
