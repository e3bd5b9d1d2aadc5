"""A layer of the map as GeoJSON, in the CRS of the report."""

from __future__ import annotations

from pydantic_core import to_json

import shapely

from gouhook_gis.chart.drawn import Drawn


def geojson(layer: Drawn) -> bytes:
    """Return a feature collection; the ids of its features are those of the layer."""
    features = (
        b'{"type":"Feature","id":%b,"geometry":%b,"properties":%b}'
        % (to_json(name), shape.encode(), to_json(dict(told)))
        for name, shape, told in zip(
            layer.ids, shapely.to_geojson(layer.shapes), layer.properties, strict=True
        )
    )
    return b'{"type":"FeatureCollection","features":[%b]}' % b",\n".join(features)
