"""Two runs compared over HTTP, as the page shows them."""

from __future__ import annotations

from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import Verdict
from gouhook_gis.report.json_file import json_text
from gouhook_gis.service.models import ReportFile
from gouhook_gis.service.records import acts, forget_results, work
from gouhook_gis.service.records.work import Outcome
from tests.comparison.versions import A, B, report
from tests.service.api.findings import begun
from tests.service.api.serving import Asked

SHOWN = "/api/v1/comparisons/shown"


def ended(api: Asked, version: Report) -> str:
    """Return a run that came to this report, put there as a worker does."""
    run_id = begun(api)
    folder = api.context.files.run(run_id)
    folder.mkdir()
    text = json_text(version)
    (folder / "report.json").write_text(text, "utf-8")
    file = ReportFile(name="report.json", size=len(text), format="json")
    with api.context.database.changing() as session:
        assert work.succeed(session, run_id, 1, Outcome(verdict=Verdict.FAIL), (file,))
    return run_id


def test_in_both_languages_from_one_comparison(local: Asked) -> None:
    """JX1 keeps its overlap, JX2 moved off."""
    before = ended(local, report(JX1=A, JX2=B))
    after = ended(local, report(JX1=A, JX2=(270, 0, 370, 100)))
    asked = {"before": before, "after": after}
    zh = local.http.get(SHOWN, params=asked)
    assert zh.headers["content-encoding"] == "gzip"
    told = zh.json()
    assert [(c["fate"], c["about"]) for c in told["findings"]] == [
        ("still", "JX1"), ("fixed", "JX2"),
    ]  # fmt: skip
    assert told["before"]["verdict_name"] == "不通过"
    assert (told["epsg"], told["crs_name"]) == (4523, "CGCS2000 3 度带第 35 带（EPSG:4523）")
    assert "+x_0=35500000" in told["proj4"]
    english = local.http.get(SHOWN, params={**asked, "lang": "en"}).json()
    assert english["before"]["verdict_name"] == "fail"
    assert [c["number"] for c in english["findings"]] == [1, 2]
    # The other way round it is another comparison.
    back = local.http.get(SHOWN, params={"before": after, "after": before}).json()
    assert [c["fate"] for c in back["findings"]] == ["new", "still"]


def test_what_cannot_be_compared_is_refused(local: Asked) -> None:
    one = ended(local, report(JX1=A))
    queued = begun(local)

    def status(before: str, after: str) -> int:
        return local.http.get(SHOWN, params={"before": before, "after": after}).status_code

    assert status(one, one) == 400
    assert status(one, "0" * 32) == 404
    assert status(one, queued) == 409


def test_results_that_were_taken_away_are_not_shown_from_memory(local: Asked) -> None:
    before, after = ended(local, report(JX1=A)), ended(local, report(JX1=B))
    asked = {"before": before, "after": after}
    assert local.http.get(SHOWN, params=asked).status_code == 200
    with local.context.database.changing() as session:
        forget_results(session, before)
    assert local.http.get(SHOWN, params=asked).status_code == 410
    with local.context.database.reading() as session:
        lines = [(line.act, line.data) for line in acts(session, after)]
    assert lines == [("comparison_read", {"before": before})]


def test_who_cannot_unpack_gets_it_unpacked(local: Asked) -> None:
    asked = {"before": ended(local, report(JX1=A)), "after": ended(local, report(JX1=B))}
    packed = local.http.get(SHOWN, params=asked)
    plain = local.http.get(SHOWN, params=asked, headers={"Accept-Encoding": "identity"})
    assert "content-encoding" not in plain.headers
    assert plain.json() == packed.json()
    assert (plain.headers["vary"], packed.headers["vary"]) == ("Accept-Encoding",) * 2
