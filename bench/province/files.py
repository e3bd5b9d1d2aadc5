"""What is handed in to a simulated province, as files: submissions, filed projects, patches."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path

import numpy as np

import pyogrio
import shapely
from pyproj import Transformer

from bench.province import projects
from bench.province.ground import EPSG, Polygons, county_code
from bench.province.place import Place
from bench.province.projects import Parcels, Project

FILED = "filed_parcels"
_LAYERS = {"demolition": "CJDK", "new_construction": "JXDK"}
_IMAGES = np.datetime64("2024-03-01"), np.datetime64("2024-09-01")
_FILED_ON = np.datetime64("2023-06-01"), np.datetime64("2023-06-15")


def write_submissions(place: Place, counties: int, count: int) -> None:
    """Write `count` archives of shapefiles in GBK, as many of each county."""
    each = -(-count // counties)
    if each > projects.MOST:
        raise SystemExit(f"{counties} counties have {counties * projects.MOST} submissions at most")
    place.submissions.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        # The projects of a county stand one after the other, as its blocks do.
        one = projects.project(number // each, number % each)
        _write_zip(place.submissions / f"{one.code}.zip", one)


def submissions(place: Place, counties: int) -> list[Path]:
    """Return the archives of the first counties, by name."""
    codes = {county_code(county) for county in range(counties)}
    return sorted(path for path in place.submissions.glob("*.zip") if path.name[:6] in codes)


def pairs_among(paths: list[Path]) -> int:
    """Return how many pairs of these submissions offer a hamlet twice, the one before being there
    as well.
    """
    codes = {path.stem for path in paths}
    last = [code for code in codes if int(code[-1]) == projects.DOUBLE_EVERY - 1]
    return sum(f"{code[:-1]}{int(code[-1]) - 1}" in codes for code in last)


def write_filed(place: Place, counties: int) -> None:
    """Write the filed parcels of each county that is not there yet."""
    for county in range(counties):
        path = place.source / county_code(county) / f"{FILED}.gpkg"
        if path.exists():
            continue
        many = [(one, role) for one in projects.filed(county) for role in _LAYERS]
        parts = [(one, role, getattr(one, role)) for one, role in many]
        count = [len(parcels.ids) for *_, parcels in parts]

        def told(values: list[str], count: list[int] = count) -> object:
            return np.repeat(np.array(values, dtype=object), count)

        total = sum(count)
        making = path.with_suffix(".making.gpkg")
        _write(making, FILED, np.concatenate([p.shapes for *_, p in parts]), {
            "XMBH": told([one.code for one, *_ in parts]),
            "DKBH": np.concatenate([p.ids for *_, p in parts]).astype(object),
            "DKLX": told(["拆旧" if role == "demolition" else "建新" for _, role, _ in parts]),
            "PZRQ": np.full(total, _FILED_ON[0]), "BBRQ": np.full(total, _FILED_ON[1]),
            "XMZT": np.full(total, "已报备", dtype=object), "ZZZB": np.full(total, 5.0),
            "XZQDM": np.full(total, county_code(county), dtype=object),
        })  # fmt: skip
        making.rename(path)


def patches_of(place: Place, count: int) -> Path:
    """Return where the first `count` patches lie."""
    return place.folder / f"卫片图斑_{count}.gpkg"


def write_patches(place: Place, count: int) -> None:
    """Write the patches of the first counties in degrees, as they are delivered."""
    path = patches_of(place, count)
    path.unlink(missing_ok=True)
    to_degrees = Transformer.from_crs(EPSG, 4490, always_xy=True)
    for county in range(-(-count // projects.PATCHES_A_COUNTY)):
        shapes = projects.patches(county)[: count - county * projects.PATCHES_A_COUNTY]
        code, number = county_code(county), np.arange(1, len(shapes) + 1).astype(str)
        areas = np.round(shapely.area(shapes) * 0.0015, 2)
        degrees = shapely.transform(
            shapes,
            lambda c: np.column_stack(to_degrees.transform(c[:, 0], c[:, 1])).round(10),
        )
        _write(path, "卫片图斑", degrees, {
            "监测编号": np.char.add(f"{code}20240901", np.char.zfill(number, 8)).astype(object),
            "县级行政区代码": np.full(len(shapes), code, dtype=object),
            "前时相": np.full(len(shapes), _IMAGES[0]), "后时相": np.full(len(shapes), _IMAGES[1]),
            "图斑面积": areas, "实地地类": np.full(len(shapes), "建设用地", dtype=object),
        }, epsg=4490, append=county > 0)  # fmt: skip


def _write_zip(path: Path, one: Project) -> None:
    making = path.with_suffix(".making")
    with tempfile.TemporaryDirectory() as name, zipfile.ZipFile(making, "w") as archive:
        for role, layer in _LAYERS.items():
            parcels: Parcels = getattr(one, role)
            count = len(parcels.ids)
            areas = shapely.area(parcels.shapes)
            declared = np.round(areas / 10_000, 4) if role == "demolition" else np.round(areas, 2)
            file = Path(name) / f"{layer}.shp"
            _write(file, layer, parcels.shapes, {
                "XMBH": np.full(count, one.code, dtype=object),
                "XMMC": np.full(count, f"项目{one.code}", dtype=object),
                "DKBH": parcels.ids.astype(object),
                "XZQDM": np.full(count, one.code[:6], dtype=object),
                "ZLDWDM": parcels.villages.astype(object), "DKMJ": declared,
            }, encoding="GBK")  # fmt: skip
            for written in sorted(Path(name).glob(f"{layer}.*")):
                archive.write(written, written.name, zipfile.ZIP_DEFLATED)
    making.rename(path)


def _write(
    path: Path,
    layer: str,
    shapes: Polygons,
    fields: dict[str, object],
    *,
    epsg: int = EPSG,
    append: bool = False,
    encoding: str | None = None,
) -> None:
    pyogrio.raw.write(
        path,
        shapely.to_wkb(shapes),
        field_data=list(fields.values()),
        fields=list(fields),
        layer=layer,
        crs=f"EPSG:{epsg}",
        geometry_type="Polygon",
        encoding=encoding,
        append=append,
    )
