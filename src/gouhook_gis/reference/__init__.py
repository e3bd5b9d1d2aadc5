"""Reference layers: editions, coverage, and the stores behind one protocol."""
