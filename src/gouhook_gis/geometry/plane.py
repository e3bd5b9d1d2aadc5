"""The plane in which a set of parcels is worked: one Gauss-Krüger system for all of them."""

from __future__ import annotations

import numpy as np

from gouhook_gis.geometry.arrays import Geometries
from gouhook_gis.geometry.transform import centroid_longitude
from gouhook_gis.geometry.zones import (
    GEOGRAPHIC,
    plane_of,
    plane_of_zone,
    zone_numbers,
    zone_of,
)

# Any plane serves where there is nothing to lay into it; this one is in the middle of China.
_PLANE_OF_NOTHING = 4543


def working_plane(geoms: Geometries, epsg: int) -> int:
    """Return the 3° plane in which a set of parcels is worked.

    It is the zone in which most of the geometries have their middle (a tie goes to the western
    zone): `epsg` itself where that is this zone's 3° system, else the code without zone number.
    Where no geometry has a place in China it is `epsg` if that is a 3° system, else the 3°
    zone of its meridian.
    """
    zone = zone_of(epsg)
    found = zone_numbers(centroid_longitude(geoms, epsg))
    numbers, counts = np.unique(found[found > 0], return_counts=True)
    if len(numbers) == 0:
        if zone.kind == "gk3":
            return epsg
        meridian = zone.central_meridian
        return _PLANE_OF_NOTHING if meridian is None else plane_of(meridian)
    number = int(numbers[np.argmax(counts)])
    return plane_of_zone(number, epsg) if zone.kind == "gk3" else plane_of_zone(number, GEOGRAPHIC)
