"""The clean project as it really arrives: the same land, everything around it untidy."""

from __future__ import annotations

from pathlib import Path

import shapely
from shapely import Polygon
from shapely.geometry.base import BaseGeometry

from generator.project import Project, tables
from generator.table import Table
from generator.write import write_shapefile, write_zip

FOLDER = "澄岭县增减挂钩/矢量数据（终稿）"
HEIGHT = 385.5
REPEATED_VERTEX = "CJ005"
BLANK_ID = "CJ007"


def write_messy(project: Project, work: Path, target: Path, facts: bytes) -> None:
    """Write the archive: GBK without .cpg, no .prj, GBK names, mixed case, junk members, and the
    workbook `facts`.

    The parcels have heights, one has a repeated vertex and one id begins with a full-width blank.
    """
    old, new = tables(project)
    old = _untidy(old)
    work.mkdir(parents=True, exist_ok=True)
    members: dict[str, bytes] = {}
    # Case by suffix as different programs leave it behind.
    names = {
        "CJDK": {".shp": "cjdk.SHP", ".shx": "cjdk.shx", ".dbf": "CJDK.dbf"},
        "JXDK": {".shp": "建新地块.shp", ".shx": "建新地块.SHX", ".dbf": "建新地块.DBF"},
    }
    for table in (old, new):
        for file in write_shapefile(table, work, table.name, "GBK", with_z=HEIGHT):
            if file.suffix in names[table.name]:
                content = file.read_bytes()
                if file.suffix == ".dbf":
                    content = _without_language(content)
                members[f"{FOLDER}/{names[table.name][file.suffix]}"] = content
    members["澄岭县增减挂钩/附表/项目信息 - 副本(2).xlsx"] = facts
    members[f"__MACOSX/{FOLDER}/._cjdk.SHP"] = b"\x00\x05\x16\x07" + bytes(78)
    members[f"{FOLDER}/.DS_Store"] = b"\x00\x00\x00\x01Bud1" + bytes(64)
    members[f"{FOLDER}/Thumbs.db"] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(64)
    members[f"{FOLDER}/cjdk.shp.SURVEY-PC.5120.3344.sr.lock"] = b""
    write_zip(target, members, gbk_names=True)


def _untidy(table: Table) -> Table:
    rows = [dict(row) for row in table.rows]
    shapes: list[BaseGeometry] = list(table.shapes)
    for number, row in enumerate(rows):
        if row["DKBH"] == BLANK_ID:
            row["DKBH"] = f"\u3000{BLANK_ID}"
        if row["DKBH"] == REPEATED_VERTEX:
            ring = shapely.get_coordinates(shapes[number]).tolist()
            shapes[number] = Polygon([ring[0], ring[1], *ring[1:]])
    return Table(table.name, table.schema, rows, shapes)


def _without_language(dbf: bytes) -> bytes:
    """Set the language byte (offset 29) to 0: nothing then says how the texts are encoded."""
    return dbf[:29] + b"\x00" + dbf[30:]
