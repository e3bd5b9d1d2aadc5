"""The mapped store answers as the memory store does, to the byte."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import geopandas
import shapely

from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.catalogue.entry import ARCHIVE, part_folder
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.embedded.store import EmbeddedStore
from gouhook_gis.reference.memory import MemoryStore
from tests.support.catalogues import (
    EVERY,
    KINDS,
    SAMPLE,
    VECTORS,
    E,
    N,
    assert_same,
    boxes,
    in_memory,
    register_sample,
    said,
    write,
)

BOW_TIE = shapely.Polygon([(E, N), (E + 10, N + 10), (E + 10, N), (E, N + 10)])
HOLED = shapely.box(E, N, E + 50, N + 50) - shapely.box(E + 10, N + 10, E + 20, N + 20)
LAYER = "villages@2024"


def both(files: list[Path], folder: Path) -> tuple[MemoryStore, EmbeddedStore]:
    """Return the same layer in both stores; `files` is one file."""
    root = folder / "catalogue"
    Catalogue(root).add(KINDS["villages"], files, said())
    return in_memory(f"{LAYER}={files[0]}"), open_catalogue(root, EVERY)


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> tuple[MemoryStore, EmbeddedStore]:
    """The sample county in both stores."""
    root = tmp_path_factory.mktemp("catalogue")
    register_sample(root)
    return in_memory(str(SAMPLE / "reference"), kinds=VECTORS), open_catalogue(root, EVERY)


def test_editions_are_the_same(county: tuple[MemoryStore, EmbeddedStore]) -> None:
    """Records, hashes, coverage and dates; only where they lie differs."""
    found = [
        [edition.model_copy(update={"path": None, "source": None}) for edition in store.editions()]
        for store in county
    ]
    assert found[0] == found[1]


def test_the_county_answers_the_same(county: tuple[MemoryStore, EmbeddedStore]) -> None:
    """Near its own features, and by every field."""
    memory, embedded = county
    for edition in memory.editions():
        layer_id, features = edition.layer_id, memory.layers[edition.layer_id].features
        for asked, distance in ((features.geometries[::9], 0.0), (features.geometries[:2], 300.0)):
            question = (layer_id, asked, edition.epsg, distance)
            assert_same(memory.near(*question), embedded.near(*question))
        for field in (*features.columns, "NONE"):
            assert memory.fills(layer_id, field) == embedded.fills(layer_id, field)
        for field, column in features.columns.items():
            values = [str(value) for value in column[:4] if value is not None]
            for wanted, prefix in ((values, False), ([v[:6] for v in values], True), ([""], True)):
                assert_same(
                    memory.where(layer_id, field, wanted, prefix=prefix),
                    embedded.where(layer_id, field, wanted, prefix=prefix),
                )


def test_asked_in_another_zone(county: tuple[MemoryStore, EmbeddedStore]) -> None:
    """The parcels' plane need not be the layer's."""
    memory, embedded = county
    asked = np.array([shapely.box(105.3, 30.5, 105.4, 30.6), None], dtype=object)
    question = ("land_use@2023", asked, 4490, 0.0)
    assert_same(memory.near(*question), embedded.near(*question))
    nothing = ("land_use@2023", asked[:0], 4490, 10.0)
    assert_same(memory.near(*nothing), embedded.near(*nothing))


_square = st.tuples(st.integers(0, 400), st.integers(0, 400), st.integers(1, 60)).map(
    lambda at: shapely.box(E + at[0], N + at[1], E + at[0] + at[2], N + at[1] + at[2])
)
_shape = st.one_of(
    _square,
    st.just(HOLED),
    st.just(BOW_TIE),
    st.none(),
    st.tuples(_square, _square).map(shapely.MultiPolygon),
)
_record = st.tuples(
    _shape,
    st.sampled_from(["B1", "B2", " B3 ", "", None]),
    st.sampled_from(["510999100200", "5109991002010000000", "51", None, "村"]),
    st.one_of(st.none(), st.floats(0, 1e6, allow_nan=False)),
)


@pytest.mark.parametrize("suffix", [".shp", ".gpkg", ".geojson"])
@settings(max_examples=12)
@given(records=st.lists(_record, min_size=1, max_size=90), asked=st.lists(_square, max_size=4))
def test_any_layer_answers_the_same(suffix: str, records: list[Any], asked: list[Any]) -> None:
    """Null, invalid and equal shapes, ids that are blank or shared, fields without values."""
    if all(record[0] is None for record in records):
        records = [(HOLED, "B1", "51", 1.0), *records]
    shapes, ids, codes, areas = map(list, zip(*records, strict=True))
    folder = Path(tempfile.mkdtemp())
    try:
        file = write(
            folder / f"layer{suffix}",
            shapes,
            BSM=ids,
            ZLDWDM=codes,
            DCMJ=[np.nan if area is None else area for area in areas],
        )
        memory, embedded = both([file], folder)
        (first,), (second,) = memory.editions(), embedded.editions()
        assert (first.records, first.unusable) == (second.records, second.unusable)
        question = (LAYER, np.array([*asked, None], dtype=object), 4523)
        for distance in (0.0, 25.0):
            assert_same(memory.near(*question, distance), embedded.near(*question, distance))
        for field in ("BSM", "ZLDWDM", "DCMJ", "NONE"):
            assert memory.fills(LAYER, field) == embedded.fills(LAYER, field)
            for values in ([""], ["51099"], ["B1", "B2"], ["510999100200"], ["村"], []):
                for prefix in (True, False):
                    assert_same(
                        memory.where(LAYER, field, values, prefix=prefix),
                        embedded.where(LAYER, field, values, prefix=prefix),
                    )
    finally:
        shutil.rmtree(folder)


def test_an_empty_layer_answers_nothing(tmp_path: Path) -> None:
    """It is evidence of absence where coverage is declared."""
    file = write(tmp_path / "x.shp", [], BSM=[], ZLDWDM=[])
    memory, embedded = both([file], tmp_path)
    asked = np.array([HOLED], dtype=object)
    assert len(embedded.near(LAYER, asked, 4523)) == 0
    assert len(embedded.near(LAYER, asked[:0], 4523, 5.0)) == 0
    assert_same(memory.where(LAYER, "BSM", [""]), embedded.where(LAYER, "BSM", [""]))


def test_several_files_are_one_edition(tmp_path: Path) -> None:
    """Their records are counted through; a field that one lacks is null there."""
    first = boxes(tmp_path / "a.shp", 3, DCMJ=[1.5, 2.5, 3.5])
    second = boxes(tmp_path / "b.shp", 2)
    held = Catalogue(tmp_path / "c").add(KINDS["villages"], [first, second], said())
    store = open_catalogue(tmp_path / "c", EVERY)
    found = store.where(LAYER, "ZLDWDM", [""], prefix=True)
    assert held.entry.records == len(found) == 5
    assert sorted(str(area) for area in found.columns["DCMJ"]) == [
        "1.5",
        "2.5",
        "3.5",
        "None",
        "None",
    ]


def test_an_invalid_shape_is_kept_and_listed(tmp_path: Path) -> None:
    """The archive has the bow-tie as filed; its repaired copy is measured: two triangles."""
    shapes = [shapely.box(E + 50, N, E + 60, N + 10), BOW_TIE]
    file = write(tmp_path / "x.gpkg", shapes, BSM=["A", "B"], ZLDWDM=["51", "52"])
    held = Catalogue(tmp_path / "c").add(KINDS["villages"], [file], said())
    assert held.entry.repaired == 1
    (item,) = held.entry.invalid
    assert (item.record, item.id) == (2, "B")
    assert "Self-intersection" in item.reason
    archive = part_folder(held.folder, None) / ARCHIVE
    archived = geopandas.read_parquet(archive).set_index("BSM").geometry
    assert not archived["B"].is_valid
    assert archived["B"].equals_exact(shapely.MultiPolygon([BOW_TIE]))
    store = open_catalogue(tmp_path / "c", EVERY)
    found = store.where(LAYER, "BSM", ["B"])
    assert found.repaired.tolist() == [True]
    assert found.geometries[0].area == pytest.approx(50.0)


def test_areas_are_official(tmp_path: Path) -> None:
    """10 m × 10 m near the meridian of the zone: 100 m² on the ellipsoid too, to 0.01 m²."""
    boxes(tmp_path / "x.shp", 4)
    _, embedded = both([tmp_path / "x.shp"], tmp_path)
    areas = embedded.layers[LAYER].layer.parts[0].shapes.area_m2
    assert areas.tolist() == pytest.approx([100.0] * 4, abs=0.01)


def test_the_archive_is_geoparquet(tmp_path: Path) -> None:
    """Version 1.1.0 with a covering box, which others use to read a part."""
    boxes(tmp_path / "x.shp", 50)
    held = Catalogue(tmp_path / "c").add(KINDS["villages"], [tmp_path / "x.shp"], said())
    archive = part_folder(held.folder, None) / ARCHIVE
    file = pq.ParquetFile(archive)
    geo = json.loads(file.schema_arrow.metadata[b"geo"])
    assert geo["version"] == "1.1.0"
    assert geo["columns"]["geometry"]["crs"]["id"] == {"authority": "EPSG", "code": 4523}
    assert file.metadata.row_group(0).column(0).compression == "ZSTD"
    part = geopandas.read_parquet(archive, bbox=(E + 35, N, E + 65, N + 5))
    assert sorted(part["BSM"]) == ["B00002", "B00003"]
    assert part.crs.to_epsg() == 4523
