"""Signature and structure of a file geodatabase (.gdb folder), before GDAL may see it.

Esri publishes no description; the layout of .gdbtable and .gdbtablx is that which GDAL's
OpenFileGDB driver documents.
"""

from __future__ import annotations

import struct
from pathlib import Path

from gouhook_gis.domain.errors import RefusedError

_CATALOGUE = "a00000001"
_ROWS_AT, _SIZE_AT = 4, 24


def check_filegdb(folder: Path, file: str) -> None:
    """Check the private copy `folder` of the geodatabase `file`.

    Every table must have its header, its index, and the size its header says. Raises
    RefusedError naming the table.
    """
    if not (folder / f"{_CATALOGUE}.gdbtable").is_file():
        raise RefusedError("F02.gdb_no_catalogue", file=file)
    for table in sorted(folder.glob("*.gdbtable")):
        _check_table(table, file)


def _check_table(table: Path, file: str) -> None:
    size = table.stat().st_size
    with table.open("rb") as stream:
        head = stream.read(40)
    if len(head) < 40 or struct.unpack_from("<I", head)[0] not in (3, 4):
        raise RefusedError("F02.gdb_table", file=file, table=table.name)
    declared = struct.unpack_from("<Q", head, _SIZE_AT)[0]
    if declared > size:
        raise RefusedError(
            "F02.gdb_truncated", file=file, table=table.name, declared=declared, found=size
        )
    index = table.with_suffix(".gdbtablx")
    if not index.is_file():
        raise RefusedError("F02.gdb_no_index", file=file, table=table.name)
    with index.open("rb") as stream:
        mark = stream.read(16)
    if len(mark) < 16 or struct.unpack_from("<I", mark)[0] not in (3, 4):
        raise RefusedError("F02.gdb_table", file=file, table=index.name)
