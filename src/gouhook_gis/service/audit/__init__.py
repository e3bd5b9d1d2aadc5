"""The audit: what is written down, the chain that its lines make, and whether it is whole.

The queries are in `records/audit.py`; no web in here.
"""
