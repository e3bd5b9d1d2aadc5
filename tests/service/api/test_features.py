"""Findings as OGC API Features: pages, filters, systems with their axes, and GDAL's own client."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gouhook_gis.domain.wrong import Wrong
from gouhook_gis.service.api.features.crs import CRS84, parsed_box, swapped, uri_of
from tests.service.api.findings import E0, EPSG, LAT0, LON0, N0, begun, finished, square
from tests.service.api.serving import PATIENCE_S, Asked


def at(run: str, tail: str = "/collections/findings/items") -> str:
    return f"/api/v1/runs/{run}/features{tail}"


def items(api: Asked, run: str, **params: object) -> dict:
    given = api.http.get(at(run), params=params)
    assert given.status_code == 200, given.text
    assert given.headers["content-type"] == "application/geo+json"
    return given.json()


def ids(found: dict) -> list[int]:
    return [feature["id"] for feature in found["features"]]


@pytest.mark.parametrize("wrong", ["", "1,2,3", "1,2,3,x", "1,2,3,inf", "nan,1,2,3", "1,2,3,4,5"])
def test_a_box_is_four_numbers(wrong: str) -> None:
    with pytest.raises(Wrong):
        parsed_box(wrong)


def test_of_a_box_with_heights_the_heights_do_not_count() -> None:
    assert parsed_box("1,2,-9,3,4,9") == (1, 2, 3, 4)


def test_axes_are_exchanged_at_any_depth() -> None:
    shape = {
        "type": "GeometryCollection",
        "geometries": [
            {"type": "Point", "coordinates": [1.0, 2.0]},
            {"type": "MultiPolygon", "coordinates": [[[[1.0, 2.0], [3.0, 4.0, 5.0]]]]},
        ],
    }
    assert swapped(shape)["geometries"][0]["coordinates"] == [2.0, 1.0]
    assert swapped(shape)["geometries"][1]["coordinates"] == [[[[2.0, 1.0], [4.0, 3.0, 5.0]]]]
    assert swapped(swapped(shape)) == shape


def test_from_the_landing_page_everything_is_reached(api: Asked) -> None:
    run = finished(api)
    landing = api.http.get(at(run, "")).json()
    links = {link["rel"]: link["href"] for link in landing["links"]}
    assert set(links) == {"self", "conformance", "data", "service-desc"}
    assert all(api.http.get(href).status_code == 200 for href in links.values())
    conforms = api.http.get(links["conformance"]).json()["conformsTo"]
    assert "http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/core" in conforms
    (one,) = api.http.get(links["data"]).json()["collections"]
    assert one["crs"] == [CRS84, uri_of(4490), uri_of(EPSG)]
    assert one["storageCrs"] == uri_of(EPSG)
    box = one["extent"]["spatial"]["bbox"]
    assert box == [[LON0 + 0.001, LAT0, pytest.approx(LON0 + 0.0031), LAT0 + 0.0001]]
    there = {link["rel"]: link["href"] for link in one["links"]}
    assert api.http.get(there["self"]).json() == one
    assert ids(api.http.get(there["items"]).json()) == [1, 2, 3, 4]


def test_pages_lead_on_and_back(api: Asked) -> None:
    run = finished(api, 5)
    address, seen = f"{at(run)}?limit=2&rule=ZJ-B01", []
    while address:
        page = api.http.get(address).json()
        assert page["numberMatched"] == 3
        assert page["numberReturned"] == len(page["features"])
        seen.append(ids(page))
        links = {link["rel"]: link["href"] for link in page["links"]}
        address = links.get("next", "")
    assert seen == [[1, 3], [5]]
    assert ids(api.http.get(links["prev"]).json()) == [1, 3]


def test_a_limit_beyond_ours_is_no_mistake(local: Asked) -> None:
    assert ids(items(local, finished(local), limit=1_000_000)) == [1, 2, 3, 4]


def test_filters(api: Asked) -> None:
    run = finished(api)
    assert ids(items(api, run, rule="ZJ-B03")) == [2, 4]
    assert ids(items(api, run, parcel="JX003")) == [3]
    assert ids(items(api, run, parcel="JX000", rule="ZJ-B01")) == [1, 3]
    assert ids(items(api, run, parcel="JX")) == []


@pytest.mark.parametrize(
    ("crs", "box"),
    [
        (None, (LON0 + 0.002, LAT0, LON0 + 0.0025, LAT0)),
        (uri_of(4490), (LAT0, LON0 + 0.002, LAT0, LON0 + 0.0025)),
        (uri_of(EPSG), (N0 + 10, E0 + 210, N0 + 90, E0 + 290)),
    ],
)
def test_a_box_is_in_the_axes_of_its_system(api: Asked, crs: str | None, box: tuple) -> None:
    """It touches the second square at a side or a corner, and no other."""
    named = {} if crs is None else {"bbox-crs": crs}
    assert ids(items(api, finished(api), bbox=",".join(map(str, box)), **named)) == [2]


def test_a_box_beside_the_corner_finds_nothing(api: Asked) -> None:
    box = f"{N0 + 10},{E0 + 210.01},{N0 + 90},{E0 + 290}"
    assert ids(items(api, finished(api), bbox=box, **{"bbox-crs": uri_of(EPSG)})) == []


@pytest.mark.parametrize(
    ("crs", "corner"),
    [
        (CRS84, [LON0 + 0.001, LAT0]),
        (uri_of(4490), [LAT0, LON0 + 0.001]),
        (uri_of(EPSG), [N0, E0 + 100]),
        (f"EPSG:{EPSG}", [N0, E0 + 100]),
    ],
)
def test_each_system_in_the_order_of_its_axes(api: Asked, crs: str, corner: list) -> None:
    run = finished(api)
    given = api.http.get(at(run), params={"crs": crs, "limit": 1})
    uri = crs if crs.startswith("http") else uri_of(EPSG)
    assert given.headers["Content-Crs"] == f"<{uri}>"
    (feature,) = given.json()["features"]
    assert feature["geometry"]["coordinates"][0][0] == corner
    one = api.http.get(at(run, "/collections/findings/items/1"), params={"crs": crs})
    assert one.headers["Content-Crs"] == f"<{uri}>"
    assert one.json()["geometry"] == feature["geometry"]


def test_a_run_in_degrees_has_one_system_less(local: Asked) -> None:
    run = finished(local, epsg=4490)
    one = local.http.get(at(run, "/collections/findings")).json()
    assert (one["crs"], one["storageCrs"]) == ([CRS84, uri_of(4490)], uri_of(4490))


@pytest.mark.parametrize(
    "params",
    [
        {"crs": uri_of(4526)},
        {"crs": "nonsense"},
        {"bbox": "1,2,3,4", "bbox-crs": uri_of(3857)},
        {"bbox": "1,2,3"},
        {"limit": 0},
        {"unknown": "1"},
        {"lang": "fr"},
    ],
)
def test_what_it_does_not_know_is_refused(local: Asked, params: dict) -> None:
    assert local.http.get(at(finished(local)), params=params).status_code == 400


def test_what_a_finding_says(local: Asked) -> None:
    run = finished(local)
    given = local.http.get(at(run, "/collections/findings/items/2"), params={"lang": "en"}).json()
    assert given["geometry"] == square(LON0 + 0.002, LAT0, 0.0001)
    assert given["properties"]["parcels"] == ["JX002", "JX000"]
    assert "1.2346 ha (18.52 mu, 12345.68 m²)" in given["properties"]["message"]
    assert local.http.get(at(run, "/collections/findings/items/5")).status_code == 404
    assert local.http.get(at(run, "/collections/parcels/items")).status_code == 400
    nowhere = local.http.get(at(run, "/collections/findings/items/4")).json()
    assert nowhere["geometry"] is None


def test_a_run_that_is_not_over_has_no_features_yet(local: Asked) -> None:
    given = local.http.get(at(begun(local), ""))
    assert (given.status_code, given.json()["title_en"]) == (409, "Conflict")


def test_gdal_reads_it_page_by_page(local: Asked, tmp_path: Path) -> None:
    """ogr2ogr's OAPIF driver: every finding, its geometry where it belongs."""
    if shutil.which("ogr2ogr") is None:
        pytest.skip("no ogr2ogr here: apt-get install gdal-bin")
    run, made = finished(local, 2500), tmp_path / "made.geojson"
    source = f"OAPIF:{local.url}/api/v1/runs/{run}/features"
    done = subprocess.run(
        ["ogr2ogr", "-f", "GeoJSON", str(made), source, "findings"],
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert done.returncode == 0, done.stderr
    features = json.loads(made.read_text("utf-8"))["features"]
    assert len(features) == 2500
    assert sum(feature["geometry"] is None for feature in features) == 1
    first = next(one for one in features if one["properties"]["fingerprint"].endswith("001"))
    ring = first["geometry"]["coordinates"][0]
    assert sorted(ring)[0] == pytest.approx([LON0 + 0.001, LAT0], abs=1e-9)


READ = """
import sys, pyogrio, shapely
if "OAPIF" not in pyogrio.list_drivers():
    sys.exit(3)
meta, _, shapes, _ = pyogrio.raw.read(sys.argv[1], layer="findings", CRS=sys.argv[2])
print(meta["crs"], *shapely.from_wkb(shapes[0]).bounds)
"""


def test_gdal_takes_the_run_in_its_own_system(local: Asked) -> None:
    """pyogrio's newer GDAL asks for that CRS and exchanges the axes back: easting first. In a
    process of its own: it waits for the answer without letting the service's thread run.
    """
    run = finished(local)
    source = f"OAPIF:{local.url}/api/v1/runs/{run}/features"
    words = [sys.executable, "-c", READ, source, f"EPSG:{EPSG}"]
    done = subprocess.run(words, capture_output=True, text=True, timeout=PATIENCE_S)
    if done.returncode == 3:
        pytest.skip("this pyogrio has no OAPIF driver")
    assert done.stdout.split() == [
        f"EPSG:{EPSG}", *map(str, (E0 + 100, N0, E0 + 110, N0 + 10)),
    ], done.stderr  # fmt: skip
