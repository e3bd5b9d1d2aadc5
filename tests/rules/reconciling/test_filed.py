"""数↔线 and what is listed beside it: kinds of area, coordinate texts, photographs."""

from datetime import datetime

import pytest

import shapely

from gouhook_gis.domain.filed import FiledBoundary, FiledPoint, Photograph
from gouhook_gis.domain.geometry import Geometry
from gouhook_gis.domain.words import Status
from tests.rules.reconciling.test_table import BOX, parcel, part, record, table
from tests.support.fixtures import EPSG, ORIGIN


def text(points: list[tuple[float, float]], declared: int, hectares: float) -> FiledBoundary:
    """Return the coordinate text of CJ1, metres from the origin."""
    places = [(ORIGIN[0] + x, ORIGIN[1] + y) for x, y in points]
    return FiledBoundary(
        file="界址.txt",
        line=5,
        id="CJ1",
        parcel_key="demolition/CJ1",
        declared_points=declared,
        declared_area_ha=hectares,
        points=tuple(
            FiledPoint(name=f"J{n}", ring=1, easting=x, northing=y, line=5 + n)
            for n, (x, y) in enumerate(places, start=1)
        ),
        geometry=Geometry(wkb=shapely.to_wkb(shapely.Polygon(places)), epsg=EPSG),
    )


CORNERS = [(0.0, 0.0), (0.0, 40.0), (50.0, 40.0), (50.0, 0.0)]


def filed(boundary: FiledBoundary) -> tuple[Status, list[str]]:
    """Return how figures and boundary compare, and the messages."""
    found = table([parcel(BOX)], [record("r", BOX)], boundaries=(boundary,))
    outcome = part(found.rows[0], "figures_boundary")
    return outcome.status, [note.id.removeprefix("reconciliation.") for note in outcome.notes]


@pytest.mark.parametrize(
    ("points", "declared", "hectares", "said"),
    [
        (CORNERS, 4, 0.2, []),
        (CORNERS, 5, 0.2, ["point_count"]),
        (CORNERS, 4, 0.2003, ["area_differs"]),
        # Half of it: 1000 m², as its header line says, but not the layer.
        (CORNERS[:3], 3, 0.1, ["points_missing"]),
        ([*CORNERS[:3], (50.02, 0.0)], 4, 0.2, ["points_apart"]),
    ],
)
def test_a_coordinate_text_beside_the_layer(
    points: list[tuple[float, float]], declared: int, hectares: float, said: list[str]
) -> None:
    """Its header line against its points, its points against the layer (0.01 m)."""
    assert filed(text(points, declared, hectares)) == (Status.FAIL if said else Status.PASS, said)


@pytest.mark.parametrize(
    ("kind", "declared", "status"),
    [
        (None, 120_000.0, Status.PASS),
        (None, 120_110.0, Status.NEEDS_REVIEW),
        ("planar", 120_110.0, Status.PASS),
        ("ellipsoidal", 120_110.0, Status.FAIL),
        (None, 120_130.0, Status.FAIL),
    ],
)
def test_an_area_is_compared_in_its_kind(kind: str | None, declared: float, status: Status) -> None:
    """One degree off the meridian 120,000 m² of the plane are some 119,973 on the ellipsoid;
    a thousandth allows 120 m².
    """
    box = [95_700.0, 0.0, 96_000.0, 400.0]
    attributes = {"area_kind": kind} if kind else {}
    own = parcel(box, declared_m2=declared, attributes=attributes)
    found = table([own], [record("r", box)])
    boundary = found.rows[0].boundary
    assert boundary.area_planar_m2 == pytest.approx(120_000.0, abs=0.01)
    assert boundary.area_ellipsoidal_m2 == pytest.approx(119_973, abs=1)
    assert part(found.rows[0], "figures_boundary").status is status


def test_photographs_are_listed_beside_their_parcel() -> None:
    """By number; one of no parcel is in the list all the same."""
    day = datetime(2024, 5, 1, 9, 30)
    photographs = (
        Photograph(file="b.jpg", number="2", parcel_key="demolition/CJ1", taken=day),
        Photograph(file="a.jpg", number="1", parcel_key="demolition/CJ1", azimuth_deg=90.0),
        Photograph(file="c.jpg", number="3"),
    )
    found = table([parcel(BOX)], [record("r", BOX)], photographs=photographs)
    assert found.rows[0].photographs == ("1", "2")
    listed = [(each.number, each.taken, each.azimuth_deg) for each in found.photographs]
    assert listed == [("1", None, 90.0), ("2", "2024-05-01T09:30:00", None), ("3", None, None)]
