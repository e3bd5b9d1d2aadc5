"""An edition in parts by county answers as one in a piece, and each part stands by itself."""

from __future__ import annotations

import shutil
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import shapely

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.catalogue.entry import ARCHIVE, INDEX, part_folder
from gouhook_gis.reference.catalogue.inspect import faults, rebuild
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.embedded.derive import SHAPES, TREE
from tests.support.catalogues import EVERY, KINDS, E, N, assert_same, in_memory, said, write

VILLAGES, LAYER = KINDS["villages"], "villages@2024"
COUNTIES = ("510182", "510183", "512022")


def three_counties(path: Path) -> Path:
    """Write 30 squares of 10 m, ten a county in columns 1 km apart, and two without a county."""
    codes = [COUNTIES[i % 3] for i in range(30)] + [None, "5101"]
    shapes = [
        shapely.box(x, y, x + 10, y + 10)
        for x, y in ((E + 1000 * (i % 3), N + 20 * (i // 3)) for i in range(32))
    ]
    return write(
        path,
        shapes,
        BSM=[f"B{i:02d}" for i in range(32)],
        ZLDWDM=[code if code in (None, "5101") else f"{code}1002000000000" for code in codes],
    )


@pytest.fixture
def catalogue(tmp_path: Path) -> Catalogue:
    """The three counties, each in a part."""
    made = Catalogue(tmp_path / "catalogue")
    made.add(VILLAGES, [three_counties(tmp_path / "CJDCQ.gpkg")], said(part_records=10))
    return made


def test_each_county_has_its_part(catalogue: Catalogue) -> None:
    """And one is of those that have none; each knows its extent and its records."""
    entry = catalogue.find(LAYER).entry
    found = [(part.name, part.records, part.features) for part in entry.parts]
    assert found == [("rest", 2, 2), *((code, 10, 10) for code in COUNTIES)]
    assert entry.parts[2].extent == (E + 1000, N, E + 1010, N + 190)
    assert (entry.records, entry.features) == (32, 32)
    assert entry.extent == (E, N, E + 2010, N + 210)
    assert entry.areas == COUNTIES


@pytest.mark.parametrize(("least", "parts"), [(10, 4), (11, 1)])
def test_a_small_county_has_no_part_of_its_own(least: int, parts: int, tmp_path: Path) -> None:
    """Ten records are enough for ten, not for eleven."""
    file = three_counties(tmp_path / "x.gpkg")
    held = Catalogue(tmp_path / "c").add(VILLAGES, [file], said(part_records=least))
    assert len(held.entry.parts) == parts


def test_only_the_part_that_is_near_is_opened(catalogue: Catalogue) -> None:
    """The others may even be gone; and a code is looked for where it can be."""
    folder = catalogue.find(LAYER).folder
    for county in (None, "510182", "512022"):
        shutil.rmtree(part_folder(folder, county))
    store = open_catalogue(catalogue.root, EVERY)
    asked = np.array([shapely.box(E + 1005, N + 5, E + 1006, N + 25)], dtype=object)
    (mapped,) = [held.layer for held in store.layers.values()]
    assert mapped.parts[2].near(np.array([asked[0].bounds])).tolist() != []
    found = mapped.parts[2].features(mapped.parts[2].near(np.array([asked[0].bounds])))
    assert sorted(found.ids) == ["B01", "B04"]
    assert [len(part.near(np.array([asked[0].bounds]))) for part in mapped.parts] == [0, 0, 2, 0]
    assert len(mapped.parts[1].where("ZLDWDM", ["510183100"], prefix=True)) == 0
    assert len(mapped.parts[2].where("ZLDWDM", ["510183100"], prefix=True)) == 10


def test_one_part_is_checked_and_made_again_by_itself(catalogue: Catalogue) -> None:
    """A fault names its part; the others are left alone, byte for byte."""
    held = catalogue.find(LAYER)
    (part_folder(held.folder, "510183") / INDEX / SHAPES).write_bytes(b"")
    (fault,) = faults(held)
    assert (fault.id, fault.params["part"]) == ("catalogue.part_damaged", "510183")
    assert faults(held, "510182") == []
    others = {
        path: path.stat().st_mtime_ns
        for path in held.folder.rglob("*")
        if path.is_file() and "510183" not in path.parts
    }
    rebuild(catalogue, LAYER, lambda step, done, total: None, "510183")
    assert faults(held) == []
    assert {path: path.stat().st_mtime_ns for path in others} == others
    (part_folder(held.folder, None) / ARCHIVE).write_bytes(b"PAR1")
    (fault,) = faults(held)
    assert (fault.id, fault.params["part"]) == ("catalogue.part_changed", "rest")
    rebuild(catalogue, LAYER, lambda step, done, total: None, "510183")
    with pytest.raises(UsageError) as error:
        faults(held, "510184")
    assert error.value.message.id == "catalogue.no_part"
    assert "rest、510182、510183、512022" in str(error.value)


def test_threads_ask_one_store(catalogue: Catalogue) -> None:
    """Each gets the answer that it would get alone."""
    asked = [
        np.array([shapely.box(E + 1000 * i, N + 20 * j, E + 1000 * i + 5, N + 20 * j + 45)])
        for i in range(3)
        for j in range(9)
    ]
    alone = open_catalogue(catalogue.root, EVERY)
    shared = open_catalogue(catalogue.root, EVERY)
    with ThreadPoolExecutor(8) as pool:
        answers = [*pool.map(lambda one: shared.near(LAYER, one, 4523), asked * 4)]
    for one, answer in zip(asked * 4, answers, strict=True):
        assert len(answer) > 0
        assert_same(alone.near(LAYER, one, 4523), answer)


_square = st.tuples(st.integers(0, 300), st.integers(0, 300), st.integers(1, 60)).map(
    lambda at: shapely.box(E + at[0], N + at[1], E + at[0] + at[2], N + at[1] + at[2])
)
_record = st.tuples(
    st.one_of(_square, st.tuples(_square, _square).map(shapely.MultiPolygon), st.none()),
    st.sampled_from(["B1", "B2", None]),
    st.sampled_from([*(f"{c}100" for c in COUNTIES), "510182", "51", "x", None]),
)


@settings(max_examples=25)
@given(
    records=st.lists(_record, min_size=1, max_size=60),
    asked=st.lists(_square, min_size=1, max_size=4),
    least=st.integers(1, 8),
)
def test_parts_answer_as_one(records: list[Any], asked: list[Any], least: int) -> None:
    """Partitioned, in a piece, and in memory: one answer, in one order."""
    if all(record[0] is None for record in records):
        records = [(asked[0], "B1", "510182100", 1.0), *records]
    shapes, ids, codes = ([record[k] for record in records] for k in range(3))
    folder = Path(tempfile.mkdtemp())
    try:
        file = write(folder / "x.gpkg", shapes, BSM=ids, ZLDWDM=codes)
        stores: list[Any] = [in_memory(f"{LAYER}={file}")]
        for name, size in (("parts", least), ("piece", 1000)):
            Catalogue(folder / name).add(VILLAGES, [file], said(part_records=size))
            stores.append(open_catalogue(folder / name, EVERY))
        assert len(stores[2].layers[LAYER].layer.parts) == 1
        memory = stores[0]
        assert len({store.editions()[0].areas for store in stores}) == 1
        for store in stores[1:]:
            for distance in (0.0, 30.0):
                question = (LAYER, np.array([*asked, None], dtype=object), 4523, distance)
                assert_same(memory.near(*question), store.near(*question))
            for field in ("BSM", "ZLDWDM", "NONE"):
                assert memory.fills(LAYER, field) == store.fills(LAYER, field)
                for values in ([""], ["5101"], ["510182100", "B1"], ["510183", "x"], []):
                    for prefix in (True, False):
                        assert_same(
                            memory.where(LAYER, field, values, prefix=prefix),
                            store.where(LAYER, field, values, prefix=prefix),
                        )
            layer = store.layers[LAYER].layer
            rows = np.arange(sum(part.rows for part in layer.parts))[::-1]
            assert len(layer.features(rows)) == len(rows)
    finally:
        shutil.rmtree(folder)


def test_rows_are_counted_through_the_parts(catalogue: Catalogue) -> None:
    """Row by row, in any order, as all at once."""
    store = open_catalogue(catalogue.root, EVERY)
    layer = store.layers[LAYER].layer
    every = layer.features(np.arange(32))
    assert sorted(every.ids) == [f"B{i:02d}" for i in range(32)]
    rows = np.array([31, 0, 12, 2, 11, 1])
    assert layer.features(rows).ids.tolist() == every.ids[rows].tolist()
    assert len(layer.features(rows[:0])) == 0


def test_a_missing_tree_is_said(catalogue: Catalogue) -> None:
    """In words, with what to do."""
    held = catalogue.find(LAYER)
    (part_folder(held.folder, "510183") / INDEX / TREE).unlink()
    store = open_catalogue(catalogue.root, EVERY)
    with pytest.raises(UsageError) as error:
        store.near(LAYER, np.array([shapely.box(E + 1000, N, E + 1001, N + 1)]), 4523)
    assert "--rebuild" in str(error.value)
