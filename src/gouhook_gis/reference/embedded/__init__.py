"""Editions in files that are asked where they lie: mapped Arrow, a packed tree, GeoParquet."""
