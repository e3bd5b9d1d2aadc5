"""The layers of a source as they are converted: columns and shapes in one system."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import pyarrow as pa

import shapely

from gouhook_gis.conversion.options import ConvertOptions, Said
from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.folding import folded
from gouhook_gis.formats.crs import name_of
from gouhook_gis.formats.layer import Layer, Reading
from gouhook_gis.formats.position import beyond_zone
from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.transform import vertices_to_epsg
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.intake.notes import layer_path
from gouhook_gis.intake.shapes import usable

# The column that says from which file a parcel came, where several texts become one layer.
SOURCE = "LYWJ"


@dataclass(frozen=True)
class Frame:
    """One layer with a shape in each of its n rows, in the CGCS2000 system `epsg`.

    `header`: of the coordinate text it came from, empty for other formats; `from_text` says
    whether it came from one.
    """

    layer: Layer
    shapes: Geometries
    epsg: int
    header: dict[str, str] = field(default_factory=dict)
    from_text: bool = False

    @property
    def table(self) -> pa.Table:
        """Return the columns."""
        return self.layer.columns


def frames_of(reading: Reading, options: ConvertOptions, said: Said) -> list[Frame]:
    """Return the frames of a source in the system asked for.

    Texts are put together into one. Records without a usable shape are left out and said.
    Raises UsageError for a layer that is not there, and for texts in several systems.
    """
    headers = {text.file: text.header for text in reading.texts if text.read}
    frames = []
    for layer in _chosen(reading.layers, options.layer):
        if layer.crs.epsg is None:
            continue
        frame = _frame(layer, layer.crs.epsg, said)
        if layer.file in headers:
            frame = replace(frame, header=headers[layer.file], from_text=True)
        frames.append(_moved(frame, options.crs, said))
    texts = [frame for frame in frames if frame.from_text]
    return [_joined(texts)] if len(texts) == len(frames) > 1 else frames


def _chosen(layers: Sequence[Layer], name: str | None) -> list[Layer]:
    if name is None:
        return list(layers)
    wanted = folded(name)
    found = [
        layer
        for layer in layers
        if wanted in (folded(layer.name), folded(layer.file), folded(layer_path(layer)))
    ]
    if not found:
        known = [layer_path(layer) for layer in layers]
        raise UsageError("convert.no_layer", layer=name, known=known)
    return found


def _frame(layer: Layer, epsg: int, said: Said) -> Frame:
    shapes = usable(layer.geometry)
    there = ~shapely.is_missing(shapes)
    if not there.all():
        records = [str(record) for record in layer.records[~there].tolist()]
        said.add("convert.no_shape", layer=layer_path(layer), count=len(records), records=records)
        said.left_out = True
    kept = replace(
        layer,
        geometry=layer.geometry[there],
        columns=layer.columns.filter(pa.array(there)),
        records=layer.records[there],
    )
    invalid = ~shapely.is_valid(shapes[there])
    if invalid.any():
        records = [str(record) for record in kept.records[invalid].tolist()]
        said.add("convert.invalid", layer=layer_path(layer), count=len(records), records=records)
    return Frame(kept, shapely.force_2d(shapes[there]), epsg)


def _moved(frame: Frame, target: int | None, said: Said) -> Frame:
    if target is None or target == frame.epsg:
        return frame
    shapes = vertices_to_epsg(frame.shapes, frame.epsg, target)
    said.add("convert.moved", source=name_of(frame.epsg), target=name_of(target))
    bounds = shapely.bounds(shapes)
    beyond = int(beyond_zone(bounds, zone_of(target)).sum())
    if beyond:
        said.add("convert.beyond_zone", crs=name_of(target), count=beyond)
    return replace(frame, shapes=shapes, epsg=target)


def _joined(frames: Sequence[Frame]) -> Frame:
    """Return the parcels of several texts as one frame, each with its file."""
    systems = sorted({frame.epsg for frame in frames})
    if len(systems) > 1:
        raise UsageError("convert.several_systems", systems=[name_of(epsg) for epsg in systems])
    tables = [
        frame.table.append_column(SOURCE, pa.array([frame.layer.file] * len(frame.shapes)))
        for frame in frames
    ]
    # A column of figures in one text may hold words in another: then it is text in all.
    kinds: dict[str, set[pa.DataType]] = {}
    for column in (column for table in tables for column in table.schema):
        kinds.setdefault(column.name, set()).add(column.type)
    unequal = {name for name, types in kinds.items() if len(types) > 1}
    tables = [_as_text(table, unequal) for table in tables]
    first = frames[0]
    total = sum(len(frame.shapes) for frame in frames)
    layer = replace(
        first.layer,
        columns=pa.concat_tables(tables, promote_options="default"),
        geometry=np.concatenate([frame.layer.geometry for frame in frames]),
        records=np.arange(1, total + 1),
    )
    same = all(frame.header == first.header for frame in frames)
    shapes = np.concatenate([frame.shapes for frame in frames])
    return Frame(layer, shapes, first.epsg, first.header if same else {}, from_text=True)


def _as_text(table: pa.Table, names: set[str]) -> pa.Table:
    schema = [pa.field(f.name, pa.string() if f.name in names else f.type) for f in table.schema]
    return table.cast(pa.schema(schema))
