"""From the reports of a batch to one matrix, one summary, one layer of findings."""
