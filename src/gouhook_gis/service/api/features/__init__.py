"""Findings of a run as OGC API Features, Part 1 (core, GeoJSON) and Part 2 (CRS).

Every finished run is a service of its own with one collection, `findings`, so that QGIS or
ogr2ogr takes the address of a run.
"""
