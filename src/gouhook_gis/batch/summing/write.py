"""All files of one batch, whole or not at all."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Literal

from gouhook_gis.batch.summing.about import About
from gouhook_gis.batch.summing.page import page
from gouhook_gis.batch.summing.sheets import sheets
from gouhook_gis.batch.summing.summarise import Given, summarise
from gouhook_gis.batch.summing.vector import FindingsFile
from gouhook_gis.domain.batch import BatchSummary
from gouhook_gis.domain.canonical import canonical_json
from gouhook_gis.report.shown.batch import shown_batch
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.whole import drafted, put
from gouhook_gis.report.xlsx import write_workbook

SUMMARY, XLSX, HTML, GPKG = "summary.json", "matrix.xlsx", "matrix.html", "findings.gpkg"
FILES = (GPKG, XLSX, HTML, SUMMARY)


def write_summary(
    members: Iterable[Given], about: About, out: Path, lang: str = "zh"
) -> BatchSummary:
    """Write what all members come to into `out`, beside what is there, and return it.

    `members` are in their order, each with a function that reads its report or says that there is
    none; one report is in memory at a time. The files take the place of their elders only when
    all are there. UsageError where the sheet of quotas is wrong, GouhookError as of
    `report.write.write_all`.
    """
    with drafted(out) as draft:
        with FindingsFile(draft / GPKG, lang) as findings:
            summary = summarise(members, about, findings)
        voice, shown = Voice.named(summary.names, lang), shown_batch(summary, {}, _language(lang))
        _write_text(draft / SUMMARY, canonical_json(summary.model_dump(mode="json")) + "\n")
        now = datetime.now().astimezone()
        html = page(summary, shown, voice, written=now, linked=about.linked)
        _write_text(draft / HTML, html)
        title = voice.word(summary.profile, "profile")
        book = sheets(summary, shown, voice)
        write_workbook(draft / XLSX, book, voice, title=title, kind="batch.title")
        for name in FILES:
            put(draft, out, name)
    return summary


def _language(lang: str) -> Literal["zh", "en"]:
    return "en" if lang == "en" else "zh"


def _write_text(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
