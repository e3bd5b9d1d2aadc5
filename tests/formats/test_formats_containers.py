"""GeoPackages, file geodatabases and GeoJSON: checked first, read then."""

from __future__ import annotations

import json
import sqlite3
import struct

import numpy as np
import pytest

import fiona
import pyogrio
import shapely

from gouhook_gis.formats.geojson import parse
from gouhook_gis.formats.layer import Reading
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.formats.read import read_source
from gouhook_gis.formats.settings import Limits
from tests.formats.builders import E0, N0, box


def read(path, **options) -> Reading:
    return read_source(path, Limits(), ReadOptions(**options))


def ids(reading):
    return [issue.message.id for issue in reading.issues]


def write(path, layers, driver="GPKG", crs="EPSG:4523", kind="Polygon"):
    """Write layers {name: WKT of each record} with pyogrio."""
    for name, shapes in layers.items():
        wkb = np.array([None if s is None else shapely.to_wkb(shapely.from_wkt(s)) for s in shapes])
        pyogrio.raw.write(
            path,
            wkb.astype(object),
            [np.array([f"地块{i}" for i in range(len(shapes))], object)],
            np.array(["DKBH"]),
            layer=name,
            driver=driver,
            crs=crs,
            geometry_type=kind,
            append=path.exists(),
        )
    return path


def square(i=0):
    return shapely.Polygon(box(E0 + 200 * i, N0)).wkt


@pytest.mark.parametrize(("driver", "suffix"), [("GPKG", "gpkg"), ("OpenFileGDB", "gdb")])
def test_layers_of_a_container(tmp_path, driver, suffix):
    kind = "Polygon" if driver == "GPKG" else "MultiPolygon"
    path = write(
        tmp_path / f"项目.{suffix}", {"拆旧": [square(0), square(1)], "建新": [square(2)]}, driver,
        kind=kind,
    )  # fmt: skip
    reading = read(path)
    assert ids(reading) == []
    assert [(layer.file, layer.name, len(layer)) for layer in reading.layers] == [
        (path.name, "建新", 1),
        (path.name, "拆旧", 2),
    ]
    layer = reading.layers[1]
    assert layer.crs.epsg == 4523
    assert layer.records.tolist() == [1, 2]
    assert layer.columns.column("DKBH").to_pylist() == ["地块0", "地块1"]
    assert [shapely.from_wkb(w).area for w in layer.geometry] == [10_000.0, 10_000.0]


def test_a_gdb_in_a_zip_and_a_zip_of_its_files_only(tmp_path):
    import zipfile

    gdb = write(tmp_path / "x.gdb", {"拆旧": [square()]}, "OpenFileGDB", kind="MultiPolygon")
    for prefix, found in (("数据/x.gdb/", ["数据/x.gdb"]), ("", [])):
        path = tmp_path / f"{len(prefix)}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for file in gdb.iterdir():
                archive.write(file, prefix + file.name)
        reading = read(path)
        assert [layer.file for layer in reading.layers] == found
        assert ("F02.gdb_without_folder" in ids(reading)) == (not found)


def test_records_of_a_geopackage_that_are_no_polygons(tmp_path):
    shapes = [
        square(),
        "POINT (35500000 3400000)",
        "LINESTRING (35500000 3400000, 35500001 3400001)",
        None,
        "POLYGON Z ((35500000 3400000 1, 35500000 3400100 1, 35500100 3400100 1, "
        "35500000 3400000 1))",
    ]
    reading = read(write(tmp_path / "a.gpkg", {"a": shapes}, kind="Unknown"))
    assert [w is not None for w in reading.layers[0].geometry] == [True, False, False, False, True]
    found = {i.message.id: [p.record for p in i.places] for i in reading.issues}
    assert found == {"F07.not_polygon": [2, 3], "F07.null": [4], "F11.z_dropped": [5]}
    assert shapely.from_wkb(reading.layers[0].geometry[4]).area == 5000.0


def test_curves_become_segments_and_are_said(tmp_path):
    path = write(tmp_path / "a.gpkg", {"a": [square()]}, kind="Unknown")
    # A circle of radius 100 m through three points of its upper and lower half.
    x, y = E0, N0
    arc = struct.pack("<BII", 1, 8, 5) + b"".join(
        struct.pack("<2d", x + dx, y + dy)
        for dx, dy in ((-100, 0), (0, 100), (100, 0), (0, -100), (-100, 0))
    )
    blob = b"GP\0\1" + struct.pack("<i", 4523) + struct.pack("<BII", 1, 10, 1) + arc
    base = sqlite3.connect(path)
    for name in [r[0] for r in base.execute("SELECT name FROM sqlite_master WHERE type='trigger'")]:
        base.execute(f'DROP TRIGGER "{name}"')
    srs = base.execute("SELECT srs_id FROM gpkg_geometry_columns").fetchone()[0]
    blob = b"GP\0\1" + struct.pack("<i", srs) + struct.pack("<BII", 1, 10, 1) + arc
    base.execute("INSERT INTO a (geom, DKBH) VALUES (?, 'c')", (blob,))
    base.commit()
    base.close()
    reading = read(path)
    assert [(i.message.id, [p.record for p in i.places]) for i in reading.issues] == [
        ("F11.curves", [2])
    ]
    # 90 segments of 4°: ½ · 90 · r² · sin 4°.
    area = shapely.from_wkb(reading.layers[0].geometry[1]).area
    assert area == pytest.approx(45 * 10_000 * np.sin(np.radians(4)), abs=0.01)


def test_an_unclosed_ring_in_a_geopackage_is_closed_and_said(tmp_path):
    path = write(tmp_path / "a.gpkg", {"a": [square(), square(1)]})
    base = sqlite3.connect(path)
    for name in [r[0] for r in base.execute("SELECT name FROM sqlite_master WHERE type='trigger'")]:
        base.execute(f'DROP TRIGGER "{name}"')
    srs = base.execute("SELECT srs_id FROM gpkg_geometry_columns").fetchone()[0]
    ring = b"".join(struct.pack("<2d", *p) for p in box(E0, N0)[:-1])
    blob = b"GP\0\1" + struct.pack("<i", srs) + struct.pack("<BIII", 1, 3, 1, 4) + ring
    base.execute("UPDATE a SET geom = ? WHERE fid = 2", (blob,))
    base.commit()
    base.close()
    reading = read(path)
    assert [(i.message.id, [p.record for p in i.places]) for i in reading.issues] == [
        ("F11.closed", [2])
    ]
    assert shapely.from_wkb(reading.layers[0].geometry[1]).area == 10_000.0


def test_a_view_is_not_run(tmp_path):
    path = write(tmp_path / "a.gpkg", {"a": [square()]})
    base = sqlite3.connect(path)
    base.execute("CREATE VIEW v AS SELECT * FROM a")
    for table in ("gpkg_contents", "gpkg_geometry_columns"):
        row = base.execute(f"SELECT * FROM {table}").fetchone()
        values = ["v" if value == "a" else value for value in row]
        marks = ",".join("?" * len(values))
        base.execute(f"INSERT INTO {table} VALUES ({marks})", values)
    base.commit()
    base.close()
    reading = read(path)
    assert [layer.name for layer in reading.layers] == ["a"]
    assert ids(reading) == ["F02.gpkg_view"]


def test_a_truncated_geopackage_is_refused_with_its_sizes(tmp_path):
    path = write(tmp_path / "a.gpkg", {"a": [square()]})
    raw = path.read_bytes()
    path.write_bytes(raw[:-1])
    issue = next(i for i in read(path).issues if i.message.id == "F02.gpkg_truncated")
    assert (issue.message.params["declared"], issue.message.params["found"]) == (
        len(raw),
        len(raw) - 1,
    )


def test_damaged_pages_are_salvaged_and_it_is_said_what_is_lost(tmp_path):
    path = write(tmp_path / "a.gpkg", {"a": [square(i) for i in range(1000)]})
    raw = bytearray(path.read_bytes())
    base = sqlite3.connect(path)
    page = base.execute("PRAGMA page_size").fetchone()[0]
    base.close()
    at = raw.find("地块700".encode()) // page * page  # the page that holds record 701
    raw[at : at + page] = bytes(page)
    path.write_bytes(raw)
    reading = read(path)
    (layer,) = reading.layers
    assert 600 < len(layer) < 701
    assert layer.records.tolist() == list(range(1, len(layer) + 1))
    assert layer.columns.column("DKBH").to_pylist()[:2] == ["地块0", "地块1"]
    assert ids(reading) == ["F02.gpkg_pages", "F02.records_uncounted"]
    assert reading.issues[1].message.params["found"] == len(layer)


def test_text_that_is_no_utf8_is_left_out_and_said(tmp_path):
    path = write(tmp_path / "a.gpkg", {"a": [square()]})
    base = sqlite3.connect(path)
    for name in [r[0] for r in base.execute("SELECT name FROM sqlite_master WHERE type='trigger'")]:
        base.execute(f'DROP TRIGGER "{name}"')
    base.execute("UPDATE a SET DKBH = CAST(x'ff41ff' AS TEXT)")
    base.commit()
    base.close()
    reading = read(path)
    (layer,) = reading.layers
    assert layer.encoding_undecided
    assert layer.columns.column_names == []
    assert len(layer) == len(layer.columns) == 1
    assert [(i.message.id, i.message.params["field"]) for i in reading.issues] == [
        ("F03.not_utf8", "DKBH")
    ]


def test_fiona_opens_only_with_the_driver_allowed(tmp_path):
    """What salvage relies on: a file that is something else is not opened as that."""
    path = tmp_path / "a.gpkg"
    path.write_text("<OGRVRTDataSource></OGRVRTDataSource>")
    with pytest.raises(fiona.errors.DriverError):
        fiona.open(path, enabled_drivers=["GPKG"])


# --- GeoJSON -----------------------------------------------------------------------------------


def feature(geometry, **properties):
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def polygon(*rings):
    return {"type": "Polygon", "coordinates": [list(map(list, ring)) for ring in rings]}


def collection(*features, crs="urn:ogc:def:crs:EPSG::4523"):
    document = {"type": "FeatureCollection", "features": list(features)}
    if crs:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    return json.dumps(document).encode()


def test_geojson_with_a_crs(tmp_path):
    path = tmp_path / "拆旧.geojson"
    shell, hole = box(E0, N0), box(E0 + 10, N0 + 10, 10)
    many = {"type": "MultiPolygon", "coordinates": [[box(E0, N0)], [box(E0 + 500, N0)]]}
    path.write_bytes(
        b"\xef\xbb\xbf"
        + collection(
            feature(polygon(shell, hole), DKBH="地块一", MJ=1, n=1, x=[1]),
            feature(many, DKBH="地块二", MJ=2.5, n=2),
            feature(None, DKBH=None, n=2**70),
        )
    )
    reading = read(path)
    layer = reading.layers[0]
    assert (layer.name, layer.crs.epsg) == ("拆旧", 4523)
    assert [w and shapely.from_wkb(w).area for w in layer.geometry] == [9900.0, 20000.0, None]
    assert layer.columns.to_pydict() == {
        "DKBH": ["地块一", "地块二", None],
        "MJ": [1.0, 2.5, None],
        "n": ["1", "2", str(2**70)],
        "x": ["[1]", None, None],
    }
    assert [(i.message.id, [p.record for p in i.places]) for i in reading.issues] == [
        ("F07.null", [3])
    ]


def test_geojson_records_that_are_no_polygons():
    good = box(E0, N0)
    records = [
        polygon(good),
        {"type": "Point", "coordinates": [1, 2]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "Polygon", "coordinates": [[[1, 2], [3, "x"]]]},
        {"type": "Polygon", "coordinates": [[[1], [2], [3], [1]]]},
        polygon(good[:-1]),
        polygon([(E0, N0), (E0 + 1, N0), (E0, N0)]),
        polygon([(E0, N0, 5), (E0, N0 + 1, 5), (E0 + 1, N0, 5), (E0, N0, 5)]),
        {"coordinates": [good]},
        polygon([(E0, 1e12), (E0, N0 + 1), (E0 + 1, N0), (E0, 1e12)]),
    ]
    parsed = parse(collection(*(feature(r) for r in records)), "a.geojson")
    flaws = {k: np.flatnonzero(v).tolist() for k, v in parsed.shapes.flaws.items() if v.any()}
    assert flaws == {
        "F07.not_polygon": [1, 9],
        "F07.empty": [2, 3],
        "F07.damaged": [4, 5],
        "F07.too_few_points": [7],
        "F07.not_finite": [10],
        "F11.closed": [6],
        "F11.z_dropped": [8],
    }
    there = [i for i, w in enumerate(parsed.shapes.wkb) if w is not None]
    assert there == [0, 6, 8]
    assert [shapely.from_wkb(parsed.shapes.wkb[i]).area for i in there] == [10_000, 10_000, 0.5]


def test_geojson_without_crs_is_wgs84(tmp_path):
    path = tmp_path / "a.geojson"
    path.write_bytes(collection(feature(polygon(box(105, 30, 0.001))), crs=None))
    refused = read(path).layers[0].crs
    assert [i.message.id for i in refused.issues] == ["F04.wgs84"]
    assert read(path, wgs84_as_cgcs2000=True).layers[0].crs.epsg == 4490
