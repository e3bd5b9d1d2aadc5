"""What-if on the page: cut back in one click, by figures and by hand, and what comes of it."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.page.browser import Watch
from tests.page.conftest import Site
from tests.page.onmap import OnMap

# As the page measures it, from the question to the outcome shown; on a loaded machine too.
_BOUND_MS = 5000
_PATIENCE_MS = 90_000


def begun(page: Page, site: Site, parcel: str) -> None:
    """Open the trial of violations.zip and choose a parcel by its number."""
    page.goto(f"{site.url}/runs/{site.runs['violations']}/trial")
    expect(page.locator(".map-frame")).to_be_visible(timeout=_PATIENCE_MS)
    page.locator(".picker input").fill(parcel)
    page.get_by_role("option", name=parcel).click()
    expect(page.locator(".parcel")).to_contain_text(parcel)
    OnMap(page).settled()


def settled(page: Page) -> None:
    """Wait for the outcome of the last edit."""
    expect(page.locator(".outcome[aria-busy=false]")).to_be_visible(timeout=_PATIENCE_MS)


def tried(page: Page, parcel: str) -> float:
    """Return the area of a changed parcel as tried, m²."""
    cell = page.locator(".changed tr", has_text=parcel).locator("td").nth(1)
    expect(cell).to_have_text(re.compile(r"^[\d.]+$"), timeout=_PATIENCE_MS)
    return float(cell.inner_text())


def test_cut_back_in_one_click(
    page: Page, site: Site, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    """JX901 of 13 993.80 m² has 3998.23 m² on basic farmland; nothing else of it changes."""
    begun(page, site, "JX901")
    expect(page.locator(".promise")).to_have_text("试算不改动报送数据，也不保存")
    expect(page.locator(".known")).to_contain_text("重叠 0.3998 公顷")
    page.get_by_role("button", name="退出永久基本农田").click()
    expect(page.locator(".answer")).to_have_text("退出 3998.23 m²，剩余 9995.57 m²（1 个部分）。")
    settled(page)
    outcome = page.locator(".outcome")
    milliseconds = float(outcome.get_attribute("data-milliseconds") or "nan")
    assert 0 < milliseconds < _BOUND_MS
    expect(outcome.locator(".rules li")).to_have_count(1)
    expect(outcome.locator(".rules li")).to_contain_text("ZJ-B01")
    expect(outcome.locator(".rules li")).to_contain_text("问题 4 处 → 3 处")
    expect(outcome.locator("h3.fixed")).to_have_text("已消除 1")
    rows = [row.inner_text().split("\t") for row in outcome.locator(".balance tbody tr").all()]
    assert rows == [
        ["拆旧", "11.4464", "11.4464", "0.00"],
        ["建新", "22.4016", "22.0017", "−3998.23"],
        ["拆旧 − 建新", "−10.9551", "−10.5553", "+3998.23"],
    ]
    axe(page)

    page.get_by_role("button", name="下载改动的地块").click()
    with page.expect_download(timeout=_PATIENCE_MS) as coming:
        page.get_by_role("menuitem", name="Shapefile").click()
    path = tmp_path / "changed.zip"
    coming.value.save_as(path)
    assert coming.value.suggested_filename.endswith("_试算地块.zip")
    shown = subprocess.run(
        ["ogrinfo", "-ro", "-al", f"/vsizip/{path}"], capture_output=True, text=True, check=True
    ).stdout
    assert "Feature Count: 1\n" in shown
    assert re.search(r"DKBH \(String\) = JX901\n", shown)
    assert "CGCS2000" in shown


def test_by_hand_and_by_figures(
    page: Page, watch: Watch, site: Site, axe: Callable[[Page], None]
) -> None:
    watch.allow("422")  # a boundary that crosses itself is refused
    begun(page, site, "JX901")
    page.get_by_text("界址点坐标").click()
    north, east = (page.get_by_label(f"J1 的 {axis}") for axis in "XY")
    x, y = float(north.input_value()), float(east.input_value())

    # By figures: 40.5 m to the north, 3 m to the west; back, and forth again.
    page.get_by_label("ΔX，向北为正").fill("40.5")
    page.get_by_label("ΔY，向东为正").fill("-3")
    page.get_by_label("ΔY，向东为正").press("Enter")
    expect(north).to_have_value(f"{x + 40.5:.3f}")
    expect(east).to_have_value(f"{y - 3:.3f}")
    settled(page)
    assert abs(tried(page, "JX901") - 13_993.80) < 0.1
    page.get_by_role("button", name="撤销").click()
    expect(north).to_have_value(f"{x:.3f}")
    expect(page.locator(".changed")).to_have_count(0)

    # By the pointer: the way is rounded to the millimetre.
    at = OnMap(page)
    box = at.box()
    across, down = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    page.get_by_role("button", name="移动", exact=True).first.click()
    page.mouse.move(across, down)
    page.mouse.down()
    page.mouse.move(across + 40, down, steps=4)
    page.mouse.up()
    expect(east).not_to_have_value(f"{y:.3f}")
    assert abs(float(north.input_value()) - x) < 1e-6
    assert float(east.input_value()) > y
    page.keyboard.press("Control+z")
    expect(east).to_have_value(f"{y:.3f}")

    # A line across the middle of a rectangle leaves half of it.
    page.get_by_role("button", name="画线裁剪").click()
    page.mouse.click(box["x"] + 60, down)
    page.mouse.move(box["x"] + box["width"] - 60, down, steps=4)
    page.mouse.dblclick(box["x"] + box["width"] - 60, down)
    settled(page)
    assert abs(tried(page, "JX901") - 13_993.80 / 2) < 200

    # A corner drawn across: told in words, and the last outcome is marked as of before.
    page.get_by_role("button", name="全部复原").click()
    page.get_by_label("J1 的 X").fill(f"{x + 500:.3f}")
    page.get_by_label("J1 的 X").press("Tab")
    page.get_by_label("J3 的 X").fill(f"{x - 500:.3f}")
    page.get_by_label("J3 的 X").press("Tab")
    page.get_by_label("J2 的 X").fill(f"{x + 900:.3f}")
    page.get_by_label("J2 的 X").press("Tab")
    expect(page.locator(".side .wrong")).to_contain_text("自相", timeout=_PATIENCE_MS)
    page.get_by_role("button", name="English").click()
    expect(page.locator(".side .wrong")).to_contain_text("Move the point away")
    expect(page.locator("h1")).to_contain_text("What-if")
    axe(page)
