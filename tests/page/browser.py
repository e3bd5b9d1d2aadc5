"""Chromium as the tests of the page use it: watched, and asked what axe finds."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright

ROOT = Path(__file__).parents[2]
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
_GRAVE = ("serious", "critical")
# For what a page does by itself, on two cores that have other things to do as well.
PATIENCE_MS = 30_000
# Half of what a page costs is the browser's own: with each window it loads two pages of its own for
# suggestions under an address field that nobody sees. It obeys the last list of features alone, so
# those that Playwright switches off stand here too.
_OWN_PAGES = ("WebUIOmniboxPopup", "WebUIOmniboxAimPopup", "WebUIOmniboxFullPopup")
_AS_PLAYWRIGHT = (
    "AvoidUnnecessaryBeforeUnloadCheckSync",
    "DestroyProfileOnBrowserClose",
    "HttpsUpgrades",
    "HttpsFirstBalancedModeAutoEnable",
    "LensOverlay",
    "MediaRouter",
    "PaintHolding",
    "ThirdPartyStoragePartitioning",
    "AvoidCorsURLLoaderRestartOnRedirect",
    "OptimizationHints",
    "NetworkTimeServiceQuerying",
    "AimEnabled",
    "PreconnectToSearch",
)
# Nothing leaves this machine, whatever a page or the browser itself would like to ask.
_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    f"--disable-features={','.join(_AS_PLAYWRIGHT + _OWN_PAGES)}",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@contextmanager
def chromium() -> Iterator[Browser]:
    """Give Debian's browser; skip loudly without one, fail where it must be there."""
    names = ("chromium", "chromium-browser", "google-chrome")
    found = next(filter(None, map(shutil.which, names)), None)
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium is missing, and CI needs it (apt-get install chromium)")
        pytest.skip("chromium is missing: the page was NOT tried in a browser")
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=_OPTIONS)
        yield browser
        browser.close()


class Watch:
    """What a page did that it should not have: asked another origin, complained.

    A test of an error state says by `allow` which complaint it is waiting for.
    """

    def __init__(self, page: Page, origin: str) -> None:
        self._origin, self._allowed = origin, list[str]()
        self.foreign, self.complaints = list[str](), list[str]()
        page.on("request", self._asked)
        page.on("console", self._said)
        page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def allow(self, part: str) -> None:
        """Have no objection to errors of the console that contain `part`."""
        self._allowed.append(part)

    def verify(self) -> None:
        """Fail for what was seen."""
        assert not self.foreign, f"the page asked elsewhere: {self.foreign}"
        left = [one for one in self.complaints if not any(part in one for part in self._allowed)]
        assert not left, f"the page complained: {left}"

    def _asked(self, request: Request) -> None:
        ours = (f"{self._origin}/", "data:", f"blob:{self._origin}/")
        if not request.url.startswith(ours):
            self.foreign.append(request.url)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            self.complaints.append(message.text)


@contextmanager
def watched(
    browser: Browser, origin: str, lang: str = "zh", width: int = 1366, height: int = 768
) -> Iterator[tuple[Page, Watch]]:
    """Give a page of its own, in `lang` and of that size; what it did wrong fails the test."""
    context = browser.new_context(
        base_url=origin, viewport={"width": width, "height": height}, locale="zh-CN"
    )
    # Only where nothing is kept yet: a test may switch the language and load again.
    context.add_init_script(
        "if (location.origin !== 'null' && !localStorage.getItem('gouhook.language'))"
        f" localStorage.setItem('gouhook.language', '{lang}')"
    )
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    watch = Watch(page, origin)
    yield page, watch
    context.close()
    watch.verify()


def violations(page: Page) -> list[str]:
    """Return what axe finds serious or critical, as "rule: selector (what)" lines."""
    # Put there by the debugger: the policy of the page, which stands, is not asked.
    page.evaluate(AXE.read_text("utf-8"))
    found: list[dict[str, Any]] = page.evaluate(
        "async () => (await axe.run(document, {resultTypes: ['violations']})).violations"
    )
    return [
        f"{one['id']}: {' '.join(map(str, node['target']))} ({one['help']})"
        for one in found
        if one["impact"] in _GRAVE
        for node in one["nodes"]
    ]
