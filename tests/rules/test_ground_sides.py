"""What the table says of the ground: slope, land cover by class, change between images."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from gouhook_gis.domain.message import render
from gouhook_gis.domain.reconciliation import GroundSide
from gouhook_gis.rules.reconciling.ground import GROUND_SLOTS, cover_legend, ground_sides
from gouhook_gis.rules.reconciling.slots import RECONCILED_SLOTS
from tests.support.catalogues import in_memory
from tests.support.rasters import E, N, write_raster
from tests.support.scenes import scene


def test_nothing_supplied_nothing_said() -> None:
    """None is what could not be told, never zero."""
    assert ground_sides(scene(in_memory(), (0, 0, 10, 10))) == [GroundSide()]
    assert set(GROUND_SLOTS) <= set(RECONCILED_SLOTS)


def test_cover_by_class_and_legend(tmp_path: Path) -> None:
    """Cells of 10 m: 10 in the west, 20 in the east, no value below; codes stay as they are."""
    cells = [[10, 10, 20, 20], [10, 10, 20, 20], [255, 255, 255, 255]]
    path = write_raster(tmp_path / "c.tif", cells, north=N + 20, dtype="uint8", nodata=255)
    (tmp_path / "reference.yaml").write_text(
        "layers:\n"
        f"  - {{kind: land_cover, edition: '2024', path: {path.name}, legend: {{10: 耕地}}}}\n",
        "utf-8",
    )
    made = scene(in_memory(str(tmp_path)), (0, 0, 20, 20), (15, -5, 25, 15), (500, 0, 510, 10))
    found = ground_sides(made)
    assert [side.cover for side in found] == [{"10": 1.0}, {"10": 0.375, "20": 0.375}, {}]
    assert cover_legend(made) == {"10": "耕地"}
    assert found[0].steep is None


def test_cover_in_degrees_is_not_resampled(tmp_path: Path) -> None:
    """Classes have nothing between them: a parcel on the border of two cells has half of each."""
    path = write_raster(
        tmp_path / "c.tif",
        [[1, 3]],
        west=104.99,
        north=30.8,
        cell=(0.01, 0.2),
        crs="EPSG:4490",
        dtype="uint8",
    )
    # The fixtures' origin is on the meridian of 105°.
    (side,) = ground_sides(scene(in_memory(f"land_cover={path}"), (-30, 0, 30, 60)))
    assert side.cover == pytest.approx({"1": 0.5, "3": 0.5}, abs=2e-6)


def test_steep_measured_and_changed(tmp_path: Path) -> None:
    """A plane of 30° to x = 40; images over the first parcel only."""
    x = np.arange(40) * 5.0
    model = write_raster(
        tmp_path / "d.tif",
        np.tile(np.tan(np.radians(30)) * x, (60, 1)),
        west=E - 150,
        north=N + 150,
        cell=5.0,
    )
    values = 100.0 + 2.0 * (-1.0) ** np.add.outer(np.arange(260), np.arange(260))
    place = {"west": E - 120, "north": N + 140, "cell": 1.0}
    before = write_raster(tmp_path / "b.tif", values, **place)
    values[100:140, 120:130] += 50
    after = write_raster(tmp_path / "a.tif", values, **place)
    store = in_memory(f"elevation={model}", f"image_before={before}", f"image_after={after}")
    first, second = ground_sides(scene(store, (0, 0, 40, 40), (400, 0, 440, 40)))
    assert first == GroundSide(steep=1.0, measured=1.0, changed=0.25)  # noted from 0.3 on
    assert second == GroundSide(steep=None, measured=0.0, changed=None)
    one = in_memory(f"image_before={before}")
    assert ground_sides(scene(one, (0, 0, 40, 40))) == [GroundSide()]


@pytest.mark.parametrize(("columns", "noted"), [(11, False), (12, True)])
def test_change_is_noted_from_the_share_of_the_profile(
    columns: int, noted: bool, tmp_path: Path
) -> None:
    """27.5 % and 30 % of the parcel: a note, which names the parcel and the share."""
    values = 100.0 + 2.0 * (-1.0) ** np.add.outer(np.arange(260), np.arange(260))
    place = {"west": E - 120, "north": N + 140, "cell": 1.0}
    before = write_raster(tmp_path / "b.tif", values, **place)
    values[100:140, 120 : 120 + columns] += 50
    after = write_raster(tmp_path / "a.tif", values, **place)
    store = in_memory(f"image_before={before}", f"image_after={after}")
    (side,) = ground_sides(scene(store, (0, 0, 40, 40)))
    assert side.changed == columns / 40
    assert [note.id for note in side.notes] == ["reconciliation.image_changed"] * noted
    assert all("P00" in render(note) for note in side.notes)
