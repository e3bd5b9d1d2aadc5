"""From records as handed in to features that are measured: the same for every store."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pyarrow as pa

import shapely

from gouhook_gis.formats.objects import Wkb
from gouhook_gis.formats.position import misplaced
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Integers, Mask
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.reference.features import feature_ids, measurable, objects

# How many invalid records of an edition are listed.
LISTED = 1000


@dataclass(frozen=True)
class Measured:
    """The features of a block of records; `rows` (n,) are their positions in it.

    `shapes` are valid polygons, of which `repaired` are not as filed; `reasons` say why, by the
    position among the features; `columns` are those of the features.
    """

    rows: Index
    records: Integers
    ids: npt.NDArray[np.object_]
    shapes: Geometries
    repaired: Mask
    area_m2: Floats
    columns: pa.Table
    reasons: dict[int, str]

    def __len__(self) -> int:
        """Return the number of features."""
        return len(self.rows)


def measured(
    wkb: Wkb, records: Integers, columns: pa.Table, epsg: int, id_fields: Sequence[str]
) -> Measured:
    """Return the features of n records: `wkb` (None for none) in `epsg`, places in the source,
    and columns by standard name. A record without a polygon, or out of China, is no feature.
    """
    raw = shapely.from_wkb(wkb, on_invalid="ignore")
    placed = wkb.copy()
    placed[misplaced(shapely.bounds(raw), zone_of(epsg))] = None
    shapes, repaired, there = measurable(placed)
    rows = np.flatnonzero(there)
    own = columns.take(pa.array(rows))
    named = objects(own.select([name for name in id_fields if name in own.column_names]))
    broken = np.flatnonzero(repaired[rows])
    reasons = shapely.is_valid_reason(raw[rows[broken]])
    return Measured(
        rows=rows,
        records=records[rows],
        ids=feature_ids(list(named.values()), shapes[rows]),
        shapes=shapes[rows],
        repaired=repaired[rows],
        area_m2=official_area(shapes[rows], epsg),
        columns=own,
        reasons=dict(zip(broken.tolist(), map(str, reasons), strict=True)),
    )


@dataclass(frozen=True)
class Invalid:
    """A record whose geometry is invalid and measured through a repaired copy."""

    record: int
    id: str
    reason: str


@dataclass
class Derived:
    """What an edition comes to: features that can be measured, their extent (minx, miny, maxx,
    maxy, empty where there are none), and the first invalid ones.
    """

    features: int = 0
    repaired: int = 0
    invalid: list[Invalid] = field(default_factory=list)
    extent: tuple[float, ...] = ()

    def add(self, some: Measured) -> None:
        """Count the features of one more block."""
        self.features += len(some)
        self.repaired += len(some.reasons)
        for row, reason in list(some.reasons.items())[: max(LISTED - len(self.invalid), 0)]:
            self.invalid.append(Invalid(int(some.records[row]) + 1, str(some.ids[row]), reason))
        if len(some):
            own = [(*self.extent,)] if self.extent else []
            boxes = np.vstack([*own, shapely.bounds(some.shapes)])
            self.extent = (*boxes[:, :2].min(axis=0).tolist(), *boxes[:, 2:].max(axis=0).tolist())


def together(made: Sequence[Derived]) -> Derived:
    """Return what the parts of an edition come to; invalid records by their place, some first."""
    boxes = np.array([one.extent for one in made if one.extent])
    invalid = sorted((item for one in made for item in one.invalid), key=lambda item: item.record)
    low, high = (boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)) if len(boxes) else ((), ())
    return Derived(
        features=sum(one.features for one in made),
        repaired=sum(one.repaired for one in made),
        invalid=invalid[:LISTED],
        extent=(*map(float, low), *map(float, high)),
    )
