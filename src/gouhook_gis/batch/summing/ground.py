"""The ground that is wrong by the findings of one report, each spot once."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.arrays import Floats, Geometries
from gouhook_gis.geometry.enclosed import enclosed
from gouhook_gis.geometry.plane import working_plane
from gouhook_gis.geometry.polygons import polygonal
from gouhook_gis.geometry.totals import ground
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.report.evidence import Evidence

# The measure of ground of which a layer says nothing: it stands beside what is wrong.
_UNCOVERED = "uncovered_area"


@dataclass(frozen=True)
class WrongGround:
    """Polygons (n,) of findings in the plane `plane`, with their official areas and the areas
    that the findings state, m²; `row` finds those of a finding by its number in the report.
    """

    shapes: Geometries
    areas: Floats
    stated: Floats
    row: dict[int, int]
    plane: int

    @classmethod
    def of(cls, items: Sequence[Evidence], epsg: int | None) -> WrongGround:
        """Return the ground of those findings that state an area and have one; `epsg` is the CRS of
        the report.

        A finding without a geometry counts as nothing, whatever its figure, and so does one whose
        figure is no area that is wrong: a total, or ground that a layer does not cover.
        """
        held = [e for e in items if epsg is not None and _states(e) and e.shape is not None]
        shapes = np.empty(len(held), dtype=object)
        shapes[:] = [item.shape for item in held]
        plane = 0 if epsg is None else working_plane(shapes, epsg)
        if held and epsg is not None:
            shapes = polygonal(enclosed(to_epsg(shapes, epsg, plane)))
        there = np.flatnonzero([shape is not None for shape in shapes])
        return cls(
            shapes=shapes[there],
            areas=official_area(shapes[there], plane) if len(there) else np.zeros(0),
            stated=np.array([held[i].area_m2 for i in there], dtype=np.float64),
            row={held[i].number: at for at, i in enumerate(there)},
            plane=plane,
        )

    def area(self, items: Iterable[Evidence]) -> float | None:
        """Return the official area in m² under some of the findings, None where they have none.

        It is no more than the findings state together: where a report may not show the outline of
        a reference layer, the parcel stands in its place, which is more than what is wrong.
        """
        rows = np.array([self.row[e.number] for e in items if e.number in self.row], dtype=np.intp)
        if not len(rows):
            return None
        return min(
            ground(self.shapes[rows], self.areas[rows], self.plane),
            math.fsum(self.stated[rows]),
        )


def _states(item: Evidence) -> bool:
    return bool(item.area_m2) and item.amount is not None and item.amount.name != _UNCOVERED
