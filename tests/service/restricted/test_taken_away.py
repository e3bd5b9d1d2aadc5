"""Results that are taken away while they are asked for: 410, like those that were before."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from gouhook_gis.domain.page_files import PAGE
from gouhook_gis.service.api import lasting, reports, shown
from gouhook_gis.service.api.context import Context
from gouhook_gis.service.database.tables import RunTable
from gouhook_gis.service.retention import forget_results
from gouhook_gis.service.settings import Settings
from tests.service.api.findings import finished
from tests.service.api.serving import Asked, in_thread
from tests.service.restricted.desk import problem
from tests.support.large import large_report, large_store, write_page

GONE = (410, "service.results_gone")


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the page shows of 300 parcels; its findings are tiles."""
    folder = tmp_path_factory.mktemp("page") / PAGE
    write_page(large_report(300), large_store(300), folder)
    return folder


@pytest.fixture
def local(tmp_path: Path) -> Iterator[Asked]:
    with in_thread(Settings(data=tmp_path / "data")) as asked:
        yield asked


def run_of(local: Asked, page: Path) -> str:
    """Return a finished run with its page and a report."""
    run_id = finished(local)
    place = local.context.files.run(run_id)
    place.mkdir()
    (place / PAGE).symlink_to(page)
    (place / "report.html").write_bytes(b"<p>" * 100_000)
    with local.context.database.changing() as session:
        row = session.get(RunTable, run_id)
        assert row is not None
        row.files = [{"name": "report.html", "size": 300_000, "format": "html"}]
    return run_id


def taken_after(
    monkeypatch: pytest.MonkeyPatch, where: Any, name: str, local: Asked, run_id: str
) -> None:
    """Have the run taken away, as retention does it, right after the call of `name`."""
    real: Callable[..., Any] = getattr(where, name)

    def then(*args: Any, **told: Any) -> Any:
        found = real(*args, **told)
        context: Context = local.context
        forget_results(context.database, context.files, run_id)
        return found

    monkeypatch.setattr(where, name, then)


@pytest.mark.parametrize(
    "address",
    [
        "page/report.zh.json",
        "page/chart.json",
        "page/chart/parcels.json",
        "page/chart/findings/0/0/0",
        "report.html",
    ],
)
@pytest.mark.parametrize("encoding", ["gzip", "identity"])
def test_between_look_up_and_opening(
    local: Asked, page: Path, monkeypatch: pytest.MonkeyPatch, address: str, encoding: str
) -> None:
    run_id = run_of(local, page)
    asked = {"Accept-Encoding": encoding}
    path = f"/api/v1/runs/{run_id}/{address}"
    assert local.http.get(path, headers=asked).status_code == 200
    taken_after(monkeypatch, shown if "page" in address else reports, "with_results", local, run_id)
    assert problem(local.http.get(path, headers=asked)) == GONE


@pytest.mark.parametrize("headers", [{}, {"Range": "bytes=0-9"}])
def test_after_the_answer_was_made_and_before_it_is_sent(
    local: Asked, page: Path, monkeypatch: pytest.MonkeyPatch, headers: dict[str, str]
) -> None:
    """The file is there when the route looks, and not any more when it is opened."""
    run_id = run_of(local, page)
    path = f"/api/v1/runs/{run_id}/report.html"
    whole = local.http.get(path)
    assert (whole.status_code, len(whole.content)) == (200, 300_000)
    part = local.http.get(path, headers={"Range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, b"<p><p><p><")
    taken_after(monkeypatch, reports, "record", local, run_id)
    assert problem(local.http.get(path, headers=headers)) == GONE


def test_a_file_that_vanishes_when_it_is_opened(
    local: Asked, page: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Even after its size was looked at: the answer has not begun."""
    run_id = run_of(local, page)
    path = f"/api/v1/runs/{run_id}/report.html"
    taken_after(monkeypatch, lasting.LastingFile, "set_stat_headers", local, run_id)
    assert problem(local.http.get(path)) == GONE


def test_lost_from_the_disk_is_not_taken_away(local: Asked, page: Path) -> None:
    run_id = run_of(local, page)
    (local.context.files.run(run_id) / "report.html").unlink()
    (local.context.files.run(run_id) / PAGE).unlink()
    run = f"/api/v1/runs/{run_id}"
    assert problem(local.http.get(f"{run}/report.html")) == (404, "service.no_format")
    assert problem(local.http.get(f"{run}/page/chart.json")) == (404, "service.no_page")
    assert problem(local.http.get(f"{run}/page/chart/parcels.json")) == (404, "service.no_page")


def test_what_the_client_has_is_answered_without_the_file(local: Asked, page: Path) -> None:
    """And not any more once it was taken away."""
    run_id = run_of(local, page)
    run = f"/api/v1/runs/{run_id}/page"
    paths = ("report.zh.json", "chart/parcels.json", "chart/findings/0/0/0")
    tags = {path: local.http.get(f"{run}/{path}").headers["etag"] for path in paths}
    assert len(set(tags.values())) == 3
    (local.context.files.run(run_id) / PAGE).unlink()
    for path, tag in tags.items():
        kept = local.http.get(f"{run}/{path}", headers={"If-None-Match": tag})
        assert (kept.status_code, kept.content) == (304, b"")
        assert kept.headers["cache-control"] == "private, no-cache"
    forget_results(local.context.database, local.context.files, run_id)
    for path, tag in tags.items():
        gone = local.http.get(f"{run}/{path}", headers={"If-None-Match": tag})
        assert problem(gone) == GONE
