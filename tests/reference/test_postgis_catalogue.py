"""The catalogue in a database: as the folder, and whole whatever happens on the way."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

import shapely

from gouhook_gis.domain.errors import UnavailableError, UsageError
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.catalogue.entry import Entry
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.postgis.catalogue import PostgisCatalogue
from gouhook_gis.reference.postgis.database import Database
from gouhook_gis.reference.postgis.open import open_database
from tests.support.catalogues import (
    EVERY,
    KINDS,
    E,
    N,
    boxes,
    register_sample,
    register_sample_in,
    said,
    write,
)
from tests.support.databases import layer_database
from tests.support.effort import SOAK

pytestmark = pytest.mark.postgis
VILLAGES, ILLEGAL = KINDS["villages"], KINDS["illegal_land"]
LAYER = "villages@2024"
COUNT = text("SELECT count(*) FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relkind = 'r'")
LEFT = text("SELECT count(*) FROM pg_class WHERE relname ~ '^(features|pieces)_[0-9]+$'")


@pytest.fixture
def catalogue(postgis: psycopg.Connection) -> Iterator[PostgisCatalogue]:
    """An empty catalogue."""
    with layer_database(postgis) as database:
        yield PostgisCatalogue(database)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """Six villages."""
    return boxes(tmp_path / "CJDCQ.shp", 6)


def refused(call: Callable[..., object], *arguments: object) -> UsageError:
    """Return what a call is refused with."""
    with pytest.raises(UsageError) as error:
        call(*arguments)
    return error.value


def plain(entry: Entry) -> dict[str, object]:
    """Return what does not depend on where and when an edition was registered."""
    when = datetime(2026, 1, 1, tzinfo=UTC)
    return entry.model_copy(update={"parts": (), "registered": when}).model_dump()


def test_what_is_known_is_what_the_folder_knows(
    catalogue: PostgisCatalogue, tmp_path: Path
) -> None:
    """Of every layer of the sample county: counts, extent, hashes, coverage, areas."""
    folder = register_sample(tmp_path / "folder")
    register_sample_in(catalogue)
    first, second = folder.list(), catalogue.list()
    assert [plain(one.entry) for one in first] == [plain(one.entry) for one in second]
    assert [one.retired for one in second] == [False] * len(first)
    for one in second:
        assert catalogue.faults(one.entry.layer_id) == []
    assert catalogue.size(second[0].entry.layer_id) > 8192


def test_coverage_by_polygon_is_kept(catalogue: PostgisCatalogue, tmp_path: Path) -> None:
    """As the folder keeps it, when its file is gone."""
    polygon = tmp_path / "area.geojson"
    polygon.write_text(shapely.to_geojson(shapely.box(105, 30, 106, 31)), "utf-8")
    shape = [shapely.box(E, N, E + 1, N + 1)]
    file = write(tmp_path / "x.shp", shape, BSM=["1"], PDJG=["违法"], ZLDWDM=["51"])
    told = said(areas=("5109",), coverage_polygon=polygon, valid_from=date(2024, 1, 1))
    folder = Catalogue(tmp_path / "c")
    folder.add(ILLEGAL, [file], told)
    catalogue.add(ILLEGAL, [file], told)
    polygon.unlink()
    kept = [*open_catalogue(folder.root, EVERY).editions()]
    kept += open_database(catalogue.database, EVERY).editions()
    assert kept[0].coverage == kept[1].coverage
    assert kept[1].coverage is not None
    assert kept[1].coverage.polygon is not None


def test_what_the_folder_refuses_is_refused(
    catalogue: PostgisCatalogue, file: Path, tmp_path: Path
) -> None:
    """With the same words, and nothing is left."""
    catalogue.add(VILLAGES, [file], said())
    lacking = write(tmp_path / "y.shp", [shapely.box(E, N, E + 1, N + 1)], BSM=["1"])
    for files, edition, found in (
        ([file], "2024", "reference.edition_twice"),
        ([file], "..", "catalogue.edition_wrong"),
        ([], "2025", "catalogue.no_files"),
        ([tmp_path / "gone.shp"], "2025", "reference.path_missing"),
        ([lacking], "2025", "catalogue.fields_missing"),
    ):
        assert refused(catalogue.add, VILLAGES, files, said(edition)).message.id == found
    catalogue.add(VILLAGES, [file], said("a"))
    assert refused(catalogue.add, VILLAGES, [file], said("A")).message.id == (
        "reference.edition_twice"
    )
    assert refused(catalogue.find, "villages@1999").message.id == "catalogue.not_held"
    assert refused(catalogue.faults, LAYER, "510999").message.id == "catalogue.no_part"
    assert catalogue.database.ask(lambda asked: asked.scalar(LEFT)) == 4


def test_one_takes_the_place_of_another(catalogue: PostgisCatalogue, file: Path) -> None:
    """In one step: the elder is retired, or nothing is registered where it was retired before."""
    catalogue.add(VILLAGES, [file], said())
    catalogue.add(VILLAGES, [file], said("2025", replaces="villages@2024"))
    used = {one.entry.edition: not one.retired for one in catalogue.list()}
    assert used == {"2024": False, "2025": True}
    for elder, why in (
        ("villages@2024", "catalogue.replaced"),
        ("villages@1", "catalogue.not_held"),
    ):
        with pytest.raises(UsageError) as error:
            catalogue.add(VILLAGES, [file], said("2026", replaces=elder))
        assert error.value.message.id == why
    assert [one.entry.edition for one in catalogue.list()] == ["2024", "2025"]


def test_retire_then_remove(catalogue: PostgisCatalogue, file: Path) -> None:
    """In this order. A run on the edition that is removed gets an error, one on another goes on."""
    catalogue.add(VILLAGES, [file], said())
    catalogue.add(VILLAGES, [file], said("2023"))
    assert refused(catalogue.remove, LAYER).message.id == "catalogue.not_retired"
    assert catalogue.retire(LAYER).retired
    store = open_database(catalogue.database, EVERY)
    assert [(e.edition, e.retired) for e in store.editions()] == [("2023", False), ("2024", True)]
    assert len(store.where(LAYER, "BSM", [""], prefix=True)) == 6
    catalogue.remove(LAYER)
    assert [held.entry.edition for held in catalogue.list()] == ["2023"]
    with pytest.raises(UnavailableError) as error:
        store.where(LAYER, "BSM", [""], prefix=True)
    assert error.value.message.id == "postgis.removed"
    assert len(store.where("villages@2023", "BSM", [""], prefix=True)) == 6
    assert catalogue.database.ask(lambda asked: asked.scalar(COUNT)) == 2
    again = catalogue.add(VILLAGES, [file], said())
    assert not again.retired
    with pytest.raises(UnavailableError):  # it is another edition, though of the same name
        store.where(LAYER, "BSM", [""], prefix=True)


def test_registering_and_removing_disturb_no_other_question(
    catalogue: PostgisCatalogue, file: Path
) -> None:
    """While an edition is loaded and another removed, a third answers, and only itself is seen."""
    for edition in ("2022", "2023"):
        catalogue.add(VILLAGES, [file], said(edition))
    catalogue.retire("villages@2022")
    store = open_database(catalogue.database, EVERY)
    asked: list[int] = []

    def look(step: str, done: int, total: int) -> None:
        if step in ("load", "index"):
            asked.append(len(store.where("villages@2023", "BSM", [""], prefix=True)))
            assert [held.entry.edition for held in catalogue.list()] == ["2022", "2023"]

    catalogue.add(VILLAGES, [file], said("2024"), look)
    assert asked == [6, 6]
    with catalogue.database.engine.connect() as reading:  # holds what it read of 2023
        number = catalogue.find("villages@2023").number
        reading.exec_driver_sql(f"SELECT * FROM gouhook_reference.features_{number}")
        catalogue.remove("villages@2022")
    assert [held.entry.edition for held in catalogue.list()] == ["2023", "2024"]


def test_what_is_being_asked_is_not_removed_under_the_question(
    catalogue: PostgisCatalogue, file: Path
) -> None:
    """The removal waits for the question, and the whole edition was there for it."""
    number = catalogue.add(VILLAGES, [file], said()).number
    catalogue.retire(LAYER)
    table = f"gouhook_reference.features_{number}"
    with catalogue.database.engine.connect() as reading:
        assert len(reading.exec_driver_sql(f"SELECT * FROM {table}").all()) == 6
        removal = threading.Thread(target=catalogue.remove, args=[LAYER])
        removal.start()
        time.sleep(0.3)
        assert removal.is_alive()
        assert len(reading.exec_driver_sql(f"SELECT * FROM {table}").all()) == 6
    removal.join()
    assert catalogue.list() == []


def test_one_edition_is_registered_by_one_program(catalogue: PostgisCatalogue, file: Path) -> None:
    """The second is told, and the first goes on."""
    told: list[str] = []

    def rival(step: str, done: int, total: int) -> None:
        if step == "load":
            other = PostgisCatalogue(Database(catalogue.database.url))
            told.append(refused(other.add, VILLAGES, [file], said()).message.id)
            other.database.engine.dispose()

    catalogue.add(VILLAGES, [file], said(), rival)
    assert told == ["postgis.registering"]
    assert len(catalogue.list()) == 1


def test_damage_is_found(catalogue: PostgisCatalogue, tmp_path: Path) -> None:
    """A value, a shape, a row; and search pieces, which are made again."""
    ring = shapely.Point(E + 500, N).buffer(100, quad_segs=400)
    file = write(tmp_path / "x.gpkg", [ring, ring], BSM=["1", "2"], ZLDWDM=["51", "52"])
    number = catalogue.add(VILLAGES, [file], said()).number
    features = f"gouhook_reference.features_{number}"
    pieces = f"gouhook_reference.pieces_{number}"

    def found_after(statement: str) -> list[str]:
        with catalogue.database.engine.connect() as connection:  # undone at the end
            connection.exec_driver_sql(statement)
            connection.commit()
        return [fault.id for fault in catalogue.faults(LAYER)]

    assert catalogue.faults(LAYER) == []
    assert found_after(f"DELETE FROM {pieces} WHERE record = 0") == ["postgis.pieces_missing"]
    catalogue.rebuild(LAYER, lambda step, done, total: None)
    assert catalogue.faults(LAYER) == []
    changed = ["postgis.rows_changed"]
    assert found_after(f"UPDATE {features} SET code = '53' WHERE record = 1") == changed
    assert found_after(f"UPDATE {features} SET code = '52' WHERE record = 1") == []
    moved = f"UPDATE {features} SET shape = ST_Translate(shape, %s, 0) WHERE record = 0"
    assert found_after(moved.replace("%s", "0.001")) == changed
    assert found_after(f"DELETE FROM {features} WHERE record = 0") == changed
    assert found_after(f"DROP TABLE {features}") == changed


def test_a_value_that_no_database_holds_is_refused(
    catalogue: PostgisCatalogue, tmp_path: Path
) -> None:
    """NUL within a text, which GeoJSON can write; nothing is left."""
    shape = shapely.to_geojson(shapely.box(105, 30, 105.001, 30.001))
    feature = (
        f'{{"type":"Feature","properties":{{"BSM":"a\\u0000b","ZLDWDM":"51"}},"geometry":{shape}}}'
    )
    file = tmp_path / "x.geojson"
    crs = '"crs":{"type":"name","properties":{"name":"urn:ogc:def:crs:EPSG::4490"}}'
    file.write_text(f'{{"type":"FeatureCollection",{crs},"features":[{feature}]}}', "utf-8")
    assert refused(catalogue.add, VILLAGES, [file], said()).message.id == "postgis.value_refused"
    assert catalogue.list() == []
    assert catalogue.database.ask(lambda asked: asked.scalar(LEFT)) == 0


OTHERS_CHANGING = text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    " AND pid <> pg_backend_pid() AND backend_xid IS NOT NULL"
)
# So many kills, and more until one of them met a child at work.
KILLS = 12 if SOAK else 2
CHILD = """
import sys
from pathlib import Path
from gouhook_gis.reference.catalogue.register import Registration
from gouhook_gis.reference.postgis.catalogue import PostgisCatalogue
from gouhook_gis.rules.loader import layer_kinds
kind = next(kind for kind in layer_kinds() if kind.kind == "villages")
catalogue = PostgisCatalogue(sys.argv[1])
for number in range(100):
    said = Registration(edition=f"2025-{number}", source="x")
    catalogue.add(kind, [Path(sys.argv[2])], said)
    if number == 0:
        print("ready", flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="SIGKILL")
def test_a_killed_registration_leaves_nothing(
    catalogue: PostgisCatalogue, file: Path, tmp_path: Path
) -> None:
    """Killed at random moments, what is listed is whole, and no table stands beside it."""
    catalogue.add(VILLAGES, [file], said("2023"))
    many = boxes(tmp_path / "b.shp", 1500)
    rng = random.Random(20082)
    at_work = 0
    for kills in range(12):
        if kills >= KILLS and at_work:
            break
        child = subprocess.Popen(
            [sys.executable, "-c", CHILD, catalogue.database.url, str(many)],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
        time.sleep(rng.uniform(0.1, 1.0))
        child.send_signal(signal.SIGKILL)
        at_work += catalogue.database.ask(lambda asked: asked.scalar(OTHERS_CHANGING))
        child.wait()
        child.stdout.close()
        _settled(catalogue.database)
        held = catalogue.list()
        tables = catalogue.database.ask(lambda asked: asked.scalar(LEFT))
        assert tables == 2 * len(held)
        assert len(held) > 1
        for one in held:
            assert catalogue.faults(one.entry.layer_id) == []
            if one.entry.edition != "2023":
                assert one.entry.features == 1500
                catalogue.retire(one.entry.layer_id)
                catalogue.remove(one.entry.layer_id)
    assert at_work > 0, "no child was killed at work: the test shows nothing"


def _settled(database: Database) -> None:
    """Wait until the server has noticed that the other programs are gone."""
    others = text(
        "SELECT count(*) FROM pg_stat_activity"
        " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    deadline = time.monotonic() + 60
    while database.ask(lambda asked: asked.scalar(others)):
        assert time.monotonic() < deadline
        time.sleep(0.05)
