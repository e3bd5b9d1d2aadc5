"""Which software reached the result: geometry libraries change last digits."""

from __future__ import annotations

import platform
from functools import cache
from importlib import metadata

import pyproj
import shapely


@cache
def versions() -> dict[str, str]:
    """Return the versions that a number may depend on."""
    return {
        "gouhook_gis": metadata.version("gouhook-gis"),
        "python": platform.python_version(),
        "numpy": metadata.version("numpy"),
        "shapely": metadata.version("shapely"),
        "geos": shapely.geos_version_string,
        "pyproj": metadata.version("pyproj"),
        "proj": pyproj.proj_version_str,
        "pyogrio": metadata.version("pyogrio"),
    }
