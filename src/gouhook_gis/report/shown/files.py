"""The files of a report in words: in both languages, gzip, as a service hands them on."""

from __future__ import annotations

import gzip
from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel

from gouhook_gis.domain.page_files import Document, document
from gouhook_gis.domain.report import Report
from gouhook_gis.report import figures
from gouhook_gis.report.evidence import Evidence
from gouhook_gis.report.shown.findings import shown_findings
from gouhook_gis.report.shown.parcels import shown_parcels
from gouhook_gis.report.shown.reconciliation import shown_reconciliation
from gouhook_gis.report.shown.report import shown_report
from gouhook_gis.report.shown.rules import SHOWN
from gouhook_gis.report.voice import Voice

LANGUAGES = ("zh", "en")
# Texts shrink to a tenth at this level; the highest takes four times as long for little more.
_LEVEL = 5


def write_shown(report: Report, items: Sequence[Evidence], folder: Path, written: datetime) -> None:
    """Write the report in words into `folder`: `report`, `findings`, `parcels` and, where it has
    the table of 数线图, `reconciliation`, each as `NAME.LANG.json.gz`.
    """
    roles = figures.role_rows(report.result)
    for lang in LANGUAGES:
        voice = Voice.of(report.result, lang)
        for name, shown in _documents(report, items, roles, voice, written):
            write_json(folder / document(name, lang), shown)


def write_json(path: Path, shown: BaseModel) -> None:
    """Write a model as JSON, gzip; the same model gives the same bytes."""
    packed(path, shown.model_dump_json().encode())


def packed(path: Path, data: bytes) -> None:
    """Write bytes, gzip; the same bytes give the same file."""
    path.write_bytes(gzip.compress(data, _LEVEL, mtime=0))


def _documents(
    report: Report,
    items: Sequence[Evidence],
    roles: Sequence[figures.RoleRows],
    voice: Voice,
    written: datetime,
) -> Iterator[tuple[Document, BaseModel]]:
    yield "report", shown_report(report, items, roles, voice, written)
    yield "findings", shown_findings(report, items, voice)
    yield "parcels", shown_parcels(report, items, roles, voice)
    table = shown_reconciliation(report, voice, SHOWN)
    if table is not None:
        yield "reconciliation", table
