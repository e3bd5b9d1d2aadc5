"""Two checks of one project on the page: what was fixed, what is new, what is still there."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.page.conftest import OpenPage, Site
from tests.page.corrected import corrected
from tests.page.onmap import OnMap


@pytest.fixture(scope="module")
def pair(site: Site, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str]:
    """The sample with its defects, and the corrected version of it."""
    archive = corrected(tmp_path_factory.mktemp("corrected") / "版本")
    given = site.service.http.post(
        "/api/v1/submissions",
        params={"filename": archive.name, "profile": "sichuan"},
        content=archive.read_bytes(),
    )
    run = str(given.json()["id"])
    assert site.service.ended(run)["status"] == "succeeded"
    return site.runs["violations"], run


def test_fates_in_table_and_map(
    page: Page, site: Site, pair: tuple[str, str], axe: Callable[[Page], None]
) -> None:
    """The counts are those of the service; a fate can be left out; a row brings up the ground."""
    before, after = pair
    asked = {"before": before, "after": after}
    told = site.service.http.get("/api/v1/comparisons/shown", params=asked).json()
    counts = {named["value"]: count for named, count in told["counts"]}
    assert counts["fixed"] > 0
    page.goto(f"/compare/{before}/{after}")
    for fate, name in (("new", "新出现"), ("still", "仍存在"), ("fixed", "已解决")):
        button = page.get_by_role("button", name=name)
        expect(button).to_have_text(re.compile(rf"{name}\s*{counts[fate]}$"))
    page.get_by_role("button", name="仍存在").click()
    grid = page.get_by_role("grid")
    kept = sum(counts.values()) - counts["still"]
    expect(grid).to_have_attribute("aria-rowcount", str(kept + 1))

    gone = page.get_by_role("row").filter(has_text="已解决").filter(has_text="JX905").first
    gone.click()
    expect(gone).to_have_attribute("aria-selected", "true")
    chosen = page.get_by_label("所选问题")
    expect(chosen).to_contain_text("JX905")
    expect(chosen.get_by_role("link", name="前一次问题")).to_be_visible()
    expect(page).to_have_url(re.compile(r"finding=\d+"))
    axe(page)


def test_parcels_that_changed(page: Page, pair: tuple[str, str]) -> None:
    """JX901 keeps a quarter of its 1.4 ha, JX905 is gone, CJ903 lies elsewhere."""
    page.goto(f"/compare/{pair[0]}/{pair[1]}?tab=parcels")
    rows = page.locator("[role=row][aria-selected]")
    expect(rows.nth(0)).to_contain_text("CJ903")
    cells = rows.nth(1).get_by_role("gridcell")
    expect(cells.nth(1)).to_have_text("JX901")
    was, now = (float(cells.nth(i).inner_text()) for i in (3, 4))
    assert (was, now) == (1.3994, 0.3498)
    assert cells.nth(5).inner_text().startswith("−1049")
    expect(rows.nth(2)).to_contain_text("删去")
    expect(rows.nth(2)).to_contain_text("JX905")


def test_a_click_on_the_map_chooses_the_row(page: Page, pair: tuple[str, str]) -> None:
    """What the address names lies in the middle of the map; a click there chooses its ground."""
    page.goto(f"/compare/{pair[0]}/{pair[1]}?tab=parcels&parcel=new_construction/JX905")
    on = OnMap(page)
    on.scaled(lambda scale: scale < 5_000)  # it has gone there from a county of 15 km
    page.mouse.click(*on.middle())
    expect(page.get_by_label("所选问题")).to_contain_text("JX905")
    expect(page.locator("[role=row][aria-selected=true]")).to_contain_text("JX905")


def test_in_english_with_another_run(
    open_page: OpenPage, site: Site, pair: tuple[str, str]
) -> None:
    page = open_page(lang="en")
    page.goto(f"/compare/{pair[0]}/{pair[1]}?tab=rules")
    expect(page.get_by_role("heading", name="Two checks compared")).to_be_visible()
    expect(page.get_by_role("row").filter(has_text="ZJ-B15")).to_contain_text("fail")
    page.get_by_role("combobox", name="Choose another before").press("Enter")
    page.get_by_role("option").filter(has_text="clean.zip").first.click()
    expect(page).to_have_url(re.compile(rf"/compare/{site.runs['clean']}/{pair[1]}"))
    # Another child compares them.
    expect(page.get_by_role("region", name="Before")).to_contain_text("pass", timeout=60_000)
