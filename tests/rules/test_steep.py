"""Steep ground of parcels: by an elevation model, else by 坡度图, and how much was measured."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import shapely

from gouhook_gis.reference.store import Store
from gouhook_gis.rules.ground.steep import steep_share
from gouhook_gis.rules.scene import Scene
from tests.support.catalogues import in_memory, write
from tests.support.rasters import E, N, write_raster
from tests.support.scenes import scene

CLOSE = 5e-7


def heights(path: Path, degrees: float, rows: int = 30, columns: int = 40, **more) -> Path:
    """Write a plane that rises eastward by `degrees` from 100 m east of the origin, flat before.

    Cells of 10 m; the north-west corner is 50 m west and 200 m north of the origin. A slope looks
    one cell around itself: that of the cells on both sides of the fold is half (their tangent).
    """
    x = (np.arange(columns) + 0.5) * 10 - 50
    row = 500 + np.tan(np.radians(degrees)) * np.maximum(x - 95, 0)
    return write_raster(path, np.tile(row, (rows, 1)), west=E - 50, north=N + 200, **more)


def of(store: Store, *boxes: tuple[float, ...]) -> tuple[Scene, np.ndarray]:
    """Return a scene of parcels, and all their positions."""
    made = scene(store, *boxes)
    return made, np.arange(len(boxes))


@pytest.mark.parametrize(("degrees", "share"), [(24.99, 0.0), (25.0, 0.75), (40.0, 0.75)])
def test_share_of_a_parcel_beyond_the_fold(degrees: float, share: float, tmp_path: Path) -> None:
    """Columns from 100 m on are inclined, the one before by half the tangent: of 70 to 190 m
    75 % is steep. At 25° the number itself counts.
    """
    store = in_memory(f"elevation@2023={heights(tmp_path / 'a.tif', degrees)}")
    made, index = of(store, (70, 0, 190, 50), (-20, 0, 60, 50))
    found = steep_share(made, index)
    assert (found.source, found.layer_id) == ("elevation", "elevation@2023")
    assert found.measured.tolist() == pytest.approx([1.0, 1.0], abs=CLOSE)
    assert found.whole.all()
    assert found.share.tolist() == pytest.approx([share, 0.0], abs=CLOSE)
    near = 0.75 if abs(degrees - 25) < 1 else 0.0
    assert found.half_width.tolist() == pytest.approx([near, 0.0], abs=CLOSE)


def test_single_precision_does_not_decide(tmp_path: Path) -> None:
    """25° stored as float32 at 500 m is 25°, everywhere."""
    store = in_memory(f"elevation={heights(tmp_path / 'a.tif', 25.0, dtype='float32')}")
    made, index = of(store, (110, 0, 190, 50))
    assert steep_share(made, index).share.tolist() == pytest.approx([1.0], abs=CLOSE)


def test_partly_measured_is_never_whole(tmp_path: Path) -> None:
    """The model ends at x = 350 (a slope at 340); −9999 that nobody declared is no ground."""
    path = heights(tmp_path / "a.tif", 30.0)
    made, index = of(in_memory(f"elevation={path}"), (300, 0, 400, 50), (900, 0, 950, 50))
    found = steep_share(made, index)
    assert found.measured.tolist() == pytest.approx([0.4, 0.0], abs=CLOSE)
    assert found.share.tolist() == pytest.approx([0.4, 0.0], abs=CLOSE)
    assert found.most.tolist() == pytest.approx([1.0, 1.0], abs=CLOSE)
    assert not found.whole.any()
    holed = np.full((30, 40), 500.0)
    holed[14, 10] = -9999.0
    hole = write_raster(tmp_path / "b.tif", holed, west=E - 50, north=N + 200)
    # 3 × 3 cells without a slope around the hole, 900 of 10,000 m².
    made, index = of(in_memory(f"elevation={hole}"), (0, 0, 100, 100))
    found = steep_share(made, index)
    assert found.measured.tolist() == pytest.approx([0.91], abs=CLOSE)
    assert found.share.tolist() == [0.0]


def test_a_model_in_degrees_is_brought_into_the_plane(tmp_path: Path) -> None:
    """A slope of 30° to the north on cells of 0.0001° (11 m × 9 m), within a tenth of a degree."""
    size = 0.0001
    north, west = 30.745, 104.985
    metre = 110_850.0  # of a degree of latitude at 30.7°
    lat = north - (np.arange(300) + 0.5) * size
    column = 500 + np.tan(np.radians(30)) * (lat - lat[-1]) * metre
    path = write_raster(
        tmp_path / "a.tif",
        np.tile(column[:, None], (1, 400)),
        west=west,
        north=north,
        cell=size,
        crs="EPSG:4490",
    )
    store = in_memory(f"elevation={path}")
    made, index = of(store, (0, 0, 100, 100))
    found = steep_share(made, index)
    assert found.measured.tolist() == pytest.approx([1.0], abs=CLOSE)
    assert found.share.tolist() == pytest.approx([1.0], abs=CLOSE)


def test_without_a_model_the_classes_decide(tmp_path: Path) -> None:
    """PDJB 5 on 30 %, 4 on 50 %, a class that is none on 10 %, and no patch on 10 %."""
    cuts = [0, 30, 80, 90]
    path = write(
        tmp_path / "PDT.shp",
        [shapely.box(E + a, N, E + b, N + 50) for a, b in pairwise(cuts)],
        BSM=["1", "2", "3"],
        PDJB=["5", "4", "x"],
    )
    made, index = of(in_memory(f"slope_classes@2023={path}"), (0, 0, 100, 50), (30, 0, 80, 50))
    found = steep_share(made, index)
    assert (found.source, found.layer_id) == ("slope_classes", "slope_classes@2023")
    assert found.share.tolist() == pytest.approx([0.3, 0.0], abs=1e-6)
    assert found.measured.tolist() == pytest.approx([0.8, 1.0], abs=1e-6)
    assert found.whole.tolist() == [False, True]
    # 30 m × 50 m traced to 1 m: 2 · √(4 · (30² + 50²) / 8) m², of 5000 m².
    assert found.half_width[0] == pytest.approx(2 * np.sqrt(4 * 3400 / 8) / 5000, abs=1e-6)
    assert found.half_width[1] == 0.0


def test_with_neither_nothing_is_measured() -> None:
    """And nothing is steep, at least; at most all of it."""
    made, index = of(in_memory(), (0, 0, 100, 50))
    found = steep_share(made, index)
    assert (found.source, found.layer_id) == (None, None)
    assert (found.measured[0], found.share[0], found.most[0]) == (0.0, 0.0, 1.0)
