"""A province by simulation: batches and satellite patches beside millions of reference polygons."""
