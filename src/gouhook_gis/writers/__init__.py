"""Shapes and columns to vector files that a desk's programs open."""
