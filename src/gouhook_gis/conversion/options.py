"""What the user asks of a conversion, and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from gouhook_gis.domain.message import Message, Param, message
from gouhook_gis.domain.model import Model
from gouhook_gis.domain.units import AreaUnit
from gouhook_gis.formats.options import ReadOptions
from gouhook_gis.writers.vector import Encoding


class ConvertOptions(Model):
    """`crs`: EPSG code of CGCS2000 to convert to, that of the source by default; `fields`:
    FIELD=地块编号 and the like; `encoding`: of coordinate text and shapefile, GBK by default;
    `decimals` of a coordinate text; `area_unit` of the declared areas; `layer`: which of several.
    """

    crs: int | None = None
    fields: tuple[str, ...] = ()
    encoding: Encoding | None = None
    decimals: int = 3
    area_unit: AreaUnit | None = None
    layer: str | None = None
    overwrite: bool = False
    read: ReadOptions = ReadOptions()


@dataclass
class Said:
    """What the user is told: `left_out` says that something of the source was not written."""

    messages: list[Message] = field(default_factory=list)
    left_out: bool = False

    def add(self, message_id: str, **params: Param) -> None:
        """Tell something."""
        self.messages.append(message(message_id, **params))


@dataclass(frozen=True)
class Converted:
    """The files written, what was told on the way, and whether all of the source is in them."""

    files: tuple[Path, ...]
    told: tuple[Message, ...]
    complete: bool
