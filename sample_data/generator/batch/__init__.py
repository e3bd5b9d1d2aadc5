"""Sixty submissions of the sample county with ground that two of them offer."""
