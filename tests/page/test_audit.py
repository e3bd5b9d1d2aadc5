"""The audit as an auditor reads it."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import text

from gouhook_gis.domain.catalogue import catalogue
from gouhook_gis.service.accounts.models import RESERVED
from gouhook_gis.service.audit.deeds import Deed
from gouhook_gis.service.settings import Settings
from tests.page.browser import ROOT, Watch, watched
from tests.page.people import enter
from tests.page.test_desk import rows
from tests.service.api.people import People, with_people

Axe = Callable[[Page], None]
WORDS = ROOT / "frontend" / "src" / "audit" / "auditWords.ts"


@pytest.fixture(scope="module")
def people(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[People]:
    """A service whose audit holds 6 accounts, a submission, and who signs in here."""
    data = tmp_path_factory.mktemp("audit") / "data"
    with with_people(Settings(data=data, page=built, sign_ins=1000)) as made:
        desk = made.signed_in("desk")
        told = {"filename": "项目.zip", "check": "false"}
        assert desk.post("/api/v1/submissions", params=told, content=b"PK").status_code == 201
        yield made


@pytest.fixture
def watching(browser: Browser, people: People) -> Iterator[tuple[Page, Watch]]:
    """A page of that service; that nobody is signed in yet is told by a 401."""
    with watched(browser, people.asked.url) as (page, watch):
        watch.allow("401")
        yield page, watch


def test_every_deed_and_every_actor_of_ours_has_a_name() -> None:
    """In both languages, deeds in the filter too; the page knows none that the service does not."""
    words = WORDS.read_text("utf-8")
    for begins, ends, known, names in (
        ("ACTS = {", "} as const", set(Deed), "page.audit.act."),
        ("NOBODY: ", "\n", RESERVED, "page.audit.actor."),
    ):
        listed = re.findall(r"'([a-z_]+)'", words.partition(begins)[2].partition(ends)[0])
        assert sorted(listed) == sorted(known)
        assert {one.removeprefix(names) for one in catalogue() if one.startswith(names)} == known


def test_all_that_is_written_down_has_a_name() -> None:
    """By the table of the manual: nobody is shown the name of a column of ours."""
    manual = (ROOT / "docs" / "audit.md").read_text("utf-8")
    told = {"address", "via"}
    for data in re.findall(r"^\| `\w+` \|[^|]+\|([^|]*)\|", manual, re.MULTILINE):
        told |= set(re.findall(r"`(\w+)`", re.sub(r"\(.*?\)", "", data)))
    assert len(told) > 20
    assert {f"page.audit.data.{name}" for name in told} <= catalogue().keys()


def test_lines_are_found_and_lead_to_what_they_are_about(
    page: Page, people: People, axe: Axe
) -> None:
    """The newest is the sign-in of whoever looks; the address keeps how they were found."""
    enter(page, "auditor", "/audit")
    expect(rows(page).first).to_contain_text("登录")
    expect(rows(page).first).to_contain_text("账号 auditor")
    axe(page)
    page.get_by_role("combobox", name="操作").press("Enter")
    page.get_by_role("option", name="提交资料").click()
    expect(rows(page)).to_have_count(1)
    expect(rows(page)).to_contain_text("审查人员")
    expect(page).to_have_url(re.compile("act=submission_received"))
    rows(page).click()
    pane = page.get_by_role("complementary", name="第 8 行")
    expect(pane).to_contain_text("大小（字节）2")
    expect(pane).to_contain_text("127.0.0.1")
    axe(page)
    kept = people.signed_in("auditor").get("/api/v1/submissions").json()["items"][0]["id"]
    expect(pane.get_by_role("link")).to_have_attribute("href", f"/submissions?submission={kept}")
    page.get_by_role("button", name="清除筛选").click()
    pane.get_by_role("button", name="只看这个对象").click()
    expect(rows(page)).to_have_count(1)
    page.goto("/audit?actor=console")
    expect(rows(page)).to_have_count(6)
    expect(rows(page).first).to_contain_text("服务器命令行")


def test_lines_are_taken_home(page: Page, tmp_path: Path) -> None:
    """Those in view, for a spreadsheet."""
    enter(page, "auditor", "/audit?actor=console")
    expect(rows(page)).to_have_count(6)
    with page.expect_download() as given:
        page.get_by_role("button", name="导出 CSV").click()
    file = tmp_path / "audit.csv"
    given.value.save_as(file)
    lines = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert lines[0][:5] == ["序号", "时间", "操作人", "角色", "操作"]
    assert [line[0] for line in lines[1:]] == ["6", "5", "4", "3", "2", "1"]
    assert lines[1][2:5] == ["服务器命令行", "", "新建账号"]


def test_the_chain_is_verified_and_a_changed_line_shows(
    page: Page, people: People, axe: Axe
) -> None:
    """Who writes to the database past the service is found out; last, for it stays broken."""
    enter(page, "auditor", "/audit")
    verify = page.get_by_role("button", name="校验完整性")
    verify.click()
    dialog = page.get_by_role("dialog", name="校验完整性")
    expect(dialog).to_contain_text(re.compile(r"完整：\d+ 行前后相接"))
    axe(page)
    page.keyboard.press("Escape")
    expect(page.get_by_text(re.compile("校验：完整"))).to_be_visible()
    with people.asked.context.database.changing() as session:
        triggers = session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'"))
        for name in triggers.all():
            session.execute(text(f'DROP TRIGGER "{name}"'))
        session.execute(text("UPDATE audit SET actor = 'nobody' WHERE number = 3"))
    verify.click()
    expect(dialog).to_contain_text("不完整")
    expect(dialog.get_by_role("listitem")).to_contain_text("第 3 行")
