"""Rasters in the catalogue: copied as tiles with the same values, whole or not at all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.message import render
from gouhook_gis.geometry.grid import Window
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.postgis.catalogue import PostgisCatalogue
from gouhook_gis.reference.raster.register import RASTER
from gouhook_gis.reference.tiling import tiling_said
from tests.support.catalogues import EVERY, KINDS, boxes, in_memory, said
from tests.support.rasters import write_raster

ELEVATION = KINDS["elevation"]


def some(rows: int = 700, columns: int = 1100) -> np.ndarray:
    """Return values of which no two neighbours are alike."""
    return np.random.default_rng(7).integers(-500, 5000, (rows, columns))


@pytest.mark.parametrize("name", ["dem.tif", "dem.img"])
def test_the_copy_answers_as_the_original(name: str, tmp_path: Path) -> None:
    """Values, what is none, scale, place, hash and source, over the edges of tiles."""
    values = some()
    values[5:9, 500:520] = -32768
    path = write_raster(
        tmp_path / name, values, dtype="int16", nodata=-32768, scale=0.1, offset=3.0, cell=(10, 5)
    )
    root = tmp_path / "catalogue"
    steps: list[tuple[str, int, int]] = []
    held = Catalogue(root).add(
        ELEVATION, [path], said(areas=("510999",)), lambda *step: steps.append(step)
    )
    assert steps[-1] == ("archive", 700, 700)
    assert (held.entry.records, held.entry.features, held.entry.areas) == (0, 0, ("510999",))
    own, named = open_catalogue(root, EVERY), in_memory(f"elevation@2024={path}")
    ours, theirs = own.editions()[0], named.editions()[0]
    same = {"kind", "edition", "completeness", "epsg", "records", "sha256", "restricted"}
    assert ours.model_dump(include=same) == theirs.model_dump(include=same)
    first, second = own.raster("elevation@2024"), named.raster("elevation@2024")
    assert first.grid == second.grid
    with first.reading() as read, second.reading() as expected:
        for window in (Window(0, 0, 700, 1100), Window(-3, 505, 600, 30)):
            np.testing.assert_array_equal(read(window), expected(window))
    with rasterio.open(root / "elevation" / "2024" / RASTER) as copy:
        assert copy.block_shapes == [(512, 512)]
        assert copy.compression.name == "deflate"
        assert (copy.nodata, copy.dtypes) == (-32768, ("int16",))


def test_transparency_becomes_a_mask(tmp_path: Path) -> None:
    """Of an image with an alpha band; one band of it may be taken alone."""
    bands = np.stack([np.full((4, 4), value) for value in (10, 20, 60, 255)])
    bands[3, 0, 0] = 0
    path = write_raster(tmp_path / "a.tif", bands, dtype="uint8", photometric="RGB", ALPHA="YES")
    catalogue = Catalogue(tmp_path / "c")
    catalogue.add(KINDS["image_after"], [path], said("2024"))
    catalogue.add(KINDS["image_after"], [path], said("2025", band=3, legend={"60": "亮"}))
    store = open_catalogue(catalogue.root, EVERY)
    assert [edition.legend for edition in store.editions()] == [{}, {"60": "亮"}]
    for layer, value in (("image_after@2024", 30.0), ("image_after@2025", 60.0)):
        with store.raster(layer).reading() as read:
            np.testing.assert_array_equal(read(Window(0, 0, 1, 2)), [[np.nan, value]])


def test_beside_vector_layers(tmp_path: Path) -> None:
    """One catalogue holds both, and each is asked its own question."""
    catalogue = Catalogue(tmp_path / "c")
    catalogue.add(ELEVATION, [write_raster(tmp_path / "d.tif", np.ones((3, 3)))], said())
    catalogue.add(KINDS["villages"], [boxes(tmp_path / "v.shp", 2)], said())
    store = open_catalogue(catalogue.root, EVERY)
    assert [e.layer_id for e in store.editions()] == ["elevation@2024", "villages@2024"]
    assert len(store.where("villages@2024", "BSM", ["B00001"])) == 1
    assert store.raster("elevation@2024").grid.rows == 3
    with pytest.raises(UsageError):
        store.raster("villages@2024")


def test_a_changed_copy_is_noticed(tmp_path: Path) -> None:
    """By `layers check`; and a copy that is gone is said by whoever reads it."""
    catalogue = Catalogue(tmp_path / "c")
    catalogue.add(ELEVATION, [write_raster(tmp_path / "d.tif", np.ones((3, 3)))], said())
    layer = "elevation@2024"
    assert catalogue.faults(layer) == []
    held = catalogue.rebuild(layer, lambda step, done, total: None)
    (said_of,) = tiling_said(catalogue.store(layer), held.entry)
    assert said_of.id == "raster.no_tiling"
    copy = held.folder / RASTER
    copy.write_bytes(copy.read_bytes() + b"\0")
    (fault,) = catalogue.faults(layer)
    assert fault.id == "raster.copy_changed"
    assert str(copy) in render(fault)
    copy.unlink()
    assert [one.id for one in catalogue.faults(layer)] == ["raster.copy_changed"]
    with (
        pytest.raises(UsageError, match="raster") as caught,
        open_catalogue(catalogue.root, EVERY).raster(layer).reading(),
    ):
        pass
    assert caught.value.message.id == "raster.unreadable"


@pytest.mark.parametrize("broken", ["two", "vector", "values", "polygon"])
def test_nothing_stays_of_what_is_refused(broken: str, tmp_path: Path) -> None:
    """Two files, a shapefile, a file cut off in its values, a coverage that values tell."""
    path = write_raster(tmp_path / "a.tif", some(400, 400))
    files, more = [path], {}
    if broken == "two":
        files = [path, path]
    elif broken == "vector":
        files = [boxes(tmp_path / "v.shp", 1)]
    elif broken == "values":
        path.write_bytes(path.read_bytes()[:5000])
    else:
        more = {"coverage_polygon": path}
    catalogue = Catalogue(tmp_path / "c")
    with pytest.raises(UsageError):
        catalogue.add(ELEVATION, files, said(**more))
    assert catalogue.list() == []
    assert [item.name for item in catalogue.root.iterdir() if item.is_dir()] == []


def test_no_raster_in_a_database(tmp_path: Path) -> None:
    """Refused before the database is even asked, with the way that there is."""
    path = write_raster(tmp_path / "a.tif", np.ones((2, 2)))
    catalogue = PostgisCatalogue("postgresql://nobody@127.0.0.1:9/none")
    with pytest.raises(UsageError) as caught:
        catalogue.add(ELEVATION, [path], said())
    assert caught.value.message.id == "raster.not_in_database"
