"""Who does the work of a batch: children of this process, or a Dask cluster."""
