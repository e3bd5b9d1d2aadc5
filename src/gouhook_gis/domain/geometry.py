"""A geometry as every room may hold it: bytes, and the system they are in."""

from __future__ import annotations

from gouhook_gis.domain.model import Model


class Geometry(Model):
    """A geometry as WKB (2D, easting first) in the CRS `epsg`."""

    wkb: bytes
    epsg: int
