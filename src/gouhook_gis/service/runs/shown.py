"""What the page shows of a check, written at its end beside the reports."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from gouhook_gis.chart.files import write_chart
from gouhook_gis.domain.page_files import PAGE
from gouhook_gis.domain.report import Report
from gouhook_gis.reference.store import Store
from gouhook_gis.report.evidence import Evidence
from gouhook_gis.report.shown.files import write_shown
from gouhook_gis.rules.loader import library
from gouhook_gis.service.settings import Settings


def write_page(
    report: Report,
    items: Sequence[Evidence],
    store: Store,
    folder: Path,
    settings: Settings,
    written: datetime,
) -> None:
    """Write the report in words and its map into `folder`, below `page/`; `items` are its
    findings, `store` holds what it was checked against.
    """
    page = folder / PAGE
    page.mkdir()
    write_shown(report, items, page, written)
    kinds = library(settings.rules).layers
    write_chart(report, items, page, store, {kind.kind for kind in kinds if kind.form == "raster"})
