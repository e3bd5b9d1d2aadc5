"""Processes that we start: their beginning, their environment, their limits, their end."""
