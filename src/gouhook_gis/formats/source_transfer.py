"""A `Source` to files and back: what a confined child found, and one layer in Arrow batches."""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pyarrow as pa

import shapely

from gouhook_gis.domain.errors import RefusedError
from gouhook_gis.domain.message import Message
from gouhook_gis.domain.submission import Issue, SourceFile
from gouhook_gis.formats.objects import objects
from gouhook_gis.formats.settings import Limits
from gouhook_gis.formats.shapes import Shapes
from gouhook_gis.formats.stream import BATCH, Batch, Stream, open_source

_MANIFEST, _ROWS = "source.json", "rows.arrow"
# The last two columns, found by their place: a file may give a field any name.
_WKB, _RECORD = "wkb", "record"


def write_source(path: Path, limits: Limits, layer: str | None, folder: Path) -> None:
    """Leave in `folder` what the source `path` holds, and with `layer` the records of that one.

    What keeps it from being read is left there too; the manifest comes last.
    """
    told: dict[str, Any]
    try:
        source = open_source(path, limits)
        told = {
            "files": [item.model_dump(mode="json") for item in source.files],
            "layers": source.layers,
        }
        if layer is not None:
            told["stream"] = _written(source.open(layer), folder / _ROWS)
    except RefusedError as error:
        told = {"refused": error.message.model_dump(mode="json")}
    except (RuntimeError, pa.ArrowInvalid) as error:  # GDAL stumbled on the way
        told = {"failed": str(error)}
    (folder / _MANIFEST).write_text(json.dumps(told), "utf-8")


def read_told(folder: Path) -> dict[str, Any] | None:
    """Return what was left in `folder`, None where that was not finished.

    Raises RefusedError or RuntimeError where reading did.
    """
    path = folder / _MANIFEST
    if not path.is_file():
        return None
    told: dict[str, Any] = json.loads(path.read_text("utf-8"))
    if "refused" in told:
        refused = Message.model_validate(told["refused"])
        raise RefusedError(refused.id, **refused.params)
    if "failed" in told:
        raise RuntimeError(told["failed"])
    return told


def files_of(told: dict[str, Any]) -> tuple[SourceFile, ...]:
    """Return the files of a source."""
    return tuple(SourceFile.model_validate(item) for item in told["files"])


def read_stream(told: dict[str, Any], folder: Path) -> Stream:
    """Return the layer that was left in `folder`. Its rows are mapped: the folder may go."""
    said = told["stream"]
    reader = pa.ipc.open_file(pa.memory_map(str(folder / _ROWS)))
    issues = [Issue.model_validate(item) for item in said["issues"]]
    return Stream(said["file"], said["name"], said["crs"], issues, _batches(reader))


def _written(stream: Stream, path: Path) -> dict[str, Any]:
    first = next(stream.batches)
    with (
        pa.OSFile(str(path), "wb") as sink,
        pa.ipc.new_file(sink, _table(first).schema) as out,
    ):
        for batch in chain([first], stream.batches):
            out.write_table(_table(batch), max_chunksize=BATCH)
    return {
        "file": stream.file,
        "name": stream.name,
        "crs": stream.crs,
        "issues": [item.model_dump(mode="json") for item in stream.issues],
    }


def _table(batch: Batch) -> pa.Table:
    wkb = pa.array(batch.shapes.wkb.tolist(), pa.large_binary())
    table = batch.columns.append_column(_WKB, wkb)
    return table.append_column(_RECORD, pa.array(batch.records, pa.int64()))


def _batches(reader: Any) -> Iterator[Batch]:
    for number in range(reader.num_record_batches):
        yield _batch(pa.Table.from_batches([reader.get_batch(number)]))
    if not reader.num_record_batches:
        yield _batch(reader.schema.empty_table())


def _batch(table: pa.Table) -> Batch:
    own = table.num_columns - 2
    wkb = objects(table.column(own))
    shapes = Shapes(wkb, shapely.bounds(shapely.from_wkb(wkb)))
    return Batch(shapes, table.select(list(range(own))), table.column(own + 1).to_numpy())
