"""What stands in fields and names is text wherever it is shown: page, report, workbook."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, expect

from tests.page.archives import squares, zipped
from tests.page.browser import watched
from tests.page.conftest import Site
from tests.support.catalogues import write

# A handler of an image, a script that ends what it stands in, a formula that asks elsewhere.
SCRIPTS = (
    "<img src=x onerror=hacked=1>",
    "</script><script>hacked=1</script>",
    '=HYPERLINK("http://evil.example","x")',
    "{{constructor.constructor('hacked=1')()}}",
)
NAME = "青山&lt;img src=x onerror=hacked=1&gt; ' onload='hacked=1.zip"


@pytest.fixture(scope="module")
def hostile(site: Site, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A run of two layers whose ids and villages are scripts and formulas; both overlap, so that
    they are in findings too.
    """
    folder = tmp_path_factory.mktemp("hostile") / "in"
    folder.mkdir()
    for layer, ids in (("CJDK", SCRIPTS), ("JXDK", SCRIPTS[::-1])):
        shapes = squares(len(ids))
        write(folder / f"{layer}.shp", shapes, DKBH=[*ids], XMBH=["<b>甲</b>"] * 4)
    data = zipped(folder, "in.zip").read_bytes()
    given = site.service.http.post(
        "/api/v1/submissions", params={"filename": NAME, "profile": "sichuan"}, content=data
    )
    assert given.status_code == 202, given.text
    run_id = str(given.json()["id"])
    run = site.service.ended(run_id)
    assert run["status"] == "succeeded"
    assert run["findings"]
    return run_id


def test_no_script_runs_in_the_page(browser: Browser, site: Site, hostile: str) -> None:
    """Its policy would not let it; the page never tries."""
    with watched(browser, site.url) as (page, _):
        for tab in ("findings", "rules", "parcels", "reconciliation", "data"):
            page.goto(f"/runs/{hostile}?tab={tab}&finding=1")
            expect(page.get_by_role("heading").first).to_be_visible()
            expect(page.get_by_text("onerror=hacked").first).to_be_attached()
            assert page.evaluate("typeof hacked") == "undefined"
        assert page.locator("img[src=x]").count() == 0
        for path in ("/submissions", "/runs"):
            page.goto(path)
            expect(page.get_by_text("onload=").first).to_be_attached()
            assert page.evaluate("typeof hacked") == "undefined"


def test_no_script_runs_in_the_report(
    browser: Browser, site: Site, hostile: str, tmp_path: Path
) -> None:
    """Also where it was saved and opened from the disk, without any policy."""
    report = site.service.http.get(f"/api/v1/runs/{hostile}/report.html")
    saved = tmp_path / "report.html"
    saved.write_bytes(report.content)
    context = browser.new_context()
    page = context.new_page()
    page.goto(saved.as_uri())
    expect(page.get_by_text("onerror=hacked").first).to_be_attached()
    assert page.evaluate("typeof hacked") == "undefined"
    assert page.locator("img[src=x], script:has-text('hacked')").count() == 0
    context.close()


def test_no_cell_is_a_formula(site: Site, hostile: str) -> None:
    """The id is in the workbook as it was filed, as text."""
    given = site.service.http.get(f"/api/v1/runs/{hostile}/report.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(given.content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert any(cell.value == SCRIPTS[2] for cell in cells)
    assert {cell.data_type for cell in cells} <= {"s", "n", "d", "b"}
    with zipfile.ZipFile(io.BytesIO(given.content)) as parts:
        for name in parts.namelist():
            if name.startswith("xl/worksheets/sheet"):
                text = parts.read(name)
                assert b"<f>" not in text
                assert b"<hyperlink " not in text or b"evil.example" not in text


def test_an_archive_that_unpacks_without_end(site: Site) -> None:
    """A kilobyte a megabyte: the run says that it was refused, and the service goes on."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for number in range(20):
            archive.writestr(f"CJDK{number}.shp", bytes(16 * 1024 * 1024))
    assert len(packed.getvalue()) < 1024 * 1024
    given = site.service.http.post(
        "/api/v1/submissions?filename=bomb.zip&profile=sichuan", content=packed.getvalue()
    )
    run = site.service.ended(str(given.json()["id"]))
    assert run["verdict"] == "unreadable"
    assert site.service.http.get("/health/ready").status_code == 200
