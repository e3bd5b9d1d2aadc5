"""What a reference layer kind is: data of `rules/layers/*.yaml`."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal

from pydantic import Field

from gouhook_gis.domain.model import Model, Text


class Completeness(StrEnum):
    """Whether absence of a feature means absence on the ground.

    `complete`: the layer tiles its area, coverage is the union of its features;
    `sparse`: coverage must be declared.
    """

    COMPLETE = "complete"
    SPARSE = "sparse"


class FieldSpec(Model):
    """A field of a layer kind: its standard name, other names met, whether rules need it."""

    name: str
    title: Text
    aliases: tuple[str, ...] = ()
    required: bool = False
    type: str = "text"  # text, number, date


class LayerKind(Model):
    """A kind of reference layer.

    `names` are whole layer names by which it is recognised (the standard's, practice's and
    Chinese ones, compared without case); `code_lengths` restricts recognition by the length of
    the code field's values (XZQ is counties at 6, townships at 9). A kind of `form` "raster"
    is read by windows of cells and has no fields; `cells` says what they hold: a measured number,
    the code of a class (never anything between two), or the brightness of an image (the mean of
    its bands where none is named).
    """

    kind: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Text
    completeness: Completeness
    form: Literal["vector", "raster"] = "vector"
    cells: Literal["number", "class", "brightness"] = "number"
    names: tuple[str, ...]
    fields: tuple[FieldSpec, ...] = ()
    id_fields: tuple[str, ...] = ()
    code_field: str | None = None
    code_lengths: tuple[int, ...] = ()
    point_error_m: float = 1.0
    restricted: bool = False
    source: str = ""

    def field(self, name: str) -> FieldSpec | None:
        """Return the specification of the field with the standard name `name`."""
        return next((spec for spec in self.fields if spec.name == name), None)
