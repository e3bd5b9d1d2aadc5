"""The rule kinds: one file each, listed here and nowhere else."""

from __future__ import annotations

from typing import Annotated, get_args

from pydantic import Field, TypeAdapter

from gouhook_gis.rules.kind import Kind
from gouhook_gis.rules.kinds.adjustment_grounds import AdjustmentGrounds
from gouhook_gis.rules.kinds.area_balance import AreaBalance
from gouhook_gis.rules.kinds.area_surplus import AreaSurplus
from gouhook_gis.rules.kinds.as_approved import AsApproved
from gouhook_gis.rules.kinds.built_taken_out import BuiltTakenOut
from gouhook_gis.rules.kinds.change_recorded import ChangeRecorded
from gouhook_gis.rules.kinds.clustering import Clustering
from gouhook_gis.rules.kinds.coordinates_filed import CoordinatesFiled
from gouhook_gis.rules.kinds.date_order import DateOrder
from gouhook_gis.rules.kinds.deadline import Deadline
from gouhook_gis.rules.kinds.declared_village import DeclaredVillage
from gouhook_gis.rules.kinds.documents_listed import DocumentsListed
from gouhook_gis.rules.kinds.duplicates import Duplicates
from gouhook_gis.rules.kinds.fact_limit import FactLimit
from gouhook_gis.rules.kinds.facts_complete import FactsComplete
from gouhook_gis.rules.kinds.farmland_border import FarmlandBorder
from gouhook_gis.rules.kinds.farmland_countable import FarmlandCountable
from gouhook_gis.rules.kinds.farmland_exchange import FarmlandExchange
from gouhook_gis.rules.kinds.farmland_kept import FarmlandKept
from gouhook_gis.rules.kinds.farmland_recorded import FarmlandRecorded
from gouhook_gis.rules.kinds.farmland_taken_up import FarmlandTakenUp
from gouhook_gis.rules.kinds.farmland_tilled import FarmlandTilled
from gouhook_gis.rules.kinds.filed_overlap import FiledOverlap
from gouhook_gis.rules.kinds.forbidden_overlap import ForbiddenOverlap
from gouhook_gis.rules.kinds.gaps import Gaps
from gouhook_gis.rules.kinds.geometry_validity import GeometryValidity
from gouhook_gis.rules.kinds.illegal_overlap import IllegalOverlap
from gouhook_gis.rules.kinds.intake_issues import IntakeIssues
from gouhook_gis.rules.kinds.land_total import LandTotal
from gouhook_gis.rules.kinds.linked_condition import LinkedCondition
from gouhook_gis.rules.kinds.lists_disjoint import ListsDisjoint
from gouhook_gis.rules.kinds.multipart import Multipart
from gouhook_gis.rules.kinds.named_list import NamedList
from gouhook_gis.rules.kinds.narrow_parcel import NarrowParcel
from gouhook_gis.rules.kinds.nearness import Nearness
from gouhook_gis.rules.kinds.notice_period import NoticePeriod
from gouhook_gis.rules.kinds.notice_start import NoticeStart
from gouhook_gis.rules.kinds.offset_limit import OffsetLimit
from gouhook_gis.rules.kinds.offset_reuse import OffsetReuse
from gouhook_gis.rules.kinds.one_county import OneCounty
from gouhook_gis.rules.kinds.policy_window import PolicyWindow
from gouhook_gis.rules.kinds.quota_limit import QuotaLimit
from gouhook_gis.rules.kinds.quota_returned import QuotaReturned
from gouhook_gis.rules.kinds.reconciled import Reconciled
from gouhook_gis.rules.kinds.repeated_vertices import RepeatedVertices
from gouhook_gis.rules.kinds.reports_complete import ReportsComplete
from gouhook_gis.rules.kinds.request_count import RequestCount
from gouhook_gis.rules.kinds.request_deadline import RequestDeadline
from gouhook_gis.rules.kinds.resettlement_land import ResettlementLand
from gouhook_gis.rules.kinds.return_plan import ReturnPlan
from gouhook_gis.rules.kinds.role_overlap import RoleOverlap
from gouhook_gis.rules.kinds.self_overlap import SelfOverlap
from gouhook_gis.rules.kinds.share_on_class import ShareOnClass
from gouhook_gis.rules.kinds.soil_depth import SoilDepth
from gouhook_gis.rules.kinds.spikes import Spikes
from gouhook_gis.rules.kinds.steep_reclaimed import SteepReclaimed
from gouhook_gis.rules.kinds.surplus_stable import SurplusStable
from gouhook_gis.rules.kinds.survey_edition import SurveyEdition
from gouhook_gis.rules.kinds.text_against_layer import TextAgainstLayer
from gouhook_gis.rules.kinds.transfer_price import TransferPrice
from gouhook_gis.rules.kinds.units_adjacent import UnitsAdjacent
from gouhook_gis.rules.kinds.village_code import VillageCode
from gouhook_gis.rules.kinds.village_ratio import VillageRatio
from gouhook_gis.rules.kinds.vote_share import VoteShare
from gouhook_gis.rules.kinds.within_one_unit import WithinOneUnit
from gouhook_gis.rules.kinds.within_period import WithinPeriod
from gouhook_gis.rules.kinds.within_zones import WithinZones

# What the `check:` of a rule's file may be.
Check = Annotated[
    AdjustmentGrounds
    | AreaBalance
    | AreaSurplus
    | AsApproved
    | BuiltTakenOut
    | ChangeRecorded
    | Clustering
    | CoordinatesFiled
    | DateOrder
    | Deadline
    | DeclaredVillage
    | DocumentsListed
    | Duplicates
    | FactLimit
    | FactsComplete
    | FarmlandBorder
    | FarmlandCountable
    | FarmlandExchange
    | FarmlandKept
    | FarmlandRecorded
    | FarmlandTakenUp
    | FarmlandTilled
    | FiledOverlap
    | ForbiddenOverlap
    | Gaps
    | GeometryValidity
    | IllegalOverlap
    | IntakeIssues
    | LandTotal
    | LinkedCondition
    | ListsDisjoint
    | Multipart
    | NamedList
    | NarrowParcel
    | Nearness
    | NoticePeriod
    | NoticeStart
    | OffsetLimit
    | OffsetReuse
    | OneCounty
    | PolicyWindow
    | QuotaLimit
    | QuotaReturned
    | Reconciled
    | RepeatedVertices
    | ReportsComplete
    | RequestCount
    | RequestDeadline
    | ResettlementLand
    | ReturnPlan
    | RoleOverlap
    | SelfOverlap
    | ShareOnClass
    | SoilDepth
    | Spikes
    | SteepReclaimed
    | SurplusStable
    | SurveyEdition
    | TextAgainstLayer
    | TransferPrice
    | UnitsAdjacent
    | VillageCode
    | VillageRatio
    | VoteShare
    | WithinOneUnit
    | WithinPeriod
    | WithinZones,
    Field(discriminator="kind"),
]
CHECK: TypeAdapter[Check] = TypeAdapter(Check)
KINDS: tuple[type[Kind], ...] = get_args(get_args(Check)[0])
