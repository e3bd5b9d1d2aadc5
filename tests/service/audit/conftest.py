"""A service whose audit is looked at."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.settings import Settings
from tests.service.api.people import People, with_people
from tests.service.databases import KINDS, address, opened


@pytest.fixture
def people(tmp_path: Path) -> Iterator[People]:
    """A service with people, on SQLite."""
    with with_people(Settings(data=tmp_path / "data")) as made:
        yield made


@pytest.fixture(params=KINDS)
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database with our tables."""
    with address(request.param, tmp_path, request, tables=True) as url, opened(url) as made:
        yield made
