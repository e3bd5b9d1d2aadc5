"""Services with accounts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from gouhook_gis.service.settings import Settings
from tests.service.api.people import People, with_people
from tests.service.databases import address


@pytest.fixture
def people(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[People]:
    """A service with people: on SQLite, with `asking.EITHER` on PostgreSQL too."""
    kind = getattr(request, "param", "sqlite")
    with address(kind, tmp_path, request, tables=True) as url:
        secret = None if kind == "sqlite" else SecretStr(url)
        settings = Settings(data=tmp_path / "data", database=secret, sign_ins=1000)
        with with_people(settings) as made:
            yield made
