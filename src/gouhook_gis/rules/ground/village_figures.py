"""The figures of a village: what is torn down in it, and its rural construction land."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Index, Mask, Objects
from gouhook_gis.geometry.overlay import overlay
from gouhook_gis.geometry.totals import ground
from gouhook_gis.rules.ground.land import CountedLand, LandDefinition
from gouhook_gis.rules.ground.located import Located, Share, located
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
class VillageFigures:
    """Areas of one village, m²; `parcels` are the positions of the parcels in it.

    `rural` is Σ TBMJ of counted land by village code, `rural_by_geometry` counted land cut by
    the village's boundary, `on_class` demolition on counted land. `mismatch` is how far the
    patches inside the village are from adding up to it: a gap, or patches on one another.
    `unreadable` counts patches of the village that may count but lack an area or a land class.
    """

    code: str
    name: str
    parcels: list[int]
    demolition: float
    demolition_half_width: float
    rural: float
    rural_by_geometry: float
    rural_half_width: float
    on_class: float
    beside: float
    village: float
    mismatch: float
    unreadable: int
    features: int

    def measures(self, minimum: float | None) -> list[Measure]:
        """Return the ratios against `minimum`, then the areas; none where nothing is counted."""
        areas = [
            measured("demolition_area", self.demolition, "m2"),
            measured("rural_area", self.rural, "m2"),
            measured("rural_area_by_geometry", self.rural_by_geometry, "m2"),
            measured("beside_area", self.beside, "m2"),
        ]
        if not self.rural:
            return areas
        ratios = [
            self._ratio("ratio", self.demolition, self.rural, minimum),
            self._ratio("ratio_on_class", self.on_class, self.rural, minimum),
        ]
        if self.rural_by_geometry:
            cut = self._ratio("ratio_by_geometry", self.demolition, self.rural_by_geometry, minimum)
            ratios.insert(1, cut)
        share = measured("village_share", self.demolition / self.village, "ratio")
        return [*ratios, share, *areas]

    def _ratio(self, name: str, part: float, whole: float, minimum: float | None) -> Measure:
        """Propagate the half widths of numerator and denominator into their ratio."""
        relative = math.hypot(
            self.demolition_half_width / part if part else 0.0, self.rural_half_width / whole
        )
        return measured(
            name,
            part / whole,
            "ratio",
            operator=">=" if minimum is not None else None,
            threshold=minimum,
            half_width=part / whole * relative,
        )


def village_figures(
    scene: Scene, parameters: VillageParameters, index: Index
) -> list[VillageFigures]:
    """Return the figures of every village that holds more than a tolerated strip of a parcel."""
    places = located(
        scene, parameters.villages, index, parameters.village_field, parameters.code_digits
    )
    held: dict[str, list[int]] = {}
    inside: dict[str, list[Share]] = {}
    for i in map(int, index):
        for share in places.of(i):
            inside.setdefault(share.code, []).append(share)
            if not share.set_aside:
                held.setdefault(share.code, []).append(i)
    if not held:
        return []
    codes = sorted(held)
    by_code = _by_code(scene, parameters, codes)
    cut = _by_geometry(scene, parameters, places, codes)
    on_class = _on_class(scene, parameters, index)
    figures = []
    for code in codes:
        shapes = np.array([share.geometry for share in inside[code]], dtype=object)
        areas = np.array([share.area for share in inside[code]])
        geometry, mismatch, village = cut[code]
        named = by_code[code]
        figures.append(
            VillageFigures(
                code=code,
                name=_name(places, code),
                parcels=held[code],
                demolition=ground(shapes, areas, scene.plane),
                demolition_half_width=scene.half_width(shapes, traced=False),
                rural=named.rural,
                rural_by_geometry=geometry,
                rural_half_width=named.half_width,
                on_class=on_class.get(code, 0.0),
                beside=named.beside,
                village=village,
                mismatch=mismatch,
                unreadable=named.unreadable,
                features=named.features,
            )
        )
    return figures


def _name(places: Located, code: str) -> str:
    names = places.units.columns.get("ZLDWMC")
    row = int(np.flatnonzero(places.codes == code)[0])
    return code if names is None or names[row] is None else str(names[row])


@dataclass(frozen=True)
class _Named:
    """Sums over the patches that carry a village's code."""

    rural: float
    beside: float
    half_width: float
    unreadable: int
    features: int


def _by_code(
    scene: Scene, parameters: VillageParameters, codes: Sequence[str]
) -> dict[str, _Named]:
    """Return Σ TBMJ of counted land and of land beside it, by village."""
    layer = scene.case.slots[parameters.land_use].layer_id
    found = scene.in_plane(scene.store.where(layer, parameters.village_field, codes, prefix=True))
    land = CountedLand.of(found.columns, parameters)
    areas = _numbers(found.columns.get(parameters.area_field), len(found))
    owner = _codes(found.columns.get(parameters.village_field), parameters.code_digits)
    counted = _rows_by_code(owner, land.counted)
    beside = _rows_by_code(owner, land.beside)
    unreadable = _rows_by_code(owner, land.unclear | (land.counted & np.isnan(areas)))
    nothing = np.zeros(0, dtype=np.intp)
    return {
        code: _Named(
            rural=math.fsum(np.nan_to_num(areas[counted.get(code, nothing)])),
            beside=math.fsum(np.nan_to_num(areas[beside.get(code, nothing)])),
            half_width=scene.half_width(found.geometries[counted.get(code, nothing)], traced=True),
            unreadable=len(unreadable.get(code, nothing)),
            features=len(counted.get(code, nothing)),
        )
        for code in codes
    }


def _by_geometry(
    scene: Scene, parameters: VillageParameters, places: Located, codes: Sequence[str]
) -> dict[str, tuple[float, float, float]]:
    """Return counted land cut by the village's boundary, the mismatch, the village's area."""
    shapes = np.array([places.shape(code) for code in codes], dtype=object)
    layer = scene.case.slots[parameters.land_use].layer_id
    found = scene.in_plane(scene.store.near(layer, shapes, scene.plane))
    land = CountedLand.of(found.columns, parameters)
    pieces = overlay(shapes, found.geometries, scene.plane)
    whole = official_area(shapes, scene.plane)
    result = {}
    for row, code in enumerate(codes):
        inside = pieces.left == row
        counted = inside & land.counted[pieces.right]
        mismatch = abs(float(whole[row]) - math.fsum(pieces.area[inside]))
        result[code] = math.fsum(pieces.area[counted]), mismatch, float(whole[row])
    return result


def _on_class(scene: Scene, parameters: VillageParameters, index: Index) -> dict[str, float]:
    """Return the area of the parcels on counted land, by the village code of that land."""
    overlap = scene.overlap(parameters.land_use, index)
    land = CountedLand.of(overlap.features.columns, parameters)
    owner = _codes(overlap.features.columns.get(parameters.village_field), parameters.code_digits)
    pieces = overlap.pieces
    rows = _rows_by_code(owner[pieces.right], land.counted[pieces.right])
    return {
        code: ground(pieces.geometry[own], pieces.area[own], scene.plane)
        for code, own in rows.items()
    }


def _rows_by_code(owner: Objects, wanted: Mask) -> dict[str, Index]:
    """Return the positions in `wanted` of each code, in order."""
    rows: dict[str, list[int]] = {}
    for row in np.flatnonzero(wanted):
        rows.setdefault(str(owner[row]), []).append(int(row))
    return {code: np.array(own, dtype=np.intp) for code, own in rows.items()}


def _codes(column: Objects | None, digits: int) -> Objects:
    values: list[object] = [] if column is None else list(column)
    result = np.empty(len(values), dtype=object)
    result[:] = ["" if value is None else str(value).strip()[:digits] for value in values]
    return result


def _numbers(column: Objects | None, n: int) -> Floats:
    """Return a column (n,) as numbers, NaN for what is none."""
    values = np.full(n, np.nan)
    for row, value in enumerate([] if column is None else column):
        try:
            values[row] = float(value)
        except (TypeError, ValueError):
            continue
    return values
