"""From an archive to the form that is asked: shapes, attributes, tree and codes.

Everything here can be made again from the archive. Memory holds one block of records, and 48
bytes of every feature (its box, its row and its code's place).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import shapely

from gouhook_gis.geometry.arrays import Floats, Geometries, Index
from gouhook_gis.reference.embedded.archive import Block, archive_rows, read_archive
from gouhook_gis.reference.embedded.cells import search_boxes
from gouhook_gis.reference.embedded.codes import write_codes
from gouhook_gis.reference.embedded.hilbert import hilbert_codes
from gouhook_gis.reference.embedded.mapped import Batches, open_mapped
from gouhook_gis.reference.embedded.shapes import ShapeWriter
from gouhook_gis.reference.embedded.tree import write_tree
from gouhook_gis.reference.features import is_text
from gouhook_gis.reference.measured import Derived, measured

SHAPES, ATTRIBUTES, TREE, CODES = "shapes.arrow", "attributes.arrow", "tree.arrow", "codes.arrow"
ARCHIVE_KEY = "gouhook:archive"
# Rows of attributes in a batch: few enough to write from memory, many enough to be few batches.
ROWS = 131_072
Progress = Callable[[int, int], None]


def derive(
    archive: Path,
    folder: Path,
    epsg: int,
    id_fields: Sequence[str],
    code_field: str | None,
    sha256: str,
    progress: Progress,
) -> Derived:
    """Write the files into the new folder `folder`; `sha256` is the archive's.

    A record without a polygon, or out of China, is no feature.
    """
    folder.mkdir()
    total, columns = archive_rows(archive)
    schema = pa.schema([pa.field("id", pa.string()), *columns])
    shapes, made, search, done = ShapeWriter(folder), Derived(), Search(), 0
    waiting = schema.empty_table()
    with (
        pa.OSFile(str(folder / ATTRIBUTES), "wb") as sink,
        pa.ipc.new_file(sink, schema) as attributes,
    ):
        for block in read_archive(archive):
            some = _features(block, epsg, id_fields, schema, shapes, made, search)
            waiting = pa.concat_tables([waiting, some])
            if len(waiting) >= ROWS:
                attributes.write_batch(_batch(waiting.slice(0, ROWS)))
                waiting = waiting.slice(ROWS)
            done += len(block.records)
            progress(done, total)
        if len(waiting):
            attributes.write_batch(_batch(waiting))
    shapes.write(folder / SHAPES, epsg, {ARCHIVE_KEY: sha256})
    shapes.close()
    search.write(folder / TREE)
    if code_field and code_field in columns.names and is_text(columns.field(code_field).type):
        write_codes(folder / CODES, _column(folder / ATTRIBUTES, code_field))
    return made


def _features(
    block: Block,
    epsg: int,
    id_fields: Sequence[str],
    schema: pa.Schema,
    writer: ShapeWriter,
    made: Derived,
    search: Search,
) -> pa.Table:
    """Add the shapes of a block to `writer` and `search`, count them in `made`; return its
    attributes.
    """
    some = measured(block.wkb, block.records, block.columns, epsg, id_fields)
    plain = {"repaired": some.repaired, "record": some.records, "area_m2": some.area_m2}
    writer.add(some.shapes, plain)
    made.add(some)
    search.add(some.shapes)
    arrays = [pa.array(some.ids.tolist(), pa.string()), *some.columns.columns]
    return pa.Table.from_arrays(arrays, schema=schema)


class Search:
    """The boxes by which features are looked for, gathered block by block."""

    def __init__(self) -> None:
        self._boxes: list[Floats] = [np.zeros((0, 4))]
        self._rows: list[Index] = [np.zeros(0, dtype=np.intp)]
        self._features = 0
        self._divided = False

    def add(self, shapes: Geometries) -> None:
        """Add the shapes (n,) of the next n features."""
        boxes, owners = search_boxes(shapes, shapely.bounds(shapes))
        own = np.arange(len(shapes)) if owners is None else owners
        self._divided |= owners is not None
        self._boxes.append(boxes)
        self._rows.append(own + self._features)
        self._features += len(shapes)

    def write(self, path: Path) -> None:
        """Write the tree. Features come along the curve; where some have cells, these are put
        in their places along it.
        """
        boxes, rows = np.concatenate(self._boxes), np.concatenate(self._rows)
        if self._divided:
            order = np.argsort(hilbert_codes(boxes), kind="stable")
            write_tree(path, boxes[order], rows[order])
        else:
            write_tree(path, boxes)


def _batch(table: pa.Table) -> Any:
    return table.combine_chunks().to_batches()[0]


def _column(path: Path, name: str) -> pa.ChunkedArray:
    held = Batches.of_size(open_mapped(path, sequential=True), ROWS)
    place = 1 + held.schema.names[1:].index(name)
    return pa.chunked_array([*held.column(place, whole=True)], held.schema.field(place).type)
