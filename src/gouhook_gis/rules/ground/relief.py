"""How high and how steep the ground of a village is, to hold a declared terrain against it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from shapely.geometry.base import BaseGeometry

from gouhook_gis.geometry.resample import in_plane
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.geometry.zonal import summaries
from gouhook_gis.rules.ground.cells import around, heights_of, raster_of, slopes_of
from gouhook_gis.rules.scene import Scene

# Less of a village says nothing of the whole.
_ENOUGH = 0.95


@dataclass(frozen=True)
class Relief:
    """Ground of a village by the elevation model: from its lowest to its highest cell (m), mean
    slope (degrees).
    """

    height_m: float
    slope_deg: float


def relief(scene: Scene, slot: str, village: BaseGeometry) -> Relief | None:
    """Return the relief of a village (in the plane) by the model in `slot`.

    None where there is no model, or it shows less than 95 % of the village.
    """
    raster = raster_of(scene, slot)
    if raster is None:
        return None
    shapes = np.array([village], dtype=object)
    model = in_plane(raster, scene.plane, around(shapes))
    there = to_epsg(shapes, scene.plane, model.grid.epsg)
    slopes = summaries(there, model, slopes_of, margin=1)
    if not slopes.measured[0] >= _ENOUGH:
        return None
    heights = summaries(there, model, heights_of)
    return Relief(float(heights.most[0] - heights.least[0]), float(slopes.mean[0]))
