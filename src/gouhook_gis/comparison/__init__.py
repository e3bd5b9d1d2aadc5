"""Two versions of a project, and two reports of one: what came, what went, what stayed."""
