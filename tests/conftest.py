"""Fixtures of all tests; `tests.support` is found because pytest puts the root on the path."""

from __future__ import annotations

from pathlib import Path

import pytest

_HERE = Path(__file__).parent
# Folders with files that take long: begun last, one of them would be waited for alone.
_LONG = ("service", "page", "trial", "enforcement")
_LONGER_THAN_MOST = (
    "batch",
    "cli",
    "formats",
    "geometry",
    "operate",
    "pipeline",
    "reference",
    "repo",
    "rules",
)

# Folders whose tests start servers, workers and browsers, and wait for them.
_WAITING = ("attacks", "deploy", "operate", "page", "service")

pytest_plugins = ["tests.support.effort", "tests.support.postgis", "tests.support.readers"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Run the files of the long folders first; the others stay as they were found. A test that
    waits for a server, a worker or a browser and fails is run once more, and the closing summary
    names it: a machine can be so busy that one is late. What only computes has no second chance.
    """
    items.sort(key=lambda item: _turn(item.path.relative_to(_HERE).parts))
    for item in items:
        if item.path.relative_to(_HERE).parts[0] in _WAITING or _waits(item):
            item.add_marker(pytest.mark.flaky(reruns=1))


def _waits(item: pytest.Item) -> bool:
    return any(item.get_closest_marker(name) for name in ("browser", "postgis"))


def _turn(parts: tuple[str, ...]) -> int:
    """Return 0 for what is to be run first, 2 for what can wait."""
    return 0 if parts[0] in _LONG else 1 if parts[0] in _LONGER_THAN_MOST else 2
