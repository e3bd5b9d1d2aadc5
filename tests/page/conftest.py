"""The page in a real browser, before a real service: everything that is costly, once a session.

The page is built, and the four samples are checked, by whichever test process comes first; each
process then serves a copy of its own.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from scripts.page import build
from tests.page.browser import Watch, chromium, violations, watched
from tests.service.api.serving import PATIENCE_S, REFERENCE, ROOT, Process, process

SAMPLES = {
    "clean": {},
    "violations": {},
    "messy": {},
    "accepted": {"stage": "acceptance"},
}
_HERE = Path(__file__).parent
_OTHER_S = 4 * PATIENCE_S  # a build, and as many checks as there are samples


@dataclass(frozen=True)
class Site:
    """A served page: its origin, and the checked samples by name (`clean`, `violations`, `messy`,
    `accepted`).
    """

    url: str
    service: Process
    runs: Mapping[str, str]
    submissions: Mapping[str, str]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder as one of the browser."""
    for item in items:
        if _HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder that all test processes of a run have in common."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if "PYTEST_XDIST_WORKER" in os.environ else base


def once(place: Path, make: Callable[[Path], None]) -> Path:
    """Return `place` as `make` made it: by one process, for which the others wait. Where it fails,
    the next one tries.
    """
    begun, done = (place.with_name(f"{place.name}.{state}") for state in ("begun", "done"))
    deadline = time.monotonic() + _OTHER_S
    while not done.exists():
        try:
            begun.touch(exist_ok=False)
        except FileExistsError:
            assert time.monotonic() < deadline, f"{place.name} was not made by the other process"
            time.sleep(0.1)
            continue
        try:
            make(place)
            done.touch()
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            begun.unlink()
            raise
    return place


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    with chromium() as found:
        yield found


@pytest.fixture(scope="session")
def built(shared: Path) -> Path:
    """The folder of the built page: GOUHOOK_PAGE, else built as it is for a package."""
    told = os.environ.get("GOUHOOK_PAGE")
    return Path(told) if told else once(shared / "page", lambda out: build(ROOT, out))


@pytest.fixture(scope="session")
def site(shared: Path, tmp_path_factory: pytest.TempPathFactory, built: Path) -> Iterator[Site]:
    """The page, served by `gouhook serve` that has checked the four samples."""
    checked = once(shared / "checked", _check_samples)
    data = tmp_path_factory.mktemp("site") / "data"
    shutil.copytree(checked, data)
    with serving(data, built) as service:
        runs = service.http.get("/api/v1/runs").json()["items"]
        by_name = {run["filename"].removesuffix(".zip"): run for run in runs}
        assert set(by_name) == set(SAMPLES)
        yield Site(
            url=str(service.http.base_url).rstrip("/"),
            service=service,
            runs={name: run["id"] for name, run in by_name.items()},
            submissions={name: run["submission_id"] for name, run in by_name.items()},
        )


def serving(data: Path, page: Path, **environment: str) -> AbstractContextManager[Process]:
    """Give `gouhook serve` over `data` with the page in `page`, and one worker: each loads for
    seconds.
    """
    told = {"GOUHOOK_PAGE": str(page), "GOUHOOK_WORKERS": "1", **environment}
    return process(data, "--reference", str(REFERENCE), **told)


def _check_samples(data: Path) -> None:
    with process(data, "--reference", str(REFERENCE)) as service:
        begun = [service.submit(f"{name}.zip", **more) for name, more in SAMPLES.items()]
        for run in begun:
            assert service.ended(run)["status"] == "succeeded"


OpenPage = Callable[..., Page]


@pytest.fixture
def open_page(browser: Browser, site: Site) -> Iterator[OpenPage]:
    """Open a page: `open_page(lang="en", width=1920, height=1080)`; each is watched."""
    with ExitStack() as stack:

        def opened(lang: str = "zh", width: int = 1366, height: int = 768) -> Page:
            return stack.enter_context(watched(browser, site.url, lang, width, height))[0]

        yield opened


@pytest.fixture
def watching(browser: Browser, site: Site) -> Iterator[tuple[Page, Watch]]:
    """A page with its watch, for tests that wait for a complaint."""
    with watched(browser, site.url) as both:
        yield both


@pytest.fixture
def page(watching: tuple[Page, Watch]) -> Page:
    """A page in Chinese, 1366 × 768; that it asks elsewhere or complains fails the test."""
    return watching[0]


@pytest.fixture
def watch(watching: tuple[Page, Watch]) -> Watch:
    """The watch over `page`: `watch.allow("503")` where a test waits for an error."""
    return watching[1]


@pytest.fixture
def axe() -> Callable[[Page], None]:
    """Fail for what axe finds serious or critical on a page."""

    def clean(page: Page) -> None:
        found = violations(page)
        assert not found, "\n".join(found)

    return clean
