"""What is filed beside the parcel layers: boundary coordinates as text, and photographs."""

from __future__ import annotations

from datetime import datetime
from typing import Literal, NamedTuple

from pydantic import SkipValidation

from gouhook_gis.domain.geometry import Geometry
from gouhook_gis.domain.model import Model


class FiledPoint(NamedTuple):
    """One line of a coordinate text: `name` is its 点号, `ring` counts its rings from 1.

    `easting`, `northing` in metres (longitude, latitude in degrees in a text of degrees) as filed,
    the zone prefix added where the text leaves it out; `line` counts from 1. The point that only
    closes a ring is none. A tuple and no model: a county has a million of them.
    """

    name: str
    ring: int
    easting: float
    northing: float
    line: int


class FiledBoundary(Model):
    """The boundary of one parcel in a coordinate text.

    `id` is the 地块编号 as filed, `parcel_key` that of the parcel it belongs to, None where it fits
    none or several. `declared_points` and `declared_area_ha` stand in its header line.
    `closing` counts the rows that only close a ring: `declared_points` may count them in or not.
    `geometry`, in whose CRS the points are, is None where that CRS is refused, and where the
    points make no polygon.
    """

    file: str
    line: int
    id: str
    parcel_key: str | None = None
    declared_points: int | None = None
    closing: int = 0
    declared_area_ha: float | None = None
    # Digits after the point of the filed area: it is compared at this resolution.
    declared_area_decimals: int = 4
    points: SkipValidation[tuple[FiledPoint, ...]] = ()
    geometry: Geometry | None = None


class Photograph(Model):
    """A photograph of the submission and what its EXIF says; None where it says nothing.

    `taken` is the camera's local time; `azimuth_deg` clockwise from north; `longitude`,
    `latitude` in degrees as the camera has them (WGS 84). `number` is from the file name,
    `described` what stands in its EXIF as a description. `azimuth_from` says which north.
    """

    file: str
    number: str
    parcel_key: str | None = None
    taken: datetime | None = None
    azimuth_deg: float | None = None
    azimuth_from: Literal["true", "magnetic"] | None = None
    longitude: float | None = None
    latitude: float | None = None
    described: str | None = None
