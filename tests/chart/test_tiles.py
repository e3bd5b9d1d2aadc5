"""Vector tiles, read by GDAL: nothing is lost, however thin, and everything lies where it is."""

from __future__ import annotations

import gzip
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

import shapely
from pyogrio.raw import read

from gouhook_gis.chart.drawn import Drawn
from gouhook_gis.chart.mvt import varint
from gouhook_gis.chart.references import references
from gouhook_gis.chart.tiles import first_zoom, write_tiles
from gouhook_gis.chart.tiling import FACTOR, Grid, placed
from gouhook_gis.domain.details import ReferenceDetail
from gouhook_gis.reference.memory import MemoryStore
from gouhook_gis.report.evidence import from_geojson
from tests.chart.test_chart import EPSG, PARCEL, layer, report_of
from tests.support.reports import box

# The driver takes these options, and pyogrio does not know it.
pytestmark = pytest.mark.filterwarnings("ignore:driver MVT does not support:RuntimeWarning")
E0, N0 = 35_500_000.0, 3_400_000.0
GRID = Grid.over((E0, N0, E0 + 20_000, N0 + 20_000), degrees=False)
# A pen is 0.5 mm wide: a sliver of 1 cm by 30 m, one of a millimetre, and a square of 100 m.
SHAPES = (
    (100.0, 100.0, 0.01, 30.0),
    (5000.0, 7000.0, 0.001, 200.0),
    (9990.0, 9990.0, 100.0, 100.0),
)


def drawn(kind: str = "findings", shapes: tuple[tuple[float, ...], ...] = SHAPES) -> Drawn:
    west, south, wide, high = np.array(shapes).T + np.array([[E0], [N0], [0], [0]])
    return Drawn(
        name=kind,
        kind="findings" if kind == "findings" else "parcels",
        titles=("x", "x"),
        shapes=np.asarray(shapely.box(west, south, west + wide, south + high)),
        ids=np.arange(1, len(shapes) + 1).astype(object),
        properties=[
            {"number": i + 1, "rule": "ZJ-B01", "status": None, "findings": [i, 2]}
            for i in range(len(shapes))
        ],
    )


def tiles(path: Path, zoom: int, grid: Grid = GRID) -> Iterator[tuple[np.ndarray, dict]]:
    """Yield the shapes and the properties of every tile of a zoom, as GDAL reads them."""
    with closing(sqlite3.connect(path)) as database:
        rows = database.execute("SELECT x, y, data FROM tiles WHERE z = ?", (zoom,)).fetchall()
    side = grid.side / FACTOR**zoom
    for x, y, data in rows:
        file = path.with_name("tile.pbf")
        file.write_bytes(gzip.decompress(data))
        told, _, wkb, columns = read(
            str(file),
            GEOREF_TOPX=str(grid.origin[0] + x * side),
            GEOREF_TOPY=str(grid.origin[1] - y * side),
            GEOREF_TILEDIMX=str(side),
            GEOREF_TILEDIMY=str(side),
            CLIP="NO",
        )
        yield shapely.from_wkb(wkb), dict(zip(told["fields"], columns, strict=True))


def test_slivers_survive_at_every_zoom(tmp_path: Path) -> None:
    """Each of three findings is a shape and a point at each zoom from the first on."""
    path = tmp_path / "findings.tiles"
    write_tiles(drawn(), GRID, path, 0)
    assert GRID.finest == 3
    for zoom in range(GRID.finest + 1):
        seen: dict[str, set[int]] = {"point": set(), "shape": set()}
        for shapes, told in tiles(path, zoom):
            for shape, number in zip(shapes, told["number"], strict=True):
                seen["point" if shape.geom_type == "Point" else "shape"].add(int(number))
        # GDAL does not give back what has no area in its grid, but its point is there.
        assert seen["point"] == {1, 2, 3}
        assert 3 in seen["shape"]


def test_finest_tiles_are_exact_to_a_centimetre(tmp_path: Path) -> None:
    """The square of 100 m lies across four tiles; put together again it has its area and place."""
    path = tmp_path / "findings.tiles"
    write_tiles(drawn(), GRID, path, 0)
    pieces = [
        shape
        for shapes, told in tiles(path, GRID.finest)
        for shape, number in zip(shapes, told["number"], strict=True)
        if number == 3 and shape.geom_type != "Point"
    ]
    assert len(pieces) == 4
    whole = shapely.union_all(pieces)
    side = GRID.side / FACTOR**GRID.finest
    assert side / GRID.steps <= 0.01
    assert whole.bounds == pytest.approx(
        (E0 + 9990, N0 + 9990, E0 + 10_090, N0 + 10_090), abs=0.0101
    )
    assert whole.area == pytest.approx(10_000.0, abs=100 * 4 * 0.0101)


def test_one_point_stands_for_a_square_and_says_for_how_many(tmp_path: Path) -> None:
    """A hundred findings a metre apart are one point from afar, and a hundred where shapes are."""
    path = tmp_path / "findings.tiles"
    many = tuple((1000.0 + i % 10, 1000.0 + i // 10, 0.5, 0.5) for i in range(100))
    write_tiles(drawn(shapes=many), GRID, path, 2)
    for zoom, square in ((0, 160), (1, 40)):
        ((shapes, told),) = list(tiles(path, zoom))
        assert {shape.geom_type for shape in shapes} == {"Point"}
        assert int(sum(told["count"])) == 100
        assert len(shapes) <= (10 // square + 2) ** 2
        assert 1 in told["number"]
    found = [n for _, told in tiles(path, 2) for n in told["number"]]
    assert len(found) == 200 and set(found) == set(range(1, 101))


def test_properties_are_texts_and_numbers(tmp_path: Path) -> None:
    """A list is JSON text, and what is not known is not there."""
    path = tmp_path / "parcels.tiles"
    write_tiles(drawn("parcels"), GRID, path, 0)
    ((_, told),) = list(tiles(path, 0))
    assert list(told["findings"]) == ["[0,2]", "[1,2]", "[2,2]"]
    assert list(told["rule"]) == ["ZJ-B01"] * 3
    assert "status" not in told


def test_hole_and_parts_keep_their_form(tmp_path: Path) -> None:
    """A square of 1 km with a hole of 500 m, and another beside it: 1.75 km²."""
    inner = [
        (E0 + 1250, N0 + 1250),
        (E0 + 1750, N0 + 1250),
        (E0 + 1750, N0 + 1750),
        (E0 + 1250, N0 + 1750),
    ]
    outer = shapely.box(E0 + 1000, N0 + 1000, E0 + 2000, N0 + 2000)
    holed = shapely.Polygon(outer.exterior, [inner])
    both = shapely.MultiPolygon([holed, shapely.box(E0 + 4000, N0 + 1000, E0 + 5000, N0 + 2000)])
    layer = drawn("parcels", SHAPES[:1])
    one = Drawn(**{**vars(layer), "shapes": np.array([both], dtype=object)})
    path = tmp_path / "parcels.tiles"
    write_tiles(one, GRID, path, 0)
    ((shapes, _),) = list(tiles(path, 0))
    assert float(shapely.area(shapes[0])) == pytest.approx(1_750_000, rel=0.02)
    assert shapes[0].geom_type == "MultiPolygon"
    assert sum(len(part.interiors) for part in shapes[0].geoms) == 1


def test_shapes_begin_where_no_tile_has_more_than_can_be_drawn() -> None:
    """4,001 findings in one square of zoom 0 begin at zoom 1; 4,000 at once."""
    spread = tuple((x * 300.0 + 10, y * 300.0 + 10, 1.0, 1.0) for x in range(64) for y in range(63))
    assert len(spread) == 4032
    assert first_zoom(drawn(shapes=spread[:4000]), GRID) == 0
    assert first_zoom(drawn(shapes=spread[:4001]), GRID) == 1


def test_a_shape_is_in_every_tile_that_it_meets() -> None:
    """At zoom 1 the corner of four tiles is the middle of the grid."""
    middle = GRID.origin[0] + GRID.side / 2, GRID.origin[1] - GRID.side / 2
    square = np.array([shapely.box(middle[0] - 5, middle[1] - 5, middle[0] + 5, middle[1] + 5)])
    found = placed(square, GRID, 1)
    assert sorted(zip(found.column.tolist(), found.row.tolist(), strict=True)) == [
        (1, 1),
        (1, 2),
        (2, 1),
        (2, 2),
    ]


@pytest.mark.parametrize(
    ("number", "written"), [(0, b"\x00"), (127, b"\x7f"), (128, b"\x80\x01"), (300, b"\xac\x02")]
)
def test_numbers_as_protocol_buffers_write_them(number: int, written: bytes) -> None:
    assert varint(number) == written


def test_grid_in_degrees_is_as_fine() -> None:
    """0.2° are about 22 km: tiles of at most 640 m, steps of at most a centimetre."""
    grid = Grid.over((105.0, 30.0, 105.2, 30.1), degrees=True)
    metres = grid.side / FACTOR**grid.finest * 111_320
    assert 160 < metres <= 640
    assert metres / grid.steps <= 0.01
    assert grid.told.resolutions[0] == pytest.approx(0.2 * 1.04 / 512)


@pytest.mark.parametrize("detail", ["none", "clip"])
def test_tiles_of_a_restricted_layer_stay_in_the_parcels(
    tmp_path: Path, detail: ReferenceDetail
) -> None:
    """The parcel is 100 m a side; a unit of the finest tiles is less than 0.1 m."""
    patches = layer("land_use", restricted=True, DLBM=["0103"] * 5)
    report = report_of(patches, detail=detail)
    ground = from_geojson([box(*PARCEL)])
    (clipped,) = references(report, ground, EPSG, MemoryStore.of([patches]), ())
    path, grid = (
        tmp_path / "reference.tiles",
        Grid.over((E0, N0, E0 + 100, N0 + 100), degrees=False),
    )
    write_tiles(clipped, grid, path, 0)
    allowed = shapely.box(E0, N0, E0 + 100, N0 + 100).buffer(0.1)
    found = [s for shapes, _ in tiles(path, grid.finest, grid) for s in shapes]
    assert all(allowed.covers(shape) for shape in found)
    assert sum(shapely.area(found)) == pytest.approx(0 if detail == "none" else 5400, abs=20)
