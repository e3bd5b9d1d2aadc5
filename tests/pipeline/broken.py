"""Submissions as careless and hostile people make them, out of the clean sample."""

from __future__ import annotations

import io
import json
import stat
import zipfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

import pyogrio
import shapely

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.message import Message, render
from gouhook_gis.domain.report import Report, RuleOutcome
from tests.formats import builders

SAMPLE = Path(__file__).parents[2] / "sample_data"
E, N = 35_629_000.0, 3_388_000.0
Members = dict[str, bytes]
Geometries = np.ndarray


def clean() -> Members:
    """Return the files of the clean sample."""
    with zipfile.ZipFile(SAMPLE / "submissions" / "clean.zip") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(folder: Path, members: Members, name: str = "项目.zip") -> Path:
    """Zip `members` as 项目.zip."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for member, data in members.items():
            archive.writestr(member, data)
    return path


def changed(folder: Path, **changes: bytes | None) -> Path:
    """Zip the clean sample with files replaced (`CJDK_dbf=b"…"`) or left out (None)."""
    members = clean()
    for name, data in changes.items():
        file = name.replace("_", ".")
        members.pop(file, None)
        if data is not None:
            members[file] = data
    return zipped(folder, members)


def linked(folder: Path) -> Path:
    """Zip the clean sample with a symbolic link in it."""
    path = zipped(folder, clean())
    link = zipfile.ZipInfo("通讯录.dbf")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(link, "/etc/passwd")
    return path


def encrypted(folder: Path) -> Path:
    """Zip the clean sample and mark every member as encrypted."""
    data = bytearray(zipped(folder, clean()).read_bytes())
    for mark, flag in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        at = data.find(mark)
        while at >= 0:
            data[at + flag] |= 1
            at = data.find(mark, at + 4)
    path = folder / "项目.zip"
    path.write_bytes(data)
    return path


def nested(folder: Path) -> Path:
    """Zip the clean sample with a zip of new parcels beside it."""
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w") as archive:
        archive.writestr("JXDK.shp", clean()["JXDK.shp"])
    return zipped(folder, {**clean(), "建新补充.zip": inner.getvalue()})


def rewritten(folder: Path, layer: str, change: Callable[[Geometries], Geometries]) -> Path:
    """Unpack the clean sample and change the geometries of one of its layers."""
    target = folder / "项目"
    target.mkdir()
    for name, data in clean().items():
        (target / name).write_bytes(data)
    path = target / f"{layer}.shp"
    meta, _, wkb, columns = pyogrio.raw.read(path)
    shapes = change(shapely.from_wkb(wkb))
    rows = slice(0, len(shapes))
    pyogrio.raw.write(
        path,
        np.array([None if shape is None else shapely.to_wkb(shape) for shape in shapes], object),
        field_data=[column[rows] for column in columns],
        fields=meta["fields"],
        crs=meta["crs"],
        geometry_type="Polygon",
        encoding="UTF-8",
    )
    return target


def square(x: float, y: float, size: float = 50.0) -> list[list[list[float]]]:
    """Return the coordinates of a square, metres from a place in the sample county."""
    shape = shapely.box(E + x, N + y, E + x + size, N + y + size)
    return [shapely.get_coordinates(shape).tolist()]


def feature(kind: str, number: str, coordinates: Any, **more: Any) -> dict[str, Any]:
    """Return a GeoJSON parcel of a type (拆旧地块, 安置地块)."""
    return {
        "type": "Feature",
        "properties": {"DKBH": number, "DKLX": kind, "XMBH": "5109992024001", **more},
        "geometry": {"type": "Polygon", "coordinates": coordinates},
    }


def geojson(
    folder: Path, *features: dict[str, Any], crs: str | None = "EPSG:4523", named: str = "地块"
) -> Path:
    """Write parcels as a GeoJSON."""
    document: dict[str, Any] = {"type": "FeatureCollection", "features": list(features)}
    if crs is not None:
        document["crs"] = {"type": "name", "properties": {"name": crs}}
    path = folder / f"{named}.geojson"
    path.write_text(json.dumps(document), "utf-8")
    return path


def farmland(folder: Path, shapes: Sequence[shapely.Polygon | None]) -> Path:
    """Write basic farmland with a declared coverage; return its reference folder."""
    contents = [
        builders.NULL
        if shape is None
        else builders.content([list(map(tuple, shapely.get_coordinates(shape)))])
        for shape in shapes
    ]
    fields = ((b"BSM", "C", 10, 0),)
    rows = [[f"{number}".encode()] for number in range(len(shapes))]
    builders.put(folder, "YJJBNTTB_2024", builders.shapefile(contents, fields, rows))
    (folder / "reference.yaml").write_text(
        "layers:\n  - {kind: basic_farmland, edition: '2024', path: YJJBNTTB_2024.shp,"
        " source: 县局, coverage: {codes: ['510999'], source: 县局}}\n",
        "utf-8",
    )
    return folder


def report(path: Path, *reference: str | Path, **options: Any) -> Report:
    """Check `path` under the profile of Sichuan."""
    return check(path, reference, CheckOptions(profile="sichuan", **options))


def rule(found: Report, code: str) -> RuleOutcome:
    """Return one rule of a report."""
    return next(outcome for outcome in found.result.rules if outcome.code == code)


def texts(found: Report) -> dict[str, str]:
    """Return what the findings and reasons of a report say, by message id, in Chinese."""
    said: dict[str, str] = {}
    for outcome in found.result.rules:
        for assessment in outcome.assessments:
            for finding in assessment.findings:
                item = Message(id=finding.message_id, params=finding.params)
                said[item.id] = render(item)
            if assessment.reason is not None:
                said[assessment.reason.id] = render(assessment.reason)
    return said
