"""What the 挂接表 says of each parcel, by position in the parcel table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.linking import links
from gouhook_gis.domain.project_facts import LinkedParcel
from gouhook_gis.geometry.arrays import Floats, Mask, Objects
from gouhook_gis.rules.scene import Scene


@dataclass(frozen=True)
class Linked:
    """Arrays of n rows, one a parcel of `scene.parcels`, in its order.

    Numbers are NaN and everything else is None where nothing was filed. The parcel layer's own
    value comes first, then the row of the 挂接表. `listed`: the parcel has a row there.
    `purpose`: Purpose; `village_code`; `area`, `farmland` m² as filed; `area_surveyed`,
    `commercial`, `high_standard`: bool; `grade` (1 is best) on `grade_scale`
    ("utilisation_grade", "quality_grade"); `planned_class`: DLBM after reclamation as planned;
    `ownership`: QSXZ after the project; `soil_depth_cm`; `coordinates_file`.
    """

    listed: Mask
    purpose: Objects
    village_code: Objects
    area_m2: Floats
    farmland_m2: Floats
    area_surveyed: Objects
    grade: Floats
    grade_scale: Objects
    planned_class: Objects
    ownership: Objects
    commercial: Objects
    high_standard: Objects
    soil_depth_cm: Floats
    coordinates_file: Objects


def linked(scene: Scene) -> Linked:
    """Return what is filed of each parcel beside its geometry; rows that fit no parcel, or more
    than one, are left out (F14 names them).
    """
    return scene.once(_linked)


def _linked(scene: Scene) -> Linked:
    table = scene.parcels
    rows = scene.case.facts.project.parcels
    matched = links(table.parcels, rows).row
    filed: list[LinkedParcel | None] = [None if n is None else rows[n] for n in matched]

    def values(name: str) -> Objects:
        array = np.full(len(table), None, dtype=object)
        for i, (parcel, row) in enumerate(zip(table.parcels, filed, strict=True)):
            own = getattr(parcel, name, None)
            if own is None:
                own = parcel.attributes.get(name)
            array[i] = getattr(row, name) if own is None and row is not None else own
        return array

    def numbers(name: str) -> Floats:
        return _numbers(values(name))

    return Linked(
        listed=np.array([row is not None for row in filed], dtype=bool),
        purpose=values("purpose"),
        village_code=values("village_code"),
        area_m2=np.where(np.isnan(table.declared), numbers("area_m2"), table.declared),
        farmland_m2=numbers("farmland_m2"),
        area_surveyed=values("area_surveyed"),
        grade=numbers("grade"),
        grade_scale=values("grade_scale"),
        planned_class=values("planned_class"),
        ownership=values("ownership"),
        commercial=values("commercial"),
        high_standard=values("high_standard"),
        soil_depth_cm=numbers("soil_depth_cm"),
        coordinates_file=values("coordinates_file"),
    )


def _numbers(values: Objects) -> Floats:
    return np.array([np.nan if value is None else float(value) for value in values])
