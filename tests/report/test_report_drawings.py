"""Maps, details and bars: everything is seen, at the right place, at the right size."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import combinations
from xml.etree import ElementTree

import numpy as np
import numpy.typing as npt
import pytest

import shapely

from gouhook_gis.domain.measure import Operator, measured
from gouhook_gis.domain.report import ReportParcel
from gouhook_gis.domain.words import Role
from gouhook_gis.report.detail_svg import BAR_WIDTH, Details, measure_bar
from gouhook_gis.report.evidence import drawable, evidence, from_geojson
from gouhook_gis.report.map_svg import overview
from gouhook_gis.report.shown.measures import scale
from gouhook_gis.report.svg import Svg, element, nice_step, paths, window
from gouhook_gis.report.voice import Voice
from tests.support.reports import E0, N0, PARCELS, full_report, parcel, rules

ZH = Voice("zh")


def ground(parcels: Sequence[ReportParcel]) -> npt.NDArray[np.object_]:
    """Return the shapes of parcels as the page draws them."""
    return drawable(from_geojson([parcel.geometry for parcel in parcels]))


def parsed(drawing: Svg | None) -> ElementTree.Element:
    """Return the drawing as XML; it must be well-formed."""
    assert drawing is not None
    return ElementTree.fromstring(str(drawing))


def by_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    """Return the elements that have a class."""
    return [e for e in root.iter() if name in e.get("class", "").split()]


def draw_full() -> ElementTree.Element:
    """Return the overview of the full report."""
    report = full_report()
    return parsed(overview(PARCELS, ground(PARCELS), evidence(report), degrees=False, voice=ZH))


def test_every_parcel_and_every_piece_is_on_the_map() -> None:
    """Nine parcels have a geometry, four pieces are polygons, five findings have a place."""
    root = draw_full()
    drawn = [e for e in root.iter("path") if e.get("class") in ("demolition", "new_construction")]
    assert len(drawn) == 9
    assert len(by_class(root, "piece")) == 4
    assert [e.text for e in by_class(root, "pin-text")] == ["1", "2", "4", "5", "6"]
    # The 1 m² piece and the point are too small to see: ringed.
    assert len(by_class(root, "ring")) == 2


def test_a_point_is_ringed_where_it_is() -> None:
    """The spike at (560, 780): its ring lies on the corner of its parcel."""
    root = draw_full()
    corner = next(e for e in root.iter("path") if e.findtext("title") == "CJ-003").get("d", "")
    x, y = np.array(re.findall(r"[\d.]+", corner), float).reshape(-1, 2).max(axis=0)
    rings = [(float(e.get("cx", 0)), float(e.get("cy", 0))) for e in by_class(root, "ring")]
    top = min(np.array(re.findall(r"[\d.]+", corner), float).reshape(-1, 2)[:, 1])
    assert any(abs(cx - x) < 0.2 and abs(cy - top) < 0.2 for cx, cy in rings)
    assert y > top


def test_a_thin_piece_has_a_halo_and_a_visible_stroke() -> None:
    """A strip of 0.12 m is a fraction of a pixel wide; its outline still is drawn whole."""
    root = draw_full()
    heights = []
    for piece in by_class(root, "piece"):
        points = np.array([float(v) for v in re.findall(r"[\d.]+", piece.get("d", ""))])
        heights.append(np.ptp(points.reshape(-1, 2), axis=0))
    thin = min(heights, key=lambda size: size[0])
    assert thin[0] < 0.5
    assert thin[1] > 30
    assert len(by_class(root, "halo")) == 4


def test_labels_cover_no_label_and_stay_inside() -> None:
    """The boxes of the numbers do not overlap."""
    pins = [e for e in draw_full().iter("rect") if "pin" in e.get("class", "")]
    boxes = [
        shapely.box(x, y, x + float(e.get("width", 0)), y + float(e.get("height", 0)))
        for e in pins
        for x, y in [(float(e.get("x", 0)), float(e.get("y", 0)))]
    ]
    assert not any(a.intersects(b) for a, b in combinations(boxes, 2))
    assert all(b.within(shapely.box(62, 14, 986, 900)) for b in boxes)


def test_grid_labels_are_round_coordinates() -> None:
    """Eastings and northings every 500 m, as surveyors read them."""
    ticks = [e.text for e in by_class(draw_full(), "tick")]
    assert {"35500500", "35501000", "35501500", "3400500", "3401000"} <= set(ticks)


def test_window_keeps_proportions_and_places_corners() -> None:
    """A square kilometre on 1000 px: 12 % air, y downwards, same scale both ways."""
    view = window((0, 0, 1000, 1000), degrees=False, width=1000, height=(1000, 1000))
    assert view.px_per_metre == pytest.approx(1000 / 1120)
    corners = view.place(np.array([[0.0, 0.0], [1000.0, 1000.0]]))
    assert corners[0] == pytest.approx([60 / 1.12, 1000 - 60 / 1.12])
    assert corners[1] == pytest.approx([1000 - 60 / 1.12, 60 / 1.12])


def test_degrees_are_drawn_true_to_shape() -> None:
    """At 60° north a degree of longitude is half as wide as one of latitude."""
    view = window((105, 59.99, 105.02, 60.01), degrees=True, width=800, height=(800, 800))
    x0, y0, x1, y1 = view.place(np.array([[105, 59.99], [105.02, 60.01]])).ravel()
    assert (x1 - x0) / (y0 - y1) == pytest.approx(0.5, abs=0.001)
    assert view.px_per_metre == pytest.approx(800 / (0.0224 * 111_320))


def test_paths_of_holes_parts_lines_and_nothing() -> None:
    """Holes and parts are subpaths, lines are open, points and None give no path."""
    view = window((0, 0, 100, 100), degrees=False, width=112, height=(112, 112))
    ring = shapely.box(0, 0, 10, 10).exterior
    shapes = np.array(
        [
            shapely.Polygon(ring, [shapely.box(2, 2, 4, 4).exterior]),
            shapely.MultiPolygon([shapely.box(0, 0, 1, 1), shapely.box(5, 5, 9, 9)]),
            shapely.LineString([(0, 0), (100, 100)]),
            shapely.Point(1, 1),
            None,
            shapely.GeometryCollection(
                [
                    shapely.MultiPolygon([shapely.box(0, 0, 2, 2), shapely.box(4, 4, 6, 6)]),
                    shapely.Point(3, 3),
                ]
            ),
        ],
        dtype=object,
    )
    data = paths(shapes, view)
    assert [text.count("Z") for text in data] == [2, 2, 0, 0, 0, 2]
    assert data[2] == "M6 106L106 6"
    assert data[3:5] == ["", ""]


def test_detail_shows_the_whole_parcel_or_zooms_to_the_piece() -> None:
    """A piece of half the parcel: the parcel fills the drawing. A tiny one is enlarged."""
    report = full_report()
    items = evidence(report)
    details = Details(PARCELS, ground(PARCELS), degrees=False)
    large, _thin, tiny = (parsed(details.draw(items[i])) for i in (0, 1, 5))
    assert len(by_class(large, "own")) == 1
    piece = by_class(tiny, "piece")[0].get("d", "")
    points = np.array([float(v) for v in re.findall(r"[\d.]+", piece)]).reshape(-1, 2)
    assert np.ptp(points, axis=0).max() > 20
    assert details.draw(items[2]) is None


def test_detail_of_a_huge_parcel_stays_small() -> None:
    """A parcel of 100,000 vertices is clipped to the window of a tiny piece."""
    angles = np.linspace(0, 2 * np.pi, 100_000, endpoint=False)
    ring = [(5000 * np.cos(a), 5000 * np.sin(a)) for a in angles]
    coordinates = [[[E0 + x, N0 + y] for x, y in [*ring, ring[0]]]]
    big = parcel(
        "CZ-02", Role.NEW_CONSTRUCTION, 7.8e7, {"type": "Polygon", "coordinates": coordinates}
    )
    tiny = next(e for e in evidence(full_report()) if e.number == 6)
    drawing = Details((big,), ground((big,)), degrees=False).draw(tiny)
    assert drawing is not None
    assert len(drawing) < 5000


def bar_parts(
    value: float, threshold: float, operator: Operator, half: float | None
) -> dict[str, float]:
    """Return where things stand on a bar, in pixels."""
    measure = measured(
        "x",
        value,
        "ratio",
        operator=operator,
        threshold=threshold,
        half_width=half,
    )
    root = parsed(measure_bar(scale(measure)))
    met = by_class(root, "met")
    limit = by_class(root, "limit")[0].get("d", "")
    return {
        "value": float(by_class(root, "value")[0].get("cx", "nan")),
        "limit": float(re.findall(r"[\d.]+", limit)[0]),
        "from": float(met[0].get("x", "nan")),
        "to": float(met[0].get("x", "nan")) + float(met[0].get("width", "nan")),
    }


def test_bar_tints_the_side_on_which_the_rule_is_met() -> None:
    """≥ 30 %: met to the right of the limit, 20 % stands left of it; ≤: the other way round."""
    low = bar_parts(0.2, 0.3, ">=", None)
    assert low["value"] < low["limit"] == pytest.approx(low["from"], abs=0.1)
    assert low["to"] == pytest.approx(BAR_WIDTH - 4, abs=0.1)
    high = bar_parts(0.4, 0.3, "<=", None)
    assert high["value"] > high["limit"] == pytest.approx(high["to"], abs=0.1)
    assert high["from"] == pytest.approx(4, abs=0.1)


def test_bar_of_a_measure_without_threshold_is_nothing() -> None:
    """Nothing to compare with, nothing to draw."""
    assert measure_bar(scale(measured("x", 1.0, "m2"))) is None


def test_bar_colours_by_outcome() -> None:
    """Met is green, missed red, within its half width amber."""

    def tone(value: float, half: float | None) -> str:
        measure = measured("x", value, "ratio", operator=">=", threshold=0.3, half_width=half)
        return by_class(parsed(measure_bar(scale(measure))), "value")[0].get("class", "")

    assert tone(0.30, None) == "value in"
    assert tone(0.29, None) == "value out"
    assert tone(0.29, 0.02) == "value near"


def test_elements_escape_texts_and_attributes() -> None:
    """Neither a text nor an attribute can open a tag."""
    made = element("text", '<b>"', title='"><script>')
    assert made == '<text title="&quot;&gt;&lt;script&gt;">&lt;b&gt;&quot;</text>'


@pytest.mark.parametrize(
    ("span", "parts", "step"), [(1000, 6, 200), (999, 1, 1000), (0.06, 6, 0.01)]
)
def test_nice_steps(span: float, parts: int, step: float) -> None:
    """One, two or five times a power of ten."""
    assert nice_step(span, parts) == pytest.approx(step)


def test_map_of_nothing_is_none() -> None:
    """No geometry at all: no map."""
    report = full_report(parcels=(), rules=(rules()[2],))
    assert overview((), ground(()), evidence(report), degrees=False, voice=ZH) is None
