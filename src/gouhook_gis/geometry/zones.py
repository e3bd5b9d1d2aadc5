"""The CGCS2000 reference systems: geographic, and Gauss-Krüger in zones of 3° and 6°.

The codes are those of the EPSG registry; zone z of 3° has its meridian at 3z, of 6° at 6z − 3.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from gouhook_gis.geometry.arrays import Floats, Integers

ZoneKind = Literal["geographic", "gk3", "gk6"]

GEOGRAPHIC = 4490
FIRST_ZONE, LAST_ZONE = 25, 45
_MERIDIAN_PLANE = 4509  # EPSG code of a 3° zone without zone number, less its number
_FALSE_EASTING = 500_000.0


@dataclass(frozen=True)
class Zone:
    """One CGCS2000 system. `central_meridian` is in degrees east, None for the geographic one;
    `false_easting` in metres, with the zone number in front where `prefixed`.
    """

    epsg: int
    kind: ZoneKind
    central_meridian: float | None
    false_easting: float
    prefixed: bool

    @property
    def geographic(self) -> bool:
        """Whether coordinates are degrees (longitude first), not metres."""
        return self.kind == "geographic"

    @property
    def proj4(self) -> str:
        """Return the definition of the system as PROJ and proj4js read it, easting first.

        The ellipsoid of CGCS2000 has the figure of GRS80 (a 6378137 m, 1/f 298.257222101).
        """
        if self.geographic:
            return "+proj=longlat +ellps=GRS80 +no_defs"
        return (
            f"+proj=tmerc +lat_0=0 +lon_0={self.central_meridian:g} +k=1"
            f" +x_0={self.false_easting:.0f} +y_0=0 +ellps=GRS80 +units=m +no_defs"
        )


def zone_of(epsg: int) -> Zone:
    """Return the zone with the code `epsg`; ValueError where it is not one of CGCS2000."""
    if epsg == GEOGRAPHIC:
        return Zone(epsg, "geographic", None, 0.0, prefixed=False)
    for kind, offset, prefixed, numbers in (
        ("gk3", 4488, True, range(25, 46)),
        ("gk3", _MERIDIAN_PLANE, False, range(25, 46)),
        ("gk6", 4478, True, range(13, 24)),
        ("gk6", 4489, False, range(13, 24)),
    ):
        number = epsg - offset
        # Codes of the four rows do not overlap once the zone number is bounded.
        if number in numbers:
            meridian = 3.0 * number if kind == "gk3" else 6.0 * number - 3.0
            easting = _FALSE_EASTING + (number * 1e6 if prefixed else 0.0)
            return Zone(epsg, "gk3" if kind == "gk3" else "gk6", meridian, easting, prefixed)
    raise ValueError(f"EPSG:{epsg} is not a CGCS2000 reference system")


def with_zone_number(epsg: int) -> int:
    """Return the system of the same zone whose eastings carry the zone number in front; the
    geographic system stays as it is. ValueError as `zone_of`.
    """
    zone = zone_of(epsg)
    if zone.geographic or zone.prefixed:
        return epsg
    return epsg - (_MERIDIAN_PLANE - 4488 if zone.kind == "gk3" else 4489 - 4478)


def plane_of(longitude: float) -> int:
    """Return the EPSG code (4534–4554, no zone number) of the 3° zone that holds `longitude`.

    A longitude on the border of two zones belongs to the eastern one. ValueError outside
    73.5° to 136.5°.
    """
    number = int(zone_numbers(np.array([longitude]))[0])
    if number == 0:
        raise ValueError(f"longitude {longitude} is outside the 3° zones of China")
    return _MERIDIAN_PLANE + number


def zone_numbers(longitudes: Floats) -> Integers:
    """Return the 3° zone numbers (25–45) of longitudes in degrees, 0 outside the zones."""
    numbers = np.floor((longitudes + 1.5) / 3.0)
    inside = (numbers >= FIRST_ZONE) & (numbers <= LAST_ZONE)
    return np.where(inside, numbers, 0.0).astype(np.int64)


def plane_of_zone(number: int, epsg: int) -> int:
    """Return a plane of 3° zone `number`: `epsg` itself where it has the same meridian."""
    same = zone_of(epsg).central_meridian == 3.0 * number
    return epsg if same else _MERIDIAN_PLANE + number
