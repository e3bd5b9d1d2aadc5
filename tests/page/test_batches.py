"""Many submissions checked together, from picking them to the pairs that share ground.

甲 and 乙 share 10 m × 30 m of demolition ground (300 m², 0.0300 公顷), 丙 stands alone, 坏 cannot
be read. Each of the three builds on 50 m × 50 m: 0.7500 公顷 in the county, whose quota is 0.7.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.page.batch import batch_of
from tests.page.browser import Watch
from tests.page.conftest import OpenPage, Site
from tests.page.holding import held
from tests.service.batches.small import BATCHES, handed_in
from tests.support.batches import COUNTY, small_batch

Axe = Callable[[Page], None]
Batch = dict[str, Any]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The four archives by name."""
    folder = small_batch(tmp_path_factory.mktemp("members") / "一批")
    (folder / "丁.zip").unlink()
    return {path.stem: path for path in folder.glob("*.zip")}


@pytest.fixture(scope="module")
def batch(site: Site, files: dict[str, Path]) -> Batch:
    """The four checked together, when all is done."""
    made = batch_of(site.service, files["甲"].parent)
    return dict(site.service.http.get(f"{BATCHES}/{made}").json())


def rows(page: Page) -> Locator:
    """Return the rows of the long table in view."""
    return page.locator("[role=row][aria-selected]")


def test_picked_in_the_list_begun_and_cancelled(
    page: Page, site: Site, files: dict[str, Path], axe: Axe
) -> None:
    """One is picked by the keyboard, two are chosen as files, one of them is taken out again. The
    workers stand still, so that there is something to cancel.
    """
    handed_in(site.service.http, "挑选.zip", files["丙"].read_bytes())
    page.goto("/submissions?q=挑选")
    rows(page).first.click()
    page.keyboard.press("Space")
    expect(page.get_by_role("checkbox", name="挑选.zip").first).to_be_checked()
    page.get_by_role("main").get_by_role("link", name="批量检查").click()
    members = page.get_by_role("region", name="报送文件")
    expect(members.get_by_role("row")).to_have_count(2)
    members.locator("input[type=file]").set_input_files([files["甲"], files["乙"]])
    expect(members.get_by_text("已就绪")).to_have_count(3)
    members.get_by_role("button", name="去掉 乙.zip").click()
    expect(page.get_by_text("2 份报送文件一起检查")).to_be_visible()
    axe(page)
    page.get_by_label("批次名称").fill("试一试")
    with held(site.service):
        page.get_by_role("button", name="开始检查").click()
        expect(page.get_by_role("heading", name="试一试")).to_be_visible()
        expect(page.get_by_role("region", name="报送文件").get_by_role("row")).to_have_count(3)
        axe(page)
        page.get_by_role("button", name="取消批量检查").click()
        page.get_by_role("dialog").get_by_role("button", name="取消批量检查").click()
        expect(page.get_by_text("已请求取消")).to_be_visible()
    expect(page.get_by_text("已取消，没有汇总")).to_be_visible()
    page.get_by_role("button", name="删除批次").click()
    page.get_by_role("dialog").get_by_role("button", name="删除批次").click()
    expect(page).to_have_url(re.compile("/batches$"))


def test_archives_dropped_where_one_is_handed_in(
    page: Page, files: dict[str, Path], tmp_path: Path
) -> None:
    """More than one of them are a batch; an empty one is named and can be taken out."""
    nothing = tmp_path / "空.zip"
    nothing.touch()
    page.goto("/")
    page.locator("input[type=file][multiple]").set_input_files([files["甲"], nothing])
    expect(page).to_have_url(re.compile("/batches/new$"))
    expect(page.get_by_text("空.zip 是空文件")).to_be_visible()
    expect(page.get_by_text("已就绪")).to_have_count(1)
    expect(page.get_by_text("1 份没有传上来")).to_be_visible()
    page.get_by_role("button", name="去掉 空.zip").click()
    expect(page.get_by_role("button", name="开始检查")).to_be_enabled()


def test_in_short_on_screen_and_paper(
    page: Page, batch: Batch, files: dict[str, Path], axe: Axe
) -> None:
    page.goto("/batches")
    line = rows(page).filter(has_text="一批").first
    expect(line).to_contain_text("已完成")
    line.get_by_role("link").click()
    # Two share ground, the third builds more than it tears down; the last is no archive.
    verdicts = page.get_by_role("list", name="结论").get_by_role("listitem")
    told = {verdict: count for verdict, count in batch["verdicts"].items() if count}
    assert told["unreadable"] == 1
    assert sum(told.values()) == len(files)
    expect(verdicts.filter(has_text="数据无法读取")).to_have_text(re.compile(r"^1"))
    expect(verdicts.filter(has_text="重复用地")).to_have_text(re.compile(r"^1"))
    worst = page.get_by_role("row").filter(has_text="5109022024001")
    expect(worst).to_contain_text("与其他项目区的地块不得重叠")
    axe(page)
    page.get_by_role("button", name="下载汇总").click()
    for link in page.get_by_role("list", name="下载汇总").get_by_role("link").all():
        assert page.request.get(str(link.get_attribute("href"))).ok
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="分县指标")).to_be_visible()
    expect(page.get_by_role("cell", name="5109022024003").first).to_be_visible()
    expect(page.get_by_role("button", name="下载汇总")).to_be_hidden()


def test_a_cell_opens_the_check_at_its_rule(open_page: OpenPage, batch: Batch, axe: Axe) -> None:
    """By the arrow keys and Enter; a filter leaves the one that cannot be read."""
    page = open_page(lang="en")
    page.goto(f"/batches/{batch['id']}?tab=matrix")
    expect(rows(page)).to_have_count(4)
    page.get_by_role("combobox", name="Verdict").press("Enter")
    page.get_by_role("option", name="unreadable").click()
    expect(rows(page)).to_have_count(1)
    page.get_by_role("button", name="Clear filters").click()
    page.goto(f"/batches/{batch['id']}?tab=matrix&rule=P01&verdict=fail")
    expect(rows(page).filter(has_text="✗ 1")).to_have_count(2)
    axe(page)
    page.get_by_role("grid", name="Matrix").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("status").filter(has_text="P01")).to_contain_text("1 findings")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/runs/\w+\?tab=rules&rule=P01"))
    expect(page.get_by_text("P01").first).to_be_visible()


def test_a_pair_opens_its_finding_on_the_map(page: Page, batch: Batch, axe: Axe) -> None:
    page.goto(f"/batches/{batch['id']}?tab=doubles")
    expect(rows(page)).to_have_count(1)
    pair = page.get_by_role("complementary", name="所选的一对")
    expect(pair).to_contain_text("0.0300 公顷（0.45 亩，300.00 平方米）")
    expect(pair).to_contain_text("5109022024002")
    axe(page)
    pair.get_by_role("link", name="在图上查看").first.click()
    expect(page).to_have_url(re.compile(r"/runs/\w+\?finding=\d+"))
    expect(page.get_by_role("region", name="选中的对象")).to_contain_text("5109022024002")


def test_a_county_beside_its_quota(page: Page, batch: Batch, axe: Axe) -> None:
    page.goto(f"/batches/{batch['id']}?tab=counties")
    county = page.get_by_role("row").filter(has_text=f"{COUNTY} 试验县")
    for told in ("0.7500", "11.25", "0.7000", "不通过"):
        expect(county).to_contain_text(told)
    axe(page)


def test_a_batch_that_is_not_there(page: Page, watch: Watch) -> None:
    watch.allow("404")
    page.goto("/batches/none")
    expect(page.get_by_role("main").get_by_role("link", name="批量检查")).to_be_visible()


def test_filing_a_project_says_what_came_of_it(
    page: Page, site: Site, batch: Batch, axe: Axe
) -> None:
    """This service was started with a layer of filed parcels of its own, which checks go on using:
    it refuses, and says why.
    """
    members = site.service.http.get(f"{BATCHES}/{batch['id']}/members").json()["items"]
    run = next(one["run"]["id"] for one in members if one["name"] == "丙")
    page.goto(f"/runs/{run}")
    page.get_by_role("button", name="登记为已报备").click()
    dialog = page.get_by_role("dialog", name="登记为已报备")
    expect(dialog).to_contain_text("5109022024003")
    axe(page)
    approved = dialog.get_by_role("combobox", name="批准日期")
    approved.fill("2024-05-06")
    approved.press("Enter")
    dialog.get_by_role("button", name="登记", exact=True).click()
    pane = page.get_by_role("complementary", name="所选任务")
    expect(pane).to_contain_text("登记了也不起作用", timeout=60_000)
    told = site.service.http.get("/api/v1/runs", params={"task": "file"}).json()["items"][0]
    assert told["options"]["approved"] == "2024-05-06"
