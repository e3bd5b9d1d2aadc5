"""The parcels of a case as arrays, in one plane, measured once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

import shapely

from gouhook_gis.domain.submission import Parcel
from gouhook_gis.domain.units import to_m2
from gouhook_gis.geometry.area import half_width, official_area, planar_area
from gouhook_gis.geometry.arrays import Floats, Geometries, Index, Integers, Mask, Objects
from gouhook_gis.geometry.plane import working_plane
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.geometry.zones import GEOGRAPHIC


@dataclass(frozen=True)
class ParcelTable:
    """All parcels, sorted by key; arrays of n rows.

    `geometry` is in the plane (None where there is none); `measurable` is False where the
    geometry is missing or invalid: its areas are NaN, and overlays leave it out. `area` is the
    official ellipsoidal area, `planar` the Gauss-Krüger area in the parcel's own zone,
    `half_width` 2σ, `declared` the filed area; all m², NaN where unknown. Where a row is only a
    part of its parcel, `outline` and `whole_area` are those of all of it as filed, else the same
    as `geometry` and `area`.
    """

    parcels: tuple[Parcel, ...]
    key: Objects
    id: Objects
    role: Objects
    geometry: Objects
    measurable: Mask
    area: Floats
    planar: Floats
    half_width: Floats
    declared: Floats
    whole_area: Floats
    outline: Objects

    def __len__(self) -> int:
        """Return the number of parcels."""
        return len(self.key)

    def on(self, index: Index, ground: Geometries, area: Floats) -> ParcelTable:
        """Return the parcels at `index`, each as the part of it in `ground` (k,), official
        `area` (k,) in m²; where that is None it stays as it is, measurable or not.
        """
        there = np.array([shape is not None for shape in ground], dtype=np.bool_)
        width = np.where(there, np.nan, self.half_width[index])
        return ParcelTable(
            parcels=tuple(self.parcels[i] for i in index),
            key=self.key[index],
            id=self.id[index],
            role=self.role[index],
            geometry=np.where(there, ground, self.geometry[index]),
            measurable=there | self.measurable[index],
            area=np.where(there, area, self.area[index]),
            planar=np.where(there, np.nan, self.planar[index]),
            half_width=width,
            declared=self.declared[index],
            whole_area=self.whole_area[index],
            outline=self.outline[index],
        )


def parcel_table(
    parcels: Sequence[Parcel], point_error_m: float, plane: int | None = None
) -> tuple[ParcelTable, int]:
    """Measure parcels; return their table and the EPSG code of the plane they are worked in.

    `plane` is chosen by where they lie if it is not given; without a geometry any will do.
    """
    rows = tuple(sorted(parcels, key=lambda parcel: parcel.key))
    n = len(rows)
    filed = np.full(n, None, dtype=object)
    epsg = np.zeros(n, dtype=np.int64)
    for i, parcel in enumerate(rows):
        if parcel.geometry is not None:
            filed[i] = parcel.geometry.wkb
            epsg[i] = parcel.geometry.epsg
    filed = shapely.from_wkb(filed, on_invalid="ignore")
    codes = sorted({int(code) for code in epsg if code})
    plane = plane or _plane(filed, epsg, codes)
    geometry = np.full(n, None, dtype=object)
    area, planar, width = (np.full(n, np.nan) for _ in range(3))
    sound = shapely.is_valid(filed) & ~shapely.is_empty(filed)
    for code in codes:
        rows_of = epsg == code
        geometry[rows_of] = to_epsg(filed[rows_of], code, plane)
        measured = rows_of & sound
        area[measured] = official_area(filed[measured], code)
        planar[measured] = planar_area(filed[measured], code)
    width[sound] = half_width(geometry[sound], point_error_m)
    measurable = sound & (area > 0)
    area[~measurable] = np.nan
    declared = [
        np.nan if p.declared_area is None else to_m2(p.declared_area.value, p.declared_area.unit)
        for p in rows
    ]
    table = ParcelTable(
        parcels=rows,
        key=_objects([p.key for p in rows]),
        id=_objects([p.id for p in rows]),
        role=_objects([p.role for p in rows]),
        geometry=geometry,
        measurable=measurable,
        area=area,
        planar=planar,
        half_width=width,
        declared=np.array(declared, dtype=np.float64),
        whole_area=area,
        outline=geometry,
    )
    return table, plane


def _plane(filed: Objects, epsg: Integers, codes: Sequence[int]) -> int:
    """Choose the plane of the CRS that most parcels are in (the smaller code of a draw)."""
    if not codes:
        return working_plane(filed, GEOGRAPHIC)
    main = min(codes, key=lambda code: (-int(np.sum(epsg == code)), code))
    return working_plane(filed[epsg == main], main)


def _objects(values: Sequence[object]) -> Objects:
    array = np.empty(len(values), dtype=object)
    array[:] = values
    return array
