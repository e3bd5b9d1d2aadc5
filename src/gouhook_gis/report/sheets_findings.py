"""The sheets of the workbook that name parcels: the findings, and every parcel with its areas."""

from __future__ import annotations

from collections.abc import Sequence

from gouhook_gis.domain.report import Report
from gouhook_gis.report import figures
from gouhook_gis.report.evidence import Evidence
from gouhook_gis.report.parcel_result import parcel_result
from gouhook_gis.report.position import is_geographic
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.xlsx_sheet import Cell, Column, Sheet

Row = tuple[Cell, ...]
# Columns of the findings that fit across A4: from the number to what is wrong.
_PRINTED = 10


def findings_sheet(report: Report, items: Sequence[Evidence], voice: Voice) -> Sheet:
    """Return one row a finding, in their order, with place, record, remedy and article."""
    say = voice.say
    degrees = is_geographic(report.result.crs)
    north, east, decimals = ("latitude", "longitude", 9) if degrees else ("northing", "easting", 4)
    columns = [
        Column(say("no"), 6, 0),
        Column(say("code"), 9),
        Column(say("rule"), 24),
        Column(say("result"), 13),
        Column(say("parcel"), 18),
        *area_columns(say("area"), voice),
        Column(say("other_amount"), 14),
        Column(say("message"), 50),
        # As far as paper goes; what follows is for the screen.
        Column(say("severity"), 10),
        Column(say(north), 16, decimals),
        Column(say(east), 16, decimals),
        Column(say("file"), 28),
        Column(say("record"), 10),
        Column(say("against"), 16),
        Column(say("features"), 22),
        Column(say("remedy"), 44),
        Column(say("article"), 34),
        Column(say("waived_by"), 18),
        Column(say("fingerprint"), 36),
    ]
    rows = (_finding_row(item, voice) for item in items)
    return Sheet(say("sheet.findings"), columns, rows, printed=_PRINTED)


def _finding_row(item: Evidence, voice: Voice) -> Row:
    found, rule = item.finding, item.rule
    measure, size = item.amount, item.area_m2
    records = [place.record for place in item.places if place.record is not None]
    return (
        item.number,
        rule.code,
        voice.text(rule.texts.title),
        voice.word(item.assessment.status),
        voice.joined(found.parcel_ids) or voice.subject(item.assessment.subject),
        *((None, None, None) if size is None else area_cells(figures.area(size))),
        figures.amount(measure, voice) if measure and size is None else "",
        voice.message(found.message),
        voice.word(item.assessment.severity, "severity"),
        item.point[1] if item.point else None,
        item.point[0] if item.point else None,
        voice.joined(list(dict.fromkeys(place.file for place in item.places))),
        records[0] if len(records) == 1 else voice.joined([str(r) for r in records]),
        voice.word(found.layer_kind),
        voice.joined(found.reference_ids),
        voice.text(rule.texts.remedy),
        voice.joined([voice.citation(c) for c in rule.citations]),
        item.waived_by,
        found.fingerprint,
    )


def parcels_sheet(
    report: Report, items: Sequence[Evidence], roles: Sequence[figures.RoleRows], voice: Voice
) -> Sheet:
    """Return one row a parcel with areas that add up to the totals below, and its findings."""
    say = voice.say
    columns = [
        Column(say("parcel"), 20),
        Column(say("role"), 10),
        Column(say("purpose"), 12),
        Column(say("village"), 22),
        *area_columns(voice.word("ellipsoidal"), voice),
        Column(say("in_m2", title=voice.word("planar")), 16, 2),
        Column(say("in_m2", title=say("declared")), 16, 2),
        Column(say("declared_difference"), 16, 2),
        Column(say("in_m2", title=say("half_width")), 12, 2),
        Column(say("worst_result"), 16),
        Column(say("finding_numbers"), 16),
        Column(say("file"), 26),
        Column(say("record"), 9, 0),
    ]
    official = {key: row for role in roles for key, row in role.official.by_key.items()}
    planar = {key: row for role in roles for key, row in role.planar.by_key.items()}
    filed = {key: row for r in roles if r.filed for key, row in r.filed.by_key.items()}
    found: dict[str, list[Evidence]] = {}
    for item in items:
        for key in item.finding.parcel_keys:
            found.setdefault(key, []).append(item)
    rows: list[Row] = []
    for parcel in report.result.parcels:
        mine = found.get(parcel.key, [])
        place = report.provenance.parcels.get(parcel.key)
        area, told = official.get(parcel.key), filed.get(parcel.key)
        plane, half = planar.get(parcel.key), parcel.half_width_m2
        rows.append(
            (
                parcel.id,
                voice.word(parcel.role),
                voice.word(parcel.purpose) if parcel.purpose else "",
                parcel.village_code,
                *((None, None, None) if area is None else area_cells(area)),
                plane.m2 if plane else None,
                told.m2 if told else None,
                told.m2 - area.m2 if told and area else None,
                None if half is None else figures.area(half).m2,
                parcel_result(parcel, [item.assessment.status for item in mine], voice),
                voice.joined([str(item.number) for item in mine]),
                place.file if place else "",
                place.record if place else None,
            )
        )
    totals: list[Row] = [
        (
            say("sum"),
            voice.word(role.role),
            "",
            say("at_least") if role.at_least else "",
            *area_cells(role.official.total),
            role.planar.total.m2,
            role.filed.total.m2 if role.filed else None,
            *(None,) * 6,
        )
        for role in roles
    ]
    # On paper without file and record.
    return Sheet(say("sheet.parcels"), columns, rows, totals, printed=len(columns) - 2)


def area_columns(title: str, voice: Voice) -> list[Column]:
    """Return the three columns of an area: 公顷, 亩, m²."""
    return [
        Column(voice.say("in_ha", title=title), 13, 4),
        Column(voice.say("in_mu", title=title), 13, 2),
        Column(voice.say("in_m2", title=title), 15, 2),
    ]


def area_cells(area: figures.Area) -> Row:
    """Return the three cells of an area."""
    return area.ha, area.mu, area.m2
