"""The overlay engine and PostGIS agree on random polygons."""

from __future__ import annotations

import numpy as np
import psycopg
import pytest

import shapely

from gouhook_gis.geometry.kernel.ready import LOADER
from gouhook_gis.geometry.kernel.shares import Relation, shares_of
from gouhook_gis.geometry.overlay import overlay, uncovered
from gouhook_gis.geometry.ragged import Ragged

EPSG = 4544
ORIGIN = np.array([500_000.0, 3_400_000.0])

pytestmark = pytest.mark.postgis


def stars(rng: np.random.Generator, count: int) -> np.ndarray:
    """Make random star-shaped polygons, some with a hole, 20 m to 120 m across."""
    polygons = []
    for _ in range(count):
        corners = int(rng.integers(5, 24))
        angles = np.sort(rng.uniform(0, 2 * np.pi, corners))
        radii = rng.uniform(10, 60, corners)
        middle = ORIGIN + rng.uniform(0, 600, 2)
        ring = np.column_stack([np.cos(angles), np.sin(angles)]) * radii[:, None] + middle
        hole = [0.3 * (ring - middle) + middle] if rng.random() < 0.3 else []
        polygons.append(shapely.Polygon(np.round(ring, 4), hole))
    stars = np.array(polygons, dtype=object)
    return stars[shapely.is_valid(stars)]


@pytest.fixture
def layers(postgis: psycopg.Connection) -> tuple[np.ndarray, np.ndarray]:
    """Put two random layers into PostGIS and return them."""
    rng = np.random.default_rng(20081)
    both = stars(rng, 150), stars(rng, 150)
    for name, geoms in zip(("l", "r"), both, strict=True):
        postgis.execute(f"CREATE TEMP TABLE {name} (id int, g geometry)")
        with postgis.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO {name} VALUES (%s, ST_SetSRID(%s::geometry, {EPSG}))",
                [(i, shapely.to_wkb(geom, hex=True)) for i, geom in enumerate(geoms)],
            )
    yield both
    postgis.execute("DROP TABLE l, r")


def test_pieces_have_the_areas_of_st_intersection(
    postgis: psycopg.Connection, layers: tuple[np.ndarray, np.ndarray]
) -> None:
    rows = postgis.execute(
        """
        SELECT l.id, r.id, ST_Area(ST_Intersection(l.g, r.g)) FROM l, r
        WHERE l.g && r.g AND ST_Relate(l.g, r.g, '2********') ORDER BY 1, 2
        """
    ).fetchall()
    pieces = overlay(*layers, EPSG)
    assert len(rows) > 300
    assert list(zip(pieces.left.tolist(), pieces.right.tolist(), strict=True)) == [
        (left, right) for left, right, _ in rows
    ]
    planar = shapely.area(pieces.geometry)
    assert np.abs(planar - [area for *_, area in rows]).max() < 1e-6
    # At the meridian the plane is the ellipsoid but for the rounding of the official method.
    assert np.abs(planar - pieces.area).max() < 0.01


def test_uncovered_ground_is_st_difference(
    postgis: psycopg.Connection, layers: tuple[np.ndarray, np.ndarray]
) -> None:
    rows = postgis.execute(
        """
        SELECT ST_Area(ST_Difference(l.g, (SELECT ST_Union(r.g) FROM r)))
        FROM l ORDER BY l.id
        """
    ).fetchall()
    area, rest = uncovered(*layers, EPSG)
    planar = np.nan_to_num(shapely.area(rest))
    assert np.abs(planar - [area for (area,) in rows]).max() < 1e-6
    assert np.abs(planar - area).max() < 0.01


def test_the_compiled_loop_agrees_with_postgis(
    postgis: psycopg.Connection, layers: tuple[np.ndarray, np.ndarray]
) -> None:
    """Certain relations are those of ST_Relate; areas are ST_Area's within the bound."""
    rows = postgis.execute(
        """
        SELECT l.id, r.id, ST_Area(ST_Intersection(l.g, r.g)), ST_Relate(l.g, r.g, '2********'),
               ST_CoveredBy(l.g, r.g), ST_Covers(l.g, r.g)
        FROM l, r WHERE l.g && r.g ORDER BY 1, 2
        """
    ).fetchall()
    left, right, area, sharing, inside, around = map(np.array, zip(*rows, strict=True))
    assert LOADER.wait()
    loop = LOADER.loop()
    assert loop is not None
    ragged = Ragged.of(layers[0]), Ragged.of(layers[1])
    found = shares_of(loop, *ragged, (left, right), (EPSG, EPSG))
    sure = found.relation != Relation.UNDECIDED
    assert sure.sum() > 1000
    assert ((found.relation != Relation.NOTHING) == sharing)[sure].all()
    assert ((found.relation == Relation.LEFT_INSIDE) == inside)[sure].all()
    assert ((found.relation == Relation.RIGHT_INSIDE) == around)[sure].all()
    cut = found.relation == Relation.PARTLY
    difference = np.abs(found.area - area)[cut]
    assert (difference <= found.bound[cut]).all()
    # At the meridian the plane is the ellipsoid, so the two reckon the same.
    assert difference.max() < 1e-4
