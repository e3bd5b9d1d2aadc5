"""What geometries share with a mapped layer: by the compiled loop as by GEOS and the overlay."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

import shapely

from gouhook_gis.geometry.area import official_area
from gouhook_gis.geometry.kernel.ready import LOADER
from gouhook_gis.geometry.kernel.shares import Relation, Shares
from gouhook_gis.geometry.overlay import overlay
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.reference.catalogue.catalogue import Catalogue
from gouhook_gis.reference.catalogue.open import open_catalogue
from gouhook_gis.reference.embedded import shares as module
from gouhook_gis.reference.embedded.store import EmbeddedStore
from tests.support.catalogues import EVERY, KINDS, E, N, boxes, register_sample, said

LAYER = "villages@2024"
UNDECIDED, PARTLY = Relation.UNDECIDED, Relation.PARTLY
LEFT, RIGHT = Relation.LEFT_INSIDE, Relation.RIGHT_INSIDE


@pytest.fixture(scope="module")
def row(tmp_path_factory: pytest.TempPathFactory) -> EmbeddedStore:
    """Twelve squares of 10 m, 10 m apart; codes of three villages."""
    folder = tmp_path_factory.mktemp("row")
    Catalogue(folder / "c").add(KINDS["villages"], [boxes(folder / "villages.gpkg", 12)], said())
    return open_catalogue(folder / "c", EVERY)


@pytest.fixture(params=["loop", "geos"])
def way(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Both ways: with the loop, and as before it is compiled."""
    if request.param == "loop":
        assert LOADER.wait()
    else:
        monkeypatch.setattr(module.LOADER, "_found", None)
    return str(request.param)


def named(store: EmbeddedStore, found: Shares) -> list[str]:
    """Return the ids of the features on the right."""
    ids = store.layers[LAYER].layer.features(found.right).ids
    return [str(name) for name in ids]


def test_pairs_areas_and_relations(row: EmbeddedStore, way: str) -> None:
    asked = np.array(
        [
            shapely.box(E + 2, N + 2, E + 8, N + 8),  # inside the first
            shapely.box(E + 15, N - 5, E + 45, N + 15),  # around the second, half of the third
            None,
            shapely.box(E + 10, N, E + 20, N + 10),  # touches the first and the second
            shapely.box(E + 300, N, E + 310, N + 10),
            shapely.box(E + 65, N + 4, E + 85, N + 20),
        ],
        dtype=object,
    )
    found = row.shares(LAYER, asked, 4523)
    sure = found.take(found.relation != UNDECIDED)
    assert sure.left.tolist() == [0, 1, 1, 5, 5]
    assert named(row, sure) == ["B00000", "B00001", "B00002", "B00003", "B00004"]
    assert sure.relation.tolist() == [LEFT, RIGHT, PARTLY, PARTLY, PARTLY]
    assert sure.area == pytest.approx([36, 100, 50, 30, 30], abs=0.01)
    assert sure.bound[:2].tolist() == [0, 0]
    assert (sure.bound[2:] < 0.02).all()
    assert len(found) == len(sure)  # mere contact is certain in one plane
    assert found.area[0] == official_area(asked[:1], 4523)[0]


@pytest.mark.parametrize("epsg", [4544, 4490, 4522])
def test_asked_in_another_system(row: EmbeddedStore, way: str, epsg: int) -> None:
    """Without the zone number, in degrees, and in the next zone."""
    zoned = np.array([shapely.box(E + 15, N - 5, E + 44, N + 15)], dtype=object)
    found = row.shares(LAYER, to_epsg(zoned, 4523, epsg), epsg)
    assert named(row, found) == ["B00001", "B00002"]
    assert found.relation.tolist() == [RIGHT, PARTLY]
    assert found.area == pytest.approx([100, 40], abs=0.01)


def test_nothing_asked_and_nothing_near(row: EmbeddedStore, way: str) -> None:
    far = np.array([shapely.box(E - 900, N, E - 800, N + 9), None, shapely.Polygon()], dtype=object)
    for asked in (far, far[:0], far[1:2]):
        assert len(row.shares(LAYER, asked, 4523)) == 0


def test_an_invalid_geometry_is_refused(row: EmbeddedStore, way: str) -> None:
    bow_tie = shapely.Polygon([(E, N), (E + 9, N + 9), (E + 9, N), (E, N + 9)])
    with pytest.raises(ValueError, match="geometry 0 is invalid: Self-intersection"):
        row.shares(LAYER, np.array([bow_tie], dtype=object), 4523)


def test_the_sample_county(tmp_path: Path) -> None:
    """Every layer asked with copies of its own features, moved: pairs are the overlay's."""
    assert LOADER.wait()
    register_sample(tmp_path)
    store = open_catalogue(tmp_path, EVERY)
    compared = 0
    for edition in store.editions():
        layer = store.layers[edition.layer_id].layer
        features = layer.features(np.arange(sum(part.rows for part in layer.parts)))
        step = 1e-4 if features.epsg == 4490 else 7.0
        asked = shapely.transform(features.geometries[:60], lambda at, step=step: at + step)
        found = store.shares(edition.layer_id, asked, features.epsg)
        names = layer.features(found.right)
        pieces = overlay(asked, names.geometries, features.epsg)
        official = {
            (int(left), int(right)): area
            for left, right, area in zip(pieces.left, pieces.right, pieces.area, strict=True)
        }
        for k, left in enumerate(found.left.tolist()):
            area = official.get((left, k), 0.0)
            assert abs(found.area[k] - area) <= found.bound[k] + 1e-9
            compared += 1
    assert compared > 100
