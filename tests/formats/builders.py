"""Files made byte by byte, so that a test can make each of them lie."""

from __future__ import annotations

import struct
import zipfile
from collections.abc import Sequence
from pathlib import Path

from pyproj import CRS

Ring = Sequence[tuple[float, float]]

# A square of 100 m beside the meridian of zone 35, clockwise as a shell should be.
E0, N0 = 35_500_000.0, 3_400_000.0


def box(x: float, y: float, size: float = 100.0) -> list[tuple[float, float]]:
    return [(x, y), (x, y + size), (x + size, y + size), (x + size, y), (x, y)]


def content(rings: Sequence[Ring], kind: int = 5, points: int | None = None) -> bytes:
    """Return the content of a polygon record; `points` makes it lie about their number."""
    flat = [point for ring in rings for point in ring]
    starts = [sum(len(ring) for ring in rings[:i]) for i in range(len(rings))]
    xs, ys = [p[0] for p in flat], [p[1] for p in flat]
    head = struct.pack("<i4d", kind, min(xs), min(ys), max(xs), max(ys))
    counts = struct.pack("<2i", len(rings), len(flat) if points is None else points)
    body = struct.pack(f"<{len(starts)}i", *starts) + b"".join(struct.pack("<2d", *p) for p in flat)
    heights = b"" if kind == 5 else struct.pack(f"<{2 + len(flat)}d", *[7.0] * (2 + len(flat)))
    return head + counts + body + heights


NULL = struct.pack("<i", 0)


def shp_shx(contents: Sequence[bytes], kind: int = 5) -> tuple[bytes, bytes]:
    body, index, position = b"", b"", 100
    for number, record in enumerate(contents, 1):
        header = struct.pack(">2i", number, len(record) // 2)
        index += struct.pack(">2i", position // 2, len(record) // 2)
        body += header + record
        position += 8 + len(record)
    return _header(position, kind) + body, _header(100 + len(index), kind) + index


def _header(size: int, kind: int) -> bytes:
    return struct.pack(">7i", 9994, 0, 0, 0, 0, 0, size // 2) + struct.pack(
        "<2i8d", 1000, kind, *[0.0] * 8
    )


Field = tuple[bytes, str, int, int]


def dbf(fields: Sequence[Field], rows: Sequence[Sequence[bytes]], language: int = 0) -> bytes:
    """Return a .dbf; numbers stand to the right, texts to the left, values as given."""
    size = 1 + sum(field[2] for field in fields)
    head = struct.pack("<B3BIHH", 3, 124, 1, 1, len(rows), 33 + 32 * len(fields), size)
    head += bytes(17) + bytes([language]) + bytes(2)
    for name, kind, length, decimals in fields:
        head += struct.pack("<11sc4xBB14x", name, kind.encode(), length, decimals)
    body = b""
    for row in rows:
        cells = zip(row, fields, strict=True)
        body += b" " + b"".join(
            v.ljust(f[2])[: f[2]] if f[1] == "C" else v.rjust(f[2])[: f[2]] for v, f in cells
        )
    return head + b"\r" + body + b"\x1a"


def prj(epsg: int) -> bytes:
    return CRS.from_epsg(epsg).to_wkt("WKT1_ESRI").encode()


def shapefile(
    contents: Sequence[bytes] | None = None,
    fields: Sequence[Field] = ((b"DKBH", "C", 10, 0),),
    rows: Sequence[Sequence[bytes]] | None = None,
    *,
    kind: int = 5,
    epsg: int | None = 4523,
    cpg: bytes | None = None,
    language: int = 0,
) -> dict[str, bytes]:
    """Return the parts of a shapefile, suffix to bytes; one square by default."""
    records = [content([box(E0, N0)], kind)] if contents is None else contents
    shp, shx = shp_shx(records, kind)
    values = [[f"D{i}".encode()] for i in range(1, len(records) + 1)] if rows is None else rows
    parts = {".shp": shp, ".shx": shx, ".dbf": dbf(fields, values, language)}
    if epsg is not None:
        parts[".prj"] = prj(epsg)
    if cpg is not None:
        parts[".cpg"] = cpg
    return parts


def put(folder: Path, name: str, parts: dict[str, bytes]) -> Path:
    """Write the parts of a shapefile; return its .shp."""
    folder.mkdir(parents=True, exist_ok=True)
    for suffix, data in parts.items():
        (folder / f"{name}{suffix}").write_bytes(data)
    return folder / f"{name}.shp"


def gbk_zip(path: Path, members: dict[str, bytes]) -> Path:
    """Write a zip as Chinese Windows does: names in GBK, without the UTF-8 flag."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            stand_in = name.encode("gbk").decode("latin-1")
            info = zipfile.ZipInfo("".join(c if c < "\x80" else "_" for c in stand_in))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    raw = path.read_bytes()
    for name in members:
        real = name.encode("gbk")
        raw = raw.replace(bytes(b if b < 0x80 else ord("_") for b in real), real)
    path.write_bytes(raw)
    return path
