"""Rasters as reference layers: opened with care, read by windows, copied into the catalogue."""
