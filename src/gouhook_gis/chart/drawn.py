"""A layer of the map before it is written: shapes in the CRS of the report, and properties."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

import shapely

from gouhook_gis.domain.chart import Box, ChartLayer, LegendEntry
from gouhook_gis.domain.details import ReferenceDetail
from gouhook_gis.geometry.arrays import Geometries, Mask, Objects
from gouhook_gis.geometry.zones import zone_of

# A millimetre, and what is about one in degrees.
_METRE_DECIMALS, _DEGREE_DECIMALS = 3, 8
# What a page can draw at once.
_FEATURES, _VERTICES = 2_000, 200_000


@dataclass(frozen=True)
class Drawn:
    """One layer of n features: `shapes` (n,), none missing or empty; `ids` and `properties` (n,)
    of each feature. The rest as in `ChartLayer`.
    """

    name: str
    kind: Literal["parcels", "findings", "reference"]
    titles: tuple[str, str]
    shapes: Geometries
    ids: Objects
    properties: Sequence[Mapping[str, Any]]
    layer_id: str | None = None
    restricted: bool = False
    detail: ReferenceDetail = "full"
    legend: tuple[LegendEntry, ...] = ()
    cut: int = 0

    @property
    def vertices(self) -> int:
        """Return the number of all vertices."""
        return int(shapely.get_num_coordinates(self.shapes).sum())

    @property
    def large(self) -> bool:
        """Whether it is too much for a page to draw at once."""
        return len(self.shapes) > _FEATURES or self.vertices > _VERTICES

    def entry(self, form: Literal["geojson", "tiles"], min_zoom: int = 0) -> ChartLayer:
        """Return what the chart says of this layer."""
        return ChartLayer(
            name=self.name,
            kind=self.kind,
            form=form,
            title_zh=self.titles[0],
            title_en=self.titles[1],
            layer_id=self.layer_id,
            features=len(self.shapes),
            extent=extent([self.shapes]),
            restricted=self.restricted,
            detail=self.detail,
            legend=self.legend,
            cut=self.cut,
            min_zoom=min_zoom,
        )


def extent(layers: Sequence[Geometries]) -> Box | None:
    """Return the box around all shapes, None without any."""
    shapes = np.concatenate(layers) if layers else np.zeros(0, dtype=object)
    if not len(shapes):
        return None
    minx, miny, maxx, maxy = shapely.total_bounds(shapes).tolist()
    return minx, miny, maxx, maxy


def there(shapes: Geometries) -> Mask:
    """Return which shapes (n,) can be drawn: those with finite coordinates."""
    return np.asarray(np.isfinite(shapely.bounds(shapes)).all(axis=1))


def rounded(shapes: Geometries, epsg: int) -> Geometries:
    """Return shapes to a millimetre, or 1e-8°; one that would vanish stays as it is."""
    places = _DEGREE_DECIMALS if zone_of(epsg).geographic else _METRE_DECIMALS
    shown = shapely.transform(shapes, lambda coords: np.round(coords, places))
    lost = (shapely.area(shown) == 0) & (shapely.area(shapes) > 0)
    shown[lost] = shapes[lost]
    result: Geometries = shown
    return result
