"""Two versions of a project area: which parcel is which, and which ground came and went."""

from __future__ import annotations

import numpy as np
import pytest

import shapely

from gouhook_gis.comparison.ground import Small, beyond, substantial
from gouhook_gis.comparison.parcels import Change, Version, compare_parcels
from gouhook_gis.domain.words import Purpose, Role
from tests.support.fixtures import EPSG, ORIGIN, FixtureParcel

SMALL = Small(area_m2=1.0, width_m=0.05, width_area_m2=10.0)
Box = tuple[float, float, float, float]


def version(*rows: tuple[str, Box] | FixtureParcel) -> Version:
    """Parcels of one role with their shapes in the plane of the fixtures."""
    parcels = []
    for number, row in enumerate(rows, 1):
        item = row
        if isinstance(row, tuple):
            item = FixtureParcel(id=row[0], role=Role.NEW_CONSTRUCTION, box=row[1])
        assert isinstance(item, FixtureParcel)
        parcels.append(item.parcel(number))
    shapes = np.array(
        [None if p.geometry is None else shapely.from_wkb(p.geometry.wkb) for p in parcels] or [],
        dtype=object,
    )
    return Version(parcels, shapes)


def compared(old: Version, new: Version) -> list[Change]:
    return compare_parcels(old, new, EPSG, SMALL)


def states(old: Version, new: Version) -> list[tuple[str, str]]:
    """What became of each parcel, by its number (of now, else of then)."""
    return [
        (old.parcels[c.old or 0].id if c.new is None else new.parcels[c.new].id, c.state)
        for c in compared(old, new)
    ]


A: Box = (0, 0, 100, 100)
B: Box = (300, 0, 400, 100)


def test_what_came_what_went_and_what_stayed() -> None:
    old, new = version(("J1", A), ("J2", B)), version(("J1", A), ("J3", (600, 0, 700, 100)))
    assert states(old, new) == [("J1", "unchanged"), ("J3", "brought_in"), ("J2", "taken_out")]


def test_the_same_ground_under_another_number_is_the_same_parcel() -> None:
    assert compared(version(("J1", A)), version(("J9", A))) == [Change(0, 0, ("id",))]


def test_numbers_that_change_places() -> None:
    """Each ground keeps its parcel, whatever it is called now."""
    old, new = version(("J1", A), ("J2", B)), version(("J1", B), ("J2", A))
    assert compared(old, new) == [Change(1, 0, ("id",)), Change(0, 1, ("id",))]


def test_of_two_parcels_with_the_same_rings_numbers_decide() -> None:
    old, new = version(("J1", A), ("J2", A)), version(("J2", A), ("J1", A))
    assert compared(old, new) == [Change(1, 0), Change(0, 1)]


def test_a_boundary_that_moved_is_a_change_of_geometry() -> None:
    changes = compared(version(("J1", A)), version(("J1", (0, 0, 100, 90))))
    assert changes == [Change(0, 0, ("geometry",))]


@pytest.mark.parametrize(
    ("right", "aspects"),
    [
        (100.0099, ()),  # 0.99 m²
        (100.049, ()),  # 4.9 m² in a strip of 4.9 cm
        (100.051, ("geometry",)),  # 5.1 m² in a strip of 5.1 cm
    ],
)
def test_a_sliver_is_no_change_of_geometry(right: float, aspects: tuple[str, ...]) -> None:
    old, new = version(("J1", A)), version(("J1", (0, 0, right, 100)))
    assert [c.aspects for c in compared(old, new)] == [aspects]
    assert [c.aspects for c in compared(new, old)] == [aspects]


@pytest.mark.parametrize(("shift", "state"), [(49.9, "changed"), (50.1, "brought_in")])
def test_half_of_the_smaller_parcel_makes_it_the_same(shift: float, state: str) -> None:
    """100 × 100 m each, of different numbers, sharing 50.1 or 49.9 m of their width."""
    new = version(("J9", (shift, 0, shift + 100, 100)))
    assert dict(states(version(("J1", A)), new))["J9"] == state


def test_the_same_number_on_other_ground_is_another_parcel() -> None:
    assert states(version(("J1", A)), version(("J1", B))) == [
        ("J1", "brought_in"),
        ("J1", "taken_out"),
    ]


def test_a_split_parcel_keeps_its_largest_part() -> None:
    old = version(("J1", A))
    new = version(("J1-1", (0, 0, 40, 100)), ("J1-2", (40, 0, 100, 100)))
    assert compared(old, new) == [Change(None, 0), Change(0, 1, ("geometry", "id"))]


def test_purpose_and_village_are_told_apart() -> None:
    row = FixtureParcel(id="J1", role=Role.NEW_CONSTRUCTION, box=A, purpose=Purpose.URBAN)
    other = row.model_copy(update={"purpose": Purpose.RESETTLEMENT, "village_code": "510999100201"})
    assert compared(version(row), version(other)) == [Change(0, 0, ("purpose", "village_code"))]


def test_without_geometry_the_number_alone_proves_nothing() -> None:
    lost = FixtureParcel(id="J1", role=Role.NEW_CONSTRUCTION)
    assert states(version(lost), version(("J1", A))) == [("J1", "brought_in"), ("J1", "taken_out")]


def test_nothing_then_or_nothing_now() -> None:
    assert compared(version(), version(("J1", A))) == [Change(None, 0)]
    assert compared(version(("J1", A)), version()) == [Change(0, None)]
    assert compared(version(), version()) == []


def test_new_ground_is_what_no_earlier_parcel_covers() -> None:
    """120 × 100 m now, 100 × 100 m under two parcels then: 20 × 100 m are new."""
    old = version(("J1", (0, 0, 50, 100)), ("J2", (50, 0, 100, 100)))
    new = version(("J1", (0, 0, 120, 100)), ("J2", (300, 0, 310, 10)), ("J3", (10, 10, 20, 20)))
    gained = beyond(new.shapes, old.shapes, EPSG)
    assert gained.area == pytest.approx([2000, 100, 0], abs=0.01)
    assert gained.geometry[2] is None
    assert substantial(gained, EPSG, SMALL).tolist() == [True, True, False]


def test_parts_are_judged_one_by_one() -> None:
    """Thirty strips of 2 cm × 20 m are 12 m² together and slivers each."""
    strips = shapely.multipolygons([shapely.box(0, n, 20, n + 0.02) for n in range(30)])
    moved = shapely.transform(strips, lambda xy: xy + ORIGIN)
    gained = beyond(np.array([moved], dtype=object), np.empty(0, dtype=object), EPSG)
    assert gained.area[0] == pytest.approx(12.0, abs=0.01)
    assert substantial(gained, EPSG, SMALL).tolist() == [False]
