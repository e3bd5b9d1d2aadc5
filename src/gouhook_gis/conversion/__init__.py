"""Parcels from one format to another: coordinate text, shapefile, GeoPackage, GeoJSON."""
