"""The report of a sample, made once."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path

from gouhook_gis.pipeline import CheckOptions, check
from gouhook_gis.report.json_file import json_text
from tests.support.catalogues import SAMPLE

# What the cuts of a trial need; all layers of the sample would only cost time.
REFERENCE = tuple(
    str(SAMPLE / "reference" / name) for name in ("YJJBNTTB_2024.shp", "WFYD_2024.shp")
)


@cache
def checked(name: str = "violations.zip") -> Path:
    """Return the `report.json` of a sample under the profile sichuan and these layers."""
    report = check(
        SAMPLE / "submissions" / name,
        REFERENCE,
        CheckOptions(profile="sichuan", files=False),
    )
    path = Path(tempfile.mkdtemp(prefix="gouhook-report-")) / "report.json"
    path.write_text(json_text(report), "utf-8")
    return path
