"""The map of a run: what is drawn where, what a click finds, and what it says of the ground."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

import pyproj

from tests.page.background import GREEN, KEY, Background, background
from tests.page.browser import watched
from tests.page.conftest import Site, serving
from tests.page.onmap import DEMOLITION, FAIL, SELECTED, OnMap
from tests.support.large import HIGH, WIDE, WIDTHS, large_report, large_store, put_run
from tests.support.reports import E0, N0

# More than 2,000 findings are too many to be drawn at once: they come as tiles.
FEW, MANY = 3, 201


@dataclass(frozen=True)
class Planted:
    """Two runs of the same ground: `few` as GeoJSON, `many` with more of it, as tiles."""

    url: str
    few: str
    many: str
    background: Background


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory, built: Path) -> Iterator[Planted]:
    """A service with pieces of known width in the first parcel, from 0.01 m to 4 m."""
    data = tmp_path_factory.mktemp("map")
    few, many = (
        put_run(data / "data", large_report(n), large_store(n), data / str(n)) for n in (FEW, MANY)
    )
    with background() as other:
        layer = {"title": "影像", "kind": "wmts", "url": f"{other.url}?tk={KEY}", "layers": "img"}
        with serving(data / "data", built, GOUHOOK_BASE_LAYERS=json.dumps([layer])) as service:
            yield Planted(str(service.http.base_url).rstrip("/"), few, many, other)


@pytest.fixture
def ground(browser: Browser, planted: Planted) -> Iterator[Page]:
    """A page of that service."""
    with watched(browser, planted.url) as (page, _):
        yield page


def numbers(page: Page, run: str) -> dict[float, int]:
    """Return the numbers of the findings in the first parcel by their width."""
    found = page.request.get(f"/api/v1/runs/{run}/page/findings.zh.json").json()["items"]
    mine = [one for one in found if one["about"] == "地块 DK00001"]
    assert len(mine) == len(WIDTHS)
    return {round(one["box"][2] - one["box"][0], 3): one["number"] for one in mine}


def closest(page: Page, run: str, number: int) -> OnMap:
    """Open a run with a finding selected, to which the map then goes."""
    page.goto(f"/runs/{run}?finding={number}")
    on = OnMap(page)
    expect(on.frame.get_by_text(f"已选问题 {number}：")).to_be_attached()
    on.settled()
    on.frame.get_by_role("button", name="所选").click()
    on.settled()
    on.shows(SELECTED, *on.middle(), 60)
    return on


def said(page: Page) -> str:
    """Return what a reader that does not see is told of the selection."""
    return page.locator(".map-frame p[role=status]").first.inner_text()


@pytest.mark.parametrize("form", ["few", "many"])
def test_a_piece_of_20_cm_is_seen_and_hit(ground: Page, planted: Planted, form: str) -> None:
    """Close up it is a line with a halo, and a click on its place selects it: drawn from GeoJSON
    or from tiles, it is the same piece.
    """
    run = planted.few if form == "few" else planted.many
    chart = ground.request.get(f"{planted.url}/api/v1/runs/{run}/page/chart.json").json()
    forms = {layer["name"]: layer["form"] for layer in chart["layers"]}
    assert forms["findings"] == ("geojson" if form == "few" else "tiles")

    number = numbers(ground, run)[0.2]
    on = closest(ground, run, number)
    # Another is selected, so that it is drawn as any other.
    other = 5 * WIDTHS.index(1.0) + E0 + 0.5
    ground.mouse.click(*on.pixel(other, N0 + HIGH / 2))
    expect(on.frame.get_by_text(f"已选问题 {numbers(ground, run)[1.0]}：")).to_be_attached()

    x, y = on.pixel(E0 + 5 * WIDTHS.index(0.2) + 0.1, N0 + HIGH / 2)
    on.shows(FAIL, x, y, 6)
    ground.mouse.click(x, y)
    expect(on.frame.get_by_text(f"已选问题 {number}：地块 DK00001")).to_be_attached()
    on.shows(SELECTED, x, y, 6)


def test_from_afar_a_ring_stands_for_it(ground: Page, planted: Planted) -> None:
    """Forty metres are less than ten pixels: a ring is drawn, and is hit."""
    ground.goto(f"/runs/{planted.few}")
    on = OnMap(ground)
    on.settled()
    on.scale.fill("40000")
    on.scale.press("Enter")
    on.scaled(lambda scale: scale == 40_000)
    # The right edge of the ring around the pieces of the third parcel.
    x, y = on.pixel(E0 + 400 + 5 * 9 + 2, N0 + HIGH / 2)
    on.shows(FAIL, x, y, 10)
    ground.mouse.click(x, y)
    choice = ground.get_by_role("dialog", name="此处有多个图形，请选择")
    expect(choice.get_by_role("button").first).to_be_focused()
    ground.keyboard.press("ArrowDown")
    second = choice.get_by_role("button").nth(1)
    expect(second).to_be_focused()
    number = second.locator("b").inner_text()
    ground.keyboard.press("Enter")
    expect(on.frame.get_by_text(f"已选问题 {number}：")).to_be_attached()
    expect(on.canvas).to_be_focused()


def test_the_corner_of_a_parcel_is_told_to_the_millimetre(ground: Page, planted: Planted) -> None:
    """Next to a corner it is the corner's own coordinates, X northing first; beside it the
    pointer's, to the resolution of the screen.
    """
    on = closest(ground, planted.few, numbers(ground, planted.few)[4.0])
    x, y = on.pixel(E0 + WIDE, N0)
    on.shows(DEMOLITION, x, y, 6, near=25)
    assert on.read(x + 3, y - 3) == ("角点", E0 + WIDE, N0)
    kind, easting, northing = on.read(*on.pixel(E0 + 20, N0 + 10))
    assert kind == "光标"
    assert (easting, northing) == pytest.approx((E0 + 20, N0 + 10), abs=0.3)


def test_scale_pan_and_zoom_from_the_keyboard(ground: Page, planted: Planted) -> None:
    """Arrows pan, plus and minus zoom, Enter picks what lies in the middle, Escape lets go."""
    on = closest(ground, planted.few, numbers(ground, planted.few)[4.0])
    scale = on.frame.get_by_label("比例尺分母")
    scale.fill("1:500")
    scale.press("Enter")
    expect(scale).to_have_value("500")
    on.settled()
    ground.mouse.move(1, 1)
    on.canvas.focus()
    ground.keyboard.press("Escape")
    expect(on.frame.locator("p[role=status]").first).to_have_text("")
    ground.keyboard.press("Enter")
    expect(on.frame.get_by_text("已选问题")).to_be_attached()
    point = on.frame.locator(".point")
    before = point.text_content() or ""
    ground.keyboard.press("ArrowRight")
    expect(point).not_to_have_text(before)
    on.settled()
    ground.keyboard.press("-")
    on.scaled(lambda scale: scale == pytest.approx(1000, rel=0.02))
    on.frame.get_by_role("button", name="上一视图").click()
    expect(scale).to_have_value("500")


@pytest.mark.parametrize("place", ["finding=11", "parcel=new_construction/JX905"])
def test_the_map_goes_to_what_the_address_names(page: Page, site: Site, place: str) -> None:
    """Both are of some 100 m, in a county of 15 km, to which one button goes back."""
    page.goto(f"/runs/{site.runs['violations']}?{place}")
    on = OnMap(page)
    on.scaled(lambda scale: scale < 5_000)
    on.shows(SELECTED, *on.middle(), 120)
    on.frame.get_by_role("button", name="全图").click()
    on.scaled(lambda scale: scale > 50_000)


def test_layers_are_switched_and_explained(page: Page, site: Site) -> None:
    """A layer comes when it is asked for, with the classes in view and their colours; what is
    restricted says so.
    """
    page.goto(f"/runs/{site.runs['violations']}?finding=11")
    on = OnMap(page)
    on.settled()
    on.frame.get_by_role("button", name="图层").click()
    panel = on.frame.get_by_role("complementary", name="图层")
    land = panel.locator(".one").filter(has_text="地类图斑（2023）")
    expect(land.get_by_text("内部")).to_be_visible()
    expect(land.locator("li")).to_have_count(0)
    with page.expect_response(lambda answer: "reference-land_use" in answer.url) as loaded:
        land.get_by_role("checkbox").check()
    assert loaded.value.ok
    classes = {one["properties"]["class"] for one in loaded.value.json()["features"]}
    expect(land.locator("li").first).to_be_visible()
    shown = {text.split()[0] for text in land.locator("li").all_inner_texts()}
    assert shown
    assert shown < classes
    page.reload()
    on.frame.get_by_role("button", name="图层").click()
    expect(land.get_by_role("checkbox")).to_be_checked()
    land.get_by_role("checkbox").uncheck()


def test_a_distance_on_the_map_is_planar(ground: Page, planted: Planted) -> None:
    """From corner to corner, to which the pointer keeps: the parcel is 60 m long."""
    on = closest(ground, planted.few, numbers(ground, planted.few)[4.0])
    west, east = on.pixel(E0, N0), on.pixel(E0 + WIDE, N0)
    on.shows(DEMOLITION, *east, 6, near=25)
    on.frame.get_by_role("button", name="测距").click()
    ground.mouse.move(*west)
    ground.mouse.click(west[0] + 2, west[1] + 2)
    ground.mouse.move(east[0] - 20, east[1])
    ground.mouse.move(east[0] - 2, east[1] + 2)
    expect(on.frame.locator(".measure strong")).to_have_text("60.00 m")
    expect(on.frame.locator(".measure")).to_contain_text("平面")
    ground.keyboard.press("Escape")
    expect(on.frame.locator(".measure")).to_have_count(0)
    assert said(ground)  # what was selected still is


def test_the_picture_has_title_scale_and_frame(ground: Page, planted: Planted) -> None:
    """It is a PNG named as the project, taller than the map by its title and its foot."""
    on = closest(ground, planted.few, numbers(ground, planted.few)[4.0])
    with ground.expect_download() as saved:
        on.frame.get_by_role("button", name="存图").click()
    picture = Path(saved.value.path()).read_bytes()
    assert saved.value.suggested_filename.endswith(".png")
    assert picture[:8] == b"\x89PNG\r\n\x1a\n"
    width, height = (int.from_bytes(picture[i : i + 4], "big") for i in (16, 20))
    box = on.box()
    assert (width, height) == (2 * round(box["width"]), 2 * (round(box["height"]) + 80))


def test_a_background_lies_where_it_belongs(browser: Browser, planted: Planted) -> None:
    """None at first. Once chosen, the tile under the first parcel is asked for, with the key of
    the address, and drawn: though the server counts its scales in pixels of 96 dpi.
    """
    context = browser.new_context(base_url=planted.url, viewport={"width": 1366, "height": 768})
    page = context.new_page()
    on = closest(page, planted.few, numbers(page, planted.few)[4.0])
    assert not planted.background.tiles
    on.frame.get_by_label("底图").select_option("影像")
    point = (E0 + WIDE / 2, N0 + HIGH / 2)
    to_degrees = pyproj.Transformer.from_crs(4523, 4490, always_xy=True)
    longitude, latitude = to_degrees.transform(*point)
    level, side = 18, 256 * 1.40625 / 2**18
    tile = (level, math.floor((longitude + 180) / side), math.floor((90 - latitude) / side))
    x, y = on.pixel(point[0], N0 - 4)
    on.shows(GREEN, x, y, 3, near=29)  # a little of the paper shines through
    assert tile in planted.background.tiles
    with page.expect_download():
        on.frame.get_by_role("button", name="存图").click()
    context.close()
