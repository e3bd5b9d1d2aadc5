"""Fixtures of all tests; `tests.support` is found because pytest puts the root on the path."""

from __future__ import annotations

import pytest

# Folders whose files take long with few tests: begun last, one of them would be waited for alone.
_LONG = ("service", "page", "trial", "enforcement")

pytest_plugins = ["tests.support.effort", "tests.support.postgis", "tests.support.readers"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the files of the long folders first; the others stay as they were found."""
    items.sort(key=lambda item: not any(part in _LONG for part in item.path.parts))
