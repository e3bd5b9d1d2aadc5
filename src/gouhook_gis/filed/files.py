"""Rows of filed parcels on disk, an Arrow file each, so that those of many need no memory."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa

from gouhook_gis.filed.parcels import FiledRows
from gouhook_gis.formats.stream import file_sha256

_EPSG = b"gouhook:epsg"


def save_rows(rows: FiledRows, path: Path) -> str:
    """Write rows to `path`, whole or not at all; return the hash of the file, which is the same
    for the same rows.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(path.name + ".draft")
    epsg = b"" if rows.epsg is None else str(rows.epsg).encode()
    table = rows.table.replace_schema_metadata({_EPSG: epsg})
    with pa.OSFile(str(draft), "wb") as sink, pa.ipc.new_file(sink, table.schema) as out:
        out.write_table(table)
    draft.replace(path)
    return file_sha256(path)


def load_rows(path: Path) -> FiledRows:
    """Read what `save_rows` wrote."""
    with pa.OSFile(str(path), "rb") as source, pa.ipc.open_file(source) as held:
        table = held.read_all()
    epsg = (table.schema.metadata or {}).get(_EPSG, b"")
    return FiledRows(table.replace_schema_metadata(None), int(epsg) if epsg else None)
