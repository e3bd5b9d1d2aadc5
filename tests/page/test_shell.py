"""The frame of the page: its places, its languages, and what stands there when something fails."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Route, expect

from tests.page.browser import Watch
from tests.page.conftest import OpenPage, Site

PLACES = {
    "/": "提交检查",
    "/submissions": "报送记录",
    "/runs": "检查任务",
    "/batches": "批量检查",
    "/layers": "参考图层",
    "/rules": "检查规则",
}
BOUND_MS = 3000
_PAINTED = "performance.getEntriesByName('first-contentful-paint')[0].startTime"


def test_every_place_is_a_click_away(page: Page, site: Site) -> None:
    """Each with its title; the way back is the browser's, and an address can be passed on."""
    page.goto("/")
    menu = page.get_by_role("navigation", name="主要页面")
    for path, name in PLACES.items():
        link = menu.get_by_role("link", name=name, exact=True)
        link.click()
        expect(page).to_have_title(f"{name} · 增减挂钩空间检查")
        assert page.url == f"{site.url}{path}"
        expect(link).to_have_attribute("aria-current", "page")
    page.go_back()
    expect(page).to_have_title("参考图层 · 增减挂钩空间检查")


def test_the_switch_to_english_keeps_the_place(page: Page) -> None:
    """And is kept for the next time."""
    page.goto("/rules?search=1")
    page.get_by_role("button", name="English").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    expect(page).to_have_title("Rules · 增减挂钩 spatial validation")
    assert page.url.endswith("/rules?search=1")
    page.reload()
    expect(page.get_by_role("button", name="中文")).to_be_visible()
    menu = page.get_by_role("navigation", name="Main pages")
    expect(menu.get_by_role("link", name="Layers")).to_be_visible()


def test_the_keyboard_skips_to_the_content(page: Page) -> None:
    """The first stop is the way past the menu; a new view has the focus."""
    page.goto("/rules")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.get_by_role("main")).to_be_focused()
    page.get_by_role("link", name="参考图层").press("Enter")
    expect(page.get_by_role("main")).to_be_focused()


def test_an_unknown_address_says_so_and_leads_home(page: Page, site: Site) -> None:
    """In the frame of the page, with a way on."""
    page.goto("/no/such/place")
    expect(page.get_by_role("main")).to_contain_text("没有这个页面")
    page.get_by_role("link", name="回到首页").click()
    page.wait_for_url(f"{site.url}/")


def test_a_run_that_is_not_there_is_said_to_be_missing(page: Page, watch: Watch) -> None:
    """In the words of the service, without a button that cannot help."""
    watch.allow("404")
    page.goto("/runs/0123")
    state = page.get_by_role("main").get_by_role("alert")
    expect(state).to_contain_text("没有找到")
    expect(state).to_contain_text("没有编号为 0123 的检查")
    expect(page.get_by_role("button", name="再试一次")).to_have_count(0)


def test_what_is_not_permitted_is_said(page: Page, watch: Watch) -> None:
    """In the words of the service, which takes the request for one of another site's page."""

    def from_elsewhere(route: Route) -> None:
        headers = {**route.request.headers, "origin": "http://elsewhere"}
        route.fulfill(response=route.fetch(headers=headers))

    watch.allow("403")
    page.route("**/api/v1/runs?**", from_elsewhere)
    page.goto("/runs")
    state = page.get_by_role("main").get_by_role("alert")
    expect(state).to_contain_text("没有权限")
    expect(state).to_contain_text("请求来自别的网站，已拒绝")


def test_a_page_of_yesterday_loads_that_of_today(page: Page, site: Site, watch: Watch) -> None:
    """A part that a newer build has under another name; what does not come then is said."""
    watch.allow("Failed to fetch dynamically imported module")
    watch.allow("ERR_FAILED")
    page.goto("/layers")
    expect(page).to_have_title("参考图层 · 增减挂钩空间检查")
    page.route("**/assets/RulesView*.js", lambda route: route.abort(), times=1)
    page.get_by_role("link", name="检查规则").click()
    expect(page).to_have_title("检查规则 · 增减挂钩空间检查")
    page.goto("/layers")
    page.route("**/assets/RulesView*.js", lambda route: route.abort())
    page.get_by_role("link", name="检查规则").click()
    expect(page.get_by_text("页面出现故障")).to_be_visible()
    assert page.url == f"{site.url}/rules"


def test_the_page_goes_on_when_the_service_is_back(page: Page, watch: Watch) -> None:
    """While it is away the page says so; then it shows what it could not, and is the same page."""
    watch.allow("ERR_INTERNET_DISCONNECTED")
    page.goto("/runs")
    expect(page.get_by_role("main").get_by_text("clean.zip").first).to_be_visible()
    page.get_by_role("link", name="参考图层").click()
    expect(page).to_have_title("参考图层 · 增减挂钩空间检查")
    page.evaluate("window.loaded = 'once'")
    page.context.set_offline(True)
    page.get_by_role("link", name="检查任务").click()
    notice = page.get_by_text("与服务的连接中断，恢复后自动继续")
    expect(notice).to_be_visible()
    expect(page.get_by_role("main").get_by_role("alert")).to_contain_text("连不上服务")
    page.context.set_offline(False)
    expect(page.get_by_role("main").get_by_text("clean.zip").first).to_be_visible()
    expect(notice).to_be_hidden()
    assert page.evaluate("window.loaded") == "once"


@pytest.mark.parametrize(
    "path", [*PLACES, "/rules/ZJ-A01", "/runs/{run}", "/compare/{other}/{run}", "/no/such/place"]
)
def test_a_screen_reader_meets_no_serious_obstacle(
    page: Page, axe: Callable[[Page], None], site: Site, path: str
) -> None:
    """On any view as it opens, once it has what it asked for."""
    page.goto(path.format(run=site.runs["violations"], other=site.runs["clean"]))
    page.wait_for_load_state("networkidle")
    axe(page)


def test_the_first_load_is_small_and_soon_there(open_page: OpenPage, site: Site) -> None:
    """The first page stands within three seconds of an empty cache (the best of three times), and
    scripts and styles of it come to less than 200 kB.
    """
    painted = list[float]()
    while len(painted) < 3 and min(painted, default=BOUND_MS) >= BOUND_MS:
        page = open_page()
        page.goto("/")
        expect(page.get_by_role("main")).not_to_be_empty()
        painted.append(page.evaluate(_PAINTED))
    kept = "performance.getEntriesByType('resource').filter((one) => /assets/.test(one.name))"
    size = page.evaluate(f"{kept}.reduce((sum, one) => sum + one.encodedBodySize, 0)")
    assert min(painted) < BOUND_MS, painted
    assert 20_000 < size < 200_000
