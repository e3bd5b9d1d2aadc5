"""Handing in a submission: from the drop to the verdict, and whatever comes between."""

from __future__ import annotations

import base64
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, Route, expect

from tests.page.archives import ambiguous
from tests.page.browser import Watch
from tests.page.conftest import Site
from tests.service.api.serving import SAMPLE

SUBMISSIONS = SAMPLE / "submissions"
PATIENCE_MS = 120_000
_DROP = """([name, bytes]) => {
  const data = new DataTransfer()
  data.items.add(new File([Uint8Array.from(atob(bytes), (c) => c.charCodeAt(0))], name))
  window.dispatchEvent(new DragEvent('drop', { dataTransfer: data, cancelable: true }))
}"""


def opened(page: Page) -> None:
    """The first page, once the service knows its profiles."""
    page.goto("/")
    expect(page.get_by_label("检查方案")).to_be_enabled(timeout=PATIENCE_MS)


def is_read(page: Page) -> None:
    """Wait until the service has said what is in the upload."""
    expect(page.locator(".begin")).to_be_visible(timeout=PATIENCE_MS)
    expect(page.locator(".recognised[aria-busy=true]")).to_have_count(0, timeout=PATIENCE_MS)


def verdict(page: Page) -> Locator:
    """The verdict of the result, once it is there."""
    found = page.locator("p", has_text="审查结论").locator("strong")
    expect(found).to_be_visible(timeout=PATIENCE_MS)
    return found


def drop(page: Page, path: Path) -> None:
    """Let a file fall anywhere on the page."""
    page.locator(".zone").wait_for(state="attached")
    page.evaluate(_DROP, [path.name, base64.b64encode(path.read_bytes()).decode()])


def choose(page: Page, *paths: Path) -> None:
    """Choose files by the dialog."""
    page.locator(".zone input[type=file]").set_input_files([str(path) for path in paths])


def start(page: Page) -> None:
    """Begin the check, twice, as an impatient hand does; then there is the run."""
    page.get_by_role("button", name="开始检查").dblclick()
    page.wait_for_url("**/runs/*")


def told(page: Page, text: str, *wanted: str) -> None:
    """Wait until the row of what was recognised that holds `text` says parcels, 公顷, 亩."""
    cells = page.locator(".recognised tr", has_text=text).locator("td")
    for place, one in enumerate(wanted, start=2):
        expect(cells.nth(place)).to_have_text(one)


def test_the_samples_from_the_drop_to_the_verdict(page: Page, site: Site) -> None:
    """What is recognised stands there with its figures; a double click makes one run; a reload on
    the way loses nothing; the profile is kept for the next time.
    """
    before = site.service.http.get("/api/v1/runs").json()["total"]
    opened(page)
    page.get_by_label("检查方案").select_option("sichuan")
    for name, parcels, wanted in (
        ("messy", ("163", "21.1456", "317.18"), "通过"),
        ("violations", ("79", "11.4464", "171.70"), "不通过"),
        ("clean", ("163", "21.1456", "317.18"), "通过"),
    ):
        page.goto("/")
        drop(page, SUBMISSIONS / f"{name}.zip")
        is_read(page)
        told(page, "拆旧地块", *parcels)
        if name == "messy":  # it has no .prj: without an answer the check would be incomplete
            page.get_by_label("缺少 .prj").select_option("4523")
            is_read(page)
        expect(page.get_by_label("检查方案")).to_have_value("sichuan")
        start(page)
        if name == "violations":
            page.reload()
        expect(verdict(page)).to_have_text(wanted)
    assert site.service.http.get("/api/v1/runs").json()["total"] == before + 3


def test_what_cannot_be_told_is_asked_and_remembered(
    page: Page, axe: Callable[[Page], None], tmp_path: Path
) -> None:
    """Nothing can be begun before all is said; the next archive of such layers is filled in, until
    that is dropped.
    """
    opened(page)
    choose(page, ambiguous(tmp_path / "one"))
    is_read(page)
    begin = page.get_by_role("button", name="开始检查")
    expect(begin).to_be_disabled()
    first = page.get_by_label("图层“青山镇甲”（3 条记录）")
    expect(first).to_have_value("")
    first.select_option("demolition")
    page.get_by_label("图层“青山镇乙”").select_option("new_construction")
    expect(page.get_by_label("地块编号字段，请指明")).to_have_value("")
    expect(begin).to_be_disabled()
    axe(page)
    page.get_by_label("地块编号字段，请指明").select_option("宗地")
    expect(begin).to_be_enabled()
    told(page, "青山镇甲.shp", "3", "3.0000", "45.00")
    # What was said survives a reload.
    page.reload()
    is_read(page)
    told(page, "青山镇乙.shp", "2", "2.0000", "30.00")
    start(page)
    verdict(page)

    page.goto("/")
    choose(page, ambiguous(tmp_path / "two", "下一个.zip"))
    is_read(page)
    expect(page.get_by_text("已按上次的指定填好 3 处（青山镇.zip")).to_be_visible()
    expect(begin).to_be_enabled()
    page.get_by_role("button", name="不采用并清除").click()
    expect(begin).to_be_disabled()
    page.goto("/")
    choose(page, ambiguous(tmp_path / "three", "再一个.zip"))
    is_read(page)
    expect(begin).to_be_disabled()


def test_what_will_not_do_is_said_with_the_file(page: Page, tmp_path: Path) -> None:
    """An archive of another kind, an empty one, one with a loose file: which, and what to do."""
    rar, empty, other = (tmp_path / name for name in ("方案.rar", "空.zip", "界址点.txt"))
    rar.write_bytes(b"Rar!\x1a\x07\x00" + bytes(100))
    empty.touch()
    other.write_text("J1", "utf-8")
    page.goto("/")
    choose(page, empty)
    expect(page.get_by_role("alert")).to_contain_text("空.zip 是空文件")
    choose(page, rar, other)
    expect(page.get_by_role("alert")).to_contain_text("压缩包请单独上传")
    choose(page, rar)
    is_read(page)
    expect(page.get_by_role("alert")).to_contain_text("方案.rar")
    expect(page.get_by_role("alert")).to_contain_text(".zip")
    expect(page.get_by_role("button", name="仍出具报告")).to_be_visible()


def test_the_files_of_a_shapefile_are_packed(page: Page, tmp_path: Path) -> None:
    """Chosen together they are one submission, by the name of the layer."""
    with zipfile.ZipFile(SUBMISSIONS / "clean.zip") as archive:
        members = [name for name in archive.namelist() if name.startswith("JXDK.")]
        archive.extractall(tmp_path, members)
    page.goto("/")
    choose(page, *(tmp_path / name for name in members))
    is_read(page)
    told(page, "建新地块", "3", "13.1146")
    expect(page.locator(".line strong")).to_have_text("JXDK.zip")
    expect(page.locator(".recognised")).to_contain_text("没有找到")


def test_by_the_keyboard_alone(page: Page) -> None:
    """From the button to the verdict the focus is where the next thing is to do."""
    opened(page)
    button = page.get_by_role("button", name="选择文件")
    for _ in range(30):
        page.keyboard.press("Tab")
        if button.evaluate("it => it === document.activeElement"):
            break
    expect(button).to_be_focused()
    with page.expect_file_chooser() as chooser:
        page.keyboard.press("Enter")
    chooser.value.set_files(str(SUBMISSIONS / "clean.zip"))
    is_read(page)
    expect(page.get_by_role("button", name="开始检查")).to_be_focused()
    page.keyboard.press("Enter")
    verdict(page)


@pytest.fixture
def held(page: Page) -> Iterator[list[Route]]:
    """Uploads that wait until a test lets them go."""
    waiting: list[Route] = []

    def wait(route: Route) -> None:
        waiting.append(route)

    page.route("**/api/v1/submissions?*filename*", wait)
    yield waiting


def arrived(page: Page, held: list[Route], count: int) -> None:
    """Wait until so many uploads have come."""
    until = time.monotonic() + PATIENCE_MS / 1000
    while len(held) < count:
        assert time.monotonic() < until, f"{len(held)} of {count} uploads came"
        page.wait_for_timeout(50)


def test_an_upload_is_not_disturbed_and_can_be_cancelled(page: Page, held: list[Route]) -> None:
    page.goto("/")
    drop(page, SUBMISSIONS / "clean.zip")
    expect(page.get_by_role("button", name="取消上传")).to_be_visible(timeout=PATIENCE_MS)
    arrived(page, held, 1)
    drop(page, SUBMISSIONS / "messy.zip")
    expect(page.get_by_role("alert")).to_contain_text("clean.zip 还在上传")
    assert len(held) == 1
    page.get_by_role("button", name="取消上传").click()
    expect(page.get_by_role("button", name="选择文件")).to_be_visible()


def test_a_connection_that_breaks_is_taken_up_again(
    page: Page, watch: Watch, held: list[Route]
) -> None:
    """By itself once the service answers, as the same submission."""
    watch.allow("net::ERR")
    page.goto("/")
    drop(page, SUBMISSIONS / "clean.zip")
    expect(page.get_by_role("button", name="取消上传")).to_be_visible(timeout=PATIENCE_MS)
    arrived(page, held, 1)
    keys = [held[0].request.headers["idempotency-key"]]
    held[0].abort("connectionreset")
    expect(page.get_by_text("连不上服务").first).to_be_visible()
    arrived(page, held, 2)
    keys.append(held[1].request.headers["idempotency-key"])
    held[1].continue_()
    is_read(page)
    told(page, "建新地块", "3")
    assert keys[0] == keys[1]
