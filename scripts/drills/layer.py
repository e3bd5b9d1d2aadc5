"""A layer of one feature, for the drills to register."""

LAYER = {
    "type": "FeatureCollection",
    "crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}},
    "features": [
        {
            "type": "Feature",
            "properties": {"BSM": "1"},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[105.0, 31.0], [105.0, 31.01], [105.01, 31.01], [105.0, 31.0]]],
            },
        }
    ],
}
