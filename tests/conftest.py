"""Fixtures of all tests; `tests.support` is found because pytest puts the root on the path."""

from __future__ import annotations

pytest_plugins = ["tests.support.effort", "tests.support.postgis", "tests.support.readers"]
