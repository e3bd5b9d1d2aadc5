"""The desk: submissions, runs, layers, rules, as an officer works with them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.page.browser import watched
from tests.page.conftest import OpenPage, Site
from tests.page.holding import held
from tests.service.api.serving import Process, process

# Degrees of CGCS2000: a box of 0.1°.
RING = [[106.3, 30.5], [106.4, 30.5], [106.4, 30.6], [106.3, 30.6], [106.3, 30.5]]
Axe = Callable[[Page], None]


def rows(page: Page) -> Locator:
    """Return the rows of the table in view."""
    return page.locator("[role=row][aria-selected]")


def choose(page: Page, name: str, option: str) -> None:
    """Choose from a list by the keyboard."""
    page.get_by_role("combobox", name=name, exact=True).press("Enter")
    page.get_by_role("option", name=option, exact=True).click()


def test_submissions_are_found_and_the_address_keeps_how(page: Page, site: Site, axe: Axe) -> None:
    page.goto("/submissions")
    # Of one name the newest comes first: the last is the one that the site began with.
    violations = rows(page).filter(has_text="violations.zip").last
    expect(violations).to_contain_text("不通过")
    expect(rows(page).filter(has_text="accepted.zip").last).to_contain_text("验收")
    choose(page, "阶段", "验收")
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="清除筛选").click()
    search = page.get_by_label("项目名称、编号或文件名")
    search.fill("问题示例")
    search.press("Enter")
    expect(page).to_have_url(re.compile("q="))
    expect(rows(page).filter(has_text="messy.zip")).to_have_count(0)
    expect(violations).to_be_visible()
    page.reload()
    expect(search).to_have_value("问题示例")
    violations.click()
    pane = page.get_by_role("complementary", name="violations.zip")
    expect(pane).to_contain_text("5109992024001")
    expect(pane.get_by_role("link", name="查看结果")).to_have_attribute(
        "href", f"/runs/{site.runs['violations']}"
    )
    axe(page)


def test_deleting_a_file_asks_and_says_what_stays(page: Page, site: Site) -> None:
    kept = site.service.http.post(
        "/api/v1/submissions", params={"filename": "要删.zip", "check": "false"}, content=b"abc"
    ).json()
    page.goto(f"/submissions?submission={kept['id']}")
    pane = page.get_by_role("complementary", name="要删.zip")
    expect(pane).to_contain_text("还没有检查")
    pane.get_by_role("button", name="删除文件").click()
    question = page.get_by_role("dialog", name="删除文件")
    expect(question).to_contain_text("不能再重新检查")
    expect(question).to_contain_text("操作记录保留")
    question.get_by_role("button", name="删除文件").click()
    expect(pane).to_contain_text("文件已删除")
    expect(pane.get_by_role("button", name="删除文件")).to_have_count(0)
    told = site.service.http.get(f"/api/v1/submissions/{kept['id']}").json()
    assert told["deleted"] is not None


def test_runs_by_keyboard(open_page: OpenPage, site: Site, axe: Axe) -> None:
    page = open_page(lang="en")
    page.goto("/runs?verdict=fail&task=check")
    grid = page.get_by_role("grid", name="Runs")
    expect(rows(page).first).to_be_visible()
    grid.focus()
    page.keyboard.press("End")
    pane = page.get_by_role("complementary", name="Chosen run")
    expect(pane).to_contain_text("violations.zip")
    axe(page)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/runs/{site.runs['violations']}"))


def test_rules_of_a_profile_with_why_not(page: Page, site: Site, axe: Axe) -> None:
    asked = {"profile": "sichuan", "stage": "application"}
    told = site.service.http.get("/api/v1/rules", params=asked).json()
    applying = sum(rule["applies"] for rule in told)
    page.goto("/rules?profile=sichuan&stage=application")
    count = page.get_by_text(f"显示 {len(told)} 条（共 {len(told)} 条），其中适用 {applying} 条")
    expect(count).to_be_visible()
    choose(page, "是否适用", "不适用")
    expect(page.get_by_text(f"显示 {len(told) - applying} 条")).to_be_visible()
    rows(page).first.click()
    expect(page.get_by_text("为什么不适用")).to_be_visible()
    page.get_by_label("编号、名称、条款或图层").fill("没有这样的规则")
    expect(page.get_by_text("没有符合条件的规则")).to_be_visible()
    axe(page)


def test_one_rule_whole(page: Page, axe: Axe) -> None:
    """B14 stands in Sichuan alone: one column, its two shares as the measures have them."""
    page.goto("/rules/ZJ-B14?profile=sichuan")
    expect(page.get_by_role("heading", name="拆旧面积占村农村建设用地的比例")).to_be_visible()
    expect(page.get_by_text("丘陵区不低于30%,平原区不低于45%")).to_be_visible()
    line = page.get_by_role("row").filter(has_text="terrains")
    expect(line).to_contain_text("0.3")
    expect(line).to_contain_text("0.45")
    expect(page.get_by_role("columnheader")).to_have_count(2)
    axe(page)
    page.goto("/rules?view=profiles")
    beside = rows(page).filter(has_text="ZJ-B14").get_by_role("gridcell")
    expect(beside.filter(has_text="必须满足")).to_have_count(1)


@pytest.fixture(scope="module")
def fresh(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Process]:
    """A new installation without a single layer, with one worker."""
    data = tmp_path_factory.mktemp("fresh") / "data"
    with process(data, GOUHOOK_PAGE=str(built), GOUHOOK_WORKERS="1") as service:
        service.http.get("/api/v1/profiles")  # answered once the rule book is made
        yield service


@pytest.fixture
def first_day(browser: Browser, fresh: Process) -> Iterator[Page]:
    """A page of the new installation."""
    with watched(browser, str(fresh.http.base_url).rstrip("/")) as (page, _):
        yield page


def test_what_to_do_on_the_first_day(first_day: Page, axe: Axe) -> None:
    first_day.goto("/submissions")
    steps = first_day.get_by_role("region", name="还没有报送记录").get_by_role("link")
    expect(steps).to_have_text(["登记参考图层", "选定检查方案", "提交一份项目资料"])
    axe(first_day)
    first_day.goto("/runs")
    expect(first_day.get_by_text("还没有检查任务")).to_be_visible()
    steps_to = first_day.get_by_role("main").get_by_role("link", name="提交检查")
    expect(steps_to).to_have_attribute("href", "/")


def test_a_layer_is_registered_shown_and_retired(first_day: Page, tmp_path: Path, axe: Axe) -> None:
    file = tmp_path / "STBHHX.geojson"
    feature = {
        "type": "Feature",
        "properties": {"BSM": "1"},
        "geometry": {"type": "Polygon", "coordinates": [RING]},
    }
    crs = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4490"}}
    collection = {"type": "FeatureCollection", "crs": crs, "features": [feature]}
    file.write_text(json.dumps(collection), "utf-8")

    page = first_day
    page.goto("/layers?profile=sichuan")
    expect(rows(page).filter(has_text="永久基本农田")).to_contain_text("缺")
    page.get_by_role("button", name="登记图层").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("button", name="登记图层").click()
    expect(dialog.get_by_text("请填写版本")).to_be_visible()
    choose(page, "图层", "生态保护红线")
    dialog.get_by_label("版本").fill("2024")
    dialog.get_by_label("来源").fill("县自然资源局（示例）")
    dialog.get_by_label("覆盖的行政区").fill("510999")
    dialog.get_by_label("图层文件").set_input_files(file)
    axe(page)
    dialog.get_by_role("button", name="登记图层").click()
    expect(dialog.get_by_text("登记完成")).to_be_visible(timeout=60_000)
    dialog.get_by_role("button", name="关闭").last.click()

    pane = page.get_by_role("complementary", name="生态保护红线")
    expect(pane).to_contain_text("510999")
    expect(pane.locator(".map-canvas canvas").first).to_be_attached()
    axe(page)
    pane.get_by_role("button", name="停用").click()
    question = page.get_by_role("dialog", name="停用")
    expect(question).to_contain_text("数据文件都保留")
    question.get_by_role("button", name="停用").click()
    page.goto("/runs?task=retire")
    expect(rows(page).first).to_contain_text("已完成")
    page.goto("/layers?layer=ecological_redline@2024")
    expect(pane).to_contain_text("已停用")


def test_a_waiting_run_is_cancelled(first_day: Page, fresh: Process) -> None:
    """The one worker is held while another upload is before it; that one is checked as if nothing
    had been.
    """
    with held(fresh):
        first = fresh.submit("messy.zip")
        waiting = fresh.submit("clean.zip")
        first_day.goto(f"/runs?run={waiting}")
        pane = first_day.get_by_role("complementary", name="所选任务")
        pane.get_by_role("button", name="取消检查").click()
        question = first_day.get_by_role("dialog", name="取消检查")
        expect(question).to_contain_text("报送文件不受影响")
        question.get_by_role("button", name="取消检查").click()
        expect(pane).to_contain_text("已取消")
        assert fresh.ended(waiting)["status"] == "cancelled"
    assert fresh.ended(first)["status"] == "succeeded"
    done = rows(first_day).filter(has_text="messy.zip").filter(has_text="已完成")
    expect(done.first).to_be_visible()
