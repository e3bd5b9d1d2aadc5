"""The page of a service with accounts, and how its people sign in."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from gouhook_gis.service import administration
from gouhook_gis.service.accounts.models import Account, NewAccount
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.records import accounts
from tests.service.api.people import PASSWORD, People, kept_password

MINE = "我的账号"


def enter(page: Page, name: str, to: str = "/", password: str = PASSWORD) -> None:
    """Go to an address, and sign in where that is asked."""
    page.goto(to)
    sign_in(page, name, password)
    expect(page.get_by_role("button", name=MINE)).to_be_visible()


def sign_in(page: Page, name: str, password: str = PASSWORD) -> None:
    """Fill in the form and send it."""
    form = page.get_by_role("region", name="登录")
    form.get_by_label("账号", exact=True).fill(name)
    form.get_by_label("密码", exact=True).fill(password)
    form.get_by_role("button", name="登录", exact=True).click()


def sign_out(page: Page) -> None:
    """By the menu in the head."""
    page.get_by_role("button", name=MINE).click()
    page.get_by_role("button", name="退出登录").click()
    expect(page.get_by_role("region", name="登录")).to_be_visible()


def make_key(page: Page, title: str) -> str:
    """Make a key at the page of keys; return it."""
    page.get_by_role("button", name="新建密钥").click()
    dialog = page.get_by_role("dialog", name="新建密钥")
    dialog.get_by_label("用途").fill(title)
    dialog.get_by_role("button", name="新建密钥").click()
    told = page.get_by_role("dialog", name="密钥已建好")
    expect(told).to_contain_text("只显示这一次")
    secret = told.locator("code").inner_text()
    told.get_by_role("button", name="已经记下").click()
    expect(told).to_have_count(0)
    return secret


def account(people: People, name: str) -> Account:
    """Return an account as it is now."""
    with people.asked.context.database.reading() as session:
        return administration.named(session, name)


def made(people: People, name: str) -> str:
    """Make an account as an administrator does; return its password, which is to be changed."""
    password, kept = administration.one_time()
    _there(people, NewAccount(name=name, role=Role.DESK), kept, must_change=True)
    return password


def ready(
    people: People, name: str, role: Role = Role.DESK, counties: tuple[str, ...] = ()
) -> None:
    """Make an account that may go on with PASSWORD."""
    new = NewAccount(name=name, role=role, counties=counties)
    _there(people, new, kept_password(), must_change=False)


def _there(people: People, new: NewAccount, kept: str, *, must_change: bool) -> None:
    """Make an account, also where an earlier attempt of the test made it."""
    with people.asked.context.database.changing() as session:
        found = accounts.account_named(session, new.name)
        one = found or administration.make(session, "console", new, kept)
        accounts.set_password(session, one.id, kept, must_change=must_change)
        accounts.forgive(session, one.id)
