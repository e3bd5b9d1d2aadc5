"""The clean project once more, accepted: what the survey, the texts and the photographs say."""
