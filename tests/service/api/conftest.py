"""Services of the tests of the API."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import SecretStr

from gouhook_gis.service.settings import Settings
from tests.service.api.serving import Asked, in_thread
from tests.service.databases import KINDS, address


@pytest.fixture(params=KINDS)
def api(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Asked]:
    """The API without workers, on either database; uploads end at 100 000 bytes."""
    with address(request.param, tmp_path, request, tables=True) as url:
        secret = None if request.param == "sqlite" else SecretStr(url)
        settings = Settings(data=tmp_path / "data", database=secret, upload_bytes=100_000)
        with in_thread(settings) as asked:
            yield asked


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Asked]:
    """The same on SQLite alone, for what the database has no part in."""
    with in_thread(Settings(data=tmp_path / "data", upload_bytes=100_000)) as asked:
        yield asked
