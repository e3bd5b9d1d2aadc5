"""The workbook of the facts, written for a profile: what to fill in, and which rules ask for it."""
