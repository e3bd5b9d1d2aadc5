"""Rules: kinds in code, and what the regulations say as data."""
