"""What is in an upload as it is understood before any check, and what there is to ask about it.

Every answer is an option of a check: an entry of its `map`, its `project`, its `epsg` …
"""

from __future__ import annotations

from typing import Literal

from gouhook_gis.domain.model import Model, Text
from gouhook_gis.domain.shown import ShownArea
from gouhook_gis.domain.words import Role

# "needed": without an answer the check can say nothing, or leaves parcels out; "doubt": what was
# understood may be wrong; "may": it is clear, and can be said otherwise.
Weight = Literal["needed", "doubt", "may"]
Asks = Literal["layer", "field", "unit", "project", "crs"]
Option = Literal["map", "project", "epsg", "wgs84_as_cgcs2000"]
FieldType = Literal["text", "whole", "number", "date", "other"]


class Choice(Model):
    """One answer: the `option` of a check and what it is set to; None leaves it as it is."""

    value: str
    name: Text
    option: Option | None = None
    tells: str = ""


class Question(Model):
    """Something to choose; `now` is the value of the choice that holds, "" where none does.

    Of a question about a field (`meaning`) the choices are the fields of the layer and "", none of
    them; the entry of `map` is "LAYER.FIELD=MEANING" with the layer's `key`.
    """

    id: str
    asks: Asks
    weight: Weight
    text: Text
    layer: str = ""
    meaning: str = ""
    now: str = ""
    choices: tuple[Choice, ...] = ()


class ContentField(Model):
    """A field: its name in the file, what it holds, two values as filed, what it is taken for."""

    name: str
    type: FieldType
    examples: tuple[str, ...] = ()
    meanings: tuple[str, ...] = ()


class LayerParcels(Model):
    """The parcels of one role in a layer, of the project that is examined, and their official
    area; `unmeasured` counts those without one.
    """

    role: Role
    parcels: int
    area: ShownArea
    unmeasured: int = 0


class ContentLayer(Model):
    """A layer: `key` is what an entry of `map` calls it, `path` where it stands in the upload.

    `taken_for` is a role, "parcels" (by a type field), a layer kind or None, `why` says how that
    came; `polygons` counts its records that have a shape. `fields` are those of a layer that
    holds parcels or may hold some.
    """

    key: str
    path: str
    name: str
    records: int
    polygons: int
    taken_for: str | None = None
    taken_name: Text | None = None
    why: Text | None = None
    crs: Text | None = None
    crs_status: Literal["accepted", "refused", "undecided"]
    crs_assumed: bool = False
    fields: tuple[ContentField, ...] = ()
    parcels: tuple[LayerParcels, ...] = ()


class Noticed(Model):
    """What was noticed; a fatal one leaves nothing to check. `subject` is a file or a layer."""

    text: Text
    subject: str
    fatal: bool = False


class Contents(Model):
    """The answer. `made_by` is the version of the program; `signature` is the same for uploads
    of the same names of layers and fields; `layers` ends after `MOST_LAYERS` of `layers_total`.
    `refused` says why an option cannot be meant: the rest is then as understood without any.
    """

    made_by: str
    name: str
    signature: str | None = None
    project_code: str | None = None
    project_name: str | None = None
    layers: tuple[ContentLayer, ...] = ()
    layers_total: int = 0
    totals: tuple[LayerParcels, ...] = ()
    questions: tuple[Question, ...] = ()
    problems: tuple[Noticed, ...] = ()
    workbook: str | None = None
    photographs: int = 0
    texts: int = 0
    refused: Text | None = None


MOST_LAYERS = 300
