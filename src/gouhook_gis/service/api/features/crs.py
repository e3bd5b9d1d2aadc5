"""The systems in which findings can be had, and the order of their axes.

Nothing is projected here: a finding is kept in the CRS of its run and in degrees. CRS84 and
EPSG:4490 hold the same degrees, longitude first and latitude first; the Gauss-Krüger codes have
northing first.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from typing import Any

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.wrong import Wrong
from gouhook_gis.service.models import Box, FindingRow, Run

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
_GEOGRAPHIC = 4490
_EPSG = re.compile(r"(?:https?://www\.opengis\.net/def/crs/EPSG/[^/]*/|EPSG:)(\d{4,6})")


class System(Model):
    """A CRS of a run. `degrees`: the geometry in degrees is meant, not that of the run's CRS;
    `swapped`: the axes are northing (latitude) first, while what is kept has easting first.
    """

    uri: str
    degrees: bool
    swapped: bool


def uri_of(epsg: int) -> str:
    """Return the URI of an EPSG code."""
    return f"http://www.opengis.net/def/crs/EPSG/0/{epsg}"


def systems_of(run: Run) -> tuple[System, ...]:
    """Return the systems in which the findings of a run can be had, CRS84 first."""
    found = [
        System(uri=CRS84, degrees=True, swapped=False),
        System(uri=uri_of(_GEOGRAPHIC), degrees=True, swapped=True),
    ]
    if run.epsg not in (None, _GEOGRAPHIC):
        found.append(System(uri=uri_of(run.epsg), degrees=False, swapped=True))
    return tuple(found)


def storage_of(run: Run) -> str:
    """Return the URI of the CRS that the run computed in."""
    return CRS84 if run.epsg is None else uri_of(run.epsg)


def system_of(run: Run, uri: str | None) -> System:
    """Return the system that a request names by URI (or as EPSG:4523), CRS84 where it names none.

    Raises UsageError listing those there are.
    """
    systems = systems_of(run)
    named = _EPSG.fullmatch(uri or CRS84)
    wanted = uri_of(int(named[1])) if named else uri or CRS84
    for system in systems:
        if system.uri == wanted:
            return system
    raise UsageError("service.unknown_crs", known=[system.uri for system in systems])


def parsed_box(text: str) -> Box:
    """Return the four sides of "a,b,c,d", or of six with heights. Raises Wrong."""
    parts = text.split(",")
    try:
        numbers = [float(part) for part in parts]
    except ValueError:
        raise Wrong("bbox") from None
    if len(numbers) not in (4, 6) or not all(map(math.isfinite, numbers)):
        raise Wrong("bbox")
    half = len(numbers) // 2
    return numbers[0], numbers[1], numbers[half], numbers[half + 1]


def box_in(box: Box, system: System) -> Box:
    """Return a box given in the axes of `system` as easting, northing, easting, northing."""
    a, b, c, d = box
    return (b, a, d, c) if system.swapped else box


def geometry_in(row: FindingRow, system: System) -> dict[str, Any] | None:
    """Return the geometry of a finding as GeoJSON with the axes of `system`; None without place."""
    shape = row.geometry_crs84 if system.degrees else row.geometry
    return swapped(shape) if shape is not None and system.swapped else shape


def swapped(shape: dict[str, Any]) -> dict[str, Any]:
    """Return a GeoJSON geometry with the first two axes exchanged."""
    if "geometries" in shape:
        return {**shape, "geometries": [swapped(part) for part in shape["geometries"]]}
    return {**shape, "coordinates": _swapped(shape["coordinates"])}


def _swapped(position: Sequence[Any]) -> list[Any]:
    if position and isinstance(position[0], int | float):
        return [position[1], position[0], *position[2:]]
    return [_swapped(part) for part in position]
