"""The view of a run: what it says of the samples, and how one works with it."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
import yaml
from playwright.sync_api import Locator, Page, expect

from tests.page.conftest import OpenPage, Site
from tests.page.onmap import FAIL, OnMap
from tests.service.api.serving import ROOT

EXPECTED: dict[str, Any] = yaml.safe_load((ROOT / "sample_data/expected.yaml").read_text("utf-8"))


def row(page: Page, text: str) -> Locator:
    """Return the row of the list in view that holds `text`."""
    return page.get_by_role("row").filter(has_text=text)


def figures(cells: Locator) -> list[float]:
    """Return the cells that hold a number and nothing else, in their order."""
    texts = [text.strip() for text in cells.all_inner_texts()]
    return [float(text) for text in texts if re.fullmatch(r"-?\d+(\.\d+)?", text)]


@pytest.mark.parametrize("name", ["clean", "violations"])
def test_outcomes_and_areas_are_those_of_the_sample(page: Page, site: Site, name: str) -> None:
    """Every rule has the status that expected.yaml names, every role its areas."""
    expected = EXPECTED[f"{name}.zip"]
    page.goto(f"/runs/{site.runs[name]}?tab=rules")
    verdict = {"fail": "不通过", "pass": "通过"}[expected["verdict"]]
    expect(page.locator(".stamp strong")).to_have_text(verdict)

    expect(page.locator("[data-rule]").first).to_be_visible()
    found = page.evaluate(
        "() => Object.fromEntries([...document.querySelectorAll('[data-rule]')].map(one =>"
        " [one.dataset.rule, one.closest('section').querySelector('.badge').classList[1]]))"
    )
    assert {code: found[code] for code in expected["rules"]} == {
        code: rule["status"] for code, rule in expected["rules"].items()
    }

    page.get_by_role("tab", name="地块").click()
    for role, label in (("demolition", "拆旧"), ("new_construction", "建新")):
        wanted = expected["totals"][role]
        cells = page.locator(f".areas tr:has(i.{role}) td")
        expect(cells.first).to_be_visible()
        shown = figures(cells)
        count, _, _, official, planar, *_ = shown
        assert count == wanted["parcels"], label
        # The last digit of a total may be balanced against its rows.
        assert official == pytest.approx(wanted["official_m2"], abs=0.0101)
        assert planar == wanted["planar_m2"]


def test_rows_of_parcels_add_up_to_their_total(page: Page, site: Site) -> None:
    """What is shown adds up as shown, in each of the three units."""
    page.goto(f"/runs/{site.runs['violations']}?tab=parcels")
    page.get_by_role("button", name="建新 11").click()
    # All eleven fit into a taller window.
    page.set_viewport_size({"width": 1366, "height": 1080})
    rows = page.locator(".body [role=row]")
    expect(rows).to_have_count(11)
    cells = [rows.nth(i).locator("[role=gridcell]").all_inner_texts()[2:7] for i in range(11)]
    total = page.locator(".foot [role=gridcell]").all_inner_texts()[2:7]
    for column, whole in enumerate(total):
        decimals = len(whole.partition(".")[2])
        assert round(sum(float(line[column]) for line in cells), decimals) == float(whole)


def test_a_violation_is_found_in_the_table_and_on_the_map(page: Page, site: Site) -> None:
    """A row leads the map to the ground; a click there leads back to the row."""
    page.goto(f"/runs/{site.runs['violations']}")
    overlap = EXPECTED["violations.zip"]["rules"]["ZJ-B01"]["parcels"]["JX905"]["official_m2"]
    page.get_by_label("规则", exact=True).select_option("ZJ-B01")
    row(page, "JX905").click()
    detail = page.get_by_role("region", name="选中的对象")
    expect(detail).to_contain_text(f"{overlap} m²")
    expect(detail).to_contain_text("建新地块不得占用基本农田")
    expect(detail).to_contain_text("退出重叠部分")
    where = detail.get_by_text("X（纵）")
    assert re.search(r"X（纵）3393139\.20，Y（横）35633834\.40", where.inner_text())
    expect(page).to_have_url(re.compile(r"finding=10$"))

    # The map has gone there: the ground of the finding is in the middle of it.
    foot = page.locator(".map")
    expect(foot).to_contain_text("X 3393139.20")
    page.get_by_role("button", name="清除筛选").click()
    page.get_by_role("button", name="取消选中").click()
    expect(detail).to_have_count(0)
    page.get_by_role("grid").evaluate("grid => grid.scrollTo(0, grid.scrollHeight)")
    expect(page.locator("[aria-rowindex='11']")).not_to_be_in_viewport()
    on = OnMap(page)
    on.settled()  # it has the room of what was closed
    on.shows(FAIL, *on.middle(), 200)
    page.mouse.click(*on.middle())
    page.locator(".map").get_by_role("button", name=re.compile("^10 .*ZJ-B01")).click()
    expect(detail).to_contain_text("JX905")
    chosen = page.locator("[role=row][aria-selected=true]")
    expect(chosen).to_be_in_viewport()
    expect(chosen).to_contain_text("JX905")


def test_filters_and_sorting(page: Page, site: Site) -> None:
    """Text, rule, outcome and severity narrow the list; the largest amount comes first."""
    page.goto(f"/runs/{site.runs['violations']}")
    status = page.get_by_role("search").get_by_role("status")
    expect(status).to_have_text("41 条")
    text = page.get_by_role("searchbox")
    page.keyboard.press("/")
    expect(text).to_be_focused()
    text.fill("jx905 基本农田")
    expect(status).to_have_text("1 / 41 条")
    page.get_by_role("button", name="清除筛选").click()
    page.get_by_label("级别", exact=True).select_option("info")
    expect(status).to_have_text("3 / 41 条")
    page.get_by_role("button", name="清除筛选").click()

    # Of one parcel, as the parcel's own detail offers it.
    page.get_by_role("tab", name="地块").click()
    page.get_by_role("button", name="建新 11").click()
    row(page, "JX905").click()
    page.get_by_role("button", name="在列表中只看这些").click()
    expect(status).to_have_text("5 / 41 条")
    page.get_by_role("button", name="清除筛选").click()

    page.get_by_label("规则", exact=True).select_option("ZJ-B01")
    page.get_by_role("button", name="数量").click()
    amounts = page.locator(".body [role=row] [role=gridcell]:nth-child(5)")
    largest_first = ("0.4798", "0.3998", "0.0036", "2.00")
    expect(amounts).to_have_text([re.compile(rf"^\s*{one}\s") for one in largest_first])
    text.fill("没有这样的文字")
    expect(page.get_by_role("grid")).to_contain_text("没有符合筛选条件的内容")


def test_keys_walk_through_the_findings(page: Page, site: Site) -> None:
    """From the filter into the list, down, to the detail, and out again."""
    page.goto(f"/runs/{site.runs['violations']}")
    page.get_by_role("searchbox").press("ArrowDown")
    chosen = page.locator("[role=row][aria-selected=true] [role=gridcell]").first
    expect(chosen).to_have_text("1")
    page.keyboard.press("ArrowDown")
    expect(chosen).to_have_text("2")
    page.keyboard.press("End")
    expect(chosen).to_have_text("41")
    expect(chosen).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="选中的对象")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("region", name="选中的对象")).to_have_count(0)


def test_a_link_to_a_finding_can_be_sent(open_page: OpenPage, site: Site) -> None:
    """The address alone brings another reader there, in English as well."""
    page = open_page("en")
    page.goto(f"/runs/{site.runs['violations']}?finding=11")
    detail = page.get_by_role("region", name="What is selected")
    expect(detail).to_contain_text("Parcel JX901")
    expect(detail).to_contain_text("0.3998 ha (6.00 mu, 3998.23 m²)")
    expect(page.locator(".stamp strong")).to_have_text("fail")
    expect(page.locator("[role=row][aria-selected=true]")).to_be_in_viewport()
    page.goto(f"/runs/{site.runs['violations']}?tab=rules&rule=ZJ-B14")
    expect(page.get_by_role("button", name="ZJ-B14")).to_be_in_viewport()
    scale = page.get_by_role("img", name=re.compile(r"11\.61%, required ≥ 45%, not met"))
    expect(scale.first).to_be_visible()


def test_figures_line_and_map_with_drawing(page: Page, site: Site) -> None:
    """The table of 数线图: its outcomes, a parcel that differs, its drawing as an image."""
    page.goto(f"/runs/{site.runs['accepted']}?tab=reconciliation")
    page.get_by_role("button", name="不一致 4").click()
    rows = page.locator(".body [role=row]")
    expect(rows).to_have_count(4)
    # The worst first.
    expect(rows.first).to_contain_text("CJ042")
    rows.first.click()
    drawing = page.get_by_role("img", name="地块 CJ042 的数线图对照图")
    expect(drawing).to_be_visible()
    size = drawing.evaluate("async (image) => (await image.decode(), image.naturalWidth)")
    assert size > 0
    expect(page.get_by_role("region", name="选中的对象")).to_contain_text("+1385.43 m²")


def test_print_gives_all_rows(page: Page, site: Site) -> None:
    """On paper: the verdict, the rules, every finding, and nothing of the workplace."""
    page.goto(f"/runs/{site.runs['violations']}")
    expect(page.get_by_role("grid")).to_be_visible()
    page.emulate_media(media="print")
    sheet = page.locator(".sheet")
    expect(sheet.locator("tr.finding")).to_have_count(41)
    expect(sheet.locator(".verdict strong")).to_have_text("不通过")
    expect(page.get_by_role("grid")).not_to_be_visible()
    assert len(page.pdf(format="A4")) > 10_000


def test_downloads_with_sizes(page: Page, site: Site) -> None:
    """Six formats; what a link says it gives is what comes."""
    page.goto(f"/runs/{site.runs['violations']}")
    page.get_by_role("button", name="下载报告").press("Enter")
    links = page.get_by_role("list", name="下载报告").get_by_role("link")
    expect(links).to_have_count(6)
    for link in links.all_inner_texts():
        assert re.search(r"\d+(\.\d)? [KM]B$", link)
    page.keyboard.press("ArrowDown")
    expect(links.filter(has_text="DOCX")).to_be_focused()
    with page.expect_download() as coming:
        page.keyboard.press("Enter")
    assert coming.value.suggested_filename.endswith(".docx")


def test_accessible(page: Page, site: Site, axe: Callable[[Page], None]) -> None:
    """Axe finds nothing serious in the lists, with something open in each."""
    page.goto(f"/runs/{site.runs['accepted']}?tab=reconciliation&parcel=demolition/CJ042&rule=F01")
    expect(page.get_by_role("img", name="地块 CJ042 的数线图对照图")).to_be_visible()
    axe(page)
    page.get_by_role("tab", name="地块").click()
    expect(page.get_by_role("grid", name="地块")).to_be_visible()
    page.get_by_role("region", name="选中的对象").locator("ol button").first.click()
    expect(page.get_by_role("grid", name="问题")).to_be_visible()
    axe(page)
    page.get_by_role("tab", name="规则").click()
    expect(page.get_by_role("button", name="F01")).to_be_visible()
    axe(page)
