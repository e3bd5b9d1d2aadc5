"""The report for people: one self-contained page that is read on screen and printed on A4."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from pydantic import JsonValue

from gouhook_gis.domain.assessment import Assessment
from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.report import Report, ReportParcel, RuleOutcome, SliverSum
from gouhook_gis.domain.words import EvidenceGroup, Status
from gouhook_gis.report import figures
from gouhook_gis.report.detail_svg import Details, measure_bar
from gouhook_gis.report.evidence import Evidence, drawable, evidence, from_geojson, ranked, urgent
from gouhook_gis.report.map_svg import overview
from gouhook_gis.report.overview import Overview
from gouhook_gis.report.position import crs_text, is_geographic, point_text
from gouhook_gis.report.reconciliation import words
from gouhook_gis.report.reconciliation.page import ReconciliationPage
from gouhook_gis.report.templating import environment
from gouhook_gis.report.voice import Voice

# Findings and assessments listed for one rule, and parcels listed: the worst of them.
SHOWN = 500
# A rule with this few assessments shows what was measured also of those that passed.
FEW = 12


@dataclass(frozen=True)
class RuleSection:
    """One rule as the page shows it: the worst assessments and findings, and how many more.

    `rest_examined` is what each assessment left out examined, where it is the same for all.
    """

    rule: RuleOutcome
    assessments: list[Assessment]
    rest: list[tuple[Status, int]]
    rest_examined: dict[str, JsonValue]
    findings: list[Evidence]
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


@dataclass(frozen=True)
class SliverTable:
    """Slivers with their areas as shown; those not listed are summed in `rest_area`."""

    shown: list[tuple[SliverSum, figures.Area]]
    rest: int
    rest_area: figures.Area
    total: figures.Area


def html(report: Report, lang: str = "zh", *, written: datetime, shown: int = SHOWN) -> str:
    """Return the page; `written` is the only thing in it that the report does not hold.

    `shown` limits findings and assessments per rule and parcels per role; what is left out is
    counted, and rows still add up to their totals.
    """
    result = report.result
    voice = Voice.of(result, lang)
    items = evidence(report)
    degrees = is_geographic(result.crs)
    roles = figures.role_rows(result)
    ground = drawable(from_geojson([parcel.geometry for parcel in result.parcels]))
    details = Details(result.parcels, ground, degrees=degrees)
    numbers: dict[str, list[int]] = {}
    for item in items:
        for key in item.finding.parcel_keys:
            numbers.setdefault(key, []).append(item.number)
    return (
        environment()
        .get_template("report.html.j2")
        .render(
            lang=lang,
            v=voice,
            f=figures,
            t=voice.say,
            report=report,
            result=result,
            provenance=report.provenance,
            overview=Overview.of(report),
            groups=tuple(EvidenceGroup),
            rules=ranked(result.rules),
            sections=_sections(result.rules, items, shown),
            findings=items,
            worst=urgent(items)[:10],
            roles=roles,
            tables=_tables(report, roles, numbers, shown),
            slivers=_slivers(result.slivers, shown),
            numbers=numbers,
            map=overview(result.parcels, ground, items, degrees=degrees, voice=voice),
            draw=details.draw,
            bar=measure_bar,
            crs=crs_text(result.crs, voice),
            point=partial(point_text, degrees=degrees, voice=voice),
            page=ReconciliationPage.of(report, voice, shown),
            w=words,
            written=written.strftime("%Y-%m-%d %H:%M"),
        )
    )


def _sections(
    rules: Sequence[RuleOutcome], items: Sequence[Evidence], shown: int
) -> list[RuleSection]:
    by_rule: dict[str, list[Evidence]] = {}
    for item in items:
        by_rule.setdefault(item.rule.code, []).append(item)
    sections = []
    for rule in ranked(rules):
        if rule.status is Status.NOT_APPLICABLE:
            continue
        listed = _worth_reading(rule.assessments)[:shown]
        ids = {id(a) for a in listed}
        hidden = [a for a in rule.assessments if id(a) not in ids]
        rest = Counter(a.status for a in hidden)
        alike = hidden[0].examined if hidden else {}
        found = by_rule.get(rule.code, [])
        sections.append(
            RuleSection(
                rule=rule,
                assessments=listed,
                rest=sorted(rest.items()),
                rest_examined=alike if all(a.examined == alike for a in hidden) else {},
                findings=found[:shown],
                total=len(found),
            )
        )
    return sections


def _worth_reading(assessments: Sequence[Assessment]) -> list[Assessment]:
    few = len(assessments) <= FEW
    quiet = (Status.PASS, Status.NOT_APPLICABLE)
    return [
        a
        for a in assessments
        if a.status not in quiet or a.reason or any(_telling(m, few) for m in a.measures)
    ]


def _telling(measure: Measure, few: bool) -> bool:
    """Return whether a measure says more than that its rule passed: nothing found of nothing
    allowed does not.
    """
    return measure.borderline or (few and bool(measure.threshold))


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


def _slivers(slivers: Sequence[SliverSum], shown: int) -> SliverTable:
    rows, total = figures.areas([sliver.area_m2 for sliver in slivers])
    return SliverTable(
        shown=list(zip(slivers, rows, strict=True))[:shown],
        rest=len(rows[shown:]),
        rest_area=sum(rows[shown:], figures.ZERO),
        total=total,
    )
