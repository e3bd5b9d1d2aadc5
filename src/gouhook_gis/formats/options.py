"""What the submitter told us about the files."""

from __future__ import annotations

from pydantic import Field

from gouhook_gis.domain.model import Model


class ReadOptions(Model):
    """Options of reading, each recorded as a decision where it is used.

    `wgs84_as_cgcs2000`: take WGS 84 longitudes and latitudes as CGCS2000; `epsg`: the CRS of
    every layer, told by the submitter (CGCS2000 codes); `longitude`: where the project lies,
    in degrees, to tell the zone of eastings without zone number where a .prj is missing.
    """

    wgs84_as_cgcs2000: bool = False
    epsg: int | None = None
    longitude: float | None = Field(default=None, ge=73, le=136)
