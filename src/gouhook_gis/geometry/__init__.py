"""The one geometry kernel: arrays in, numbers and geometries out."""
