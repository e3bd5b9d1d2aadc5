"""`gouhook layers` with a raster: registered, shown, listed, checked, and refused in words."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.cli.test_layers import Desk
from tests.support.rasters import write_raster

WORDS = ("--edition", "2023", "--source", "省厅")


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A desk without a layer."""
    return Desk(tmp_path / "catalogue")


def test_from_file_to_catalogue(desk: Desk, tmp_path: Path) -> None:
    """Each command says what it has to of a raster, and nothing of features."""
    path = write_raster(tmp_path / "dem.tif", np.ones((30, 40)))
    added = desk("layers", "add", "elevation", path, *WORDS)
    assert added.returncode == 0
    assert "30 行 × 40 列，1 个波段" in added.stdout
    assert "图斑" not in added.stdout
    listed = desk("layers", "list").stdout
    assert "数字高程模型" in listed
    assert "30 × 40" in listed
    assert "有值的像元" in listed
    assert "35500000.000, 3399700.000, 35500400.000, 3400000.000" in (
        desk("layers", "show", "elevation@2023").stdout
    )
    checked = desk("layers", "check", "--tiling")
    assert checked.returncode == 0
    assert "不存在重叠和缝隙" in checked.stdout


def test_refused_in_words(desk: Desk, tmp_path: Path) -> None:
    """Which file, why, and what to do."""
    bands = write_raster(tmp_path / "rgb.tif", np.ones((3, 4, 4)))
    for words, found in (
        (("elevation", bands), "3 个波段"),
        (("elevation", bands, "--band", "4"), "第 4 波段"),
        (("elevation", bands, bands), "拼接"),
        (("elevation", bands, "--layer", "a"), "band"),
        (("land_cover", bands, "--band", "1"), "不是整数"),
        (("elevation", bands, "--band", "2", "--legend", "10"), "代码=名称"),
    ):
        done = desk("layers", "add", *words, *WORDS)
        assert done.returncode == 2
        assert found in done.stderr
        assert "Traceback" not in done.stderr
    assert desk("layers", "add", "elevation", bands, "--band", "2", *WORDS).returncode == 0
