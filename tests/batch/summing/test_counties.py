"""New construction of a county beside its quota: 100 × 100 m beside what 1 m² changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from shapely import box

from gouhook_gis.batch.summing.about import About
from gouhook_gis.batch.summing.counties import county_totals
from gouhook_gis.batch.summing.quota_sheet import CountyQuota
from gouhook_gis.domain.batch import CountyTotal
from gouhook_gis.domain.case import DeclaredCoverage, Edition
from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.domain.words import Status
from gouhook_gis.geometry.area import official_area
from gouhook_gis.reference.memory import LayerData, MemoryStore
from gouhook_gis.reference.store import Features
from tests.support.members import ABOUT

PLANE = 4544
EAST, NORTH = 510_000.0, 3_400_000.0
COUNTY = "510999"
Row = tuple[str, str, Any, dict[str, Any]]


def at(x: float, y: float, width: float, height: float) -> Any:
    return box(EAST + x, NORTH + y, EAST + x + width, NORTH + y + height)


def official(shape: Any) -> float:
    return float(official_area(np.array([shape], dtype=object), PLANE)[0])


def layer(
    edition: str, rows: Sequence[Row], codes: Sequence[str] = (COUNTY,), unusable: int = 0
) -> LayerData:
    told = [
        {"XMBH": project, "DKBH": parcel, "DKLX": "建新", "XZQDM": COUNTY} | more
        for project, parcel, _, more in rows
    ]
    names = sorted({name for one in told for name in one})
    shapes = np.empty(len(rows), dtype=object)
    shapes[:] = [shape for _, _, shape, _ in rows]
    features = Features(
        ids=np.array([parcel for _, parcel, _, _ in rows], dtype=object),
        geometries=shapes,
        epsg=PLANE,
        columns={n: np.array([one.get(n) for one in told], dtype=object) for n in names},
        repaired=np.zeros(len(rows), dtype=bool),
    )
    held = Edition(
        kind="filed_parcels",
        edition=edition,
        completeness=Completeness.SPARSE,
        epsg=PLANE,
        records=len(rows) + unusable,
        unusable=unusable,
        sha256="0",
        coverage=DeclaredCoverage(codes=tuple(codes)) if codes else None,
    )
    return LayerData(held, features)


def own(project: str, parcel: str, shape: Any, **more: Any) -> Row:
    return project, parcel, shape, {"XMZT": "同批报送"} | more


def about(members: Sequence[Row], others: Sequence[Row] | None = (), **more: Any) -> About:
    layers = [layer("batch", members)]
    if others is not None:
        layers.append(layer("2024", others, more.pop("codes", (COUNTY,)), more.pop("unusable", 0)))
    return replace(
        ABOUT,
        store=MemoryStore.of(layers),
        filed="filed_parcels@batch",
        registered=() if others is None else ("filed_parcels@2024",),
        **more,
    )


def quota(area_m2: float, unit: AreaUnit = AreaUnit.HECTARE) -> list[CountyQuota]:
    return [CountyQuota(COUNTY, "青禾县", area_m2, unit)]


def total(
    case: About, quotas: list[CountyQuota] | None, members: Sequence[str] = ("p1",)
) -> CountyTotal:
    (found,) = county_totals(case, quotas, [COUNTY], members)
    return found


HECTARE = at(0, 0, 100, 100)


def test_the_edge_of_the_quota() -> None:
    """What is shown as the quota passes; 1 m², a ten-thousandth of a hectare, more does not."""
    case = about([own("P1", "J1", HECTARE)])
    rounded = round(official(HECTARE))
    equal = total(case, quota(rounded))
    assert (equal.status, equal.reason) == (Status.PASS, None)
    assert equal.total_m2 == pytest.approx(official(HECTARE), abs=1e-6)
    more = total(case, quota(rounded - 1))
    assert more.status is Status.FAIL
    assert more.reason is not None
    assert more.reason.params["excess"] == pytest.approx(official(HECTARE) - rounded + 1, abs=1e-6)
    # 亩 are compared with 2 decimals, 6.67 m²: 1 m² beyond is no difference there.
    in_mu = round(official(HECTARE) * 0.0015, 2) / 0.0015
    assert total(case, quota(in_mu, AreaUnit.MU)).status is Status.PASS
    assert total(case, quota(in_mu - 6.67, AreaUnit.MU)).status is Status.FAIL


def test_ground_counts_once_and_other_projects_count_too() -> None:
    """A hectare of the batch, half of it filed by P0, which has another half; P1's own older
    version, an ended project, a demolition parcel and another county add nothing.
    """
    others = [
        ("P0", "1", at(50, 0, 100, 100), {"XMZT": "已报备"}),
        ("Ｐ1", "2", at(500, 0, 100, 100), {"XMZT": "已报备"}),
        ("P2", "3", at(700, 0, 100, 100), {"XMZT": "已撤销"}),
        ("P3", "4", at(900, 0, 100, 100), {"DKLX": "拆旧"}),
        ("P4", "5", at(1100, 0, 100, 100), {"XZQDM": "510998"}),
    ]
    found = total(about([own("P1", "J1", HECTARE)], others), quota(20_000.0))
    half = official(at(100, 0, 50, 100))
    assert found.members_m2 == pytest.approx(official(HECTARE), abs=0.01)
    assert found.filed_m2 == pytest.approx(half, abs=0.01)
    assert found.total_m2 == pytest.approx(official(HECTARE) + half, abs=0.01)
    assert (found.projects, found.status) == (2, Status.PASS)


def test_a_project_without_a_county_field_is_told_by_its_code() -> None:
    others = [
        ("510999-1", "1", at(200, 0, 100, 100), {"XZQDM": None}),
        ("510998-1", "2", at(400, 0, 100, 100), {"XZQDM": None}),
        ("510999-2", "3", at(600, 0, 100, 100), {"XZQDM": "510998"}),
    ]
    found = total(about([own("P1", "J1", HECTARE)], others), None)
    assert found.projects == 2
    assert found.filed_m2 == pytest.approx(official(at(200, 0, 100, 100)), abs=0.01)


def test_within_the_quota_is_no_pass_where_something_is_not_known() -> None:
    members = [own("P1", "J1", HECTARE)]
    doubtful = [("P0", "1", at(200, 0, 10, 10), {"DKLX": "其他"})]
    open_cases = {
        "quota_members_only": about(members, None),
        "quota_undeclared": about(members, codes=("510998",)),
        "quota_unread": about(members, unread=("坏",)),
        "quota_roles": about(members, doubtful),
        "quota_placeless": about(members, [("P9", "1", at(200, 0, 9, 9), {"XZQDM": None})]),
        "quota_lost": about(members, unusable=1),
    }
    for said, case in open_cases.items():
        found = total(case, quota(20_000.0))
        assert found.reason is not None
        assert (found.status, found.reason.id) == (Status.NEEDS_REVIEW, f"batch_summary.{said}")
        # What is known is too much whatever is missing.
        assert total(case, quota(9_000.0)).status is Status.FAIL


def test_without_sheet_or_line_or_layer_nothing_is_decided() -> None:
    case = about([own("P1", "J1", HECTARE)])
    no_sheet = total(case, None)
    assert no_sheet.reason is not None
    assert (no_sheet.status, no_sheet.reason.id) == (
        Status.NOT_RUN,
        "batch_summary.no_quota_sheet",
    )
    assert no_sheet.total_m2 == pytest.approx(official(HECTARE), abs=0.01)
    other = CountyQuota("510998", "云岭县", 5.0, AreaUnit.HECTARE)
    empty, found = county_totals(case, [other], [COUNTY], ["p1"])
    assert found.reason is not None
    assert (found.code, found.status, found.reason.id) == (
        COUNTY,
        Status.NOT_RUN,
        "batch_summary.no_quota",
    )
    assert (empty.code, empty.projects, empty.total_m2) == ("510998", 0, 0.0)
    assert (empty.quota_m2, empty.status) == (5.0, Status.NEEDS_REVIEW)
    nothing = total(ABOUT, quota(1.0))
    assert nothing.reason is not None
    assert (nothing.status, nothing.reason.id) == (Status.NOT_RUN, "batch_summary.no_filed_layer")


def test_what_an_earlier_batch_left_in_the_registered_layer_counts() -> None:
    """Its parcels were handed in together with others then, and are nobody's of this batch."""
    others = [("P0", "1", at(200, 0, 100, 100), {"XMZT": "同批报送"})]
    found = total(about([own("P1", "J1", HECTARE)], others), None)
    assert found.projects == 2
    assert found.filed_m2 == pytest.approx(official(at(200, 0, 100, 100)), abs=0.01)


def test_the_code_of_a_city_stands_for_all_its_counties() -> None:
    """Which some cities do not have: 441900."""
    others = [
        ("P2", "1", at(200, 0, 100, 100), {"XZQDM": "510998"}),
        ("P3", "2", at(400, 0, 100, 100), {"XZQDM": "511001"}),
    ]
    sheet = [CountyQuota("510900", "遂宁市", 15_000.0, AreaUnit.HECTARE)]
    case = about([own("P1", "J1", HECTARE)], others, codes=("510900",))
    (found,) = county_totals(case, sheet, (), ["p1"])
    assert (found.projects, found.status) == (2, Status.FAIL)
    both = official(HECTARE) + official(at(200, 0, 100, 100))
    assert found.total_m2 == pytest.approx(both, abs=0.01)


def test_only_the_counties_that_may_be_seen_are_added_up() -> None:
    sheet = [*quota(20_000.0), CountyQuota("510998", "云岭县", 5.0, AreaUnit.HECTARE)]
    case = about([own("P1", "J1", HECTARE)], within=(COUNTY,))
    assert [one.code for one in county_totals(case, sheet, ["510997"], ["p1"])] == [COUNTY]


def test_new_construction_that_lies_nobody_knows_where_leaves_no_quota_kept() -> None:
    """That of a member too; 拆旧, an ended project and a member's own older version do not."""
    nowhere = {"XZQDM": None}
    members = [own("P1", "J1", HECTARE), own("P1", "J2", at(200, 0, 9, 9), **nowhere)]
    assert total(about(members), quota(20_000.0)).status is Status.NEEDS_REVIEW
    others = [
        ("P1", "1", at(400, 0, 9, 9), nowhere),
        ("P2", "1", at(500, 0, 9, 9), nowhere | {"XMZT": "已撤销"}),
        ("P3", "1", at(600, 0, 9, 9), nowhere | {"DKLX": "拆旧"}),
    ]
    case = about(members[:1], others)
    assert total(case, quota(20_000.0)).status is Status.PASS
    (found,) = county_totals(case, quota(20_000.0), [COUNTY], ["p1"], lost=True)
    assert found.status is Status.NEEDS_REVIEW


def test_a_county_is_held_against_every_edition_that_was_supplied() -> None:
    """One of them declares to be complete there; what another has there counts as well."""
    case = about([own("P1", "J1", HECTARE)])
    rows = [("P2", "1", at(200, 0, 100, 100), {"XMZT": "已报备"})]
    store = MemoryStore.of([
        layer("batch", [own("P1", "J1", HECTARE)]), layer("2023", rows, ("510998",)),
        layer("2024", []),
    ])  # fmt: skip
    both = replace(case, store=store, registered=("filed_parcels@2023", "filed_parcels@2024"))
    found = total(both, quota(30_000.0))
    assert (found.projects, found.status) == (2, Status.PASS)
    one = total(replace(both, registered=("filed_parcels@2023",)), quota(30_000.0))
    assert one.reason is not None
    assert one.reason.id == "batch_summary.quota_undeclared"
