"""What the workbook holds, sheet by sheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import Decimal

from gouhook_gis.domain.report import Report
from gouhook_gis.domain.words import EvidenceGroup
from gouhook_gis.report import figures
from gouhook_gis.report.evidence import Evidence, ranked
from gouhook_gis.report.overview import Overview, reasons
from gouhook_gis.report.position import crs_text
from gouhook_gis.report.reconciliation.sheets import reconciliation_sheets
from gouhook_gis.report.sheets_data import data_sheet, fields_sheet
from gouhook_gis.report.sheets_findings import (
    area_cells,
    area_columns,
    findings_sheet,
    parcels_sheet,
)
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.xlsx_sheet import Cell, Column, Sheet

Row = tuple[Cell, ...]


def workbook_sheets(report: Report, items: Sequence[Evidence], voice: Voice) -> list[Sheet]:
    """Return every sheet of the workbook; `items` are the findings in their order."""
    roles = figures.role_rows(report.result)
    return [
        _verdict(report, voice),
        _areas(roles, voice),
        _rules(report, voice),
        _measures(report, voice),
        findings_sheet(report, items, voice),
        parcels_sheet(report, items, roles, voice),
        _slivers(report, voice),
        *reconciliation_sheets(report, voice),
        data_sheet(report, voice),
        fields_sheet(report, items, voice),
    ]


def _verdict(report: Report, voice: Voice) -> Sheet:
    result, say = report.result, voice.say
    overview = Overview.of(report)
    law = result.law_date
    rows: list[Row] = [(say("restricted"), "")] if overview.restricted else []
    rows += [
        (say("verdict"), voice.word(result.verdict)),
        *((say("headline"), voice.message(item)) for item in result.headline),
        (say("required"), voice.joined([voice.word(group) for group in result.required])),
    ]
    if result.force_unknown:
        rows.append((voice.word("unknown", "force"), say("force_unknown")))
    for group in EvidenceGroup:
        verdict = result.verdicts.get(group)
        rows.append((voice.word(group), voice.word(verdict) if verdict else say("not_examined")))
    rows += [
        (say("project_code"), result.project_code),
        (say("project_name"), result.project_name),
        (say("submission"), report.provenance.submission),
        (say("stage"), voice.word(result.stage)),
        (say("programme"), voice.word(result.programme)),
        (say("profile"), voice.word(result.profile, "profile")),
        (
            say("law_date"),
            say("dated", date=law.date.isoformat(), origin=voice.word(law.origin, "origin")),
        ),
        (say("crs"), crs_text(result.crs, voice)),
    ]
    if result.crs is None:
        rows.append((say("note"), say("no_vectors")))
    counts = [(f"{say('sheet.rules')} {voice.word(s)}", count) for s, count in overview.counts]
    rows += [*counts, (say("finding_total"), overview.findings), (say("notes"), overview.notes)]
    for rule, why in overview.open_rules:
        told = voice.joined([voice.message(item) for item in why])
        rows.append((f"{voice.word(rule.status)} {rule.code}", told))
    rows.append((say("result_sha256"), report.provenance.result_sha256))
    columns = [Column(say("item"), 30), Column(say("content"), 96)]
    return Sheet(say("sheet.verdict"), columns, rows)


def _areas(roles: Sequence[figures.RoleRows], voice: Voice) -> Sheet:
    say = voice.say
    columns = [
        Column(say("role"), 12),
        Column(say("part"), 20),
        Column(say("parcel_count"), 10, 0),
        *area_columns(voice.word("ellipsoidal"), voice),
        Column(say("in_m2", title=voice.word("planar")), 18, 2),
        Column(say("in_m2", title=say("declared")), 18, 2),
        Column(say("in_m2", title=say("half_width")), 12, 2),
        Column(say("note"), 24),
    ]
    rows: list[Row] = []
    for role in roles:
        name = voice.word(role.role)
        note = say("at_least") if role.at_least else ""
        filed = role.filed.total.m2 if role.filed else None
        rows.append(
            (
                name,
                say("total_row"),
                role.count,
                *area_cells(role.official.total),
                role.planar.total.m2,
                filed,
                role.half_width_m2,
                note,
            )
        )
        for part in role.purposes:
            purpose = voice.word(part.purpose) if part.purpose else say("no_purpose")
            rows.append(
                (name, purpose, part.parcels, *area_cells(part.area), None, None, None, note)
            )
        for title, area in ((say("overlap_inside"), role.overlap), (say("union"), role.union)):
            rows.append((name, title, None, *area_cells(area), None, None, None, note))
    return Sheet(say("sheet.areas"), columns, rows)


def _rules(report: Report, voice: Voice) -> Sheet:
    say = voice.say
    columns = [
        Column(say("code"), 10),
        Column(say("rule"), 34),
        Column(say("status"), 16),
        Column(say("severity"), 10),
        Column(say("group"), 14),
        Column(say("reason"), 40),
        Column(say("article"), 34),
        Column(say("quote"), 34),
        Column(say("assessments"), 10, 0),
        Column(say("finding_total"), 10, 0),
        Column(say("what"), 50),
        Column(say("remedy"), 50),
        Column(say("pack"), 24),
    ]
    rows = [
        (
            rule.code,
            voice.text(rule.texts.title),
            voice.word(rule.status),
            voice.word(rule.severity, "severity"),
            voice.word(rule.group),
            voice.joined([voice.message(item) for item in reasons(rule)]),
            voice.joined([voice.citation(item) for item in rule.citations]),
            voice.joined([item.quote for item in rule.citations if item.quote]),
            len(rule.assessments),
            sum(len(a.findings) for a in rule.assessments),
            voice.text(rule.texts.what),
            voice.text(rule.texts.remedy),
            rule.pack,
        )
        for rule in ranked(report.result.rules)
    ]
    # On paper as far as the article.
    return Sheet(say("sheet.rules"), columns, rows, printed=7)


def _measures(report: Report, voice: Voice) -> Sheet:
    say = voice.say
    columns = [
        Column(say("code"), 10),
        Column(say("subject"), 28),
        Column(say("part"), 10),
        Column(say("status"), 16),
        Column(say("measure"), 26),
        Column(say("value"), 16),
        Column(say("unit"), 8),
        Column(say("operator"), 8),
        Column(say("threshold"), 14),
        Column(say("margin"), 16),
        Column(say("half_width"), 12),
        Column(say("borderline"), 12),
        Column(say("examined_head"), 40),
        Column(say("reason"), 50),
    ]
    # On paper without what was examined and the reason.
    return Sheet(say("sheet.measures"), columns, _measure_rows(report, voice), printed=12)


def _measure_rows(report: Report, voice: Voice) -> Iterator[Row]:
    for rule in ranked(report.result.rules):
        for a in rule.assessments:
            head = (rule.code, voice.subject(a.subject), voice.word(a.part), voice.word(a.status))
            tail = (voice.examined(a.examined), voice.message(a.reason))
            if not a.measures:
                yield (*head, *(None,) * 8, *tail)
            for m in a.measures:
                scale, unit = (100.0, "%") if m.unit == "ratio" else (1.0, _unit(m.unit, voice))
                numbers = [
                    None if value is None else Decimal(figures.number(value * scale, 6))
                    for value in (m.value, m.threshold, m.margin, m.half_width)
                ]
                yield (
                    *head,
                    voice.word(m.name, "measure"),
                    numbers[0],
                    unit,
                    figures.OPERATORS[m.operator] if m.operator else None,
                    *numbers[1:],
                    voice.say("yes") if m.borderline else "",
                    *tail,
                )


def _unit(unit: str, voice: Voice) -> str:
    return "" if unit == "count" else voice.word(unit)


def _slivers(report: Report, voice: Voice) -> Sheet:
    say = voice.say
    columns = [
        Column(say("code"), 10),
        Column(say("parcel"), 22),
        Column(say("against"), 18),
        Column(say("pieces"), 10, 0),
        Column(say("in_m2", title=say("area")), 16, 2),
    ]
    slivers = report.result.slivers
    rows, total = figures.areas([sliver.area_m2 for sliver in slivers])
    return Sheet(
        say("sheet.slivers"),
        columns,
        [
            (s.rule, s.parcel_id, voice.word(s.layer_kind), s.count, area.m2)
            for s, area in zip(slivers, rows, strict=True)
        ],
        [(say("sum"), "", "", sum(s.count for s in slivers), total.m2)] if slivers else (),
        portrait=True,
    )
