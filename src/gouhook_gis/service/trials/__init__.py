"""Trials (试算) of the service: a process each, held ready; nothing of them is stored."""
