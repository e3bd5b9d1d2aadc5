"""The patches of one delivery: from a file as read to a table, whatever its fields are called."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

import shapely

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.layer_kind import LayerKind
from gouhook_gis.domain.message import Message, message, render
from gouhook_gis.formats.layer import Layer, Reading
from gouhook_gis.formats.recognise import recognise
from gouhook_gis.geometry.arrays import Geometries, Index
from gouhook_gis.reference.features import measurable, objects, standard_columns
from gouhook_gis.reference.store import Features
from gouhook_gis.rules.ground.values import day_of, text_of

KIND = "satellite_patches"
NUMBER, COUNTY, BEFORE, AFTER = "JCBH", "XZQDM", "QSX", "HSX"
AREA, ON_SITE, SETTLEMENT = "TBMJ", "SDDL", "CZCSXM"
# Numbers begin with the code of the county, whatever follows.
_COUNTY_DIGITS = 6


@dataclass(frozen=True)
class Patches:
    """Patches (n,) with a usable shape, in `epsg`, sorted by id; `records` are their places in
    the file. `unmeasured` says which records were left out, and why; `doubts` what was taken for
    their datum without being told.
    """

    features: Features
    records: Index
    file: str
    unmeasured: tuple[Message, ...]
    doubts: tuple[Message, ...] = ()

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self.records)

    @property
    def geometry(self) -> Geometries:
        """Return the shapes."""
        return self.features.geometries

    def text(self, field: str, row: int) -> str | None:
        """Return a value of a patch as text."""
        return text_of(self.features, field, row)

    def day(self, field: str, row: int) -> date | None:
        """Return a date of a patch."""
        return day_of(self.features, field, row)

    def county(self, row: int) -> str | None:
        """Return the county code: as filed, else the first six digits of the number."""
        told = self.text(COUNTY, row) or self.text(NUMBER, row) or ""
        head = told[:_COUNTY_DIGITS]
        return head if len(head) == _COUNTY_DIGITS and head.isdigit() else None


def patches_of(reading: Reading, kinds: Sequence[LayerKind]) -> Patches:
    """Return the patches of a file. UsageError where it cannot be read, holds no layer of patches
    or several that could be it, or where its datum is not known.
    """
    fatal = [issue.message for issue in reading.issues if issue.fatal]
    if fatal:
        raise UsageError("enforce.unreadable", file=reading.name, detail=render(fatal[0]))
    layer = _the_layer(reading, kinds)
    if layer.crs.epsg is None:
        raise UsageError("enforce.crs", file=layer.file)
    kind = next(kind for kind in kinds if kind.kind == KIND)
    columns = objects(standard_columns(layer.columns, kind))
    shapes, repaired, there = measurable(layer.geometry)
    rows = np.flatnonzero(there)
    numbers = columns.get(NUMBER, np.full(len(layer), None, dtype=object))
    ids = np.array(
        [str(numbers[row] or f"#{int(layer.records[row])}") for row in rows], dtype=object
    )
    # By number and then by place: a delivery may say a number twice.
    order = np.array(
        sorted(range(len(rows)), key=lambda i: (ids[i], int(layer.records[rows[i]]))), dtype=np.intp
    )
    rows = rows[order]
    return Patches(
        features=Features(
            ids=ids[order],
            geometries=shapes[rows],
            epsg=layer.crs.epsg,
            columns={name: column[rows] for name, column in columns.items()},
            repaired=repaired[rows],
        ),
        records=layer.records[rows],
        file=layer.file,
        unmeasured=tuple(
            message("enforce.no_shape", file=layer.file, record=int(layer.records[row]))
            for row in np.flatnonzero(~there)
        ),
        doubts=tuple(issue.message for issue in layer.crs.issues),
    )


def _the_layer(reading: Reading, kinds: Sequence[LayerKind]) -> Layer:
    """Return the layer known by its name, else the only one there is with polygons."""
    named = [one for one in reading.layers if recognise(one.name, one.columns, kinds) == KIND]
    if len(named) == 1:
        return named[0]
    drawn = [one for one in reading.layers if not shapely.is_missing(one.geometry).all()]
    if not named and len(drawn) == 1:
        return drawn[0]
    raise UsageError(
        "enforce.which_layer", file=reading.name, layers=[one.name for one in reading.layers]
    )
