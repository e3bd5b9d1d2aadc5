"""From an archive to the form that is asked: shapes, attributes, tree and codes.

Everything here can be made again from the archive. Memory holds one block of records, and 40
bytes of every feature (its box and its code's place).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

import shapely

from gouhook_gis.formats.position import misplaced
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.reference.embedded.archive import Block, archive_rows, read_archive
from gouhook_gis.reference.embedded.codes import write_codes
from gouhook_gis.reference.embedded.mapped import Batches, open_mapped
from gouhook_gis.reference.embedded.shapes import ShapeWriter
from gouhook_gis.reference.embedded.tree import levels_above, write_tree
from gouhook_gis.reference.features import feature_ids, is_text, measurable, objects

SHAPES, ATTRIBUTES, TREE, CODES = "shapes.arrow", "attributes.arrow", "tree.arrow", "codes.arrow"
ARCHIVE_KEY = "gouhook:archive"
# Rows of attributes in a batch: few enough to write from memory, many enough to be few batches.
ROWS = 131_072
_LISTED = 1000
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Invalid:
    """A record whose geometry is invalid and measured through a repaired copy."""

    record: int
    id: str
    reason: str


@dataclass
class Derived:
    """What was made: features that can be measured, their extent, and the first invalid ones."""

    features: int = 0
    repaired: int = 0
    invalid: list[Invalid] = field(default_factory=list)
    extent: tuple[float, ...] = ()


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
    shapes, made, boxes, done = ShapeWriter(folder), Derived(), [np.zeros((0, 4))], 0
    waiting = schema.empty_table()
    with (
        pa.OSFile(str(folder / ATTRIBUTES), "wb") as sink,
        pa.ipc.new_file(sink, schema) as attributes,
    ):
        for block in read_archive(archive):
            some, box = _features(block, epsg, id_fields, schema, shapes, made)
            boxes.append(box)
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
    leaves = np.concatenate(boxes)
    levels = [leaves, *levels_above(leaves)]
    write_tree(folder / TREE, np.concatenate(levels), [len(level) for level in levels])
    if code_field and code_field in columns.names and is_text(columns.field(code_field).type):
        write_codes(folder / CODES, _column(folder / ATTRIBUTES, code_field))
    if len(leaves):
        made.extent = (*leaves[:, :2].min(axis=0).tolist(), *leaves[:, 2:].max(axis=0).tolist())
    return made


def _features(
    block: Block,
    epsg: int,
    id_fields: Sequence[str],
    schema: pa.Schema,
    writer: ShapeWriter,
    made: Derived,
) -> tuple[pa.Table, Floats]:
    """Add the shapes of a block; return its attributes and boxes, and count in `made`."""
    raw = shapely.from_wkb(block.wkb, on_invalid="ignore")
    wkb = block.wkb.copy()
    wkb[misplaced(shapely.bounds(raw), zone_of(epsg))] = None
    shapes, repaired, there = measurable(wkb)
    rows = np.flatnonzero(there)
    columns = block.columns.take(pa.array(rows))
    own = columns.column_names
    named = objects(columns.select([name for name in id_fields if name in own]))
    ids = feature_ids(list(named.values()), shapes[rows])
    plain: dict[str, Any] = {
        "repaired": repaired[rows],
        "record": block.records[rows],
        "area_m2": official_area(shapes[rows], epsg),
    }
    writer.add(shapes[rows], plain)
    made.features += len(rows)
    broken = np.flatnonzero(repaired[rows])
    made.repaired += len(broken)
    for i in broken[: max(_LISTED - len(made.invalid), 0)]:
        reason = str(shapely.is_valid_reason(raw[rows[i]]))
        made.invalid.append(Invalid(int(plain["record"][i]) + 1, str(ids[i]), reason))
    arrays = [pa.array(ids.tolist(), pa.string()), *columns.columns]
    return pa.Table.from_arrays(arrays, schema=schema), shapely.bounds(shapes[rows])


def _batch(table: pa.Table) -> Any:
    return table.combine_chunks().to_batches()[0]


def _column(path: Path, name: str) -> pa.ChunkedArray:
    reader = open_mapped(path, sequential=True)
    held = Batches.of_size(reader, ROWS)
    place = 1 + held.schema.names[1:].index(name)
    parts = [held.batch(number).column(place) for number in range(len(held.starts))]
    return pa.chunked_array(parts, held.schema.field(place).type)
