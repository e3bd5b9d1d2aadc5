"""What lies on the ground: parcels as arrays, coverage, villages, land, terrain."""
