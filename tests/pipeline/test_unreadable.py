"""What a report says where nothing could be read: no rule passes on nothing."""

from __future__ import annotations

from pathlib import Path

from gouhook_gis import CheckOptions, check
from gouhook_gis.domain.words import Status, Verdict


def test_no_rule_passes_where_nothing_was_read(tmp_path: Path) -> None:
    """A text file named .shp holds no layer, so neither its CRS nor its ids were examined."""
    source = tmp_path / "bad.shp"
    source.write_text("not a shapefile")
    report = check(source, [], CheckOptions(profile="sichuan"))
    assert report.result.verdict is Verdict.UNREADABLE
    by_status = {rule.code: rule.status for rule in report.result.rules}
    assert [code for code, status in by_status.items() if status is Status.PASS] == []
    assert by_status["F02"] is Status.FAIL
    assert by_status["F04"] is Status.NOT_RUN
    assert by_status["F08"] is Status.NOT_RUN
