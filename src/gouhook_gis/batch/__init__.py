"""Many submissions in one go: members, checks side by side, one matrix."""
