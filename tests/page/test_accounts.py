"""Signing in and out, what one is offered, and the password of one's own account."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.records import sessions
from gouhook_gis.service.settings import Settings
from tests.page.browser import Watch, watched
from tests.page.people import MINE, enter, made, make_key, ready, sign_in, sign_out
from tests.service.api.people import COUNTY, PASSWORD, People, with_people
from tests.support.oidc import LocalProvider, provider

Axe = Callable[[Page], None]
_READ = ["报送记录", "检查任务", "批量检查", "参考图层", "检查规则"]
PLACES = {
    "surveyor": ["提交检查", *_READ],
    "desk": ["提交检查", *_READ],
    "auditor": [*_READ, "操作记录"],
    "admin": ["提交检查", *_READ, "账号", "操作记录"],
}
NEW = "four quiet herons"


@pytest.fixture(scope="module")
def local() -> Iterator[LocalProvider]:
    """A provider that knows somebody for whom an administrator has made an account."""
    with provider({"u-1": {"preferred_username": "linked"}}) as found:
        yield found


@pytest.fixture(scope="module")
def people(
    built: Path, tmp_path_factory: pytest.TempPathFactory, local: LocalProvider
) -> Iterator[People]:
    """A service in which everybody may sign in, with its page."""
    data = tmp_path_factory.mktemp("people") / "data"
    with with_people(Settings(data=data, page=built, sign_ins=1000, **local.told())) as made:
        yield made


@pytest.fixture
def watching(browser: Browser, people: People) -> Iterator[tuple[Page, Watch]]:
    """A page of that service; that nobody is signed in yet is told by a 401."""
    with watched(browser, people.asked.url) as (page, watch):
        watch.allow("401")
        yield page, watch


@pytest.fixture
def beside(browser: Browser, people: People) -> Iterator[Callable[[], Page]]:
    """Open pages in browsers of their own."""
    with ExitStack() as stack:

        def opened() -> Page:
            page, watch = stack.enter_context(watched(browser, people.asked.url))
            watch.allow("401")
            return page

        yield opened


def test_who_signs_in_goes_on_where_they_wanted_to(page: Page, axe: Axe) -> None:
    """A wrong password says so, and leaves the way as it was."""
    page.goto("/runs?status=failed")
    expect(page).to_have_title("登录 · 增减挂钩空间检查")
    expect(page.get_by_label("账号", exact=True)).to_be_focused()
    expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(0)
    axe(page)
    sign_in(page, "desk", "not this one at all")
    expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
    expect(page.get_by_label("密码", exact=True)).to_be_focused()
    sign_in(page, "desk")
    expect(page.get_by_role("heading", name="检查任务")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/runs\?status=failed$"))


def test_a_locked_account_says_until_when(page: Page, watch: Watch, people: People) -> None:
    """After the fifth failure; the time is that of the clock on the wall."""
    watch.allow("429")
    made(people, "forgetful")
    page.goto("/")
    for _ in range(5):
        sign_in(page, "forgetful", "not this one at all")
        expect(page.get_by_role("alert")).to_contain_text("账号或密码不对")
        expect(page.get_by_label("密码", exact=True)).to_have_value("")
    sign_in(page, "forgetful")
    expect(page.get_by_role("alert")).to_contain_text(re.compile(r"锁定.*\d\d:\d\d 以后可以再试"))


def test_a_given_password_is_changed_first(
    page: Page, watch: Watch, people: People, axe: Axe
) -> None:
    """Whatever was asked for; the rules are said, and what the service refuses too."""
    watch.allow("400")
    given = made(people, "newcomer")
    page.goto("/layers")
    sign_in(page, "newcomer", given)
    form = page.get_by_role("region", name="修改密码")
    expect(form).to_contain_text("至少 12 个字符")
    expect(page.get_by_role("navigation").get_by_role("link")).to_have_count(0)
    axe(page)
    form.get_by_label("原密码").fill(given)
    form.get_by_label("新密码", exact=True).fill("elevenchars")
    form.get_by_role("button", name="修改密码").click()
    expect(form).to_contain_text("太短，至少 12 个字符")
    form.get_by_label("新密码", exact=True).fill("the newcomer of today")
    form.get_by_label("再输一次新密码").fill("the newcomer of today")
    form.get_by_role("button", name="修改密码").click()
    expect(form.get_by_role("alert")).to_contain_text("密码不能含有账号名")
    form.get_by_label("新密码", exact=True).fill(NEW)
    form.get_by_label("再输一次新密码").fill(NEW)
    form.get_by_role("button", name="修改密码").click()
    expect(page.get_by_role("heading", name="参考图层")).to_be_visible()


@pytest.mark.parametrize("name", PLACES)
def test_one_is_offered_what_one_may_do(page: Page, name: str) -> None:
    """By the menu, and by the buttons of a view; the first page is one that can be used."""
    enter(page, name)
    links = page.get_by_role("navigation", name="主要页面").get_by_role("link")
    expect(links).to_have_text(PLACES[name])
    expect(links.first).to_have_attribute("aria-current", "page")
    page.goto("/layers")
    expect(page.get_by_role("grid", name="参考图层")).to_be_visible()
    may = name in ("desk", "admin")
    expect(page.get_by_role("button", name="登记图层")).to_have_count(1 if may else 0)
    page.goto("/accounts")
    main = page.get_by_role("main")
    expect(main).to_contain_text("新建账号" if name == "admin" else "没有权限")


def test_the_menu_says_who_one_is(page: Page, axe: Axe) -> None:
    """Name, role, counties; it is gone through by the keyboard."""
    enter(page, "surveyor")
    button = page.get_by_role("button", name=f"{MINE}：甲测绘")
    button.press("Enter")
    menu = page.get_by_role("group", name=MINE)
    for said in ("surveyor", "测绘单位", COUNTY):
        expect(menu).to_contain_text(said)
    expect(menu.get_by_role("link", name="我的密钥")).to_be_focused()
    axe(page)
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("button", name="修改密码")).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_have_count(0)
    expect(button).to_be_focused()


def test_signing_out_leaves_nothing_in_any_tab(page: Page, people: People) -> None:
    """Neither on the screen nor in the storage of the tab; what one looked at is no address."""
    enter(page, "desk", "/runs?status=failed")
    page.evaluate("sessionStorage.setItem('gouhook.told.1', '{}')")
    page.get_by_role("link", name="检查规则").click()
    other = page.context.new_page()
    other.goto("/submissions")
    expect(other.get_by_role("heading", name="报送记录", exact=True)).to_be_visible()
    sign_out(page)
    expect(page).to_have_url(f"{people.asked.url}/")
    kept = "Object.keys(sessionStorage).filter((one) => one.startsWith('gouhook.'))"
    assert page.evaluate(kept) == []
    expect(page.locator("body")).not_to_contain_text("审查科")
    expect(other.get_by_role("region", name="登录")).to_be_visible()
    expect(other.locator("body")).not_to_contain_text("审查科")
    page.go_back()
    expect(page).to_have_url(re.compile("/runs"))
    expect(page.get_by_role("region", name="登录")).to_be_visible()


def test_a_session_that_ended_is_asked_for_again(page: Page, people: People) -> None:
    """At the next request; somebody else in the same browser begins from their own rights."""
    enter(page, "admin", "/accounts")
    expect(page.get_by_role("grid", name="账号")).to_be_visible()
    with people.asked.context.database.changing() as session:
        sessions.end_sessions(session, people.accounts["admin"].id)
    page.get_by_role("link", name="报送记录").click()
    expect(page.get_by_role("region", name="登录")).to_be_visible()
    sign_in(page, "surveyor")
    expect(page.get_by_role("heading", name="报送记录", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name="操作记录")).to_have_count(0)


def test_a_change_of_the_password_ends_the_other_browsers(
    page: Page, beside: Callable[[], Page], people: People
) -> None:
    """And not the other tabs of this one: what they send from then on counts."""
    ready(people, "mover")
    elsewhere = beside()
    enter(page, "mover", "/keys")
    enter(elsewhere, "mover", "/rules")  # where nothing is asked again by itself
    tab = page.context.new_page()
    tab.goto("/keys")
    expect(tab.get_by_text("还没有密钥")).to_be_visible()
    page.get_by_role("button", name=MINE).click()
    page.get_by_role("button", name="修改密码").click()
    dialog = page.get_by_role("dialog", name="修改密码")
    dialog.get_by_label("原密码").fill(PASSWORD)
    dialog.get_by_label("新密码", exact=True).fill(NEW)
    dialog.get_by_label("再输一次新密码").fill(NEW)
    dialog.get_by_role("button", name="修改密码").click()
    expect(page.get_by_text("密码已修改")).to_be_visible()
    make_key(tab, "夜间提交")
    expect(tab.get_by_role("row").filter(has_text="夜间提交")).to_be_visible()
    elsewhere.get_by_role("link", name="报送记录").click()
    expect(elsewhere.get_by_role("region", name="登录")).to_be_visible()


def test_several_counties_are_asked_which(page: Page, people: People, tmp_path: Path) -> None:
    """Before the file is sent; who has one county is not asked."""
    ready(people, "both", Role.SURVEYOR, ("510181", "5102"))
    file = tmp_path / "空.zip"
    file.write_bytes(b"PK\x05\x06" + bytes(18))
    enter(page, "surveyor")
    expect(page.get_by_role("button", name="选择文件")).to_be_visible()
    expect(page.get_by_label("为哪个县报送")).to_have_count(0)
    sign_out(page)
    sign_in(page, "both")
    field, chosen = page.get_by_label("为哪个县报送"), page.locator("input[type=file]").first
    expect(field).to_have_value("")
    chosen.set_input_files(file)
    expect(page.get_by_role("alert")).to_contain_text("请先填写为哪个县报送")
    field.fill("510182")
    expect(page.get_by_role("region", name="报送数据")).to_contain_text("本账号只负责 510181、5102")
    field.fill("510211")
    with page.expect_response(re.compile(r"/submissions\?.*county=510211")) as sent:
        chosen.set_input_files(file)
    assert sent.value.status == 201
    newest = people.by_key("desk").get("/api/v1/submissions").json()["items"][0]
    assert newest["county_code"] == "510211"


def test_signing_in_with_a_provider(browser: Browser, people: People, local: LocalProvider) -> None:
    """To it, and back to where one wanted to go; there is no password to change."""
    made(people, "linked")
    with browser.new_context(base_url=people.asked.url) as context:
        page = context.new_page()
        page.goto("/runs?status=failed")
        page.get_by_role("link", name="用省统一身份认证登录").click()
        page.wait_for_url(f"{local.url}/authorize**")
        page.get_by_role("button", name="u-1").click()
        expect(page.get_by_role("button", name=f"{MINE}：linked")).to_be_visible()
        expect(page).to_have_url(f"{people.asked.url}/runs?status=failed")
