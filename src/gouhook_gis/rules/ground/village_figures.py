"""The figures of a village: what is torn down in it, and its rural construction land."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from shapely.geometry.base import BaseGeometry

from gouhook_gis.domain.measure import Measure, measured
from gouhook_gis.geometry.area import combined_half_width
from gouhook_gis.geometry.arrays import Index
from gouhook_gis.geometry.totals import grounds
from gouhook_gis.rules.ground.located import Located, Share, located
from gouhook_gis.rules.ground.village_survey import (
    VillageParameters,
    booked_land,
    cut_land,
    torn_down_on_class,
)
from gouhook_gis.rules.scene import Scene


@dataclass(frozen=True)
class VillageFigures:
    """Areas of one village, m²; `parcels` are the positions of the parcels in it.

    `rural` is Σ TBMJ of counted land by village code, `rural_by_geometry` counted land cut by
    the village's boundary, `on_class` demolition on counted land. `mismatch` is how far the
    patches inside the village are from adding up to it: a gap, or patches on one another.
    `unreadable` counts patches of the village that may count but lack an area or a land class;
    `shape` is the village in the plane.
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
    shape: BaseGeometry

    @property
    def known_name(self) -> str | None:
        """Return the village's name, None where the layer has only its code."""
        return None if self.name == self.code else self.name

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
    by_code = booked_land(scene, parameters, codes)
    cut = cut_land(scene, parameters, places, codes)
    on_class = torn_down_on_class(scene, parameters, index)
    shares = [share for code in codes for share in inside[code]]
    owner = np.repeat(np.arange(len(codes)), [len(inside[code]) for code in codes])
    shapes = np.array([share.geometry for share in shares], dtype=object)
    areas = np.array([share.area for share in shares])
    torn_down = grounds(shapes, areas, owner, len(codes), scene.plane)
    widths = scene.half_widths(shapes, traced=False)
    figures = []
    for row, code in enumerate(codes):
        geometry, mismatch, village = cut[code]
        named = by_code[code]
        figures.append(
            VillageFigures(
                code=code,
                name=_name(places, code),
                parcels=held[code],
                demolition=float(torn_down[row]),
                demolition_half_width=combined_half_width(widths[owner == row]),
                rural=named.rural,
                rural_by_geometry=geometry,
                rural_half_width=named.half_width,
                on_class=on_class.get(code, 0.0),
                beside=named.beside,
                village=village,
                mismatch=mismatch,
                unreadable=named.unreadable,
                features=named.features,
                shape=places.shape(code),
            )
        )
    return figures


def _name(places: Located, code: str) -> str:
    names = places.units.columns.get("ZLDWMC")
    row = int(np.flatnonzero(places.codes == code)[0])
    return code if names is None or names[row] is None else str(names[row])
