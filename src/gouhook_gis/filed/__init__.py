"""Parcels of filed projects as a layer: from submissions, and registered."""
