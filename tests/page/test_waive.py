"""Approved exceptions from the result of a check, and results that show more than one may see."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from gouhook_gis.service import administration
from gouhook_gis.service.accounts.models import NewAccount
from gouhook_gis.service.accounts.roles import Role
from gouhook_gis.service.database import schema
from gouhook_gis.service.database.engine import Database
from gouhook_gis.service.records import accounts
from gouhook_gis.service.settings import Settings
from tests.page.browser import Watch, watched
from tests.page.conftest import serving
from tests.page.people import enter
from tests.service.api.people import kept_password
from tests.service.api.serving import PATIENCE_S, Process

Axe = Callable[[Page], None]
COUNTY = "5109"  # the sample lies in two counties of it
DOCUMENT = "川自然资函〔2026〕12号"
PEOPLE = (
    NewAccount(name="surveyor", title="甲测绘", role=Role.SURVEYOR, counties=(COUNTY,)),
    NewAccount(name="desk", title="审查科 李敏", role=Role.DESK),
)


@dataclass
class Desk:
    """A service with workers and accounts, and the run of a desk officer's submission."""

    service: Process
    url: str
    run: str


@pytest.fixture(scope="module")
def desk(built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The sample with violations, checked for a county whose surveyors see no restricted shape."""
    data = tmp_path_factory.mktemp("waive") / "data"
    data.mkdir()
    key = _with_people(Settings(data=data))
    details = json.dumps({"surveyor": {"*": "none"}})
    told = {"GOUHOOK_REFERENCE_DETAILS": details, "GOUHOOK_WORKERS": "1"}
    with serving(data, built, **told) as service:
        service.http.headers["Authorization"] = f"Bearer {key}"
        run = service.submit("violations.zip", county=COUNTY)
        assert service.ended(run)["status"] == "succeeded"
        yield Desk(service, str(service.http.base_url).rstrip("/"), run)


def _with_people(settings: Settings) -> str:
    """Make the accounts of PEOPLE; return a key of the desk's."""
    database = Database(settings.url)
    schema.upgrade(database)
    with database.changing() as session:
        for new in PEOPLE:
            one = administration.make(session, "console", new, kept_password())
            accounts.set_password(session, one.id, kept_password(), must_change=False)
        _, key = administration.make_key(session, "console", one, "", None)
    database.close()
    return key


@pytest.fixture
def watching(browser: Browser, desk: Desk) -> Iterator[tuple[Page, Watch]]:
    """A page of that service; that nobody is signed in yet is told by a 401."""
    with watched(browser, desk.url) as (page, watch):
        watch.allow("401")
        yield page, watch


def test_an_exception_is_recorded_and_counts(page: Page, desk: Desk, axe: Axe) -> None:
    """The submission is checked again with it; the finding stays, marked; the audit tells."""
    enter(page, "desk", f"/runs/{desk.run}?finding=2")
    page.get_by_role("button", name="登记批准例外").click()
    dialog = page.get_by_role("dialog", name="登记批准例外")
    expect(dialog).to_contain_text("只对这一处问题")
    expect(dialog.get_by_label("登记人")).to_have_value("审查科 李敏")
    dialog.get_by_role("button", name="登记并再次检查").click()
    for said in ("请填写批准文号", "请写明理由", "请选择有效期"):
        expect(dialog).to_contain_text(said)
    axe(page)
    dialog.get_by_label("批准文号").fill(DOCUMENT)
    dialog.get_by_label("理由").fill("省厅同意")
    dialog.get_by_role("combobox", name="有效期至").fill("2099-12-31")
    dialog.get_by_role("combobox", name="有效期至").press("Enter")
    dialog.get_by_role("button", name="登记并再次检查").click()
    page.wait_for_url(re.compile(rf"/runs/(?!{desk.run})\w+"))
    expect(page.get_by_text(f"1 个问题按批准文号 {DOCUMENT} 不计入结论")).to_be_visible(
        timeout=PATIENCE_S * 1000
    )
    page.get_by_label("查找地块、规则、文字").fill("ZJ-A01")  # what is waived stands last
    page.locator("[role=row][aria-selected]").filter(has_text="ZJ-A01").first.click()
    expect(page.get_by_text(f"批准例外 {DOCUMENT}").first).to_be_visible()
    expect(page.get_by_role("button", name="登记批准例外")).to_have_count(0)
    page.get_by_role("tab", name="依据与资料").click()
    expect(page.get_by_role("row").filter(has_text="省厅同意")).to_contain_text("2099-12-31")
    run = page.url.partition("/runs/")[2].partition("?")[0]
    kept = desk.service.http.get(f"/api/v1/runs/{run}").json()["options"]["waivers"]
    assert [(one["document"], one["officer"]) for one in kept] == [(DOCUMENT, "审查科 李敏")]
    page.goto(f"/runs?run={run}")
    pane = page.get_by_role("complementary", name="所选任务")
    expect(pane.locator("dl")).to_contain_text(DOCUMENT)


def test_a_surveyor_is_told_that_a_result_shows_too_much(
    page: Page, watch: Watch, desk: Desk, axe: Axe
) -> None:
    """Checked again it shows what they may see, and says so; exceptions are not theirs to make."""
    watch.allow("403")
    enter(page, "surveyor", f"/runs/{desk.run}")
    state = page.get_by_role("main").get_by_role("alert")
    expect(state).to_contain_text("没有权限")
    axe(page)
    state.get_by_role("button", name="再次检查").click()
    page.get_by_role("dialog").get_by_role("button", name="开始检查").click()
    page.wait_for_url(re.compile(rf"/runs/(?!{desk.run})\w+"))
    expect(page.get_by_role("tab", name="问题")).to_be_visible(timeout=PATIENCE_S * 1000)
    page.locator("[role=row][aria-selected]").first.click()
    expect(page.get_by_role("region", name="选中的对象")).to_be_visible()
    expect(page.get_by_role("button", name="登记批准例外")).to_have_count(0)
    run = page.url.partition("/runs/")[2].partition("?")[0]
    notices = desk.service.http.get(f"/api/v1/runs/{run}").json()["notice_texts"]
    assert notices
    expect(page.get_by_text(notices[0]["zh"])).to_be_visible()
