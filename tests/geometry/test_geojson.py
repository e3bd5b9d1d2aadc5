"""Evidence as GeoJSON."""

from __future__ import annotations

import json

import shapely

from gouhook_gis.geometry.geojson import evidences
from tests.support.shapes import array, box, wkt


def evidence(geom: shapely.Geometry, epsg: int) -> dict[str, object]:
    return evidences(array(geom), epsg)[0]


def test_evidence_is_rounded_normalised_and_easting_first() -> None:
    geom = shapely.Polygon(
        [(35500010.00004, 3400000), (35500000, 3400000), (35500000, 3400010.12346)]
    )
    assert evidence(geom, 4523) == {
        "type": "Polygon",
        "coordinates": [
            [[35500000.0, 3400000.0], [35500010.0, 3400000.0], [35500000.0, 3400010.1235],
             [35500000.0, 3400000.0]]
        ],
    }  # fmt: skip


def test_evidence_in_degrees_keeps_nine_decimals() -> None:
    assert evidence(shapely.Point(105.1234567894, 30.0000000006), 4490) == {
        "type": "Point",
        "coordinates": [105.123456789, 30.000000001],
    }


def test_every_coordinate_is_written_with_four_decimals_at_most() -> None:
    ring = shapely.Point(35500000.123456, 3400000.654321).buffer(33.3333333)
    text = json.dumps(evidence(ring, 4523))
    assert len(shapely.get_coordinates(ring)) > 60
    assert all(len(number.rpartition(".")[2]) <= 4 for number in text.strip("{}]").replace("]", "")
               .replace("[", "").split(": ")[-1].split(", "))  # fmt: skip


def test_evidence_of_a_piece_thinner_than_the_rounding_is_still_a_polygon() -> None:
    thin = box(0, 0, 20, 0.00001)
    shown = shapely.from_geojson(json.dumps(evidence(thin, 4544)))
    assert shown.is_valid
    assert shown.equals(thin)


def test_equal_ground_has_equal_evidence() -> None:
    a, b = wkt("MULTIPOLYGON (((0 0, 9 0, 9 9, 0 0)), ((20 0, 29 0, 29 9, 20 0)))",
               "MULTIPOLYGON (((29 9, 29 0, 20 0, 29 9)), ((9 0, 0 0, 9 9, 9 0)))")  # fmt: skip
    assert evidence(a, 4544) == evidence(b, 4544)
