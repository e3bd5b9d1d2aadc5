"""One submission out of layers: roles, field meanings, units, declared figures, facts."""
