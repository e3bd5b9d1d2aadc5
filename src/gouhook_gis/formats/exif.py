"""What a camera wrote into a photograph: when, where, which way. No pixel is ever decoded."""

from __future__ import annotations

import math
import re
import struct
import warnings
from collections.abc import Mapping
from datetime import datetime
from io import BytesIO
from typing import Any

from PIL import Image
from PIL.ExifTags import GPS, IFD, Base

_FORMATS = ("JPEG", "PNG")
# What Pillow raises for bytes that are no image, or no EXIF: it parses both piece by piece.
_BROKEN = (
    OSError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, AttributeError,
    struct.error, EOFError, RuntimeError, Image.DecompressionBombError,
)  # fmt: skip
_DATUMS = re.compile(r"wgs-?_?84|cgcs-?_?2000", re.IGNORECASE)
_CHARSETS = {b"ASCII\0\0\0": ("utf-8", "gb18030"), b"UNICODE\0": ("utf-16", "utf-16-le")}
_LONGEST = 60


def said_by_camera(head: bytes) -> dict[str, Any] | None:
    """Return what the EXIF of a photograph says, by the field names of `domain.filed.Photograph`;
    None where `head`, the beginning of the file, is no JPEG or PNG.

    A value that cannot be is left out: a date that is none, an angle beyond 360°, a place beyond
    the globe, at 0°/0° (a camera without a fix), or on another datum than WGS 84 or CGCS2000.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of images that are very large, and of corrupt EXIF
        try:
            with Image.open(BytesIO(head), formats=_FORMATS) as image:
                # `getexif` would decode a PNG whose EXIF stands at its end.
                data = image.info.get("exif")
        except _BROKEN:
            return None
        try:
            return _said(data) if isinstance(data, bytes) else {}
        except _BROKEN:
            return {}


def _said(data: bytes) -> dict[str, Any]:
    exif = Image.Exif()
    exif.load(data)
    # Copied out at once: a directory that points to nowhere raises here.
    own, place = dict(exif.get_ifd(IFD.Exif)), dict(exif.get_ifd(IFD.GPSInfo))
    taken = _moment(own.get(Base.DateTimeOriginal))
    described = _words(exif.get(Base.ImageDescription)) or _comment(own.get(Base.UserComment))
    return {"taken": taken, "described": described, **_direction(place), **_position(place)}


def _moment(value: object) -> datetime | None:
    text = _text(value)
    try:
        return datetime.strptime(text, "%Y:%m:%d %H:%M:%S")
    except ValueError:
        return None


def _direction(place: Mapping[int, Any]) -> dict[str, Any]:
    angle = _number(place.get(GPS.GPSImgDirection))
    if angle is None or not 0 <= angle <= 360:
        return {}
    north = {"T": "true", "M": "magnetic"}.get(_text(place.get(GPS.GPSImgDirectionRef)))
    return {"azimuth_deg": angle % 360, "azimuth_from": north}


def _position(place: Mapping[int, Any]) -> dict[str, float]:
    datum = _text(place.get(GPS.GPSMapDatum))
    if datum and not _DATUMS.search(datum):
        return {}
    latitude = _angle(place.get(GPS.GPSLatitude), place.get(GPS.GPSLatitudeRef), "NS", 90)
    longitude = _angle(place.get(GPS.GPSLongitude), place.get(GPS.GPSLongitudeRef), "EW", 180)
    if latitude is None or longitude is None or latitude == longitude == 0:
        return {}
    return {"longitude": longitude, "latitude": latitude}


def _angle(value: object, side: object, sides: str, most: int) -> float | None:
    """Return degrees, minutes and seconds as degrees, negative on the second of the `sides`."""
    letter = _text(side).upper()
    if not isinstance(value, tuple) or len(value) != 3 or letter not in tuple(sides):
        return None
    parts = [_number(part) for part in value]
    if any(part is None or part < 0 for part in parts):
        return None
    degrees = math.fsum(
        part / unit for part, unit in zip(parts, (1, 60, 3600), strict=True) if part is not None
    )
    if degrees > most:
        return None
    return -degrees if letter == sides[1] else degrees


def _number(value: Any) -> float | None:
    """Return a finite number; a fraction over zero is none."""
    try:
        number = float(value)
    except (TypeError, ValueError, ArithmeticError):
        return None
    return number if math.isfinite(number) else None


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    return value.strip("\0 \t\r\n") if isinstance(value, str) else ""


def _comment(value: object) -> str | None:
    """Return the UserComment, whose first eight bytes name its character set."""
    if not isinstance(value, bytes):
        return None
    return _decoded(value[8:], _CHARSETS.get(value[:8], ("utf-8", "gb18030")))


def _words(value: object) -> str | None:
    """Return a description; Pillow hands its bytes over as if they were Latin-1."""
    if not isinstance(value, str):
        return None
    return _decoded(value.encode("latin-1", "replace"), ("utf-8", "gb18030"))


def _decoded(data: bytes, codecs: tuple[str, ...]) -> str | None:
    """Return one short line of printable text, None for anything else."""
    for codec in codecs:
        try:
            text = data.decode(codec).strip("\0 \t\r\n")
        except UnicodeDecodeError:
            continue
        return text if text and len(text) <= _LONGEST and text.isprintable() else None
    return None
