"""The changed parcels as files: the layers they were filed in, with every field as filed."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pyarrow as pa

import shapely

from gouhook_gis.conversion.options import Said
from gouhook_gis.conversion.tables import dbf_columns, plain_columns
from gouhook_gis.domain.errors import RefusedError, UsageError
from gouhook_gis.domain.submission import Parcel, Submission
from gouhook_gis.domain.trial import Edit
from gouhook_gis.formats.layer import Layer, Reading
from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.intake.shapes import as_filed, usable
from gouhook_gis.report.names import safe
from gouhook_gis.trial.edits import shapes_of
from gouhook_gis.trial.remains import decimals
from gouhook_gis.writers import vector

Format = Literal["shp", "gpkg", "geojson"]


@dataclass(frozen=True)
class _Frame:
    """Rows of one layer as filed, with the shapes (n,) that they would have."""

    name: str
    table: pa.Table
    shapes: Geometries


def write_changed(
    submission: Submission,
    reading: Reading,
    edits: Sequence[Edit],
    folder: Path,
    form: Format,
) -> Path:
    """Write the parcels of `edits` that are not left out below `folder`; return the file.

    `reading` is the submission read again. Each layer stays a layer of its own: several of
    shapefile or GeoJSON come as a zip, as does any shapefile. Declared areas are those filed.
    Raises UsageError where no parcel is left to write, RefusedError for a character GBK lacks, both
    for edits that cannot be meant.
    """
    frames = list(_frames(submission, reading, edits))
    epsg = submission.epsg
    if not frames or epsg is None:
        raise UsageError("trial.nothing_to_write")
    crs = f"EPSG:{epsg}"
    target = folder / "changed"
    target.mkdir()
    if form == "gpkg":
        path = target / "changed.gpkg"
        for frame in frames:
            several = np.asarray(
                shapely.multipolygons([list(shapely.get_parts(shape)) for shape in frame.shapes])
            )
            vector.add_to_geopackage(
                path, frame.name, frame.table, _wkb(several), crs, "MultiPolygon"
            )
        return path
    for frame in frames:
        if form == "shp":
            fields = dbf_columns(frame.table, "GBK", Said())
            vector.write_shapefile(target / f"{frame.name}.shp", fields, _wkb(frame.shapes), crs)
        else:
            path = target / f"{frame.name}.geojson"
            vector.write_geojson(path, frame.table, _wkb(frame.shapes), crs, decimals(epsg))
    return path if form == "geojson" and len(frames) == 1 else _zipped(target)


def _zipped(folder: Path) -> Path:
    archive = folder.with_suffix(".zip")
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as packed:
        for path in sorted(folder.iterdir()):
            packed.write(path, path.name)
    return archive


def _frames(submission: Submission, reading: Reading, edits: Sequence[Edit]) -> Iterator[_Frame]:
    """Yield the layers that hold changed parcels, with the rows of those alone."""
    parcels = {parcel.key: parcel for parcel in submission.parcels}
    drawn = shapes_of(submission, edits)
    shapes = {key: shape for key, shape in drawn.items() if shape is not None}
    open_keys, names = set(shapes), set[str]()
    for layer in reading.layers:
        rows = _rows(layer, [parcels[key] for key in sorted(open_keys)])
        if not rows:
            continue
        open_keys -= set(rows)
        keys = sorted(rows, key=rows.__getitem__)
        taken = layer.columns.take(pa.array([rows[key] for key in keys], pa.int64()))
        ground = np.empty(len(keys), dtype=object)
        ground[:] = [shapes[key] for key in keys]
        yield _Frame(_name(layer.name, names), plain_columns(taken, Said()), ground)
    if open_keys:  # the upload is what it was: its parcels stand in it
        raise RefusedError("trial.not_found", parcels=[parcels[k].id for k in sorted(open_keys)])


def _rows(layer: Layer, parcels: Sequence[Parcel]) -> dict[str, int]:
    """Return the rows of those parcels that stand in `layer`: by file, record and, since a file
    may hold several layers, by shape.
    """
    position = {int(record): row for row, record in enumerate(layer.records)}
    found: dict[str, int] = {}
    for parcel in parcels:
        row = position.get(parcel.place.record or 0)
        if parcel.place.file != layer.file or row is None:
            continue
        filed = as_filed(usable(layer.geometry[row : row + 1]))[0]
        wkb = None if filed is None else shapely.to_wkb(filed, output_dimension=2)
        if wkb == (None if parcel.geometry is None else parcel.geometry.wkb):
            found[parcel.key] = row
    return found


def _name(name: str, taken: set[str]) -> str:
    """Return a name for a layer and its file that no other has, whatever the case."""
    plain = safe(name) or "parcels"
    chosen, number = plain, 1
    while chosen.casefold() in taken:
        number += 1
        chosen = f"{plain}_{number}"
    taken.add(chosen.casefold())
    return chosen


def _wkb(shapes: Geometries) -> pa.Array:
    return pa.array(shapely.to_wkb(shapes), pa.binary())
