"""The engine: which rules apply, what each finds, what it comes to. Same case, same result."""
