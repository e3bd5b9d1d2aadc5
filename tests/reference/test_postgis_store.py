"""The PostGIS store gives what the memory store gives, where it matters, and nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, text

import shapely

from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.reference.memory import MemoryStore
from gouhook_gis.reference.postgis.catalogue import PostgisCatalogue
from gouhook_gis.reference.postgis.database import Database
from gouhook_gis.reference.postgis.open import open_database
from gouhook_gis.reference.postgis.store import PostgisStore
from gouhook_gis.reference.store import Features
from tests.support.catalogues import (
    EVERY,
    KINDS,
    SAMPLE,
    VECTORS,
    E,
    N,
    assert_same,
    in_memory,
    register_sample_in,
    said,
    write,
)
from tests.support.databases import layer_database

pytestmark = pytest.mark.postgis
LAYER = "villages@2024"
BOW_TIE = shapely.Polygon([(E, N), (E + 10, N + 10), (E + 10, N), (E, N + 10)])


@pytest.fixture
def database(postgis: psycopg.Connection) -> Iterator[Database]:
    """A database with our tables."""
    with layer_database(postgis) as made:
        yield made


@pytest.fixture(scope="module")
def county(postgis: psycopg.Connection) -> Iterator[tuple[MemoryStore, PostgisStore]]:
    """The sample county in both stores."""
    with layer_database(postgis) as made:
        register_sample_in(PostgisCatalogue(made))
        yield in_memory(str(SAMPLE / "reference"), kinds=VECTORS), open_database(made, EVERY)


def both(database: Database, *files: Path) -> tuple[MemoryStore, PostgisStore]:
    """Return the villages of `files` (the first alone in memory) in both stores."""
    PostgisCatalogue(database).add(KINDS["villages"], files, said())
    return in_memory(f"{LAYER}={files[0]}"), open_database(database, EVERY)


def truly_near(
    features: Features, asked: shapely.Geometry, epsg: int, distance_m: float = 0.0
) -> Features:
    """Keep the features that come within `distance_m` of `asked` in the plane `epsg`."""
    shapes = to_epsg(features.geometries, features.epsg, epsg)
    return features.take(shapely.distance(shapes, asked) <= distance_m)


def array(*shapes: shapely.Geometry) -> np.ndarray:
    return np.array([*shapes, None], dtype=object)[:-1]


def test_editions_are_the_same(county: tuple[MemoryStore, PostgisStore]) -> None:
    """Records, hashes, coverage and dates; only where they lie differs."""
    found = [
        [edition.model_copy(update={"path": None, "source": None}) for edition in store.editions()]
        for store in county
    ]
    assert found[0] == found[1]


def test_the_county_answers_the_same_by_value(county: tuple[MemoryStore, PostgisStore]) -> None:
    """By every field of every layer, by code through its index, to the byte and the type."""
    memory, stored = county
    for edition in memory.editions():
        layer_id, features = edition.layer_id, memory.layers[edition.layer_id].features
        for field in (*features.columns, "NONE"):
            assert memory.fills(layer_id, field) == stored.fills(layer_id, field)
        for field, column in features.columns.items():
            values = [str(value) for value in column[:4] if value is not None]
            for wanted, prefix in ((values, False), ([v[:6] for v in values], True), ([""], True)):
                assert_same(
                    memory.where(layer_id, field, wanted, prefix=prefix),
                    stored.where(layer_id, field, wanted, prefix=prefix),
                )


def test_the_county_answers_the_same_by_place(county: tuple[MemoryStore, PostgisStore]) -> None:
    """What is near for certain is the same; what the database adds, its box adds too."""
    memory, stored = county
    for edition in memory.editions():
        shapes = memory.layers[edition.layer_id].features.geometries
        asked = to_epsg(shapely.centroid(shapes[::9]), edition.epsg, 4543)
        asked = shapely.buffer(asked, 40.0)
        question = (edition.layer_id, asked, 4543)
        ground = shapely.union_all(asked)
        first, second = memory.near(*question), stored.near(*question)
        assert len(first) >= len(second)
        assert_same(truly_near(first, ground, 4543), truly_near(second, ground, 4543))


@pytest.mark.parametrize("crs", ["EPSG:4490", "EPSG:4523", "EPSG:4543", "EPSG:4507"])
def test_editions_of_any_system_are_asked_from_another(
    crs: str, database: Database, tmp_path: Path
) -> None:
    """Squares of 10 m, 10 m apart, kept in another system than that of the question.

    A square asked between the third and the fourth touches both: its edges are theirs.
    """
    code = int(crs.split(":")[1])
    squares = [shapely.box(E + 20 * i, N, E + 20 * i + 10, N + 10) for i in range(6)]
    held = to_epsg(array(*squares), 4523, code)
    codes = {"BSM": [*"abcdef"], "ZLDWDM": ["51"] * 6}
    memory, stored = both(database, write(tmp_path / "x.gpkg", [*held], crs, **codes))
    between = shapely.box(E + 50, N + 2, E + 60, N + 8)
    found = stored.near(LAYER, array(between), 4523)
    assert found.ids.tolist() == ["c", "d"]
    assert found.epsg == code
    assert shapely.to_wkb(found.geometries).tolist() == [
        shapely.to_wkb(shape) for shape in memory.near(LAYER, array(between), 4523).geometries
    ]
    # 11 m farther lies the next square on either side, 10 m away from the one asked.
    near = stored.near(LAYER, array(between), 4523, 20.5)
    assert near.ids.tolist() == ["b", "c", "d", "e"]
    for store in (memory, stored):  # a distance is in metres in degrees too
        far = store.near(LAYER, to_epsg(array(between), 4523, 4490), 4490, 20.5)
        assert far.ids.tolist() == ["b", "c", "d", "e"]


def test_a_shape_is_found_by_itself_and_not_by_its_box(database: Database, tmp_path: Path) -> None:
    """An L of 5,000 vertices: what lies in its empty corner is not near it, its ends are."""
    outline = shapely.Polygon(
        [(0, 0), (1000, 0), (1000, 10), (10, 10), (10, 1000), (0, 1000), (0, 0)]
    )
    bent = shapely.transform(
        shapely.segmentize(outline, 0.8),
        # Rough edges: a straight one would be one edge again in its search piece.
        lambda xy: xy + (E, N) + 0.2 * np.sin(xy[:, ::-1]),
    )
    assert shapely.get_num_coordinates(bent) > 4900
    small = shapely.box(E + 500, N + 500, E + 510, N + 510)
    file = write(tmp_path / "x.gpkg", [bent, small], BSM=["L", "s"], ZLDWDM=["51", "51"])
    memory, stored = both(database, file)
    pieces = database.ask(
        lambda asked: asked.scalar(text("SELECT count(*) FROM gouhook_reference.pieces"))
    )
    assert pieces > 4900 / 256
    corner = array(shapely.box(E + 490, N + 490, E + 530, N + 530))
    assert memory.near(LAYER, corner, 4523).ids.tolist() == ["L", "s"]
    assert stored.near(LAYER, corner, 4523).ids.tolist() == ["s"]
    end = array(shapely.box(E + 5, N + 990, E + 6, N + 2000))
    (whole,) = stored.near(LAYER, end, 4523).geometries
    assert shapely.get_num_coordinates(whole) == shapely.get_num_coordinates(bent)


def test_an_invalid_shape_is_kept_and_its_repaired_copy_measured(
    database: Database, tmp_path: Path
) -> None:
    """The bow-tie stands as filed with the reason; the copy is that of the memory store."""
    shapes = [shapely.box(E + 50, N, E + 60, N + 10), BOW_TIE, None]
    columns = {"BSM": ["A", "B", "C"], "ZLDWDM": ["51", "52", "53"]}
    memory, stored = both(database, write(tmp_path / "x.gpkg", shapes, **columns))
    (held,) = PostgisCatalogue(database).list()
    assert (held.entry.records, held.entry.features, held.entry.unusable) == (3, 2, 1)
    assert [(item.record, item.id) for item in held.entry.invalid] == [(2, "B")]
    rows = database.ask(
        lambda asked: asked.execute(
            text("SELECT filed, reason, area_m2 FROM gouhook_reference.features ORDER BY record")
        ).all()
    )
    assert [row.filed is None for row in rows] == [True, False, True]
    assert shapely.from_wkb(rows[1].filed).equals_exact(shapely.MultiPolygon([BOW_TIE]))
    assert "Self-intersection" in rows[1].reason
    assert [rows[0].area_m2, rows[1].area_m2] == pytest.approx([100.0, 50.0], abs=0.01)
    for question in (["51", "52", "53"], ["52"]):
        found = stored.where(LAYER, "ZLDWDM", question)
        assert_same(memory.where(LAYER, "ZLDWDM", question), found)
    assert found.repaired.tolist() == [True]


def test_values_keep_their_types(database: Database, tmp_path: Path) -> None:
    """Numbers, dates and text that no pattern may be mistaken for."""
    columns = {
        "BSM": ["a%", "a_b", "ab", "中文"],
        "ZLDWDM": ["51%", "51_", "510", ""],
        "DCMJ": [1.5, 0.1, 1e22, float("nan")],
    }
    shapes = [shapely.box(E + 20 * i, N, E + 20 * i + 10, N + 10) for i in range(4)]
    memory, stored = both(database, write(tmp_path / "x.gpkg", shapes, **columns))
    for field in ("BSM", "ZLDWDM", "DCMJ", "NONE"):
        for values in (["51%"], ["51"], ["51_"], ["a"], ["1.5"], ["1"], ["1e+22"], ["中"], ["\0"]):
            for prefix in (True, False):
                assert_same(
                    memory.where(LAYER, field, values, prefix=prefix),
                    stored.where(LAYER, field, values, prefix=prefix),
                )
    assert len(stored.where(LAYER, "DCMJ", ["1e+22"])) == 1


def test_an_empty_layer_answers_nothing(database: Database, tmp_path: Path) -> None:
    """It is evidence of absence where coverage is declared."""
    memory, stored = both(database, write(tmp_path / "x.shp", [], BSM=[], ZLDWDM=[]))
    asked = array(shapely.box(E, N, E + 1, N + 1))
    assert len(stored.near(LAYER, asked, 4523)) == len(stored.near(LAYER, asked[:0], 4523)) == 0
    assert_same(memory.where(LAYER, "BSM", [""]), stored.where(LAYER, "BSM", [""]))
    assert not stored.fills(LAYER, "BSM")


@pytest.fixture(scope="module")
def field_of_squares(
    postgis: psycopg.Connection, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[MemoryStore, PostgisStore]]:
    """400 squares of 10 m in a row, 10 m apart, kept in degrees."""
    squares = [shapely.box(E + 20 * i, N, E + 20 * i + 10, N + 10) for i in range(400)]
    held = to_epsg(array(*squares), 4523, 4490)
    columns = {"BSM": [f"{i:03d}" for i in range(400)], "ZLDWDM": ["51"] * 400}
    file = write(tmp_path_factory.mktemp("row") / "x.gpkg", [*held], "EPSG:4490", **columns)
    with layer_database(postgis) as made:
        yield both(made, file)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    places=st.lists(
        st.tuples(st.floats(-50, 8050), st.floats(-60, 60), st.floats(0.01, 300)),
        min_size=1,
        max_size=5,
    ),
    distance=st.sampled_from([0.0, 3.0, 40.0]),
)
def test_nothing_near_is_lost(
    field_of_squares: tuple[MemoryStore, PostgisStore],
    places: list[tuple[float, float, float]],
    distance: float,
) -> None:
    """Whatever is asked, wherever: what is near for certain is in the answer, once."""
    memory, stored = field_of_squares
    asked = array(*(shapely.box(E + x, N + y, E + x + w, N + y + 5) for x, y, w in places))
    ground = shapely.union_all(asked)
    found = stored.near(LAYER, asked, 4523, distance)
    assert len(set(found.ids.tolist())) == len(found)
    assert_same(
        truly_near(memory.near(LAYER, asked, 4523, distance), ground, 4523, distance),
        truly_near(found, ground, 4523, distance),
    )
    # The margin of about a metre, and what lies around a corner, is all that is added.
    assert len(truly_near(found, ground, 4523, distance * 1.01 + 2)) == len(found)


def test_questions_use_the_indexes(
    field_of_squares: tuple[MemoryStore, PostgisStore],
) -> None:
    """By place the tree of shapes, by code its index: the cost is that of the answer."""
    _, stored = field_of_squares
    layer = stored.layers[LAYER].layer
    engine = stored.database.engine

    def plan(question: str) -> str:
        def explained(connection: Connection) -> str:
            # So few rows are scanned faster; of a million the planner finds these ways itself.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
            return "\n".join(connection.exec_driver_sql(f"EXPLAIN {question}").scalars())

        return stored.database.ask(explained)

    by_code = layer.where_question("ZLDWDM", ["51"], prefix=True)
    assert "code_idx" in plan(
        str(by_code.compile(engine, compile_kwargs={"literal_binds": True})).replace("%%", "%")
    )
    wkb = "ARRAY[ST_AsEWKB(ST_SetSRID(ST_Point(105, 30), 4490))]"
    by_place = plan(str(layer.near_question().compile(engine)).replace("%(asked)s::BYTEA[]", wkb))
    assert "shape_idx" in by_place
    assert "Index Cond: ((edition = 1) AND (record = ANY" in by_place
