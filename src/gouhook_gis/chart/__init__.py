"""What the map of a run draws: its parcels, its findings, and the reference layers near them."""
