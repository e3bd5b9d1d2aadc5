"""Pictures of every view and state of the page, to be looked at: `python -m tests.page.screens`.

They come from a real service that has checked the samples, and from one with accounts, in both
languages at the smallest screen and in Chinese at a large one; a page that complains or asks
elsewhere ends it.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from gouhook_gis.service import signing
from gouhook_gis.service.api.callers import COOKIE
from gouhook_gis.service.settings import Settings
from tests.page.archives import ambiguous
from tests.page.batch import batch_of
from tests.page.browser import ROOT, chromium, watched
from tests.page.conftest import SAMPLES, serving
from tests.page.corrected import corrected
from tests.page.onmap import OnMap
from tests.service.api.people import People, with_people
from tests.service.api.serving import SAMPLE, Process
from tests.support.batches import small_batch

PAGE = ROOT / "src" / "gouhook_gis" / "service" / "page"
SIZES = ((1366, 768, "zh"), (1366, 768, "en"), (1920, 1080, "zh"))
_TABS = 5
_PATIENCE_MS = 60_000
_DRAWN_MS = 500  # until a dialog stands still
Shown = tuple[str, str, Callable[[Page], None]]


def main(out: Path) -> None:
    """Write the pictures into `out`, a folder a size and language."""
    with tempfile.TemporaryDirectory() as scratch, chromium() as browser:
        folder = Path(scratch)
        with serving(folder / "data", PAGE) as service:
            origin = str(service.http.base_url).rstrip("/")
            _picture(browser, origin, out, [("first-day", "/submissions", _still)])
            views = [*_views(_checked(service, folder), ambiguous(folder / "who"))]
            views += _views_of_batch(batch_of(service, small_batch(folder / "batch")))
            _picture(browser, origin, out, views)
        with with_people(Settings(data=folder / "people", page=PAGE, sign_ins=10_000)) as people:
            _picture(browser, people.asked.url, out, [*_views_with_accounts(people)])


def _checked(service: Process, folder: Path) -> dict[str, str]:
    """Check the samples, a corrected version and an empty archive; return runs by name."""
    runs = {name: service.submit(f"{name}.zip", **more) for name, more in SAMPLES.items()}
    nothing, version = folder / "空.zip", corrected(folder / "version")
    nothing.write_bytes(b"PK\x05\x06" + bytes(18))
    for name, path in (("unreadable", nothing), ("corrected", version)):
        told = {"filename": path.name, "profile": "sichuan"}
        answer = service.http.post("/api/v1/submissions", params=told, content=path.read_bytes())
        runs[name] = answer.json()["id"]
    for run in runs.values():
        service.ended(run)
    asked = {"slots": {"basic_farmland": "1999"}}
    wrong = service.http.post(f"/api/v1/runs/{runs['clean']}/rerun", json=asked).json()["id"]
    service.ended(wrong)
    runs["wrong"] = wrong
    return runs


def _views(runs: dict[str, str], archive: Path) -> Iterator[Shown]:
    yield "submit", "/", _still
    yield "submit-recognised", "/", _handed_in(SAMPLE / "submissions" / "violations.zip")
    yield "submit-mapping", "/", _handed_in(archive)
    for name, run in runs.items():
        yield f"result-{name}", f"/runs/{run}", _still
    for number in range(_TABS):
        yield f"result-tab-{number}", f"/runs/{runs['violations']}", _tab(number)
    yield "result-finding", f"/runs/{runs['violations']}?finding=10", _mapped
    yield "result-reconciled", f"/runs/{runs['accepted']}", _tab(3)
    yield "compare", f"/compare/{runs['violations']}/{runs['corrected']}", _mapped
    yield "trial", f"/runs/{runs['violations']}/trial", _mapped
    for place in ("submissions", "runs", "layers", "rules"):
        yield place, f"/{place}", _still
    yield "rule", "/rules/ZJ-B14", _still
    yield "nowhere", "/no/such/place", _still
    yield "missing", "/runs/none", _still


def _views_of_batch(batch: str) -> Iterator[Shown]:
    yield "batches", "/batches", _still
    yield "batch-new", "/batches/new", _still
    yield "batch", f"/batches/{batch}", _still
    for tab in ("matrix", "doubles", "counties"):
        yield f"batch-{tab}", f"/batches/{batch}?tab={tab}", _still


def _views_with_accounts(people: People) -> Iterator[Shown]:
    administrator = people.accounts["admin"].id
    yield "sign-in", "/runs", _still
    for name in ("surveyor", "auditor"):
        yield f"accounts-{name}", "/", _signed_in(people, name)
    yield "accounts-not-permitted", "/accounts", _signed_in(people, "desk")
    yield "accounts", f"/accounts?account={administrator}", _signed_in(people, "admin")
    yield "accounts-new", "/accounts", _pressed(people, "admin", "main .acts .button")
    yield "accounts-menu", "/runs", _pressed(people, "admin", ".account button")
    yield "accounts-keys", "/keys", _signed_in(people, "desk")
    yield "accounts-key", "/keys", _pressed(people, "desk", "main .acts .button")
    yield "audit", "/audit?line=000000000003", _signed_in(people, "auditor")
    yield "audit-verified", "/audit", _pressed(people, "auditor", "main .acts .button")


def _signed_in(people: People, name: str) -> Callable[[Page], None]:
    """Give the browser a session of somebody, and come again."""

    def come_again(page: Page) -> None:
        with people.asked.context.database.changing() as session:
            token = signing.begin(session, people.accounts[name], "127.0.0.1", "password")
        page.context.add_cookies([{"name": COOKIE, "value": token, "url": people.asked.url}])
        page.reload()
        _still(page)

    return come_again


def _pressed(people: People, name: str, button: str) -> Callable[[Page], None]:
    """Sign in, and press the first button that fits."""

    def pressed(page: Page) -> None:
        _signed_in(people, name)(page)
        page.locator(button).first.click()
        page.wait_for_timeout(_DRAWN_MS)
        _still(page)

    return pressed


def _picture(browser: Browser, origin: str, out: Path, views: list[Shown]) -> None:
    for width, height, lang in SIZES:
        folder = out / f"{lang}-{width}"
        folder.mkdir(parents=True, exist_ok=True)
        for name, address, prepare in views:
            with _opened(browser, origin, lang, width, height) as page:
                page.goto(address)
                prepare(page)
                page.screenshot(path=folder / f"{name}.png")
                print(folder / f"{name}.png")  # noqa: T201 - what this program is for


@contextmanager
def _opened(browser: Browser, origin: str, lang: str, width: int, height: int) -> Iterator[Page]:
    with watched(browser, origin, lang, width, height) as (page, watch):
        watch.allow("404")  # an address that is not there is one of the states
        watch.allow("401")  # as is that nobody is signed in
        yield page


def _still(page: Page) -> None:
    """Wait until nothing is asked for any more."""
    page.wait_for_load_state("networkidle")


def _mapped(page: Page) -> None:
    expect(page.locator(".map-frame")).to_be_visible(timeout=_PATIENCE_MS)
    OnMap(page).settled()


def _tab(number: int) -> Callable[[Page], None]:
    def chosen(page: Page) -> None:
        page.get_by_role("tab").nth(number).click()
        _still(page)

    return chosen


def _handed_in(archive: Path) -> Callable[[Page], None]:
    def dropped(page: Page) -> None:
        page.locator("input[type=file]").first.set_input_files(archive)
        expect(page.locator("table").first).to_be_visible(timeout=_PATIENCE_MS)

    return dropped


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "out/screens"))
