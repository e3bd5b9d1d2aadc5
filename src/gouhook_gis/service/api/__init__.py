"""The HTTP side of the service. It takes uploads, answers questions, and computes nothing."""
