"""Photographs of 举证: pictures of a few pixels with the EXIF of a camera."""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image
from PIL.TiffImagePlugin import IFDRational

from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

# Tags of EXIF 2.32: DateTime, the two directories, and what stands in them.
_DATE_TIME, _EXIF, _GPS = 0x0132, 0x8769, 0x8825
_TAKEN = 0x9003
_GREEN = (108, 132, 84)


@dataclass(frozen=True)
class Shot:
    """A photograph: parcel, number among its own, time taken, degrees from north."""

    parcel: str
    number: int
    taken: str
    azimuth: float

    @property
    def file(self) -> str:
        """The name of its file: 地块编号_序号."""
        return f"{self.parcel}_{self.number}.jpg"


def photograph(shot: Shot, shape: BaseGeometry, epsg: int) -> bytes:
    """Return the JPEG of a shot taken in the middle of a shape in EPSG `epsg`."""
    degrees = Transformer.from_crs(epsg, 4490, always_xy=True)
    longitude, latitude = degrees.transform(shape.centroid.x, shape.centroid.y)
    taken = shot.taken.replace("-", ":")
    exif = Image.Exif()
    exif[_DATE_TIME] = taken
    exif[_EXIF] = {_TAKEN: taken}
    exif[_GPS] = {
        1: "N",
        2: _sexagesimal(latitude),
        3: "E",
        4: _sexagesimal(longitude),
        16: "T",
        17: IFDRational(round(shot.azimuth * 100), 100),
    }
    buffer = io.BytesIO()
    Image.new("RGB", (8, 6), _GREEN).save(buffer, "JPEG", quality=50, optimize=True, exif=exif)
    return buffer.getvalue()


def _sexagesimal(degrees: float) -> tuple[IFDRational, IFDRational, IFDRational]:
    """Return degrees, minutes and seconds, the seconds to 0.01 (0.3 m)."""
    hundredths = round(degrees * 360_000)
    minutes, seconds = divmod(hundredths, 6_000)
    return (
        IFDRational(minutes // 60, 1),
        IFDRational(minutes % 60, 1),
        IFDRational(seconds, 100),
    )
