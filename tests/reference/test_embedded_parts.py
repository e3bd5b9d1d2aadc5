"""The parts of the mapped store, each against the plain way to do it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

import shapely

from gouhook_gis.geometry.kernel.ready import LOADER
from gouhook_gis.reference.embedded.codes import Codes, write_codes
from gouhook_gis.reference.embedded.hilbert import hilbert_codes
from gouhook_gis.reference.embedded.mapped import Batches, open_mapped
from gouhook_gis.reference.embedded.shapes import Shapes, ShapeWriter, ranges
from gouhook_gis.reference.embedded.tree import Tree, write_tree

RNG = np.random.default_rng(20081)


def test_the_curve_steps_from_cell_to_cell() -> None:
    """On a grid of 32 × 32 every cell has its own code, and the next one is its neighbour."""
    x, y = np.meshgrid(np.arange(32.0), np.arange(32.0))
    corners = np.column_stack([x.ravel(), y.ravel(), x.ravel(), y.ravel()])
    order = np.argsort(hilbert_codes(corners))
    steps = np.abs(np.diff(corners[order, :2], axis=0)).sum(axis=1)
    assert len(set(hilbert_codes(corners).tolist())) == 1024
    assert steps.tolist() == [1.0] * 1023


def test_one_place_has_one_code() -> None:
    """An extent without width divides by nothing."""
    assert hilbert_codes(np.ones((3, 4))).tolist() == [0, 0, 0]
    assert len(hilbert_codes(np.zeros((0, 4)))) == 0


@pytest.mark.parametrize("compiled", [False, True])
@pytest.mark.parametrize("count", [0, 1, 64, 65, 5000])
def test_the_tree_finds_what_a_scan_finds(
    count: int, compiled: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Boxes that touch count; a box of NaN finds nothing; with the compiled loop and without."""
    if compiled:
        assert LOADER.wait()
    else:
        monkeypatch.setattr(LOADER, "_found", None)
    low = RNG.integers(0, 1000, (count, 2)).astype(float)
    leaves = np.hstack([low, low + RNG.integers(0, 20, (count, 2))])
    leaves = leaves[np.argsort(hilbert_codes(leaves))]
    write_tree(tmp_path / "tree", leaves)
    tree = Tree(tmp_path / "tree")
    assert np.array_equal(tree.leaves, leaves)
    low = RNG.integers(0, 1000, (1500, 2)).astype(float)
    asked = np.hstack([low, low + RNG.integers(0, 4, (1500, 2))])
    asked[7] = np.nan
    for some in (asked[:0], asked[:1], asked[7:8], asked[:20], asked):
        meets = (
            (leaves[None, :, :2] <= some[:, None, 2:]) & (leaves[None, :, 2:] >= some[:, None, :2])
        ).all(axis=2)
        assert tree.near(some).tolist() == np.flatnonzero(meets.any(axis=0)).tolist()
        pairs = sorted(zip(*(column.tolist() for column in tree.pairs(some)), strict=True))
        assert pairs == [tuple(pair) for pair in np.argwhere(meets).tolist()]


def test_the_compiled_way_finds_more_than_it_has_room_for(tmp_path: Path) -> None:
    """One box over 5,000 others."""
    assert LOADER.wait()
    low = RNG.integers(0, 1000, (5000, 2)).astype(float)
    write_tree(tmp_path / "tree", np.hstack([low, low]))
    asked, leaves = Tree(tmp_path / "tree").pairs(np.array([[0.0, 0.0, 1000.0, 1000.0]]))
    assert asked.tolist() == [0] * 5000
    assert leaves.tolist() == list(range(5000))


def test_shapes_come_back_as_they_went(tmp_path: Path) -> None:
    """Holes, parts, a MultiPolygon of one part; any rows in any order."""
    holed = shapely.box(0, 0, 9, 9) - shapely.box(1, 1, 2, 2) - shapely.box(4, 4, 5, 5)
    single = shapely.MultiPolygon([shapely.box(3, 3, 4, 4)])
    double = shapely.MultiPolygon([holed, shapely.box(20, 20, 21, 22)])
    shapes = np.array([shapely.box(0, 0, 1, 1), holed, single, double, holed], dtype=object)
    writer = ShapeWriter(tmp_path)
    for some in (shapes[:2], shapes[:0], shapes[2:]):
        n = len(some)
        plain = {"repaired": np.zeros(n), "record": np.arange(n), "area_m2": shapely.area(some)}
        writer.add(some, plain)
    writer.write(tmp_path / "shapes", 4523, {"a": "b"})
    writer.close()
    assert [path.name for path in tmp_path.iterdir()] == ["shapes"]
    mapped = Shapes.open(tmp_path / "shapes")
    assert (len(mapped), mapped.epsg, mapped.metadata["a"]) == (5, 4523, "b")
    for rows in ([0, 1, 2, 3, 4], [3], [4, 2, 0], []):
        taken = mapped.take(np.array(rows, dtype=np.intp))
        assert shapely.to_wkb(taken).tolist() == shapely.to_wkb(shapes[rows]).tolist()


def test_the_layout_is_open(tmp_path: Path) -> None:
    """Any Arrow reader finds a GeoArrow multipolygon with its CRS."""
    writer = ShapeWriter(tmp_path)
    one = np.array([shapely.box(0, 0, 1, 1)], dtype=object)
    writer.add(one, {"repaired": np.zeros(1), "record": np.zeros(1), "area_m2": np.ones(1)})
    writer.write(tmp_path / "shapes", 4523, {})
    writer.close()
    field = pa.ipc.open_file(str(tmp_path / "shapes")).schema.field("geometry")
    assert field.metadata[b"ARROW:extension:name"] == b"geoarrow.multipolygon"
    assert b'"code": 4523' in field.metadata[b"ARROW:extension:metadata"]


def test_rows_are_taken_from_the_batches_that_hold_them(tmp_path: Path) -> None:
    """In the order asked, from batches of any size, and no other batch is opened."""
    schema = pa.schema([("n", pa.int64()), ("text", pa.string())])
    sizes, n = [3, 1, 5, 2], 0
    with pa.OSFile(str(tmp_path / "x"), "wb") as sink, pa.ipc.new_file(sink, schema) as out:
        for size in sizes:
            numbers = list(range(n, n + size))
            texts = [None if i % 4 == 0 else f"t{i}" for i in numbers]
            out.write_batch(pa.record_batch([pa.array(numbers), pa.array(texts)], schema=schema))
            n += size
    held = Batches(open_mapped(tmp_path / "x"), np.array([0, 3, 4, 9]))
    assert held.take(np.array([10, 0, 5, 2])).column(0).to_pylist() == [10, 0, 5, 2]
    assert held.take(np.array([4, 1])).column(1).to_pylist() == [None, "t1"]
    assert len(held.take(np.array([], dtype=np.intp))) == 0
    assert sorted(held._opened) == [0, 2, 3]


def test_codes_are_found_by_value_and_by_prefix(tmp_path: Path) -> None:
    """As a scan finds them, Chinese and shared beginnings too."""
    values = ["5109", "510", None, "51", "村一", "村", "510", "5110", None, "村一组"]
    write_codes(tmp_path / "codes", pa.chunked_array([pa.array(values[:4]), pa.array(values[4:])]))
    codes = Codes(tmp_path / "codes")
    for wanted in (["51"], ["510", "村一"], [""], ["9"], [], ["510", "51"]):
        for prefix in (True, False):
            test = str.startswith if prefix else str.__eq__
            plain = [
                i for i, v in enumerate(values) if v is not None and any(test(v, w) for w in wanted)
            ]
            assert codes.rows(wanted, prefix=prefix).tolist() == plain


def test_ranges() -> None:
    """Runs of any length, empty ones too."""
    starts, stops = np.array([5, 2, 9]), np.array([8, 2, 11])
    assert ranges(starts, stops).tolist() == [5, 6, 7, 9, 10]
