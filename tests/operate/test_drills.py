"""The drills that `make drills` runs, of one kind each."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest

from scripts.drills import restore, upgrade
from tests.service.databases import SQLITE_FIRST

RELEASES = sorted(path for path in upgrade.RELEASES.iterdir() if path.is_dir())


@pytest.fixture(params=SQLITE_FIRST)
def cluster(request: pytest.FixtureRequest) -> psycopg.Connection | None:
    """The cluster of the session, None for SQLite."""
    return None if request.param == "sqlite" else request.getfixturevalue("postgis")


def test_what_was_destroyed_is_brought_back_elsewhere(
    cluster: psycopg.Connection | None, tmp_path: Path
) -> None:
    """With a check under way when the backup was made."""
    restore.drill(tmp_path, cluster)


@pytest.mark.parametrize("release", RELEASES, ids=lambda path: path.name)
def test_data_of_an_earlier_release_are_taken_over(
    release: Path, cluster: psycopg.Connection | None, tmp_path: Path
) -> None:
    """By one command, and work goes on with them."""
    upgrade.drill(release, tmp_path, cluster)
