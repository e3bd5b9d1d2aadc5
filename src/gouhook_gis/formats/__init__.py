"""Bytes to layers and back: guards, structure, encoding, CRS, vector files, recognition."""
