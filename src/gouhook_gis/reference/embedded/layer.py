"""One edition, mapped: which rows are asked for, and the features made of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cached_property
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from gouhook_gis.geometry.arrays import Geometries, Index, Mask
from gouhook_gis.reference.embedded.codes import Codes
from gouhook_gis.reference.embedded.derive import ATTRIBUTES, CODES, ROWS, SHAPES, TREE
from gouhook_gis.reference.embedded.mapped import Batches, open_mapped
from gouhook_gis.reference.embedded.shapes import Shapes
from gouhook_gis.reference.embedded.tree import Tree
from gouhook_gis.reference.features import answer_order, asked_boxes, is_text, objects
from gouhook_gis.reference.store import Features


class MappedLayer:
    """The derived files of an edition in `folder`; `code_field` is the one that is indexed.

    Files are mapped when first asked. OSError or pa.ArrowInvalid where one is missing or damaged.
    """

    def __init__(self, folder: Path, code_field: str | None) -> None:
        self._folder = folder
        self._code_field = code_field

    @cached_property
    def shapes(self) -> Shapes:
        """Return the shapes."""
        return Shapes.open(self._folder / SHAPES)

    @cached_property
    def tree(self) -> Tree:
        """Return the tree over the shapes."""
        return Tree(self._folder / TREE)

    @cached_property
    def attributes(self) -> Batches:
        """Return the attributes; the first column is the id."""
        return Batches.of_size(open_mapped(self._folder / ATTRIBUTES), ROWS)

    @cached_property
    def codes(self) -> Codes | None:
        """Return the index of the code field, None where the edition has none."""
        path = self._folder / CODES
        return Codes(path) if path.exists() else None

    def near(self, geometries: Geometries, epsg: int, distance_m: float) -> Features:
        """Return the features whose boxes come within `distance_m` of any of `geometries`."""
        boxes = asked_boxes(geometries, epsg, self.shapes.epsg, distance_m)
        return self.features(self.tree.near(boxes))

    def where(self, field: str, values: Sequence[str], *, prefix: bool) -> Features:
        """Return the features whose `field` is one of `values`, or begins with one."""
        return self.features(self.rows_where(field, values, prefix=prefix))

    def rows_where(self, field: str, values: Sequence[str], *, prefix: bool) -> Index:
        """Return the rows whose `field` is one of `values`, or begins with one; ascending."""
        if field == self._code_field and self.codes is not None:
            return self.codes.rows(values, prefix=prefix)
        found = [np.zeros(0, dtype=np.intp)]
        for column, start in zip(self._columns(field), self.attributes.starts, strict=False):
            found.append(np.flatnonzero(_matches(column, values, prefix=prefix)) + start)
        return np.concatenate(found)

    def fills(self, field: str) -> bool:
        """Whether any feature has a value in `field`; batches know how many they lack."""
        return any(column.null_count < len(column) for column in self._columns(field))

    def _columns(self, field: str) -> Iterator[pa.Array]:
        """Yield a field of every batch, nothing where the layer has no such field."""
        names = self.attributes.schema.names[1:]  # the first is the id
        if field in names:
            for number in range(len(self.attributes.starts)):
                yield self.attributes.batch(number).column(1 + names.index(field))

    def features(self, rows: Index) -> Features:
        """Return the features at `rows`, in the order of every answer."""
        table = self.attributes.take(rows)
        columns = objects(table.select(table.column_names[1:]))
        ids = np.empty(len(rows), dtype=object)
        ids[:] = table.column(0).to_pylist()
        features = Features(
            ids=ids,
            geometries=self.shapes.take(rows),
            epsg=self.shapes.epsg,
            columns=columns,
            repaired=self.shapes.repaired[rows].astype(np.bool_),
        )
        return features.take(answer_order(features, self.shapes.record[rows]))


def _matches(column: pa.Array, values: Sequence[str], *, prefix: bool) -> Mask:
    if not is_text(column.type):
        column = pa.array([None if v is None else str(v) for v in column.to_pylist()], pa.string())
    mask = np.zeros(len(column), dtype=np.bool_)
    for value in values:
        found = pc.starts_with(column, value) if prefix else pc.equal(column, value)
        mask |= np.asarray(pc.fill_null(found, False))
    return mask
