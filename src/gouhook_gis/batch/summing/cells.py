"""Cells of the workbook of a batch: areas as they are shown, colours of statuses."""

from __future__ import annotations

from gouhook_gis.domain.words import Status, Verdict
from gouhook_gis.report import figures
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.xlsx_sheet import Cell, Tone

Row = tuple[Cell, ...]
# As in the templates of the reports.
_FAIL, _OPEN = Tone("#FFFFFF", "#B4231F"), Tone("#5A4B8A", "#F0EDF8")
_REVIEW, _PASS = Tone("#9A5B00", "#FDF3E1"), Tone("#1C7547", "#E8F4ED")
_STATUSES = {
    Status.FAIL: _FAIL,
    Status.ERROR: _FAIL,
    Status.NOT_RUN: _OPEN,
    Status.NEEDS_REVIEW: _REVIEW,
    Status.PASS: _PASS,
    Status.NOT_APPLICABLE: Tone("#737D8A", "#EEF0F3"),
}
_VERDICTS = {
    Verdict.FAIL: _FAIL,
    Verdict.INCOMPLETE: _OPEN,
    Verdict.PASS: _PASS,
    Verdict.UNREADABLE: _OPEN,
}


def tones(voice: Voice) -> dict[str, Tone]:
    """Return the colours of statuses and verdicts by their names."""
    named = {voice.word(status): tone for status, tone in _STATUSES.items()}
    verdicts = {voice.say(f"batch.state.{one.value}"): tone for one, tone in _VERDICTS.items()}
    return {**named, **verdicts, voice.say("batch.failed"): _OPEN}


def area_cells(area_m2: float | None) -> Row:
    """Return an area in 公顷 and in 亩 as it is shown."""
    if area_m2 is None:
        return None, None
    shown = figures.area(area_m2)
    return shown.ha, shown.mu
