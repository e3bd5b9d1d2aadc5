"""Keys of one's own, and accounts as an administrator looks after them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.settings import Settings
from tests.page.browser import Watch, watched
from tests.page.people import account, enter, made, make_key
from tests.service.api.people import People, with_people

Axe = Callable[[Page], None]


@pytest.fixture(scope="module")
def people(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """A service in which everybody may sign in, with its page."""
    data = tmp_path_factory.mktemp("administered") / "data"
    with with_people(Settings(data=data, page=built, sign_ins=1000)) as found:
        yield found


@pytest.fixture
def watching(browser: Browser, people: People) -> Iterator[tuple[Page, Watch]]:
    """A page of that service; that nobody is signed in yet is told by a 401."""
    with watched(browser, people.asked.url) as (page, watch):
        watch.allow("401")
        yield page, watch


def test_a_key_is_shown_once_and_revoked_for_good(page: Page, people: People, axe: Axe) -> None:
    """A program with it is its owner, until it is revoked."""
    enter(page, "desk", "/keys")
    secret = make_key(page, "批量提交脚本")
    axe(page)
    program = people.client({"Authorization": f"Bearer {secret}"})
    assert program.get("/api/v1/session").json()["name"] == "desk"
    page.reload()
    line = page.get_by_role("row").filter(has_text="批量提交脚本")
    expect(line).to_contain_text("有效")
    assert secret not in page.content()
    line.get_by_role("button", name="作废").click()
    question = page.get_by_role("dialog", name="作废")
    expect(question).to_contain_text("不能恢复")
    question.get_by_role("button", name="作废").click()
    expect(line).to_contain_text("已作废")
    assert program.get("/api/v1/session").status_code == 401


def test_an_administrator_makes_changes_and_disables(page: Page, people: People, axe: Axe) -> None:
    """An account from its making to its end; the password is told once."""
    enter(page, "admin", "/accounts")
    page.get_by_role("button", name="新建账号").click()
    dialog = page.get_by_role("dialog", name="新建账号")
    dialog.get_by_label("账号", exact=True).fill("Wang")
    dialog.get_by_label("姓名、单位").fill("王伟")
    dialog.get_by_role("button", name="新建账号").click()
    expect(dialog).to_contain_text("测绘单位必须指定县")
    dialog.get_by_label("负责的县").fill("510181，5102")
    axe(page)
    dialog.get_by_role("button", name="新建账号").click()
    told = page.get_by_role("dialog", name="wang 的密码")
    password = told.locator("code").inner_text()
    told.get_by_role("button", name="已经记下").click()
    wang = account(people, "wang")
    assert (wang.role, wang.counties) == (Role.SURVEYOR, ("510181", "5102"))
    assert wang.must_change
    credentials = {"name": "wang", "password": password}
    assert people.client().post("/api/v1/session", json=credentials).status_code == 200

    pane = page.get_by_role("complementary", name="wang")
    expect(pane).to_contain_text("待改密码")
    pane.get_by_role("button", name="修改").click()
    dialog = page.get_by_role("dialog", name="修改账号 wang")
    dialog.get_by_label("角色").select_option("desk")
    dialog.get_by_label("负责的县").fill("")
    dialog.get_by_role("button", name="保存").click()
    expect(pane).to_contain_text("审查人员")
    expect(pane).to_contain_text("全部")
    pane.get_by_role("button", name="停用").click()
    question = page.get_by_role("dialog", name="停用")
    expect(question).to_contain_text("操作记录都保留")
    question.get_by_role("button", name="停用").click()
    expect(pane).to_contain_text("已停用")
    axe(page)
    assert people.client().post("/api/v1/session", json=credentials).status_code == 401
    page.get_by_label("账号、姓名、单位或县代码").fill("审计")
    expect(page.locator("[role=row][aria-selected]")).to_have_count(1)


def test_a_locked_account_is_unlocked_and_a_password_reset(page: Page, people: People) -> None:
    """The new password is another, and lets its owner in."""
    first = made(people, "absent")
    wrong = {"name": "absent", "password": "not this one at all"}
    for _ in range(5):
        people.client().post("/api/v1/session", json=wrong)
    enter(page, "admin", f"/accounts?account={account(people, 'absent').id}")
    pane = page.get_by_role("complementary", name="absent")
    expect(pane).to_contain_text(re.compile(r"锁定至 \d\d:\d\d"))
    pane.get_by_role("button", name="解锁").click()
    expect(pane).to_contain_text("待改密码")
    pane.get_by_role("button", name="重置密码").click()
    page.get_by_role("dialog", name="重置密码").get_by_role("button", name="重置密码").click()
    second = page.get_by_role("dialog", name="absent 的密码").locator("code").inner_text()
    assert second != first
    credentials = {"name": "absent", "password": second}
    assert people.client().post("/api/v1/session", json=credentials).status_code == 200


def test_the_last_administrator_stays(page: Page, people: People) -> None:
    """Neither the pane nor the dialog offers what the service would refuse."""
    admin = account(people, "admin")
    enter(page, "admin", f"/accounts?account={admin.id}")
    pane = page.get_by_role("complementary", name="admin")
    expect(pane).to_contain_text("最后一个可用的管理员")
    expect(pane.get_by_role("button", name="停用")).to_have_count(0)
    pane.get_by_role("button", name="修改").click()
    expect(page.get_by_role("dialog").get_by_label("角色")).to_be_disabled()
