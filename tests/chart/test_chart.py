"""What the map draws: counts and areas by hand, and no more of a restricted layer than allowed."""

from __future__ import annotations

import gzip
import json
import math
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import shapely

from gouhook_gis.chart.files import write_chart
from gouhook_gis.chart.references import NEAR_M, Most, references
from gouhook_gis.domain.case import Edition
from gouhook_gis.domain.chart import Chart
from gouhook_gis.domain.colours import OTHER, colour
from gouhook_gis.domain.details import ReferenceDetail
from gouhook_gis.domain.land_class import table
from gouhook_gis.domain.layer_kind import Completeness
from gouhook_gis.domain.report import Report, SlotOutcome
from gouhook_gis.domain.told import Told
from gouhook_gis.domain.words import Role, Status
from gouhook_gis.geometry.rings import canonical
from gouhook_gis.reference.memory import LayerData, MemoryStore
from gouhook_gis.reference.store import Features
from gouhook_gis.report.evidence import evidence, from_geojson
from tests.support.reports import E0, N0, box, full_report, parcel, unreadable_report

EPSG = 4523
# A parcel of 100 m a side. Patches of 60 m a side: one in it, one half in it, one 20 m beside it,
# one 40 m beside it, and one that touches it along an edge only.
PARCEL = (0.0, 0.0, 100.0, 100.0)
PATCHES = {
    "in": (10.0, 10.0),
    "half": (70.0, 10.0),
    "near": (120.0, 10.0),
    "far": (140.0, 70.0),
    "edge": (-60.0, 10.0),
}
SIDE = 60.0
# What is shown of them where they are whole: half is 30 m wide within the parcel.
INSIDE_M2 = {"in": 3600.0, "half": 1800.0}


def layer(kind: str, *, restricted: bool, **columns: list[str | None]) -> LayerData:
    west, south = np.array(list(PATCHES.values())).T + np.array([[E0], [N0]])
    shapes = canonical(np.asarray(shapely.box(west, south, west + SIDE, south + SIDE)))
    count = len(shapes)
    edition = Edition(
        kind=kind,
        edition="2024",
        completeness=Completeness.COMPLETE,
        epsg=EPSG,
        records=count,
        sha256="0" * 64,
        restricted=restricted,
    )
    return LayerData(
        edition,
        Features(
            ids=np.array(list(PATCHES), dtype=object),
            geometries=shapes,
            epsg=EPSG,
            columns={name: np.array(values, dtype=object) for name, values in columns.items()},
            repaired=np.zeros(count, dtype=np.bool_),
        ),
    )


def report_of(*layers: LayerData, detail: ReferenceDetail = "clip") -> Report:
    slots = tuple(
        SlotOutcome(
            slot=one.edition.kind,
            layer_id=one.edition.layer_id,
            reason="only",
            restricted=one.edition.restricted,
        )
        for one in layers
    )
    ground = parcel("A", Role.DEMOLITION, 10_000.0, box(*PARCEL))
    plain = full_report(parcels=(ground,), slots=slots, rules=(), waivers=())
    told = Told(reference_detail=detail)
    provenance = plain.provenance.model_copy(update={"told": told})
    return plain.model_copy(update={"provenance": provenance})


def written(folder: Path, report: Report, *layers: LayerData) -> tuple[Chart, dict[str, Any]]:
    """Return the chart, and the features of its layers by name."""
    chart = write_chart(report, evidence(report), folder, MemoryStore.of(layers))
    assert (
        Chart.model_validate_json(gzip.decompress((folder / "chart.json.gz").read_bytes())) == chart
    )
    found = {
        one.name: json.loads(gzip.decompress((folder / f"chart/{one.name}.json.gz").read_bytes()))
        for one in chart.layers
    }
    return chart, {name: document["features"] for name, document in found.items()}


def areas(features: list[dict[str, Any]]) -> dict[str, float]:
    return {
        one["properties"]["id"]: float(shapely.area(from_geojson([one["geometry"]])[0]))
        for one in features
    }


def test_whole_shapes_near_a_parcel_of_an_open_layer(tmp_path: Path) -> None:
    """30 m around the box of the parcel: what lies 40 m away is not there."""
    zones = layer("planning_zones", restricted=False, GZQLXDM=["010", "010", "040", "020", None])
    chart, found = written(tmp_path, report_of(zones), zones)
    whole = dict.fromkeys(("in", "half", "near", "edge"), SIDE * SIDE)
    assert areas(found["reference-planning_zones"]) == pytest.approx(whole)
    told = chart.layers[2]
    assert (told.features, told.detail, told.cut, told.restricted) == (4, "full", 0, False)
    assert [(one.value, one.name_zh) for one in told.legend] == [
        ("010", "允许建设区"),
        ("040", "禁止建设区"),
        ("", "未分类"),
    ]
    assert math.isclose(PATCHES["near"][0], PARCEL[2] + 20) and NEAR_M == 30


@pytest.mark.parametrize(
    ("detail", "expected"),
    [
        ("none", {}),
        ("clip", INSIDE_M2),
        ("full", dict.fromkeys(("in", "half", "near", "edge"), SIDE * SIDE)),
    ],
)
def test_restricted_layer_is_shown_as_far_as_allowed(
    tmp_path: Path, detail: ReferenceDetail, expected: dict[str, float]
) -> None:
    """Clipped, no vertex lies outside the parcels in any file; with none there is no shape."""
    patches = layer("land_use", restricted=True, DLBM=["0103", "0702", "0301", "0103", "0101"])
    chart, found = written(tmp_path, report_of(patches, detail=detail), patches)
    features = found["reference-land_use"]
    assert areas(features) == pytest.approx(expected)
    assert (chart.layers[2].detail, chart.layers[2].restricted) == (detail, True)
    if detail != "full":
        allowed = shapely.box(E0, N0, E0 + 100, N0 + 100).buffer(0.001)
        shapes = from_geojson([one["geometry"] for one in features])
        assert all(allowed.covers(shape) for shape in shapes)
        everything = b"".join(
            gzip.decompress(path.read_bytes()) for path in tmp_path.rglob("*.gz")
        ).decode()
        beyond = [x for west, _ in PATCHES.values() for x in (west, west + SIDE)]
        assert not [x for x in beyond if not 0 <= x <= 100 and f"{E0 + x:.1f}" in everything]


@pytest.mark.parametrize(
    ("by_kind", "shown"),
    [
        ({"land_use": "none"}, ("none", "clip")),
        ({"*": "none", "land_use": "full"}, ("full", "none")),
        ({"*": "none", "planning_zones": "none"}, ("none", "none")),
    ],
)
def test_details_by_kind_hold_for_restricted_editions(
    tmp_path: Path, by_kind: dict[str, ReferenceDetail], shown: tuple[str, str]
) -> None:
    """An open layer is shown whole whatever is said of its kind."""
    layers = (
        layer("land_use", restricted=True, DLBM=["0103"] * 5),
        layer("basic_farmland", restricted=True),
        layer("planning_zones", restricted=False, GZQLXDM=["010"] * 5),
    )
    plain = report_of(*layers)
    told = Told(reference_details=by_kind)
    provenance = plain.provenance.model_copy(update={"told": told})
    chart, _ = written(tmp_path, plain.model_copy(update={"provenance": provenance}), *layers)
    details = {one.layer_id: one.detail for one in chart.layers if one.layer_id}
    assert (details["land_use@2024"], details["basic_farmland@2024"]) == shown
    assert details["planning_zones@2024"] == "full"
    counts = {one.layer_id: one.features for one in chart.layers}
    expected = {"none": 0, "clip": 2, "full": 4}
    assert counts["land_use@2024"] == expected[shown[0]]
    assert counts["basic_farmland@2024"] == expected[shown[1]]


def test_legend_has_the_classes_that_occur_in_the_colours_of_the_survey(tmp_path: Path) -> None:
    """旱地 and 农村宅基地; the class that only a patch far away has is not there."""
    patches = layer("land_use", restricted=True, DLBM=["0103", "0702", "0301", "0103", "0101"])
    chart, found = written(tmp_path, report_of(patches), patches)
    legend = {one.value: (one.name_zh, one.colour) for one in chart.layers[2].legend}
    assert legend == {"0103": ("0103 旱地", "#fffbb1"), "0702": ("0702 农村宅基地", "#ec898a")}
    classes = [one["properties"]["class"] for one in found["reference-land_use"]]
    assert sorted(classes) == ["0103", "0702"]


def test_an_edition_in_two_slots_is_drawn_once_and_a_raster_never() -> None:
    patches = layer("land_use", restricted=True)
    report = report_of(patches)
    slots = [
        SlotOutcome(slot=slot, layer_id="land_use@2024", reason="only", restricted=True)
        for slot in ("land_use@before", "land_use@latest")
    ]
    slots.append(SlotOutcome(slot="elevation", layer_id="elevation@2023", reason="only"))
    result = report.result.model_copy(update={"slots": tuple(slots)})
    ground = from_geojson([box(*PARCEL)])
    drawn = references(
        report.model_copy(update={"result": result}),
        ground,
        EPSG,
        MemoryStore.of([patches]),
        {"elevation"},
    )
    assert [one.name for one in drawn] == ["reference-land_use@before"]


@pytest.mark.parametrize(("most", "shown"), [(Most(features=4), 4), (Most(features=3), 3)])
def test_what_is_left_out_is_counted_and_lies_farthest(most: Most, shown: int) -> None:
    """Four are near, three of them touch the parcel: those stay."""
    zones = layer("planning_zones", restricted=False)
    report = report_of(zones)
    drawn = list(
        references(report, from_geojson([box(*PARCEL)]), EPSG, MemoryStore.of([zones]), (), most)
    )
    assert (len(drawn[0].shapes), drawn[0].cut) == (shown, 4 - shown)
    assert {"in", "half", "edge"} <= {one["id"] for one in drawn[0].properties}


def test_vertices_are_bounded_too() -> None:
    """Squares have five vertices each: fourteen are enough for two of them."""
    zones = layer("planning_zones", restricted=False)
    report = report_of(zones)
    ground, store = from_geojson([box(*PARCEL)]), MemoryStore.of([zones])
    drawn = list(references(report, ground, EPSG, store, (), Most(vertices=14)))
    assert (len(drawn[0].shapes), drawn[0].cut) == (2, 2)


def test_parcels_and_findings_of_a_report(tmp_path: Path) -> None:
    """One parcel has no shape; five of six findings have a place. The worst status of a parcel
    and the numbers of its findings go along.
    """
    report = full_report(slots=())
    chart, found = written(tmp_path, report)
    assert [(one.name, one.features) for one in chart.layers] == [("parcels", 9), ("findings", 5)]
    assert chart.epsg == EPSG and not chart.degrees and chart.grid is None
    assert "+lon_0=105" in chart.proj4 and "+x_0=35500000" in chart.proj4
    by_key = {one["id"]: one["properties"] for one in found["parcels"]}
    items = evidence(report)
    mine = [i.number for i in items if "new_construction/AZ-01" in i.finding.parcel_keys]
    assert by_key["new_construction/AZ-01"]["findings"] == mine
    assert by_key["new_construction/AZ-01"]["status"] == "fail"
    assert by_key["new_construction/NC-01"]["status"] is None
    numbers = {one["id"]: one["properties"] for one in found["findings"]}
    assert set(numbers) == {i.number for i in items if i.shape is not None}
    worst = numbers[1]
    assert (worst["rule"], worst["severity"], worst["status"]) == ("ZJ-B01", "error", "fail")
    # The thin one, 0.12 m wide, is drawn to the millimetre.
    thin = next(i for i in items if i.finding.parcel_ids == ("CZ-01",))
    shape = from_geojson([next(f for f in found["findings"] if f["id"] == thin.number)["geometry"]])
    assert float(shapely.area(shape[0])) == pytest.approx(12.0, abs=1e-6)


def test_without_a_crs_there_is_no_layer(tmp_path: Path) -> None:
    chart, found = written(tmp_path, unreadable_report())
    assert (chart.epsg, chart.extent, chart.layers, found) == (None, None, (), {})


def test_degrees(tmp_path: Path) -> None:
    """In longitude and latitude surroundings reach 30 m too: 0.0002° east are 19 m, 0.0005° 48."""
    side = 0.001
    ground = {
        "type": "Polygon",
        "coordinates": [[[105, 30], [105 + side, 30], [105 + side, 30.001], [105, 30]]],
    }
    shapes = np.asarray(
        shapely.box(
            [105 + side + 0.0002, 105 + side + 0.0005], 30, [105.002, 105.002], [30.001, 30.001]
        )
    )
    plain = layer("planning_zones", restricted=False)
    edition = plain.edition.model_copy(update={"epsg": 4490, "records": 2})
    features = Features(
        ids=np.array(["near", "far"], dtype=object),
        geometries=shapes,
        epsg=4490,
        columns={},
        repaired=np.zeros(2, dtype=np.bool_),
    )
    zones = LayerData(edition, features)
    report = report_of(zones)
    result = report.result.model_copy(
        update={
            "crs": "EPSG:4490",
            "parcels": (parcel("A", Role.DEMOLITION, 10_000.0, ground),),
        }
    )
    chart, found = written(tmp_path, report.model_copy(update={"result": result}), zones)
    assert chart.degrees and chart.proj4.startswith("+proj=longlat")
    assert [one["properties"]["id"] for one in found["reference-planning_zones"]] == ["near"]


def test_status_of_a_parcel_is_the_worst_of_its_findings(tmp_path: Path) -> None:
    """CZ-02 has one that needs review, G05's spike fails for CJ-003."""
    _, found = written(tmp_path, full_report(slots=()))
    status = {one["properties"]["id"]: one["properties"]["status"] for one in found["parcels"]}
    assert status["CZ-02"] == Status.NEEDS_REVIEW
    assert status["CJ-003"] == Status.FAIL


def test_every_land_class_has_a_colour() -> None:
    """Of the third survey and the second; an adjustable class (K) has that of its own."""
    codes = [*table("TDT1055"), *table("ED2007")]
    assert len(codes) > 100
    assert [code for code in codes if colour("land", code) == OTHER] == []
    assert colour("land", "0201K") == colour("land", "0201") == "#d6a7c9"
    assert colour("land", "9999") == colour("slope", "9") == OTHER
