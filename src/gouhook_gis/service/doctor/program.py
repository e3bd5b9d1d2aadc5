"""Python, the libraries, and what the environment does to them."""

from __future__ import annotations

import locale
import os
import platform
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from importlib import metadata
from pathlib import Path

from gouhook_gis.service.doctor.place import Place
from gouhook_gis.service.doctor.said import Said, warning, well, wrong

_NEEDED = re.compile(r"([\w.-]+)(?:\[[^\]]*\])?>=([\d.]+)$")
# Of a system's GDAL and PROJ: the libraries in our wheels find their own data by themselves.
_VARIABLES = ("PROJ_DATA", "PROJ_LIB", "PROJ_NETWORK", "GDAL_DATA", "GDAL_DRIVER_PATH")
_BEIJING = timedelta(hours=8)


def libraries(place: Place) -> Iterator[Said]:
    """Every library that the package asks for, in the version that it asks for."""
    needed = [
        found for one in metadata.requires("gouhook-gis") or () if (found := _NEEDED.match(one))
    ]
    bad = False
    for name, least in (match.groups() for match in needed):
        try:
            there = metadata.version(name)
        except metadata.PackageNotFoundError:
            yield wrong("library_missing", library=name, wanted=least)
            bad = True
            continue
        if _numbers(there) < _numbers(least):
            yield wrong("library_old", library=name, found=there, wanted=least)
            bad = True
    if not bad:
        own = metadata.version("gouhook-gis")
        yield well("libraries", version=own, python=platform.python_version(), count=len(needed))


def environment(place: Place) -> Iterator[Said]:
    """Variables of other installations, the encoding, the time zone."""
    told = {*os.environ, *_at_start()}
    found = [name for name in _VARIABLES if name in told]
    if found:
        yield warning("variables", names=found)
    encoding = locale.getencoding()
    if encoding.lower().replace("-", "") != "utf8" and not os.environ.get("PYTHONUTF8"):
        yield warning("encoding", encoding=encoding)
    now = datetime.now().astimezone()
    if now.utcoffset() != _BEIJING:
        yield warning("time_zone", zone=now.strftime("%Z %z"))
    else:
        yield well("environment", zone=now.strftime("%Z %z"))


def _at_start() -> Iterator[str]:
    """Yield the variables with which this process was started, some of which it has dropped."""
    try:
        told = Path("/proc/self/environ").read_bytes()
    except OSError:  # not on Linux
        return
    for line in told.split(b"\0"):
        yield line.partition(b"=")[0].decode(errors="replace")


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"\d+", version.partition("+")[0])[:3])
