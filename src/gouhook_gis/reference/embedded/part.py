"""One part of an edition, mapped: the rows that are asked for, and the features made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gouhook_gis.geometry.arrays import Floats, Index, Mask
from gouhook_gis.reference.embedded.codes import Codes
from gouhook_gis.reference.embedded.derive import ATTRIBUTES, CODES, ROWS, SHAPES, TREE
from gouhook_gis.reference.embedded.mapped import Batches, open_mapped
from gouhook_gis.reference.embedded.shapes import Shapes
from gouhook_gis.reference.embedded.tree import Tree
from gouhook_gis.reference.features import is_text, objects
from gouhook_gis.reference.store import Features


@dataclass(frozen=True)
class MappedPart:
    """The derived files of a part of an edition in `folder`, mapped when first asked.

    `code_field` is the one that is indexed; every value of it begins with `county`, where that is
    not None. `rows` features lie in `extent` (minx, miny, maxx, maxy in `epsg`, empty where there
    are none); in the whole edition they are the rows from `first` on.
    OSError or pa.ArrowInvalid where a file is missing or damaged.
    """

    folder: Path
    code_field: str | None
    epsg: int
    rows: int
    extent: tuple[float, ...]
    county: str | None = None
    first: int = 0

    @cached_property
    def shapes(self) -> Shapes:
        """Return the shapes, by row."""
        return Shapes.open(self.folder / SHAPES)

    @cached_property
    def tree(self) -> Tree:
        """Return the tree over the shapes."""
        return Tree(self.folder / TREE)

    @cached_property
    def attributes(self) -> Batches:
        """Return the attributes; the first column is the id."""
        return Batches.of_size(open_mapped(self.folder / ATTRIBUTES), ROWS)

    @cached_property
    def codes(self) -> Codes | None:
        """Return the index of the code field, None where the part has none."""
        path = self.folder / CODES
        return Codes(path) if path.exists() else None

    def near(self, boxes: Floats) -> Index:
        """Return the rows that may meet any of `boxes` (m, 4) in `epsg`, borders included;
        ascending. Nothing is opened where the extent meets none.
        """
        return np.unique(self.pairs(boxes)[1])

    def pairs(self, boxes: Floats) -> tuple[Index, Index]:
        """Return the pairs of a box of `boxes` (m, 4) and a row that may meet it, as `near`;
        sorted by both, each once.
        """
        near = np.zeros(0, dtype=np.intp)
        if self.extent:
            west, south, east, north = self.extent
            low, high = boxes[:, :2], boxes[:, 2:]
            near = np.flatnonzero(((low <= (east, north)) & (high >= (west, south))).all(axis=1))
        if len(near) == 0:
            return near, near
        asked, rows = self.tree.pairs(boxes[near])
        return near[asked], rows

    def where(self, field: str, values: Sequence[str], *, prefix: bool) -> Index:
        """Return the rows whose `field` is one of `values`, or begins with one; ascending."""
        if field == self.code_field:
            values = [value for value in values if self._may_hold(value, prefix=prefix)]
        if not values:
            return np.zeros(0, dtype=np.intp)
        if field == self.code_field and self.codes is not None:
            return self.codes.rows(values, prefix=prefix)
        found = [np.zeros(0, dtype=np.intp)]
        columns = self._columns(field, whole=True)
        for column, start in zip(columns, self.attributes.starts, strict=False):
            found.append(np.flatnonzero(_matches(column, values, prefix=prefix)) + start)
        return np.concatenate(found)

    def fills(self, field: str) -> bool:
        """Whether any feature has a value in `field`; batches know how many they lack."""
        return any(column.null_count < len(column) for column in self._columns(field, whole=False))

    def features(self, rows: Index) -> Features:
        """Return the features at `rows`, in their order."""
        table = self.attributes.take(rows)
        ids = np.empty(len(rows), dtype=object)
        ids[:] = table.column(0).to_pylist()
        return Features(
            ids=ids,
            geometries=self.shapes.take(rows),
            epsg=self.epsg,
            columns=objects(table.select(table.column_names[1:])),
            repaired=self.shapes.repaired[rows].astype(np.bool_),
            area_m2=self.shapes.area_m2[rows],
        )

    def _may_hold(self, value: str, *, prefix: bool) -> bool:
        own = self.county
        return own is None or value.startswith(own) or (prefix and own.startswith(value))

    def _columns(self, field: str, *, whole: bool) -> Iterator[pa.Array]:
        """Yield a field of every batch, nothing where the layer has no such field."""
        names = self.attributes.schema.names[1:]  # the first is the id
        if field in names:
            yield from self.attributes.column(1 + names.index(field), whole=whole)


def _matches(column: pa.Array, values: Sequence[str], *, prefix: bool) -> Mask:
    if not is_text(column.type):
        column = pa.array([None if v is None else str(v) for v in column.to_pylist()], pa.string())
    mask = np.zeros(len(column), dtype=np.bool_)
    for value in values:
        found = pc.starts_with(column, value) if prefix else pc.equal(column, value)
        mask |= np.asarray(pc.fill_null(found, False))
    return mask
