"""What is said of the layers and fields of an upload before it is checked."""

from __future__ import annotations

from datetime import datetime

from pydantic import Field

from gouhook_gis.domain.model import Model
from gouhook_gis.service.models import Epsg, Label, Said


class ContentsRequest(Model):
    """Under which options of a check to say what is in an upload."""

    map: tuple[Said, ...] = Field(default=(), max_length=500)
    project: Label | None = None
    epsg: Epsg | None = None
    wgs84_as_cgcs2000: bool = False


class RememberedMapping(Model):
    """What was said, as entries of `map`, of an upload of the same names of layers and fields
    (`filename`), the last time that such a check could read it.
    """

    signature: str
    map: tuple[str, ...]
    filename: str
    kept: datetime
