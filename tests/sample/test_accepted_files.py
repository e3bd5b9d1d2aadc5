"""The files of the accepted project and the layers after it are what the README promises."""

from __future__ import annotations

import io
import zipfile
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import rasterio
from PIL import Image
from rasterio.features import geometry_mask

import pyogrio
import shapely

SAMPLE = Path(__file__).resolve().parents[2] / "sample_data"
REFERENCE = SAMPLE / "reference"
ACCEPTED = SAMPLE / "submissions" / "accepted.zip"

Layer = tuple[dict[str, npt.NDArray[Any]], npt.NDArray[np.object_]]


def read(path: Path | str, **options: Any) -> Layer:
    meta, _, geometry, columns = pyogrio.raw.read(path, **options)
    return dict(zip(meta["fields"], columns, strict=True)), shapely.from_wkb(geometry)


@pytest.fixture(scope="module")
def parcels() -> dict[str, shapely.Geometry]:
    columns, shapes = read(f"/vsizip/{ACCEPTED}/CJDK.shp")
    return dict(zip(columns["DKBH"], shapes, strict=True))


@pytest.fixture(scope="module")
def texts() -> dict[str, list[list[str]]]:
    """The lines of each parcel of the demolition text, its own line first."""
    with zipfile.ZipFile(ACCEPTED) as archive:
        lines = archive.read("勘测定界/拆旧地块勘测定界.txt").decode("gbk").split("\r\n")
    assert lines[0] == "[属性描述]"
    assert "带号=35" in lines
    found: dict[str, list[list[str]]] = {}
    parcel = ""
    for line in lines[lines.index("[地块坐标]") + 1 : -1]:
        cells = line.split(",")
        parcel = cells[2] if cells[-1] == "@" else parcel
        found.setdefault(parcel, []).append(cells)
    return found


def test_texts_hold_the_corners(
    texts: dict[str, list[list[str]]], parcels: dict[str, shapely.Geometry]
) -> None:
    assert texts.keys() == parcels.keys()
    for key, (head, *rows) in texts.items():
        corners = {tuple(point) for point in shapely.get_coordinates(parcels[key]).round(3)}
        # The first point closes the ring; one parcel lacks a line that its head still counts.
        assert rows[0] == rows[-1]
        written = {(float(row[3]), float(row[2])) for row in rows}
        assert written <= corners
        assert len(corners - written) == (key == "CJ063")
        assert int(head[0]) == len(corners) + 1
        assert float(head[1]) == pytest.approx(parcels[key].area / 1e4, abs=5.1e-5)


def test_only_one_area_is_filed_too_large(parcels: dict[str, shapely.Geometry]) -> None:
    columns, _ = read(f"/vsizip/{ACCEPTED}/CJDK.shp")
    off = {
        key: round(float(area) * 1e4 - parcels[key].area, 2)
        for key, area in zip(columns["DKBH"], columns["DKMJ"], strict=True)
    }
    assert {key: value for key, value in off.items() if abs(value) > 0.01} == {"CJ030": 12.0}
    assert parcels["CJ030"].area * 1.006 == pytest.approx(2012, abs=1e-3)


@pytest.mark.parametrize("year", ["2024", "2025"])
def test_pieces_add_up_on_both_sides(year: str) -> None:
    before, _ = read(REFERENCE / "DLTB_2023.gpkg", layer="DLTB")
    updated, patches = read(REFERENCE / f"DLTBGX_{year}.shp", encoding="GBK")
    process, pieces = read(REFERENCE / f"DLTBGXGC_{year}.shp", encoding="GBK")
    for prefix, layer in (("BGQ", before), ("BGH", updated)):
        sums: dict[str, float] = defaultdict(float)
        for key, area in zip(process[f"{prefix}TBBSM"], process["TBBGMJ"], strict=True):
            sums[key] += area
        areas = dict(zip(layer["BSM"], layer["TBMJ"], strict=True))
        assert {key: round(area, 2) for key, area in sums.items()} == {
            key: round(areas[key], 2) for key in sums
        }
    assert set(process["BGHTBBSM"]) == set(updated["BSM"])
    union = shapely.union_all(patches)
    assert shapely.area(patches).sum() == pytest.approx(union.area, abs=0.01)
    assert shapely.area(pieces).sum() == pytest.approx(union.area, abs=0.01)
    assert union.symmetric_difference(shapely.union_all(pieces)).area < 0.01


def test_one_number_names_patches_of_two_years() -> None:
    """A patch of 2025 has a BSM that another patch has in 2024, elsewhere."""
    old, shapes = read(REFERENCE / "DLTBGX_2024.shp", encoding="GBK")
    new, later = read(REFERENCE / "DLTBGX_2025.shp", encoding="GBK")
    (same,) = np.flatnonzero(old["BSM"] == new["BSM"][0])
    assert shapes[same].distance(later[0]) > 100


def test_what_changed_where(parcels: dict[str, shapely.Geometry]) -> None:
    """By the change records: rural settlement that became farmland, as a share of the parcel."""
    shares: dict[str, dict[str, float]] = {}
    for year in ("2024", "2025"):
        process, pieces = read(REFERENCE / f"DLTBGXGC_{year}.shp", encoding="GBK")
        became = np.isin(process["BGQCZCSXM"], ["203", "203A"]) & np.isin(
            process["BGHDLBM"], ["0101", "0103"]
        )
        ground = shapely.union_all(pieces[became])
        shares[year] = {
            key: ground.intersection(shape).area / shape.area for key, shape in parcels.items()
        }
    found = {key: round(share, 9) for key, share in shares["2024"].items() if share < 1 - 1e-9}
    assert found == {"CJ042": 0.0, "CJ057": 45 / 48, "CJ129": 0.0, "CJ163": 0.0}
    assert {key: round(s, 9) for key, s in shares["2025"].items() if s > 0} == {"CJ129": 1.0}
    assert parcels["CJ163"].area == pytest.approx(14 * 20, abs=1e-4)


def test_one_parcel_is_part_of_a_large_patch(parcels: dict[str, shapely.Geometry]) -> None:
    columns, shapes = read(REFERENCE / "DLTBGX_2024.shp", encoding="GBK")
    reclaimed = np.isin(columns["DLBM"], ["0101", "0103", "0404"])
    around = {
        key: float(shapes[i].area / shape.area)
        for key, shape in parcels.items()
        for i in np.flatnonzero(shapely.intersects(shapes, shape.buffer(-1)) & reclaimed)
    }
    assert len(around) == 161  # all but the one too small and the one of the next year
    assert {key for key, times in around.items() if times > 1.001} == {"CJ127"}
    assert around["CJ127"] > 10


def test_slopes_by_construction(parcels: dict[str, shapely.Geometry]) -> None:
    """Of a plane every difference quotient gives the slope; the ridges of the hills have less."""
    with rasterio.open(REFERENCE / "DEM_2023.tif") as raster:
        heights, transform = raster.read(1).astype(float), raster.transform
    assert (transform.a, transform.e) == (10.0, -10.0)
    north, east = np.gradient(heights, 10.0)
    degrees = np.degrees(np.arctan(np.hypot(east, north)))
    steepest = {}
    for key, shape in parcels.items():
        touched = ~geometry_mask([shape], heights.shape, transform, all_touched=True)
        steepest[key] = (degrees[touched].min(), degrees[touched].max())
    assert steepest.pop("CJ139") == pytest.approx((26, 26), abs=1e-3)
    largest = {round(high, 3) for _, high in steepest.values()}
    assert largest == {0.0, 20.0}
    assert sum(high > 19 for _, high in steepest.values()) > 30


def test_land_cover(parcels: dict[str, shapely.Geometry]) -> None:
    with rasterio.open(REFERENCE / "DBFG_2025.tif") as raster:
        classes, transform = raster.read(1), raster.transform
    found: Counter[tuple[int, ...]] = Counter()
    for key, shape in parcels.items():
        touched = ~geometry_mask([shape], classes.shape, transform, all_touched=True)
        seen = tuple(sorted(set(classes[touched].tolist())))
        found[seen] += 1
        assert seen == {"CJ042": (4,), "CJ163": (5,)}.get(key, (1,)), key
    assert found[(1,)] == 161


def test_photographs(parcels: dict[str, shapely.Geometry]) -> None:
    with zipfile.ZipFile(ACCEPTED) as archive:
        names = [name for name in archive.namelist() if name.endswith(".jpg")]
        pictures = {Path(name).name: archive.read(name) for name in names}
    assert len(pictures) == 6
    assert max(map(len, pictures.values())) < 1000
    for name, content in pictures.items():
        assert name.split("_")[0] in parcels
        exif = Image.open(io.BytesIO(content)).getexif()
        assert str(exif.get_ifd(0x8769)[0x9003]).startswith("2024:11:1")
        degrees, minutes, seconds = exif.get_ifd(0x8825)[2]
        assert degrees + minutes / 60 + seconds / 3600 == pytest.approx(30.6, abs=0.05)
    second = Image.open(io.BytesIO(pictures["CJ001_2.jpg"])).getexif()
    assert second.get_ifd(0x8825)[17] == 225
    assert second.get_ifd(0x8769)[0x9003] == "2024:11:12 10:07:30"
