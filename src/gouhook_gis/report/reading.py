"""A `report.json` read back."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from gouhook_gis.domain.errors import UsageError
from gouhook_gis.domain.report import FORMAT, Report


def read_report(file: Path) -> Report:
    """Read a report. Raises UsageError where `file` is none, or one of another format."""
    try:
        report = Report.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise UsageError("verify.no_report", file=str(file)) from error
    if report.format != FORMAT:
        raise UsageError("verify.no_report", file=str(file))
    return report
