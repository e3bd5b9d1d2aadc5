"""Horn's slope: inclined planes are exact, a missing neighbour leaves no slope."""

from __future__ import annotations

import numpy as np
import pytest

from gouhook_gis.geometry.slope import horn


def plane(east: float, north: float, width: float = 5.0, height: float = 5.0) -> np.ndarray:
    """Return 6 × 7 heights of a plane that rises by `east` and `north` a metre."""
    x = np.arange(7) * width
    y = -np.arange(6) * height
    return 400.0 + east * x[None, :] + north * y[:, None]


@pytest.mark.parametrize("degrees", [0.0, 2.0, 24.999, 25.0, 25.001, 60.0])
@pytest.mark.parametrize("direction", [0.0, 30.0, 90.0, 225.0])
@pytest.mark.parametrize("cell", [(5.0, 5.0), (30.0, 5.0), (0.5, 2.0)])
def test_a_plane_has_its_slope_everywhere(
    degrees: float, direction: float, cell: tuple[float, float]
) -> None:
    """Whatever way it faces and however long the cells are."""
    rise, turn = np.tan(np.radians(degrees)), np.radians(direction)
    width, height = cell
    slope = horn(plane(rise * np.cos(turn), rise * np.sin(turn), width, height), width, height)
    assert np.abs(slope[1:-1, 1:-1] - degrees).max() < 1e-9
    assert np.isnan(slope[[0, -1]]).all()
    assert np.isnan(slope[:, [0, -1]]).all()


def test_ridge_pit_and_step() -> None:
    """On the top of a ridge, in a pit and on its rim; 10 m cells."""
    ridge = np.tile([0.0, 10.0, 20.0, 10.0, 0.0], (5, 1))
    assert horn(ridge, 10.0, 10.0)[2].tolist()[1:4] == pytest.approx([45.0, 0.0, 45.0])
    pit = np.zeros((5, 5))
    pit[2, 2] = -8.0
    # Beside the pit only the middle weight sees it: 2 × 8 / (8 × 10) = 0.2; diagonally 1 × 8 both
    # ways: 0.1 and 0.1.
    slope = np.tan(np.radians(horn(pit, 10.0, 10.0)))
    assert slope[2, 2] == pytest.approx(0.0)
    assert slope[2, 1] == pytest.approx(0.2)
    assert slope[1, 1] == pytest.approx(np.sqrt(0.02))


def test_a_cell_with_a_missing_neighbour_has_no_slope() -> None:
    """One missing height takes away nine slopes, and no other."""
    heights = plane(0.1, 0.0)
    heights[2, 2] = np.nan
    slope = horn(heights, 5.0, 5.0)
    assert np.isnan(slope[1:4, 1:4]).all()
    assert np.isfinite(slope[4, 1:-1]).all()
    assert np.isfinite(slope[1:-1, 4:-1]).all()


def test_fewer_than_three_rows_have_no_slope() -> None:
    """There is nothing to compare with."""
    assert np.isnan(horn(np.zeros((2, 5)), 1.0, 1.0)).all()
