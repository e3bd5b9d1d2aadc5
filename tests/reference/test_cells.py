"""Polygons of very many vertices are looked for by the cells that they meet."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

import shapely

from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.catalogue.inspect import faults
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.embedded.cells import MANY_VERTICES, cells, search_boxes
from tests.support.catalogues import EVERY, KINDS, E, N, assert_same, in_memory, said, write

RNG = np.random.default_rng(20085)


def comb(
    teeth: int, side: float = 1000.0, west: float = 0.0, south: float = 0.0
) -> shapely.Polygon:
    """Return a band of 1 m along the lower border of a square, with teeth of half their distance
    standing on it; four vertices a tooth. Every second strip of the square is outside.
    """
    step = side / teeth
    x = np.arange(teeth) * step
    half, top = np.full(teeth, step / 2), np.full(teeth, side)
    tooth = np.stack(
        [
            np.column_stack([x, np.ones(teeth)]),
            np.column_stack([x, top]),
            np.column_stack([x + half, top]),
            np.column_stack([x + half, np.ones(teeth)]),
        ],
        axis=1,
    ).reshape(-1, 2)
    ring = np.concatenate([[(0.0, 0.0)], tooth, [(side, 1.0), (side, 0.0)]])
    return shapely.Polygon(ring + np.array([west, south]))


def ring(vertices: int, radius: float = 5000.0, hole: float = 4000.0) -> shapely.Polygon:
    """Return a round with a round hole, like a red line round a basin; half the vertices each."""
    turn = np.linspace(0, 2 * np.pi, vertices // 2, endpoint=False)
    spokes = np.column_stack([np.cos(turn), np.sin(turn)]) * RNG.uniform(0.98, 1, (len(turn), 1))
    return shapely.Polygon(spokes * radius + (E, N), [spokes * hole + (E, N)])


def test_cells_cover_the_shape_and_meet_it() -> None:
    """All of it, and no cell lies beside it; the hole is left out."""
    for shape in (ring(4000), comb(600), shapely.box(0, 0, 8, 8)):
        boxes = cells(shape)
        drawn = shapely.box(*boxes.T)
        assert shapely.intersects(shape, drawn).all()
        assert shapely.covers(shapely.union_all(drawn), shape)
    inside = shapely.Point(E, N).buffer(2000)
    assert not shapely.intersects(shapely.box(*cells(ring(4000)).T), inside).any()


@given(
    st.lists(st.tuples(st.floats(-1, 1), st.floats(-1, 1)), min_size=3, max_size=40),
    st.tuples(st.floats(-1, 1), st.floats(-1, 1)),
)
def test_what_meets_the_shape_meets_a_cell(
    corners: list[tuple[float, float]], place: tuple[float, float]
) -> None:
    """Whatever the shape: a point on it lies in a cell, borders included."""
    shape = shapely.segmentize(shapely.convex_hull(shapely.MultiPoint(corners)), 0.002)
    if shape.geom_type != "Polygon":
        return
    boxes = cells(shape)
    for x, y in [*shapely.get_coordinates(shape)[::17], place]:
        if shapely.intersects_xy(shape, x, y):
            low, high = boxes[:, :2], boxes[:, 2:]
            assert ((low <= (x, y)) & (high >= (x, y))).all(axis=1).any()


def test_few_vertices_keep_their_box() -> None:
    """The threshold on both sides; a shape has one box or some, and each knows its shape."""
    turn = np.linspace(0, 2 * np.pi, MANY_VERTICES - 2, endpoint=False)
    few = shapely.Polygon(np.column_stack([np.cos(turn), np.sin(turn)]))
    shapes = np.array([few, shapely.box(5, 5, 6, 6), comb(MANY_VERTICES // 4)], dtype=object)
    assert shapely.get_num_coordinates(few) == MANY_VERTICES - 1
    boxes, owners = search_boxes(shapes[:2], shapely.bounds(shapes[:2]))
    assert owners is None
    assert boxes.tolist() == shapely.bounds(shapes[:2]).tolist()
    boxes, owners = search_boxes(shapes, shapely.bounds(shapes))
    assert owners is not None
    assert owners[:2].tolist() == [0, 1]
    assert set(owners[2:].tolist()) == {2}
    assert len(owners) == len(boxes) > 10


def test_a_red_line_is_no_candidate_in_its_hole(tmp_path: Path) -> None:
    """It is found on its band, whole, and not in the middle; small ones in the hole still are."""
    line, small = ring(6000), shapely.box(E, N, E + 10, N + 10)
    file = write(tmp_path / "x.gpkg", [line, small], BSM=["line", "small"], ZLDWDM=["51", "51"])
    held = Catalogue(tmp_path / "c").add(KINDS["villages"], [file], said())
    assert faults(held) == []
    mapped, memory = open_catalogue(tmp_path / "c", EVERY), in_memory(f"villages@2024={file}")
    layer = "villages@2024"
    for place, found in (
        ((E + 1, N + 1), ["small"]),
        ((E + 2000, N), []),
        ((E + 4500, N), ["line"]),
        ((E, N - 4500), ["line"]),
        ((E + 4999, N + 4999), []),
    ):
        asked = np.array([shapely.Point(place).buffer(1)], dtype=object)
        assert mapped.near(layer, asked, 4523).ids.tolist() == found
        assert "line" in memory.near(layer, asked, 4523).ids.tolist()
    everything = np.array([shapely.box(E - 6000, N - 6000, E + 6000, N + 6000)], dtype=object)
    answers = [store.near(layer, everything, 4523) for store in (memory, mapped)]
    assert_same(*answers)
    assert shapely.get_num_coordinates(answers[1].geometries).tolist() == [6002, 5]
