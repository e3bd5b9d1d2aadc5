"""What a survey says of villages: its rural construction land by code and by boundary."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gouhook_gis.geometry.area import combined_half_width, official_area
from gouhook_gis.geometry.arrays import Index, Mask, Objects
from gouhook_gis.geometry.overlay import overlay
from gouhook_gis.geometry.totals import grounds
from gouhook_gis.geometry.transform import keeps_form, to_epsg
from gouhook_gis.rules.ground.land import CountedLand, LandDefinition, numbers
from gouhook_gis.rules.ground.located import Located
from gouhook_gis.rules.scene import Scene


class VillageParameters(LandDefinition, Protocol):
    """What a kind says about villages and the survey."""

    @property
    def villages(self) -> str:
        """Return the slot of the villages."""
        ...

    @property
    def land_use(self) -> str:
        """Return the slot of the survey."""
        ...

    @property
    def village_field(self) -> str:
        """Return the field of the village code (ZLDWDM), in both layers."""
        ...

    @property
    def area_field(self) -> str:
        """Return the field of the patch's area (TBMJ)."""
        ...

    @property
    def code_digits(self) -> int:
        """Return how many digits of a code name a village."""
        ...


@dataclass(frozen=True)
class BookedLand:
    """Sums over the patches that carry a village's code: m² of TBMJ, and counts of patches."""

    rural: float
    beside: float
    half_width: float
    unreadable: int
    features: int


def booked_land(
    scene: Scene, parameters: VillageParameters, codes: Sequence[str]
) -> dict[str, BookedLand]:
    """Return Σ TBMJ of counted land and of land beside it, by village code."""
    layer = scene.case.slots[parameters.land_use].layer_id
    found = scene.store.where(layer, parameters.village_field, codes, prefix=True)
    land = CountedLand.of(found.columns, parameters)
    areas = numbers(found.columns.get(parameters.area_field), len(found))
    owner = _codes(found.columns.get(parameters.village_field), parameters.code_digits)
    counted = _rows_by_code(owner, land.counted)
    beside = _rows_by_code(owner, land.beside)
    unreadable = _rows_by_code(owner, land.unclear | (land.counted & np.isnan(areas)))
    widths = np.zeros(len(found))
    shapes = to_epsg(found.geometries[land.counted], found.epsg, scene.plane)
    kept = keeps_form(found.epsg, scene.plane)
    widths[land.counted] = scene.half_widths(shapes, traced=True, ready=kept)
    nothing = np.zeros(0, dtype=np.intp)
    return {
        code: BookedLand(
            rural=math.fsum(np.nan_to_num(areas[counted.get(code, nothing)])),
            beside=math.fsum(np.nan_to_num(areas[beside.get(code, nothing)])),
            half_width=combined_half_width(widths[counted.get(code, nothing)]),
            unreadable=len(unreadable.get(code, nothing)),
            features=len(counted.get(code, nothing)),
        )
        for code in codes
    }


def cut_land(
    scene: Scene, parameters: VillageParameters, places: Located, codes: Sequence[str]
) -> dict[str, tuple[float, float, float]]:
    """Return by village code, m²: counted land cut by the village's boundary, how far the patches
    inside are from adding up to the village, and the village's area.
    """
    shapes = np.array([places.shape(code) for code in codes], dtype=object)
    layer = scene.case.slots[parameters.land_use].layer_id
    near = scene.store.near(layer, shapes, scene.plane)
    found = scene.in_plane(near)
    counted = CountedLand.of(found.columns, parameters).counted
    pieces = overlay(shapes, scene.ready(found, near.epsg), scene.plane)
    whole = official_area(shapes, scene.plane)
    ends = np.searchsorted(pieces.left, np.arange(len(codes) + 1))
    result = {}
    for row, code in enumerate(codes):
        inside = slice(ends[row], ends[row + 1])
        area = pieces.area[inside]
        mismatch = abs(float(whole[row]) - math.fsum(area))
        cut = math.fsum(area[counted[pieces.right[inside]]])
        result[code] = cut, mismatch, float(whole[row])
    return result


def torn_down_on_class(
    scene: Scene, parameters: VillageParameters, index: Index
) -> dict[str, float]:
    """Return the area (m²) of the parcels on counted land, by the village code of that land."""
    overlap = scene.overlap(parameters.land_use, index)
    land = CountedLand.of(overlap.features.columns, parameters)
    owner = _codes(overlap.features.columns.get(parameters.village_field), parameters.code_digits)
    pieces = overlap.pieces
    rows = np.flatnonzero(land.counted[pieces.right])
    codes, group = np.unique(owner[pieces.right[rows]].astype(str), return_inverse=True)
    areas = grounds(pieces.geometry[rows], pieces.area[rows], group, len(codes), scene.plane)
    return dict(zip(codes.tolist(), areas.tolist(), strict=True))


def _rows_by_code(owner: Objects, wanted: Mask) -> dict[str, Index]:
    """Return the positions in `wanted` of each code, in order."""
    rows = np.flatnonzero(wanted)
    if len(rows) == 0:
        return {}
    codes, group = np.unique(owner[rows].astype(str), return_inverse=True)
    order = np.argsort(group, kind="stable")
    runs = np.split(rows[order], np.cumsum(np.bincount(group, minlength=len(codes)))[:-1])
    return dict(zip(codes.tolist(), runs, strict=True))


def _codes(column: Objects | None, digits: int) -> Objects:
    values: list[object] = [] if column is None else column.tolist()
    # As many villages as there are, and a thousand patches in each.
    known = {value: "" if value is None else str(value).strip()[:digits] for value in set(values)}
    result = np.empty(len(values), dtype=object)
    result[:] = [known[value] for value in values]
    return result
