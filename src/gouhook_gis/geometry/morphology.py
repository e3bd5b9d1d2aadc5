"""How narrow ground is recognised: by what shrinking and growing back takes away."""

from __future__ import annotations

import shapely

from gouhook_gis.geometry.arrays import Geometries, Mask
from gouhook_gis.geometry.polygons import mean_width

# A strip is at least so many times as long as wide; less is where two corners come near.
_ELONGATION = 5.0

# Mitred corners come back where they were, so that only narrow ground makes a difference. The
# limit holds for corners down to 6°; sharper ones are spikes.
_MITRE_LIMIT = 20.0


def grown(geoms: Geometries, distance_m: float) -> Geometries:
    """Return polygons grown (shrunk where negative) by `distance_m`, corners kept sharp."""
    result: Geometries = shapely.buffer(
        geoms, distance_m, join_style="mitre", mitre_limit=_MITRE_LIMIT
    )
    return result


def elongated(polygons: Geometries, min_width_m: float, max_width_m: float) -> Mask:
    """Return which polygons (n,) are strips of a mean width in [min, max] metres."""
    perimeter = shapely.length(polygons)
    width = mean_width(shapely.area(polygons), perimeter)
    strips: Mask = (
        (width >= min_width_m) & (width <= max_width_m) & (perimeter / 2 > _ELONGATION * width)
    )
    return strips
