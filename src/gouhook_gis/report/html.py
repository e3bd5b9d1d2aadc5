"""The report for people: one self-contained page that is read on screen and printed on A4."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from gouhook_gis.domain.report import Report, ReportParcel
from gouhook_gis.domain.shown import ShownFinding
from gouhook_gis.domain.shown_rules import ShownRule
from gouhook_gis.domain.words import Status
from gouhook_gis.report import figures
from gouhook_gis.report.detail_svg import Details, measure_bar
from gouhook_gis.report.evidence import Evidence, drawable, evidence, from_geojson
from gouhook_gis.report.map_svg import overview
from gouhook_gis.report.position import crs_text, is_geographic
from gouhook_gis.report.reconciliation import cells, words
from gouhook_gis.report.reconciliation.page import ReconciliationPage
from gouhook_gis.report.shown.findings import shown_finding
from gouhook_gis.report.shown.parcels import by_parcel
from gouhook_gis.report.shown.report import shown_report
from gouhook_gis.report.shown.rules import SHOWN
from gouhook_gis.report.svg import Svg
from gouhook_gis.report.templating import environment
from gouhook_gis.report.voice import Voice


@dataclass(frozen=True)
class RuleSection:
    """One rule as the page shows it: the worst findings, each with its drawing, and of how many."""

    rule: ShownRule
    findings: list[tuple[ShownFinding, Svg | None]]
    total: int


@dataclass(frozen=True)
class ParcelTable:
    """The parcels of one role: rows shown, and the sums of those that are not."""

    rows: figures.RoleRows
    parcels: list[ReportParcel]
    rest: int
    rest_area: figures.Area
    rest_planar: figures.Area
    rest_filed: figures.Area


def html(
    report: Report,
    lang: str = "zh",
    *,
    written: datetime,
    shown: int = SHOWN,
    items: Sequence[Evidence] | None = None,
) -> str:
    """Return the page; `written` is the only thing in it that the report does not hold.

    `shown` limits findings and assessments per rule and parcels per role; what is left out is
    counted, and rows still add up to their totals. `items` are its findings, where they are at
    hand.
    """
    result = report.result
    voice = Voice.of(result, lang)
    items = evidence(report) if items is None else items
    degrees = is_geographic(result.crs)
    roles = figures.role_rows(result)
    ground = drawable(from_geojson([parcel.geometry for parcel in result.parcels]))
    details = Details(result.parcels, ground, degrees=degrees)
    told = shown_report(report, items, roles, voice, written, shown)
    found = by_parcel(items)
    numbers = {key: [item.number for item in mine] for key, mine in found.items()}
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            lang=lang,
            v=voice,
            f=figures,
            t=voice.say,
            s=told,
            sections=_sections(told.rules, items, details, shown, degrees=degrees, voice=voice),
            worst=[items[number - 1] for number in told.worst],
            findings=items,
            roles=roles,
            tables=_tables(report, roles, numbers, shown),
            numbers=numbers,
            map=overview(result.parcels, ground, items, degrees=degrees, voice=voice),
            crs=crs_text(result.crs, voice),
            bar=measure_bar,
            page=ReconciliationPage.of(report, voice, shown),
            c=cells,
            w=words,
        )
    )


def _sections(
    rules: Sequence[ShownRule],
    items: Sequence[Evidence],
    details: Details,
    shown: int,
    *,
    degrees: bool,
    voice: Voice,
) -> list[RuleSection]:
    by_rule: dict[str, list[Evidence]] = {}
    for item in items:
        by_rule.setdefault(item.rule.code, []).append(item)
    sections = []
    for rule in rules:
        if rule.status is Status.NOT_APPLICABLE:
            continue
        found = by_rule.get(rule.code, [])
        drawn = [
            (shown_finding(item, degrees=degrees, voice=voice), details.draw(item))
            for item in found[:shown]
        ]
        sections.append(RuleSection(rule, drawn, len(found)))
    return sections


def _tables(
    report: Report,
    roles: Sequence[figures.RoleRows],
    numbers: dict[str, list[int]],
    shown: int,
) -> list[ParcelTable]:
    tables = []
    for rows in roles:
        mine = [p for p in report.result.parcels if p.role == rows.role]
        # Where not all fit, those with findings come first; else the order of the report.
        listed = mine if len(mine) <= shown else sorted(mine, key=lambda p: p.key not in numbers)
        rest = [p.key for p in listed[shown:]]
        sums = (_sum(column, rest) for column in (rows.official, rows.planar, rows.filed))
        tables.append(ParcelTable(rows, listed[:shown], len(rest), *sums))
    return tables


def _sum(column: figures.Rows | None, keys: Sequence[str]) -> figures.Area:
    known = column.by_key if column else {}
    return sum((known[key] for key in keys if key in known), figures.ZERO)
