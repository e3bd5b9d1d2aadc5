"""The workbook of a batch: the worst, the matrix, double use, quotas, rules, what it rests on."""

from __future__ import annotations

from gouhook_gis.batch.summing.basis import basis_lines, state_of
from gouhook_gis.batch.summing.cells import Row, area_cells, tones
from gouhook_gis.batch.summing.sheets_shared import counties_sheet, doubles_sheet
from gouhook_gis.domain.batch import BatchRow, BatchSummary
from gouhook_gis.domain.shown_batch import ShownBatch
from gouhook_gis.domain.words import STATUS_ORDER
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.xlsx_sheet import Column, Sheet


def sheets(summary: BatchSummary, shown: ShownBatch, voice: Voice) -> list[Sheet]:
    """Return every sheet; `shown` is the batch in the same language."""
    return [
        _worst(summary, shown, voice),
        _matrix(summary, voice),
        doubles_sheet(summary, voice),
        counties_sheet(summary, voice),
        _rules(summary, voice),
        _basis(summary, voice),
    ]


def _worst(summary: BatchSummary, shown: ShownBatch, voice: Voice) -> Sheet:
    say = voice.say
    columns = [
        Column(say("no"), 6, 0),
        Column(say("submission"), 26),
        Column(say("project_name"), 26),
        Column(say("verdict"), 12, toned=True),
        Column(say("batch.failed_rules"), 10, 0),
        Column(say("in_ha", title=say("batch.violation")), 12, 4),
        Column(say("in_mu", title=say("batch.violation")), 12, 2),
        Column(say("batch.why"), 76),
    ]
    rows = {row.name: row for row in summary.rows}
    lines = [
        (
            number,
            one.label,
            row.project_name,
            state_of(row, voice),
            row.failed,
            *area_cells(row.violation_m2),
            one.text,
        )
        for number, one in enumerate(shown.worst, start=1)
        for row in [rows[summary.worst[number - 1]]]
    ]
    marks = (say("restricted") if summary.restricted else "", "")
    notes = [say("batch.worst_order")]
    return Sheet(
        say("batch.sheet.worst"), columns, lines, notes=notes, marks=marks, tones=tones(voice)
    )


def _matrix(summary: BatchSummary, voice: Voice) -> Sheet:
    say = voice.say
    own = say("batch.member")
    columns = [
        Column(say("submission"), 26, group=own),
        Column(say("project_code"), 18, group=own),
        Column(say("project_name"), 26, group=own),
        Column(say("batch.county"), 10, group=own),
        Column(say("verdict"), 12, group=own, toned=True),
        Column(say("batch.failed_rules"), 9, 0, group=own),
        Column(say("batch.review_rules"), 9, 0, group=own),
        Column(say("batch.open_rules"), 9, 0, group=own),
        Column(say("parcel_count"), 8, 0, group=own),
        *(
            Column(say(unit, title=title), 13, decimals, group=own)
            for title in (
                voice.word("demolition"),
                voice.word("new_construction"),
                say("batch.violation"),
            )
            for unit, decimals in (("in_ha", 4), ("in_mu", 2))
        ),
        Column(say("batch.reason"), 40, group=own),
        *(
            Column(
                f"{rule.code}\n{voice.text(rule.title)}",
                17,
                group=voice.word(rule.group),
                toned=True,
            )
            for rule in summary.rules
        ),
    ]
    marks = (say("restricted") if summary.restricted else "", "")
    return Sheet(
        say("batch.sheet.matrix"),
        columns,
        (_matrix_row(row, summary, voice) for row in summary.rows),
        marks=marks,
        printed=16,
        tones=tones(voice),
    )


def _matrix_row(row: BatchRow, summary: BatchSummary, voice: Voice) -> Row:
    cells = (row.cells.get(rule.code) for rule in summary.rules)
    known = row.verdict is not None
    return (
        row.name,
        row.project_code,
        row.project_name,
        row.county_code,
        state_of(row, voice),
        *((row.failed, row.review, row.not_run, row.parcels) if known else (None,) * 4),
        *area_cells(row.demolition_m2),
        *area_cells(row.new_construction_m2),
        *area_cells(row.violation_m2 if known else None),
        voice.message(row.reason),
        *("" if cell is None else voice.word(cell.status) for cell in cells),
    )


def _rules(summary: BatchSummary, voice: Voice) -> Sheet:
    say = voice.say
    columns = [
        Column(say("code"), 10),
        Column(say("rule"), 40),
        Column(say("severity"), 10),
        Column(say("group"), 14),
        *(Column(say("batch.members_with", status=status), 10, 0) for status in STATUS_ORDER),
        Column(say("article"), 60),
    ]
    rows: list[Row] = [
        (
            rule.code,
            voice.text(rule.title),
            voice.word(rule.severity, "severity"),
            voice.word(rule.group),
            *(rule.counts.get(status, 0) for status in STATUS_ORDER),
            voice.joined([voice.citation(item) for item in rule.citations]),
        )
        for rule in summary.rules
    ]
    return Sheet(say("batch.sheet.rules"), columns, rows)


def _basis(summary: BatchSummary, voice: Voice) -> Sheet:
    rows = [(line,) for line in basis_lines(summary, voice)]
    head = voice.say("batch.sheet.basis")
    return Sheet(head, [Column(head, 110)], rows, portrait=True)
