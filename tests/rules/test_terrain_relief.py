"""A village declared 山区 with a document: held against the elevation model (ZJ-B14)."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import shapely

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.message import render
from gouhook_gis.domain.words import Status
from gouhook_gis.rules.loader import rules_of
from tests.support.catalogues import in_memory, write
from tests.support.rasters import E, N, write_raster
from tests.support.scenes import PROFILE, scene

VILLAGE = "5109991002010000000"
(B14,) = [rule for rule in rules_of(PROFILE) if rule.code == "ZJ-B14"]


def assessed(folder: Path, model: np.ndarray | None, terrain: str = "山区") -> Assessment:
    """Assess one village of 400 m × 400 m whose parcels declare a terrain by a document.

    The model has cells of 10 m and begins 100 m outside the village in the north-west.
    """
    square = shapely.box(E, N, E + 400, N + 400)
    villages = write(folder / "v.shp", [square], ZLDWDM=[VILLAGE], ZLDWMC=["甲村"])
    survey = write(
        folder / "d.shp",
        [square],
        ZLDWDM=[VILLAGE],
        CZCSXM=["203"],
        DLBM=["0702"],
        TBMJ=[160_000.0],
    )
    layers = [f"villages={villages}", f"land_use={survey}"]
    if model is not None:
        path = write_raster(folder / "m.tif", model, west=E - 100, north=N + 500)
        layers.append(f"elevation={path}")
    attributes = {"terrain": terrain, "terrain_source": "县府〔2024〕5号"}
    made = scene(
        in_memory(*layers), (0, 0, 100, 100), moments=("land_use@before",), attributes=attributes
    )
    (found,) = B14.check.evaluate(made)
    return found


def slope(rise: float, rows: int = 60, columns: int = 60) -> np.ndarray:
    """Return a plane that rises by so many metres over the 390 m between the village's outermost
    cells.
    """
    return np.tile(500 + rise / 39 * np.arange(columns), (rows, 1))


def test_without_a_model_the_document_stands(tmp_path: Path) -> None:
    """As before there was any."""
    assert assessed(tmp_path, None).status is Status.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("rise", "status"),
    # 20 m in 390 m are 2.94°, 20.5 m are 3.01°.
    [(5.0, Status.NEEDS_REVIEW), (20.0, Status.NEEDS_REVIEW), (20.5, Status.NOT_APPLICABLE)],
)
def test_mean_slope_on_both_sides_of_three_degrees(
    rise: float, status: Status, tmp_path: Path
) -> None:
    """Less than 30 m high in every case."""
    assert assessed(tmp_path, slope(rise)).status is status


@pytest.mark.parametrize(
    ("height", "status"), [(29.9, Status.NEEDS_REVIEW), (30.0, Status.NOT_APPLICABLE)]
)
def test_height_on_both_sides_of_thirty_metres(
    height: float, status: Status, tmp_path: Path
) -> None:
    """One hill of one cell in a plain: the mean slope stays near nothing."""
    model = np.full((60, 60), 500.0)
    model[30, 30] += height
    assert assessed(tmp_path, model).status is status


def test_what_is_said(tmp_path: Path) -> None:
    """Which village, what was declared, and by how much it contradicts."""
    (finding,) = assessed(tmp_path, slope(5.0)).findings
    text = render(finding.message)
    assert "甲村 申报为山区" in text
    assert "5.00" in text
    assert "0.7 度" in text


def test_a_model_of_half_the_village_says_nothing(tmp_path: Path) -> None:
    """Nor does one under another terrain, whose number decides."""
    assert assessed(tmp_path, slope(5.0, columns=30)).status is Status.NOT_APPLICABLE
    assert assessed(tmp_path, slope(5.0), "丘陵").status is Status.FAIL
