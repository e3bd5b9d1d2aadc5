"""How a run ends, as its view tells it: checked again, compared, without a result."""

from __future__ import annotations

import re
from collections.abc import Callable

import httpx
from playwright.sync_api import Page, expect

from tests.page.conftest import Site


def test_check_again_and_compare(page: Page, site: Site) -> None:
    """Another stage gives a run of its own, which is followed to its end; runs can be compared."""
    page.goto(f"/runs/{site.runs['clean']}")
    page.get_by_role("button", name="与上次比较").click()
    link = page.get_by_role("dialog").get_by_role("link", name="比较").first
    assert site.runs["clean"] in (link.get_attribute("href") or "")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="再次检查").click()
    page.get_by_label("审查阶段").select_option("monitoring")
    page.get_by_role("button", name="开始检查").click()
    # The service reads its rules for the first who asks for them.
    expect(page).not_to_have_url(re.compile(site.runs["clean"]), timeout=30_000)
    expect(page.locator(".facts")).to_contain_text("动态监测", timeout=60_000)


def test_why_there_is_no_result(page: Page, site: Site, axe: Callable[[Page], None]) -> None:
    """Unreadable files, a wrong request, a cancelled run: what happened and what to do."""
    http: httpx.Client = site.service.http
    nothing = b"PK\x05\x06" + bytes(18)
    run = http.post(
        "/api/v1/submissions", params={"filename": "空.zip", "profile": "sichuan"}, content=nothing
    ).json()
    wrong = http.post(
        f"/api/v1/runs/{site.runs['clean']}/rerun", json={"slots": {"basic_farmland": "1999"}}
    ).json()
    cancelled = http.post(f"/api/v1/runs/{site.runs['clean']}/rerun", json={}).json()
    http.post(f"/api/v1/runs/{cancelled['id']}/cancel")
    site.service.ended(run["id"])
    site.service.ended(wrong["id"])
    site.service.ended(cancelled["id"])

    page.goto(f"/runs/{run['id']}")
    expect(page.locator(".stamp strong")).to_have_text("数据无法读取")
    expect(page.locator(".reasons article").first).to_contain_text("空.zip")
    page.goto(f"/runs/{wrong['id']}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("所填选项或数据不符合要求")
    expect(page.locator("main")).to_contain_text("1999")
    page.goto(f"/runs/{cancelled['id']}")
    expect(page.get_by_role("heading", level=1)).to_have_text("检查已取消")
    axe(page)
