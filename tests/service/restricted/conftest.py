"""Uploads are read in this process: a child for each takes seconds."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True)
def _in_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GOUHOOK_ISOLATION", "in-process")
