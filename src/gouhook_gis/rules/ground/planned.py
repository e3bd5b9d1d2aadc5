"""Land after the project as planned (规划数): what the 挂接表 says of each demolition parcel."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gouhook_gis.domain.land_class import Land, belongs
from gouhook_gis.domain.units import AreaUnit, shown
from gouhook_gis.geometry.arrays import Floats, Index, Mask
from gouhook_gis.rules.ground.linked import linked
from gouhook_gis.rules.scene import Scene


@dataclass(frozen=True)
class PlannedLand:
    """Which of the parcels `index` become land of a kind.

    `area`: m² by position in the parcel table, 0 where none is planned. Cultivated land has the
    net area filed for it (`farmland_m2`), other land the ground of the parcel. `gross`: that
    ground for either. `unclassed`: positions whose planned class is missing or does not tell;
    `unfigured`: those to be cultivated without a filed area; `contradictory`: those with more
    farmland filed than they have ground, or with farmland on land planned as something else.
    """

    area: Floats
    gross: Floats
    unclassed: Index
    unfigured: Index
    contradictory: Index


def becoming(scene: Scene, index: Index, land: Land) -> tuple[Index, Index]:
    """Return those of `index` whose planned class in the 挂接表 is land of this kind, and those
    of which it does not tell.
    """
    planned = linked(scene).planned_class
    told = [belongs(planned[i], [land]) for i in index]
    mine = np.array([answer is True for answer in told], dtype=np.bool_)
    unknown = np.array([answer is None for answer in told], dtype=np.bool_)
    return index[mine], index[unknown]


def planned_land(scene: Scene, index: Index, ground: Floats, land: Land) -> PlannedLand:
    """Return what the demolition parcels `index` are planned to become.

    `ground` (by position) is the area in m² with which each parcel counts.
    """
    n, filed = len(scene.parcels), linked(scene)
    asked, becomes, untold = (np.zeros(n, dtype=np.bool_) for _ in range(3))
    asked[index] = True
    for i in index:
        answer = belongs(filed.planned_class[i], [land])
        becomes[i], untold[i] = answer is True, answer is None
    gross = np.where(becomes, ground, 0.0)
    if land != "cultivated":
        none = np.zeros(0, dtype=np.intp)
        return PlannedLand(gross, gross, np.flatnonzero(untold), none, none)
    figured = ~np.isnan(filed.farmland_m2)
    farmland = np.where(becomes & figured, filed.farmland_m2, 0.0)
    # Ground that an overlapping parcel has already counted takes its share of the figure along.
    share = ground / np.where(asked, scene.parcels.area, 1.0)
    elsewhere = asked & figured & ~becomes & ~untold & (filed.farmland_m2 > 0)
    wrong = elsewhere | (becomes & figured & _beyond(scene, filed.farmland_m2))
    return PlannedLand(
        area=np.where(becomes, farmland * share, 0.0),
        gross=gross,
        unclassed=np.flatnonzero(untold),
        unfigured=np.flatnonzero(becomes & ~figured),
        contradictory=np.flatnonzero(wrong),
    )


def _beyond(scene: Scene, farmland: Floats) -> Mask:
    """Return whether a filed area (n,) exceeds the parcel in both kinds of area, as written."""
    result = np.zeros(len(farmland), dtype=np.bool_)
    for i, value in enumerate(farmland):
        own = (float(scene.parcels.area[i]), float(scene.parcels.planar[i]))
        kinds = [area for area in own if not np.isnan(area)]
        if not np.isnan(value) and kinds:
            unit = AreaUnit.HECTARE
            result[i] = shown(float(value), unit) > max(shown(area, unit) for area in kinds)
    return result
