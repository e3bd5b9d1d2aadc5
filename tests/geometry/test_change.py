"""Change between two images: exact on made-up grounds, blind where it must be."""

from __future__ import annotations

import numpy as np
import pytest

import shapely

from gouhook_gis.geometry.change import changed_shares
from gouhook_gis.geometry.grid import ArrayRaster, Grid
from tests.support.shapes import array

E, N, EPSG = 500_000.0, 3_400_000.0, 4544
SIDE = 300


def ground() -> np.ndarray:
    """Return 300 × 300 cells of 1 m, 98 and 102 in turn: median 100, MAD 2."""
    return 100.0 + 2.0 * (-1.0) ** np.add.outer(np.arange(SIDE), np.arange(SIDE))


def image(values: np.ndarray, cell: float = 1.0) -> ArrayRaster:
    """Return an image whose south-west corner is 130 m from that of the parcel."""
    return ArrayRaster(Grid(E - 130, N + 170, cell, cell, *values.shape, EPSG), values)


# Rows 130 to 169 and columns 130 to 169 of the image.
PARCEL = shapely.box(E, N, E + 40, N + 40)


@pytest.mark.parametrize(("brighter", "share"), [(8.89, 0.0), (8.90, 1.0), (-8.90, 1.0)])
def test_three_deviations_are_the_limit(brighter: float, share: float) -> None:
    """3 × 1.4826 × 2 = 8.8956."""
    after = ground()
    after[130:170, 130:170] += brighter
    assert changed_shares(array(PARCEL), EPSG, image(ground()), image(after)).tolist() == [share]


def test_half_of_a_parcel_in_another_light() -> None:
    """The whole later image is brighter and has more contrast: only the new half differs."""
    after = ground()
    after[130:170, 130:150] += 40
    lit = image(1.7 * after + 31)
    assert changed_shares(array(PARCEL), EPSG, image(ground()), lit).tolist() == [0.5]


def test_a_coarser_image_sets_the_lattice() -> None:
    """2 m against 1 m: samples 2 m apart, a quarter of the parcel rebuilt."""
    coarse = ground()[:150, :150]
    fine = np.kron(coarse, np.ones((2, 2)))
    coarse[65:75, 65:75] += 300
    found = changed_shares(array(PARCEL), EPSG, image(fine), image(coarse, 2.0))
    assert found.tolist() == [0.25]


def test_other_parcels_are_no_ring() -> None:
    """All ground around but a strip is parcels and was rebuilt: the strip is the measure."""
    after = ground()
    after[:, :125] += 200
    neighbour = shapely.box(E - 130, N - 130, E - 5, N + 170)
    found = changed_shares(array(PARCEL, neighbour), EPSG, image(ground()), image(after))
    assert found[0] == 0.0


def test_what_cannot_be_told_is_not_said() -> None:
    """No value in the parcel, no spread around it, no shape, outside the image."""
    holed = ground()
    holed[140, 140] = np.nan
    flat = np.full((SIDE, SIDE), 100.0)
    far = shapely.box(E + 9000, N, E + 9040, N + 40)
    for before, after in ((ground(), holed), (ground(), flat), (flat, flat)):
        found = changed_shares(array(PARCEL, None, far), EPSG, image(before), image(after))
        assert np.isnan(found).all()
