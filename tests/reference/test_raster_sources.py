"""`--reference` with rasters: named, described, recognised by name, and mixed up."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import pytest

import shapely

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.reference.digest import digest
from gouhook_gis.reference.sources import ReferenceOption, open_references
from gouhook_gis.reference.store import Store
from tests.support.catalogues import KINDS, boxes, in_memory
from tests.support.rasters import write_raster


def described(folder: Path, *entries: str) -> Store:
    """Open a folder with a reference.yaml."""
    text = "layers:\n" + "".join(f"  - {entry}\n" for entry in entries)
    (folder / "reference.yaml").write_text(text, "utf-8")
    return in_memory(str(folder))


def refused(*texts: str) -> str:
    """Return the id of the message with which references are refused."""
    with pytest.raises(UsageError) as caught:
        in_memory(*texts)
    return caught.value.message.id


def test_named_on_the_command_line(tmp_path: Path) -> None:
    """Kind, edition and hash; no records, complete where there are values."""
    path = write_raster(tmp_path / "x.tif", np.ones((2, 2)))
    store = in_memory(f"elevation@2023={path}")
    (edition,) = store.editions()
    assert edition.layer_id == "elevation@2023"
    assert edition.completeness is Completeness.COMPLETE
    assert (edition.epsg, edition.records, edition.restricted) == (4523, 0, True)
    assert edition.sha256 == digest([hashlib.sha256(path.read_bytes()).hexdigest()])
    assert store.raster("elevation@2023").grid.columns == 2


def test_described_with_band_and_legend(tmp_path: Path) -> None:
    """Beside a vector layer; numbers of a legend may stand without quotes."""
    write_raster(tmp_path / "c.tif", [[[1, 1]], [[10, 20]]], dtype="uint8")
    boxes(tmp_path / "DLTB.shp", 1)
    store = described(
        tmp_path,
        "{kind: land_cover, edition: 2024, path: c.tif, band: 2, source: 省厅,"
        " legend: {10: 耕地, 20: 林地}}",
        "{kind: land_use, edition: 2023, path: DLTB.shp}",
    )
    assert [edition.layer_id for edition in store.editions()] == [
        "land_cover@2024",
        "land_use@2023",
    ]
    cover = store.editions()[0]
    assert (cover.source, cover.legend) == ("省厅", {"10": "耕地", "20": "林地"})
    raster = store.raster("land_cover@2024")
    with raster.reading() as read:
        assert read(raster.grid.whole).tolist() == [[10, 20]]
    assert store.name == "memory+raster"


def test_a_folder_is_searched_for_names(tmp_path: Path) -> None:
    """With and without vector layers beside; the year in the name is the edition."""
    (tmp_path / "sub").mkdir()
    write_raster(tmp_path / "sub" / "510999_DEM_2022.tif", np.ones((2, 2)))
    write_raster(tmp_path / "other.tif", np.ones((2, 2)))
    write_raster(tmp_path / "数字高程模型.img", np.ones((2, 2)))
    names = ["elevation@2022", "elevation@undated"]
    assert [edition.layer_id for edition in in_memory(str(tmp_path)).editions()] == names
    boxes(tmp_path / "DLTB_2023.shp", 1)
    found = [edition.layer_id for edition in in_memory(str(tmp_path)).editions()]
    assert found == [*names, "land_use@2023"]
    alone = in_memory(str(tmp_path / "sub" / "510999_DEM_2022.tif"))
    assert [edition.layer_id for edition in alone.editions()] == ["elevation@2022"]


def test_a_raster_that_no_rule_asks_for_is_not_opened(tmp_path: Path) -> None:
    """Not even looked at."""
    (tmp_path / "DEM.tif").write_bytes(b"no raster")
    options = [ReferenceOption.parse(f"elevation={tmp_path}/DEM.tif", [*KINDS.values()])]

    def never(path: Path) -> None:
        raise AssertionError(path)

    store = open_references(options, [*KINDS.values()], frozenset({"villages"}), never, never)
    assert store.editions() == []
    assert refused(str(tmp_path)) == "raster.unknown_format"


def test_a_vector_layer_named_as_a_raster_kind_is_none(tmp_path: Path) -> None:
    """A shapefile called DEM holds contours or points, not a model."""
    boxes(tmp_path / "DEM.shp", 1)
    assert in_memory(str(tmp_path)).editions() == []


def test_kinds_that_do_not_fit_the_file(tmp_path: Path) -> None:
    """Each says which kind the file is not."""
    raster = write_raster(tmp_path / "a.tif", np.ones((2, 2)))
    vector = boxes(tmp_path / "v.shp", 1)
    assert refused(f"land_use={raster}") == "raster.vector_only"
    assert refused(f"elevation={vector}") == "raster.unknown_format"
    assert refused(f"elevation={tmp_path}") == "reference.path_missing"
    assert refused(f"elevation@1={raster}", f"elevation@1={raster}") == "reference.edition_twice"
    with pytest.raises(UsageError, match=r"a\.tif"):
        described(tmp_path, "{kind: land_use, edition: 1, path: a.tif}")
    with pytest.raises(UsageError) as caught:
        described(tmp_path, "{kind: elevation, edition: 1, path: a.tif, layer: DEM}")
    assert caught.value.message.id == "raster.layer_option"


def test_each_store_refuses_the_other_question(tmp_path: Path) -> None:
    """A rule that asks a raster for features gets an answer in words."""
    raster = write_raster(tmp_path / "a.tif", np.ones((2, 2)))
    store = in_memory(f"elevation={raster}", f"villages={boxes(tmp_path / 'v.shp', 1)}")
    asked = np.array([shapely.box(0, 0, 1, 1)], dtype=object)
    for question in (
        lambda: store.near("elevation@undated", asked, 4523),
        lambda: store.where("elevation@undated", "X", ["1"]),
        lambda: store.fills("elevation@undated", "X"),
    ):
        with pytest.raises(UsageError) as caught:
            question()
        assert caught.value.message.id == "raster.no_features"
    with pytest.raises(UsageError) as caught:
        store.raster("villages@undated")
    assert caught.value.message.id == "raster.no_cells"
