"""The page in a real browser: it renders, shows its map, runs nothing and prints."""

from __future__ import annotations

import os
import shutil
import struct
import subprocess
from datetime import datetime
from pathlib import Path

import pytest

from gouhook_gis.report.html import html
from tests.support.reports import full_report

pytestmark = pytest.mark.browser


@pytest.fixture
def chromium() -> str:
    """Return the browser; skip loudly without one, fail where it must be there."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        if os.environ.get("CI") == "true":
            pytest.fail("chromium is missing, and CI needs it (apt-get install chromium)")
        pytest.skip("chromium is missing: the page was NOT tried in a browser")
    return found


def run(chromium: str, page: Path, *options: str) -> str:
    """Run the browser without a window or network and return what it prints."""
    command = [
        chromium,
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={page.parent / 'profile'}",
        *options,
        page.as_uri(),
    ]
    done = subprocess.run(command, capture_output=True, check=True, timeout=120, text=True)
    return done.stdout


@pytest.fixture
def page(tmp_path: Path) -> Path:
    """The page of the full report in a file."""
    path = tmp_path / "report.html"
    path.write_text(html(full_report(), written=datetime(2024, 6, 2, 9, 30)), "utf-8")
    return path


def test_browser_keeps_hostile_text_as_text(chromium: str, page: Path) -> None:
    """The DOM a browser builds has no script element and no image, but the text of both."""
    dom = run(chromium, page, "--dump-dom")
    assert "<script" not in dom
    assert "<img" not in dom
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in dom
    assert 'class="map"' in dom


def test_browser_paints_the_page(chromium: str, page: Path) -> None:
    """A screenshot of the first screen in the asked size, with more than blank paper on it."""
    picture = page.with_suffix(".png")
    run(chromium, page, "--window-size=1180,1600", f"--screenshot={picture}")
    data = picture.read_bytes()
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (1180, 1600)
    assert len(data) > 60_000


def test_browser_prints_on_a4(chromium: str, page: Path) -> None:
    """Several pages, each 210 × 297 mm."""
    printed = page.with_suffix(".pdf")
    run(chromium, page, "--no-pdf-header-footer", f"--print-to-pdf={printed}")
    data = printed.read_bytes()
    assert data.startswith(b"%PDF")
    boxes = data.count(b"/MediaBox [0 0 594.95996 841.91998]")
    assert boxes >= 4
