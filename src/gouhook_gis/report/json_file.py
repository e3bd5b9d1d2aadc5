"""`report.json`: the report itself, canonical, one line."""

from __future__ import annotations

from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.domain.report import Report


def json_text(report: Report) -> str:
    """Return the whole report as canonical JSON with a newline at its end."""
    return canonical_json(report.model_dump(mode="json")) + "\n"
