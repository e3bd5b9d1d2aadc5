"""A service with accounts, asked by people who want more than they may."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gouhook_gis.service.settings import MIB, Settings
from tests.service.api.people import People, with_people


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """One service for the tests of a file; nobody works at its runs. It takes 1 MiB at most, and
    as many attempts to sign in as the tests make.
    """
    data = tmp_path_factory.mktemp("attacked") / "data"
    with with_people(Settings(data=data, upload_bytes=MIB, sign_ins=1000)) as found:
        yield found
