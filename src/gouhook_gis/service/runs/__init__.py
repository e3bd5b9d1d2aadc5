"""How a run is done: the same code embedded and deployed."""
