"""The invented county of the sample data: plan, land, layers, submissions, expected figures."""
