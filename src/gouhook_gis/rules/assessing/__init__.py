"""From answers to assessments that many kinds make alike."""
