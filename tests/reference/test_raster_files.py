"""Raster files: what is read from them, window by window, and what is refused with a reason."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.enums import ColorInterp
from rasterio.transform import Affine

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.geometry.grid import Grid, Window
from gouhook_gis.reference.raster.look import LARGEST_BLOCK, look
from gouhook_gis.rules.loader import layer_kinds
from tests.support.rasters import E, N, write_raster

KINDS = {kind.kind: kind for kind in layer_kinds()}
HEIGHTS = np.arange(12.0).reshape(3, 4)


def read(path: Path, window: Window, kind: str = "elevation", band: int | None = None) -> list:
    """Return the values of a window."""
    with look(path, KINDS[kind], band).reading() as values:
        return values(window).tolist()


@pytest.mark.parametrize("name", ["dem.tif", "dem.img", "数字高程.TIF"])
def test_place_and_values(name: str, tmp_path: Path) -> None:
    """The grid is the file's; a window may reach outside, where there is nothing."""
    path = write_raster(tmp_path / name, HEIGHTS, cell=(10.0, 5.0))
    found = look(path, KINDS["elevation"])
    assert found.grid == Grid(E, N, 10.0, 5.0, 3, 4, 4523)
    assert read(path, Window(1, 2, 2, 2)) == [[6, 7], [10, 11]]
    outside = read(path, Window(-1, 3, 2, 2))
    np.testing.assert_array_equal(outside, [[np.nan, np.nan], [3, np.nan]])


def test_nodata_scale_and_offset(tmp_path: Path) -> None:
    """Stored decimetres above −100 m; −32768 is no value, and is not scaled into one."""
    stored = np.array([[1000, 1255], [-32768, 0]])
    path = write_raster(
        tmp_path / "a.tif", stored, dtype="int16", nodata=-32768, scale=0.1, offset=-100.0
    )
    values = read(path, Window(0, 0, 2, 2))
    np.testing.assert_allclose(values, [[0.0, 25.5], [np.nan, -100.0]], atol=1e-12)


def test_not_a_number_is_no_value(tmp_path: Path) -> None:
    """Without a declared nodata value, and infinite ones as well."""
    path = write_raster(tmp_path / "a.tif", [[np.nan, np.inf, 3.0]], dtype="float32")
    np.testing.assert_array_equal(read(path, Window(0, 0, 1, 3)), [[np.nan, np.nan, 3.0]])


def test_bands(tmp_path: Path) -> None:
    """An image is the mean of its bands but the transparent one; a model needs the band named."""
    bands = np.stack([np.full((2, 2), value) for value in (10, 20, 60, 255)])
    path = write_raster(tmp_path / "a.tif", bands, dtype="uint8", photometric="RGB", ALPHA="YES")
    with rasterio.open(path) as made:
        assert made.colorinterp[3] == ColorInterp.alpha
    assert read(path, Window(0, 0, 1, 1), "image_before") == [[30.0]]
    assert read(path, Window(0, 0, 1, 1), "elevation", 3) == [[60.0]]
    for band, message_id in ((None, "raster.bands"), (4, "raster.band_missing")):
        with pytest.raises(UsageError) as caught:
            look(path, KINDS["elevation"], band)
        assert caught.value.message.id == message_id


def refused(path: Path, kind: str = "elevation") -> str:
    """Return the message id with which a file is refused."""
    with pytest.raises(UsageError) as caught:
        look(path, KINDS[kind])
    assert path.name in str(caught.value)
    return caught.value.message.id


def test_other_formats_are_not_opened(tmp_path: Path) -> None:
    """Whatever GDAL would make of their content: a VRT under a .tif's name names other files."""
    write_raster(tmp_path / "dem.tif", HEIGHTS)
    text = (
        '<VRTDataset rasterXSize="4" rasterYSize="3"><VRTRasterBand dataType="Float64" band="1">'
        f"<SimpleSource><SourceFilename>{tmp_path}/dem.tif</SourceFilename></SimpleSource>"
        "</VRTRasterBand></VRTDataset>"
    )
    (tmp_path / "hidden.tif").write_text(text, "utf-8")
    assert refused(tmp_path / "hidden.tif") == "raster.unknown_format"
    (tmp_path / "plain.vrt").write_text(text, "utf-8")
    assert refused(tmp_path / "plain.vrt") == "raster.unknown_format"
    assert refused(Path("/vsimem/none.tif")) == "reference.path_missing"


def test_a_damaged_file(tmp_path: Path) -> None:
    """Cut off in its values: refused when they are read, with its name."""
    path = write_raster(tmp_path / "a.tif", np.zeros((400, 400)))
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) // 2])
    with (
        pytest.raises(UsageError, match=r"a\.tif"),
        look(path, KINDS["elevation"]).reading() as values,
    ):
        values(Window(0, 0, 400, 400))
    path.write_bytes(whole[:20])
    assert refused(path) == "raster.unreadable"


@pytest.mark.parametrize(
    ("crs", "message_id"),
    [
        (None, "raster.no_place"),
        ("EPSG:2363", "raster.crs_refused"),
        ("EPSG:4326", "raster.crs_refused"),
    ],
)
def test_other_systems(crs: str | None, message_id: str, tmp_path: Path) -> None:
    """Xian 1980 and WGS 84 are refused as for vector layers."""
    place = {"west": 104.0, "north": 31.0, "cell": 0.001} if crs == "EPSG:4326" else {}
    assert refused(write_raster(tmp_path / "a.tif", HEIGHTS, crs=crs, **place)) == message_id


def test_a_system_that_the_cells_contradict(tmp_path: Path) -> None:
    """Degrees under the name of a plane."""
    path = write_raster(tmp_path / "a.tif", HEIGHTS, west=104.0, north=31.0, cell=0.001)
    assert refused(path) == "raster.crs_refused"


@pytest.mark.parametrize(
    "place",
    [
        Affine.translation(E, N) @ Affine.rotation(30) @ Affine.scale(10, -10),
        Affine(10, 0, E, 0, 10, N),
        Affine(-10, 0, E, 0, -10, N),
    ],
)
def test_grids_that_are_not_north_up(place: Affine, tmp_path: Path) -> None:
    """Turned, south up, or west to the right."""
    assert refused(write_raster(tmp_path / "a.tif", HEIGHTS, transform=place)) == "raster.turned"


def test_no_place(tmp_path: Path) -> None:
    """A system without a place; a world file beside it is not read, since no hash holds it."""
    path = write_raster(tmp_path / "a.tif", HEIGHTS, transform=Affine.identity())
    path.with_suffix(".tfw").write_text(f"10\n0\n0\n-10\n{E}\n{N}\n", "utf-8")
    assert refused(path) == "raster.no_place"


def test_classes_are_whole_numbers(tmp_path: Path) -> None:
    """Heights are no land cover; complex numbers are nothing."""
    assert refused(write_raster(tmp_path / "a.tif", HEIGHTS), "land_cover") == "raster.not_classes"
    wave = write_raster(tmp_path / "b.tif", HEIGHTS, dtype="complex64")
    assert refused(wave) == "raster.not_numbers"
    look(write_raster(tmp_path / "c.tif", HEIGHTS, dtype="uint8"), KINDS["land_cover"])


def test_one_block_for_all(tmp_path: Path) -> None:
    """A packed file of one strip would be unpacked whole for each window."""
    side = int(LARGEST_BLOCK**0.5) + 16
    path = tmp_path / "a.tif"
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=side,
        height=side,
        count=1,
        dtype="uint8",
        crs="EPSG:4523",
        transform=Affine(1, 0, E, 0, -1, N),
        tiled=True,
        blockxsize=side,
        blockysize=side,
        sparse_ok=True,
        compress="deflate",
    ):
        pass
    assert path.stat().st_size < 1_000_000
    assert refused(path, "land_cover") == "raster.block"


def test_of_two_files_the_broken_one_is_named(tmp_path: Path) -> None:
    """While the other is open too."""
    sound = look(write_raster(tmp_path / "sound.tif", HEIGHTS), KINDS["elevation"])
    values = np.random.default_rng(3).random((100, 100))
    broken = write_raster(tmp_path / "broken.tif", values, compress="deflate")
    found = look(broken, KINDS["elevation"])
    whole = broken.read_bytes()
    broken.write_bytes(whole[:1000] + b"\xff" * 30_000 + whole[31_000:])
    with (
        found.reading() as read_broken,
        sound.reading(),
        pytest.raises(UsageError, match=r"broken\.tif"),
    ):
        read_broken(Window(0, 0, 100, 100))
