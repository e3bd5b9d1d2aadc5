"""A connection that is lost: the whole answer all the same, or none."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import psycopg
import pytest
from sqlalchemy import text

import shapely

from gouhook_gis.domain.errors import UnavailableError, UsageError
from gouhook_gis.reference.postgis.catalogue import PostgisCatalogue
from gouhook_gis.reference.postgis.database import Database
from gouhook_gis.reference.postgis.open import open_database
from gouhook_gis.reference.postgis.schema import upgrade
from gouhook_gis.reference.postgis.store import PostgisStore
from tests.support.catalogues import EVERY, KINDS, E, N, assert_same, boxes, said
from tests.support.databases import DELAYS, layer_database
from tests.support.postgis import Cluster, started_cluster

pytestmark = pytest.mark.postgis
LAYER = "villages@2024"
ASKED = np.array([shapely.box(E, N, E + 55, N + 5), None], dtype=object)[:1]
END = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
END_WAITING = f"{END} AND wait_event_type = 'Lock'"


@pytest.fixture
def store(postgis: psycopg.Connection, tmp_path: Path) -> Iterator[PostgisStore]:
    """Six villages."""
    with layer_database(postgis) as database:
        PostgisCatalogue(database).add(KINDS["villages"], [boxes(tmp_path / "x.shp", 6)], said())
        yield open_database(database, EVERY)


@pytest.fixture
def other(store: PostgisStore) -> Iterator[psycopg.Connection]:
    """Somebody else at the same database."""
    with psycopg.connect(store.database.url, autocommit=True) as connection:
        yield connection


def test_a_connection_lost_between_questions_is_made_again(
    store: PostgisStore, other: psycopg.Connection
) -> None:
    before = store.near(LAYER, ASKED, 4523)
    assert before.ids.tolist() == ["B00000", "B00001", "B00002"]
    assert len(other.execute(END).fetchall()) == 1
    assert_same(store.near(LAYER, ASKED, 4523), before)


def test_a_question_cut_off_is_put_again_whole(
    store: PostgisStore, other: psycopg.Connection
) -> None:
    """It waits for a lock when its connection is ended, and answers once the lock is gone."""
    before = store.near(LAYER, ASKED, 4523)
    number = store.layers[LAYER].layer.number
    answers: list[list[str]] = []
    asking = threading.Thread(
        target=lambda: answers.append(store.near(LAYER, ASKED, 4523).ids.tolist())
    )
    with psycopg.connect(store.database.url) as locking:
        locking.execute(f"LOCK TABLE gouhook_reference.features_{number}")
        asking.start()
        for _ in range(2):  # the second time it is the question put again
            deadline = time.monotonic() + 60
            while not other.execute(END_WAITING).fetchall():
                assert time.monotonic() < deadline
                time.sleep(0.01)
        locking.rollback()
    asking.join()
    assert answers == [before.ids.tolist()]


def test_what_is_lost_for_good_is_said(store: PostgisStore, postgis: psycopg.Connection) -> None:
    """Every connection is refused from now on: an error after all attempts, no answer."""
    name = store.database.engine.url.database
    assert len(store.near(LAYER, ASKED, 4523)) == 3
    postgis.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
    ended = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s"
    assert len(postgis.execute(ended, [name]).fetchall()) == 1
    with pytest.raises(UnavailableError) as error:
        store.near(LAYER, ASKED, 4523)
    assert error.value.message.id == "postgis.lost"
    assert str(name) in str(error.value)
    assert error.value.__cause__ is None
    postgis.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert len(store.near(LAYER, ASKED, 4523)) == 3


def test_a_registration_cut_off_leaves_nothing(
    store: PostgisStore, other: psycopg.Connection, tmp_path: Path
) -> None:
    """Not at its beginning, not when all but the end is done."""
    catalogue = PostgisCatalogue(store.database)
    file = boxes(tmp_path / "y.shp", 50)
    for when in ("load", "index"):

        def cut(step: str, done: int, total: int, when: str = when) -> None:
            if step == when:
                assert len(other.execute(END).fetchall()) >= 1

        with pytest.raises(UnavailableError) as error:
            catalogue.add(KINDS["villages"], [file], said("2025"), cut)
        assert error.value.message.id == "postgis.lost_changing"
        assert [held.entry.layer_id for held in catalogue.list()] == [LAYER]
    tables = "SELECT count(*) FROM pg_class WHERE relname ~ '^(features|pieces)_[0-9]+$'"
    assert store.database.ask(lambda asked: asked.scalar(text(tables))) == 2
    assert catalogue.add(KINDS["villages"], [file], said("2025")).entry.features == 50


@pytest.fixture
def mortal() -> Iterator[Cluster]:
    """A server that a test may stop."""
    with started_cluster() as cluster:
        cluster.connected().close()
        yield cluster


def test_a_server_that_stops_and_one_that_comes_back(mortal: Cluster, tmp_path: Path) -> None:
    """While it is down there is no answer; coming back within the attempts it answers wholly."""
    url = f"postgresql://postgres:secret@/postgres?host={mortal.home}"
    database = Database(url, DELAYS)
    upgrade(database)
    catalogue = PostgisCatalogue(database)
    catalogue.add(KINDS["villages"], [boxes(tmp_path / "x.shp", 6)], said())
    store = open_database(database, EVERY)
    before = store.near(LAYER, ASKED, 4523)
    mortal.stop()
    with pytest.raises(UnavailableError) as error:
        store.near(LAYER, ASKED, 4523)
    assert "secret" not in str(error.value)
    with pytest.raises(UsageError) as refused:
        catalogue.list()
    assert refused.value.message.id == "postgis.unreachable"
    patient = PostgisStore(Database(url, (0.2,) * 600), store.layers)
    with ThreadPoolExecutor(1) as apart:
        answer = apart.submit(patient.near, LAYER, ASKED, 4523)
        time.sleep(0.5)  # it asks in vain; we start the server, which ends with who starts it
        assert not answer.done()
        mortal.start()
        assert_same(answer.result(), before)
    patient.database.engine.dispose()
    assert_same(store.near(LAYER, ASKED, 4523), before)
    database.engine.dispose()
