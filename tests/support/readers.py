"""What this process reads in isolation is read by forks, as in a worker of the service.

Processes that tests start by themselves have it as they have it, and `tests/formats` tries both
ways by name.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gouhook_gis.formats.reading_zygote import READER


@pytest.fixture(scope="session", autouse=True)
def forked_readers() -> Iterator[None]:
    """Load the reader's libraries once a session, not once a reading."""
    READER.begin()
    yield
    READER.end()
