"""What the page shows of a run, over HTTP: once, then from the browser's own keeping."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from gouhook_gis.domain.chart import Chart
from gouhook_gis.domain.page_files import PAGE
from gouhook_gis.domain.shown import ShownFindings, ShownParcels, ShownReport
from tests.service.api.findings import begun, finished
from tests.service.api.serving import Asked
from tests.support.large import large_report, large_store, write_page

PARCELS = 300  # the findings are ten times as many: more than a page draws at once


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shown") / "run"
    write_page(large_report(PARCELS), large_store(PARCELS), folder / PAGE)
    return folder


@pytest.fixture
def run(local: Asked, written: Path) -> str:
    """A finished run with what the page shows of it."""
    run_id = finished(local)
    place = local.context.files.run(run_id)
    place.mkdir()
    (place / PAGE).symlink_to(written / PAGE)
    return f"/api/v1/runs/{run_id}/page"


@pytest.mark.parametrize(
    ("name", "model"),
    [
        ("report.zh.json", ShownReport),
        ("findings.en.json", ShownFindings),
        ("parcels.zh.json", ShownParcels),
        ("chart.json", Chart),
    ],
)
def test_documents_are_what_they_are_said_to_be(
    local: Asked, run: str, name: str, model: type[ShownReport | Chart]
) -> None:
    given = local.http.get(f"{run}/{name}")
    assert given.status_code == 200
    assert given.headers["content-type"] == "application/json"
    model.model_validate_json(given.text)


def test_packed_for_whoever_can_unpack_and_plain_for_others(local: Asked, run: str) -> None:
    address = f"{run}/findings.zh.json"
    packed = local.http.get(address, headers={"Accept-Encoding": "br, gzip"})
    plain = local.http.get(address, headers={"Accept-Encoding": "gzip;q=0, identity"})
    assert packed.headers["content-encoding"] == "gzip"
    assert "content-encoding" not in plain.headers
    assert packed.content == plain.content  # httpx has unpacked the one
    assert len(json.loads(plain.content)["items"]) == 10 * PARCELS
    assert int(packed.headers["content-length"]) * 5 < len(plain.content)
    assert packed.headers["etag"] != plain.headers["etag"]
    assert packed.headers["vary"] == "Accept-Encoding"


@pytest.mark.parametrize("name", ["report.zh.json", "chart/reference-land_use@before.json"])
def test_asked_again_nothing_is_sent(local: Asked, run: str, name: str) -> None:
    first = local.http.get(f"{run}/{name}")
    assert first.headers["cache-control"] == "private, no-cache"
    tag = first.headers["etag"]
    again = local.http.get(f"{run}/{name}", headers={"If-None-Match": f'"x", W/{tag}'})
    assert (again.status_code, again.content) == (304, b"")
    other = local.http.get(f"{run}/{name}", headers={"If-None-Match": '"x"'})
    assert other.status_code == 200


def test_layers_by_name_and_no_other_file(local: Asked, run: str) -> None:
    """300 parcels are one document; no name leads out of the folder of layers."""
    given = local.http.get(f"{run}/chart/parcels.json")
    assert given.headers["content-type"] == "application/geo+json"
    assert len(given.json()["features"]) == PARCELS
    for name in ("nothing", "..", "%2e%2e%2fchart", "..%2Freport.zh", "findings.tiles", "."):
        answer = local.http.get(f"{run}/chart/{name}.json")
        assert answer.status_code == 404, name
    told = local.http.get(f"{run}/chart/nothing.json").json()
    assert told["type"] == "urn:gouhook:problem:service.no_chart_layer"


def test_tiles_of_a_large_layer(local: Asked, run: str) -> None:
    """3,000 findings come as tiles; where nothing lies there is nothing to send."""
    chart = Chart.model_validate_json(local.http.get(f"{run}/chart.json").text)
    forms = {one.name: one.form for one in chart.layers}
    assert forms == {
        "parcels": "geojson",
        "findings": "tiles",
        "reference-land_use@before": "geojson",
    }
    assert chart.grid is not None
    packed = local.http.get(f"{run}/chart/findings/0/0/0")
    plain = local.http.get(f"{run}/chart/findings/0/0/0", headers={"Accept-Encoding": "identity"})
    assert packed.status_code == plain.status_code == 200
    assert packed.headers["content-type"] == "application/vnd.mapbox-vector-tile"
    assert packed.content == plain.content and plain.content[:1] == b"\x1a"
    tag = {"If-None-Match": packed.headers["etag"]}
    assert local.http.get(f"{run}/chart/findings/0/0/0", headers=tag).status_code == 304
    last = 4**chart.grid.max_zoom - 1
    empty = local.http.get(f"{run}/chart/findings/{chart.grid.max_zoom}/{last}/{last}")
    assert (empty.status_code, empty.content) == (204, b"")
    told = local.http.get(f"{run}/chart/parcels/0/0/0")
    assert told.json()["type"] == "urn:gouhook:problem:service.no_tiles"
    assert local.http.get(f"{run}/chart/findings/0/-1/0").status_code == 400
    assert local.http.get(f"{run}/chart/findings/99/0/0").status_code == 400


def test_a_run_of_an_earlier_version_says_to_check_again(local: Asked) -> None:
    run_id = finished(local)
    given = local.http.get(f"/api/v1/runs/{run_id}/page/report.zh.json")
    assert given.status_code == 404
    assert "请重新检查" in given.json()["detail"]


def test_not_before_the_run_is_over_and_not_of_any_other(local: Asked, run: str) -> None:
    running = local.http.get(f"/api/v1/runs/{begun(local)}/page/chart.json")
    assert running.status_code == 409
    assert local.http.get("/api/v1/runs/nobody/page/chart.json").status_code == 404
    assert local.http.get(f"{run}/report.fr.json").status_code == 400
    none = local.http.get(f"{run}/reconciliation.zh.json")
    assert none.json()["type"] == "urn:gouhook:problem:service.no_reconciliation"


def test_a_run_is_published_with_all_that_lies_below(local: Asked, tmp_path: Path) -> None:
    """One rename, and everything is there; an elder, whole too, gives way."""
    files = local.context.files
    for text in (b"first", b"second"):
        folder = tmp_path / "made"
        (folder / PAGE / "chart").mkdir(parents=True)
        (folder / PAGE / "chart" / "parcels.json.gz").write_bytes(gzip.compress(text))
        files.publish(folder, "abc")
        there = files.run("abc") / PAGE / "chart" / "parcels.json.gz"
        assert gzip.decompress(there.read_bytes()) == text
        assert not folder.exists()
