"""Satellite patches (卫片图斑) against the parcels of filed projects and the survey."""
