"""Uploads are read in this process: a child for each takes seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest


@pytest.fixture(autouse=True, scope="module")
def _in_process() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("GOUHOOK_ISOLATION", "in-process")
        yield
