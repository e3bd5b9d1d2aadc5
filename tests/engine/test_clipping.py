"""How large parcels may be for restricted layers to be clipped to them."""

from __future__ import annotations

import math
from typing import Any

import pytest

import shapely

from gouhook_gis.domain.case import Case
from gouhook_gis.domain.details import EVERY, ReferenceDetail
from gouhook_gis.domain.geometry import Geometry
from gouhook_gis.domain.submission import Parcel, Place
from gouhook_gis.domain.words import Role
from gouhook_gis.engine.clipping import excess, ground_m2, within_limit
from tests.support.cases import case_of
from tests.support.fixtures import ORIGIN

EPSG = 4523


def parcel(name: str, *corners: tuple[float, float]) -> Parcel:
    """Return a parcel of metres from the fixtures' origin."""
    shape = shapely.Polygon([(x + ORIGIN[0], y + ORIGIN[1]) for x, y in corners])
    geometry = Geometry(wkb=shapely.to_wkb(shape), epsg=EPSG)
    place = Place(file="a.shp", record=1)
    return Parcel(
        id=name, key=f"demolition/{name}", role=Role.DEMOLITION, place=place, geometry=geometry
    )


def square(name: str, side: float, at: float = 0.0) -> Parcel:
    return parcel(name, (at, 0), (at + side, 0), (at + side, side), (at, side))


def test_area_is_the_official_one() -> None:
    """1000 m a side on the central meridian: 100 ha, to 0.02 ppm."""
    assert ground_m2([square("A", 1000)])[0] == pytest.approx(1e6, abs=0.05)


def test_a_crossed_ring_counts_with_all_that_it_encloses() -> None:
    """A bow-tie in a square of 1000 m: two triangles of 25 ha."""
    tie = parcel("A", (0, 0), (1000, 1000), (1000, 0), (0, 1000))
    assert ground_m2([tie])[0] == pytest.approx(5e5, abs=0.05)


def test_the_edge_of_one_parcel() -> None:
    """What has just as much is not too large."""
    one = square("A", 1000)
    hectares = float(ground_m2([one])[0]) / 10_000
    assert excess([one], hectares) is None
    found = excess([one], math.nextafter(hectares, 0) - 1e-9)
    assert found is not None and found.id == "restricted.large_parcel"
    assert found.params["parcel"] == "A"


def test_the_edge_of_all_parcels() -> None:
    """Ten of 1 ha are ten times one hectare; an eleventh is too much."""
    many = [square(str(i), 100, at=200.0 * i) for i in range(11)]
    limit = max(ground_m2(many)) / 10_000
    assert excess(many[:10], limit) is None
    found = excess(many, limit)
    assert found is not None and found.id == "restricted.large_ground"
    assert found.params["area"] == pytest.approx(110_000, abs=0.1)
    assert excess([], 1.0) is None


def case(hectares: float | None, **more: Any) -> Case:
    document = {
        "parcels": [{"id": "CJ1", "role": "demolition", "box": [0, 0, 100, 200]}],
        "reference": {"basic_farmland": {"edition": "2024", "features": []}},
    }
    made, _ = case_of(document)
    return made.model_copy(update={"clip_hectares": hectares, **more})


@pytest.mark.parametrize(
    ("general", "said", "expected"),
    [
        ("clip", {}, {EVERY: "none"}),
        ("none", {}, {EVERY: "none"}),
        ("full", {}, {EVERY: "full"}),
        ("clip", {"land_use": "full"}, {EVERY: "none", "land_use": "full"}),
        ("full", {"land_use": "clip"}, {EVERY: "full", "land_use": "none"}),
    ],
)
def test_what_would_be_clipped_is_not_shown(
    general: ReferenceDetail,
    said: dict[str, ReferenceDetail],
    expected: dict[str, ReferenceDetail],
) -> None:
    """2 ha where 1.9 are allowed; whole features are shown to whoever may see them. Again, it
    comes to the same: a report can be verified.
    """
    large = case(1.9, reference_detail=general, reference_details=said)
    found = within_limit(large)
    assert found.reference_details == expected
    assert found.reference_detail == general
    assert [d.topic for d in found.submission.decisions] == ["reference"]
    again = within_limit(large.model_copy(update={"reference_details": expected}))
    assert (again.reference_details, again.submission) == (expected, found.submission)


def test_below_the_limit_and_without_one_nothing_changes() -> None:
    for hectares in (2.1, None):
        made = case(hectares)
        assert within_limit(made) is made


def test_the_earlier_version_counts_too() -> None:
    made = case(1.9)
    small = made.submission.model_copy(update={"parcels": (square("A", 10),)})
    found = within_limit(made.model_copy(update={"submission": small, "previous": made.submission}))
    assert found.reference_details == {EVERY: "none"}
