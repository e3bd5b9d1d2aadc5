"""Parcels to the coordinate text as the standard has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import shapely

from gouhook_gis.formats.coordinate_text import words
from gouhook_gis.formats.coordinate_text.numbering import rings_in_order
from gouhook_gis.geometry.zones import zone_of

LINE_END = "\r\n"
VERSION = "1.01版本"


@dataclass(frozen=True)
class WrittenParcel:
    """What a parcel line says by code (the number of points apart), and the shape."""

    fields: Mapping[str, str]
    shape: shapely.Geometry


def header_lines(epsg: int, decimals: int, header: Mapping[str, str], day: date) -> list[str]:
    """Return the header of a text in the Gauss-Krüger system `epsg`.

    `header` gives producer, date and shift where an earlier text had them; the date is else
    `day`. ValueError for a geographic system, which the text cannot be in.
    """
    zone = zone_of(epsg)
    if zone.central_meridian is None:
        raise ValueError(f"EPSG:{epsg} has no zone")
    width = 3 if zone.kind == "gk3" else 6
    number = round(zone.central_meridian / 3 if width == 3 else (zone.central_meridian + 3) / 6)
    said = {
        words.VERSION: VERSION,
        words.PRODUCER: header.get(words.PRODUCER, ""),
        words.DATE: header.get(words.DATE) or f"{day.year}-{day.month}-{day.day}",
        words.SYSTEM: "2000国家大地坐标系",
        words.WIDTH: str(width),
        words.PROJECTION: "高斯克吕格",
        words.UNIT: "米",
        words.ZONE: str(number),
        words.PRECISION: f"{10**-decimals:.{decimals}f}",
        words.SHIFT: header.get(words.SHIFT) or ",,,,,,",
    }
    return [f"[{words.HEADER}]", *(f"{key}={said[key]}" for key in words.KEYS)]


def parcel_lines(parcel: WrittenParcel, decimals: int) -> Iterator[str]:
    """Yield the line of a parcel and its points: northing first, every ring closed by its first
    point, which counts; 圈号 counts rings, 点号 (J1, J2 …) the points of the parcel.
    """
    rings = rings_in_order(parcel.shape)
    count = sum(len(ring) + 1 for ring in rings)
    cells = [parcel.fields.get(code, "") for code in words.STANDARD[1:]]
    more = [parcel.fields.get(code, "") for code in words.MORE]
    yield ",".join([str(count), *cells, *(more if any(more) else []), "@"])
    named = 0
    for number, ring in enumerate(rings, 1):
        rows = [
            f"J{named + i},{number},{y:.{decimals}f},{x:.{decimals}f}"
            for i, (x, y) in enumerate(ring.tolist(), 1)
        ]
        yield from rows
        yield rows[0]
        named += len(rows)


def text_of(head: Sequence[str], parcels: Sequence[WrittenParcel], decimals: int) -> str:
    """Return the whole text of a header and its parcels."""
    lines = [*head, f"[{words.PARCELS}]"]
    for parcel in parcels:
        lines += parcel_lines(parcel, decimals)
    return LINE_END.join(lines) + LINE_END
