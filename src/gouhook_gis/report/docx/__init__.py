"""审查意见表: the form that a desk prints on A4, completes by hand and signs."""
