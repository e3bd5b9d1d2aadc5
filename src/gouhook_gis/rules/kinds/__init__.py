"""The rule kinds: one file each, listed here and nowhere else."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field, TypeAdapter

from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.kinds.area_balance import AreaBalance
from gouhook_gis.rules.kinds.area_surplus import AreaSurplus
from gouhook_gis.rules.kinds.clustering import Clustering
from gouhook_gis.rules.kinds.duplicates import Duplicates
from gouhook_gis.rules.kinds.forbidden_overlap import ForbiddenOverlap
from gouhook_gis.rules.kinds.gaps import Gaps
from gouhook_gis.rules.kinds.geometry_validity import GeometryValidity
from gouhook_gis.rules.kinds.illegal_overlap import IllegalOverlap
from gouhook_gis.rules.kinds.intake_issues import IntakeIssues
from gouhook_gis.rules.kinds.multipart import Multipart
from gouhook_gis.rules.kinds.narrow_parcel import NarrowParcel
from gouhook_gis.rules.kinds.nearness import Nearness
from gouhook_gis.rules.kinds.one_county import OneCounty
from gouhook_gis.rules.kinds.repeated_vertices import RepeatedVertices
from gouhook_gis.rules.kinds.role_overlap import RoleOverlap
from gouhook_gis.rules.kinds.self_overlap import SelfOverlap
from gouhook_gis.rules.kinds.share_on_class import ShareOnClass
from gouhook_gis.rules.kinds.spikes import Spikes
from gouhook_gis.rules.kinds.units_adjacent import UnitsAdjacent
from gouhook_gis.rules.kinds.village_code import VillageCode
from gouhook_gis.rules.kinds.village_ratio import VillageRatio
from gouhook_gis.rules.kinds.within_one_unit import WithinOneUnit

# What the `check:` of a rule's file may be.
Check = Annotated[
    AreaBalance
    | AreaSurplus
    | Clustering
    | Duplicates
    | ForbiddenOverlap
    | Gaps
    | GeometryValidity
    | IllegalOverlap
    | IntakeIssues
    | Multipart
    | NarrowParcel
    | Nearness
    | OneCounty
    | RepeatedVertices
    | RoleOverlap
    | SelfOverlap
    | ShareOnClass
    | Spikes
    | UnitsAdjacent
    | VillageCode
    | VillageRatio
    | WithinOneUnit,
    Field(discriminator="kind"),
]
CHECK: TypeAdapter[Check] = TypeAdapter(Check)
KINDS: tuple[type[Kind], ...] = get_args(get_args(Check)[0])
