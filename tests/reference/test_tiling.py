"""What is said of a registered layer that should tile its ground; the numbers are by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import shapely

from gouhook_gis.domain.message import render
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.tiling import tiling_said
from tests.support.catalogues import KINDS, E, N, said, write


def texts(folder: Path, shapes: list[Any], kind: str = "villages", **more: Any) -> list[str]:
    """Register a layer and return what is said of it, in English."""
    names = [f"B{k}" for k in range(len(shapes))]
    codes = ["5109991002000000000"] * len(shapes)
    columns = {"BSM": names, "ZLDWDM": codes, "ZLDWMC": ["村"] * len(shapes), "DLBM": codes}
    file = write(folder / "layer.gpkg", shapes, **columns)
    catalogue = Catalogue(folder / "catalogue")
    entry = catalogue.add(KINDS[kind], [file], said(**more)).entry
    found = tiling_said(catalogue.store(entry.layer_id), entry)
    for item in found:
        assert render(item, "zh") != render(item, "en")
    return [render(item, "en") for item in found]


def squares(*places: tuple[float, float]) -> list[Any]:
    """Return squares of 10 m."""
    return [shapely.box(E + x, N + y, E + x + 10, N + y + 10) for x, y in places]


def test_a_layer_that_tiles(tmp_path: Path) -> None:
    assert texts(tmp_path, squares((0, 0), (10, 0), (0, 10), (10, 10))) == [
        "The 4 features of villages@2024 tile their ground: no overlap, no hole"
    ]


def test_an_overlap_a_duplicate_and_a_hole(tmp_path: Path) -> None:
    ring = [(x, y) for x in (0, 10, 20) for y in (0, 10, 20) if (x, y) != (10, 10)]
    summary, overlap, twice, gap = texts(tmp_path, squares(*ring, (28, 0), (0, 0)))
    assert summary.startswith(
        "The 10 features of villages@2024 do not tile: 1 overlaps of 20.00 m², "
        "1 groups of duplicates, 1 holes of 100.00 m²."
    )
    place = "at (35500029.00, 3400005.00), EPSG:4523"
    assert overlap == f"Features B5 and B8 overlap by 20.00 m² {place}"
    assert twice.startswith("Features B0, B9 have one and the same shape, at (35500005.00, 3400005")
    assert gap.startswith("A hole of 100.00 m² without a feature, at (35500015.00, 3400015.00)")


def test_a_sparse_layer_need_not_tile(tmp_path: Path) -> None:
    (only,) = texts(tmp_path, squares((0, 0), (30, 0)), "basic_farmland", areas=("510999",))
    assert only.startswith("basic_farmland@2024 is not a layer that tiles its area")
