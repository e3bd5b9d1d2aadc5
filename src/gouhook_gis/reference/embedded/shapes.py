"""Shapes as ragged arrays of one Arrow file (GeoArrow multipolygon), taken row by row.

The columns: `geometry`; `multi`, whether one part is a MultiPolygon all the same; `repaired`;
`record`, the place in the source; `area_m2`, the official area.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import numpy.typing as npt
import pyarrow as pa

import shapely
from pyproj import CRS

from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Integers
from gouhook_gis.geometry.ragged import Ragged
from gouhook_gis.reference.embedded.mapped import Mapped, open_mapped, write_table

_RAGGED = ("points", "rings", "parts", "shapes")
_PLAIN: dict[str, str] = {"multi": "u1", "repaired": "u1", "record": "i8", "area_m2": "f8"}


class ShapeWriter:
    """Takes shapes block by block, and writes them as one batch.

    The blocks wait in files of numbers in `folder`, so that memory holds one of them at a time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._stack = ExitStack()
        self._files: dict[str, BinaryIO] = {}
        self._ends = [0, 0, 0]
        for name in (*_RAGGED, *_PLAIN):
            self._files[name] = self._stack.enter_context((folder / f"{name}.raw").open("wb"))
        for name in _RAGGED[1:]:
            self._put(name, np.zeros(1, dtype=np.int64))

    def add(self, shapes: Geometries, columns: dict[str, npt.NDArray[Any]]) -> None:
        """Add polygons and multipolygons (n,), and `repaired`, `record` and `area_m2` of each."""
        if len(shapes) == 0:
            return
        _, points, offsets = shapely.to_ragged_array(shapes, include_z=False)
        # Where all are polygons there is no level of parts: each has one.
        parts = offsets[2] if len(offsets) == 3 else np.arange(len(shapes) + 1)
        self._put("points", points)
        levels = zip(_RAGGED[1:], (offsets[0], offsets[1], parts), strict=True)
        for level, (name, ends) in enumerate(levels):
            grown = ends[1:].astype(np.int64) + self._ends[level]
            self._put(name, grown)
            self._ends[level] = int(grown[-1])
        multi = shapely.get_type_id(shapes) == shapely.GeometryType.MULTIPOLYGON
        for name, values in {**columns, "multi": multi}.items():
            self._put(name, values.astype(_PLAIN[name]))

    def write(self, path: Path, epsg: int, metadata: dict[str, str]) -> None:
        """Write the file; the waiting numbers are removed."""
        self._stack.close()
        values = pa.array(self._waiting("points", "f8"))
        nested: Any = pa.FixedSizeListArray.from_arrays(values, 2)
        for name in _RAGGED[1:]:
            nested = pa.LargeListArray.from_arrays(pa.array(self._waiting(name, "i8")), nested)
        extension = {
            "ARROW:extension:name": "geoarrow.multipolygon",
            "ARROW:extension:metadata": json.dumps({"crs": CRS.from_epsg(epsg).to_json_dict()}),
        }
        fields = [pa.field("geometry", nested.type, metadata=extension)]
        columns = [nested]
        for name, kind in _PLAIN.items():
            columns.append(pa.array(self._waiting(name, kind)))
            fields.append(pa.field(name, columns[-1].type))
        table = pa.Table.from_arrays(columns, schema=pa.schema(fields))
        write_table(path, table, {**metadata, "gouhook:epsg": str(epsg)})

    def close(self) -> None:
        """Let go of the waiting numbers and remove them."""
        self._stack.close()
        for name in self._files:
            (self._folder / f"{name}.raw").unlink(missing_ok=True)

    def _put(self, name: str, values: npt.NDArray[Any]) -> None:
        self._files[name].write(np.ascontiguousarray(values).tobytes())

    def _waiting(self, name: str, kind: str) -> npt.NDArray[Any]:
        path = self._folder / f"{name}.raw"
        if path.stat().st_size == 0:  # nothing cannot be mapped
            return np.zeros(0, dtype=kind)
        return np.memmap(path, dtype=kind, mode="r")


@dataclass(frozen=True)
class Shapes:
    """The mapped arrays of an edition; nothing is read before it is asked for."""

    points: Floats
    # From shape to parts, from part to rings, from ring to points.
    offsets: Sequence[Integers]
    multi: npt.NDArray[np.uint8]
    repaired: npt.NDArray[np.uint8]
    record: Integers
    area_m2: Floats
    epsg: int
    metadata: dict[str, str]
    mapped: Mapped

    def __len__(self) -> int:
        """Return the number of shapes."""
        return len(self.multi)

    @classmethod
    def open(cls, path: Path) -> Shapes:
        """Map the file. OSError or pa.ArrowInvalid where it is none."""
        mapped = open_mapped(path)
        batch = mapped.reader.get_batch(0)
        nested, offsets = batch.column("geometry"), []
        for _ in _RAGGED[1:]:
            offsets.append(nested.offsets.to_numpy(zero_copy_only=True))
            nested = nested.values
        text = {k.decode(): v.decode() for k, v in mapped.reader.schema.metadata.items()}
        plain = {n: batch.column(n).to_numpy(zero_copy_only=True) for n in _PLAIN}
        points = nested.values.to_numpy(zero_copy_only=True).reshape(-1, 2)
        return cls(
            points=points,
            offsets=offsets,
            epsg=int(text["gouhook:epsg"]),
            metadata=text,
            mapped=mapped,
            **plain,
        )

    @cached_property
    def ragged(self) -> Ragged:
        """Return all shapes as the compiled loops take them; nothing is copied."""
        return Ragged.sealed(self.points, *self.offsets[::-1])

    def take(self, rows: Index) -> Geometries:
        """Return the shapes of `rows` as they were added, made from their own points only."""
        result = np.full(len(rows), None, dtype=object)
        multi = self.multi[rows].astype(np.bool_)
        for some, kind in (
            (~multi, shapely.GeometryType.POLYGON),
            (multi, shapely.GeometryType.MULTIPOLYGON),
        ):
            if some.any():
                result[some] = self._made(rows[some], kind)
        return result

    def _made(self, rows: Index, kind: shapely.GeometryType) -> Geometries:
        wanted, found = rows, []
        starts, stops = rows, rows + 1
        for offsets in self.offsets:
            self.mapped.need(offsets, starts, stops + 1)
            starts, stops = offsets[wanted], offsets[wanted + 1]
            found.append(np.concatenate([[0], np.cumsum(stops - starts)]))
            wanted = ranges(starts, stops)
        self.mapped.need(self.points, starts, stops)
        if kind is shapely.GeometryType.POLYGON:
            found = found[1:]  # one part each
        made: Geometries = shapely.from_ragged_array(kind, self.points[wanted], tuple(found[::-1]))
        return made


def ranges(starts: Integers, stops: Integers) -> Index:
    """Return all integers from each start to before its stop, one run after the other."""
    lengths = stops - starts
    before = np.cumsum(lengths) - lengths
    runs: Index = np.repeat(starts - before, lengths) + np.arange(lengths.sum())
    return runs
