"""The order of rows, parts and ring starts, and the CRS of the same data, change nothing."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

import pyogrio
import shapely

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.report import Report
from gouhook_gis.geometry.edges import split_long_edges
from gouhook_gis.geometry.transform import to_epsg

SAMPLE = Path(__file__).parents[2] / "sample_data"


def frames(name: str, folder: Path) -> dict[str, tuple[np.ndarray, dict[str, np.ndarray], str]]:
    """Read the layers of a sample: geometries, columns, WKT."""
    with zipfile.ZipFile(SAMPLE / "submissions" / name) as archive:
        archive.extractall(folder)
    found = {}
    for path in sorted(folder.rglob("*.shp")):
        meta, _, wkb, columns = pyogrio.raw.read(path)
        named = dict(zip(meta["fields"], columns, strict=True))
        found[path.stem] = (shapely.from_wkb(wkb), named, meta["crs"])
    return found


def written(
    layers: dict[str, tuple[np.ndarray, dict[str, np.ndarray], str]],
    folder: Path,
    change: Callable[[np.ndarray], np.ndarray],
    order: Callable[[int], np.ndarray],
    crs: str | None = None,
) -> Path:
    """Write layers as shapefiles into a folder, geometries changed and rows reordered."""
    folder.mkdir()
    for name, (shapes, columns, own) in layers.items():
        rows = order(len(shapes))
        pyogrio.raw.write(
            folder / f"{name}.shp",
            shapely.to_wkb(change(shapes[rows])),
            field_data=[column[rows] for column in columns.values()],
            fields=list(columns),
            crs=crs or own,
            geometry_type="Polygon",
            encoding="UTF-8",
        )
    return folder


def rotated(shapes: np.ndarray) -> np.ndarray:
    """Start every ring two vertices later and turn the order of parts around."""

    def turn(ring: shapely.LinearRing) -> np.ndarray:
        points = shapely.get_coordinates(ring)[:-1]
        return np.roll(points, -2, axis=0)

    result = []
    for shape in shapes:
        parts = [
            shapely.Polygon(turn(part.exterior), [turn(hole) for hole in part.interiors][::-1])
            for part in shapely.get_parts(shape)
        ][::-1]
        result.append(parts[0] if len(parts) == 1 else shapely.MultiPolygon(parts))
    return np.array(result, dtype=object)


def report(folder: Path) -> Report:
    """Check a folder against the sample county."""
    return check(folder, [SAMPLE / "reference"], CheckOptions(profile="sichuan"))


@pytest.mark.parametrize("name", ["clean.zip", "violations.zip"])
def test_order_changes_nothing(name: str, tmp_path: Path) -> None:
    """Rows shuffled, ring starts moved, parts turned around: the same `result_sha256`."""
    layers = frames(name, tmp_path / "raw")
    random = np.random.default_rng(7)
    plain = report(written(layers, tmp_path / "project", lambda s: s, np.arange))
    (tmp_path / "project").rename(tmp_path / "first")
    shuffled = report(written(layers, tmp_path / "project", rotated, random.permutation))
    assert plain.result == shuffled.result
    assert plain.provenance.result_sha256 == shuffled.provenance.result_sha256
    # What may differ says where each record stands.
    assert plain.provenance.parcels != shuffled.provenance.parcels


@pytest.mark.parametrize("epsg", [4544, 4490, 4496, 4507])
def test_crs_of_the_same_data_changes_no_status(epsg: int, tmp_path: Path) -> None:
    """The same split edges in another CGCS2000 system: the same statuses, areas to 0.01 m²."""
    layers = frames("violations.zip", tmp_path / "raw")
    split = {
        name: (split_long_edges(shapes, geographic=False), columns, crs)
        for name, (shapes, columns, crs) in layers.items()
    }
    here = report(written(split, tmp_path / "here", lambda s: s, np.arange))
    there = report(
        written(
            split,
            tmp_path / "there",
            lambda shapes: to_epsg(shapes, 4523, epsg),
            np.arange,
            f"EPSG:{epsg}",
        )
    )
    assert there.result.crs == f"EPSG:{epsg}"
    assert [(r.code, r.status) for r in here.result.rules if r.code != "F04"] == [
        (r.code, r.status) for r in there.result.rules if r.code != "F04"
    ]
    for one, other in zip(here.result.parcels, there.result.parcels, strict=True):
        assert one.key == other.key
        assert other.area_ellipsoidal_m2 == pytest.approx(one.area_ellipsoidal_m2, abs=0.01)


def test_nothing_but_places_tells_the_rows(tmp_path: Path) -> None:
    """`result` names no record number and no path of this machine."""
    layers = frames("violations.zip", tmp_path / "raw")
    text = report(
        written(layers, tmp_path / "project", lambda s: s, np.arange)
    ).result.model_dump_json()
    assert str(tmp_path) not in text
    assert '"record"' not in text
