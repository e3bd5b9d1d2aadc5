"""A report in words: what the page of the service and the HTML report say of it, in one form."""
