"""A batch in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from gouhook_gis.domain.batch import (
    BatchRow,
    BatchSummary,
    CountyTotal,
    DoubleUse,
    SharedParcel,
)
from gouhook_gis.domain.page_files import document
from gouhook_gis.domain.shown import Labelled, Named, ShownArea
from gouhook_gis.domain.shown_batch import (
    ShownBatch,
    ShownCell,
    ShownColumn,
    ShownCounty,
    ShownDouble,
    ShownMember,
    ShownSide,
)
from gouhook_gis.domain.words import STATUS_ORDER, Severity, Status, Verdict
from gouhook_gis.report import figures
from gouhook_gis.report.shown.files import write_json
from gouhook_gis.report.shown.parcels import shown_area
from gouhook_gis.report.voice import Voice, clean

NOT_ASKED = "."
# Rules that are named as the reason why a member is among the worst.
_NAMED = 3
_VERDICTS = (Verdict.FAIL, Verdict.INCOMPLETE, Verdict.PASS, Verdict.UNREADABLE)


def write_shown_batch(summary: BatchSummary, runs: Mapping[str, str], folder: Path) -> None:
    """Write the batch in words into `folder`, `summary.LANG.json.gz`; `runs` are the checks of its
    members by name.
    """
    both: tuple[Literal["zh", "en"], ...] = ("zh", "en")
    for lang in both:
        write_json(folder / document("summary", lang), shown_batch(summary, runs, lang))


def shown_batch(
    summary: BatchSummary, runs: Mapping[str, str], lang: Literal["zh", "en"]
) -> ShownBatch:
    """Return what the page shows of a batch; `runs` are the checks of its members by name."""
    voice = Voice.named(summary.names, lang)
    rows = {row.name: row for row in summary.rows}
    failing = Counter(
        code
        for row in summary.rows
        for code, cell in row.cells.items()
        if cell.status is Status.FAIL
    )
    return ShownBatch(
        lang=lang,
        verdicts=tuple(
            (Named(value=one, name=voice.word(one)), summary.verdicts[one])
            for one in _VERDICTS
            if summary.verdicts.get(one)
        ),
        members=summary.members,
        failed=summary.failed,
        facts=tuple(
            Labelled(label=voice.say(label), text=text)
            for label, text in (
                ("profile", voice.word(summary.profile, "profile")),
                ("stage", voice.word(summary.stage)),
                ("shown_batch.filed", voice.message(summary.filed)),
            )
            if text
        ),
        notes=tuple(voice.message(note) for note in summary.notes),
        statuses=tuple(Named(value=one, name=voice.word(one)) for one in STATUS_ORDER),
        rules=tuple(
            ShownColumn(
                code=rule.code,
                title=clean(voice.text(rule.title)),
                severity=rule.severity,
                failed=failing[rule.code],
            )
            for rule in summary.rules
        ),
        rows=tuple(_member(row, summary, runs, voice) for row in summary.rows),
        worst=tuple(
            Labelled(label=clean(name), text=_why(rows[name], summary, voice))
            for name in summary.worst
            if name in rows
        ),
        doubles=tuple(_double(pair, rows, runs, voice) for pair in summary.doubles),
        counties=tuple(_county(one, voice) for one in summary.counties),
    )


def _member(
    row: BatchRow, summary: BatchSummary, runs: Mapping[str, str], voice: Voice
) -> ShownMember:
    cells = [row.cells.get(rule.code) for rule in summary.rules]
    place = {status: str(at) for at, status in enumerate(STATUS_ORDER)}
    return ShownMember(
        name=clean(row.name),
        run=runs.get(row.name),
        project_code=clean(row.project_code or ""),
        project_name=clean(row.project_name or ""),
        county=clean(row.county_code or ""),
        verdict=row.verdict,
        reason=voice.message(row.reason),
        parcels=row.parcels,
        demolition=_area(row.demolition_m2),
        new_construction=_area(row.new_construction_m2),
        failed=row.failed,
        review=row.review,
        not_run=row.not_run,
        violation=shown_area(figures.area(row.violation_m2)),
        violation_m2=row.violation_m2,
        statuses="".join(NOT_ASKED if cell is None else place[cell.status] for cell in cells),
        cells=tuple(
            ShownCell(
                at=at,
                findings=cell.findings,
                area="" if cell.area_m2 is None else figures.quantity(cell.area_m2, "m2", voice),
            )
            for at, cell in enumerate(cells)
            if cell is not None and cell.findings
        ),
    )


def _area(area_m2: float | None) -> ShownArea | None:
    return None if area_m2 is None else shown_area(figures.area(area_m2))


def _why(row: BatchRow, summary: BatchSummary, voice: Voice) -> str:
    """Return why a member is among the worst: what it does not meet, over how much ground."""
    if row.reason is not None:
        return voice.message(row.reason)
    titles = [
        voice.text(rule.title)
        for rule in summary.rules
        if rule.severity is Severity.ERROR
        and (cell := row.cells.get(rule.code)) is not None
        and cell.status is Status.FAIL
    ]
    told = []
    if titles:
        named = voice.joined(titles[:_NAMED])
        some = voice.say("shown_batch.why_more", rules=named) if len(titles) > _NAMED else named
        told.append(voice.say("shown_batch.why_failed", count=len(titles), rules=some))
    if row.violation_m2 > 0:
        area = figures.area(row.violation_m2)
        told.append(voice.say("shown_batch.why_ground", ha=str(area.ha), mu=str(area.mu)))
    if not titles and row.review + row.not_run:
        told.append(voice.say("shown_batch.why_open", count=row.review + row.not_run))
    return ("；" if voice.lang == "zh" else "; ").join(told)


def _double(
    pair: DoubleUse, rows: Mapping[str, BatchRow], runs: Mapping[str, str], voice: Voice
) -> ShownDouble:
    return ShownDouble(
        first=_side(pair.first, rows, runs, voice),
        second=_side(pair.second, rows, runs, voice),
        area=shown_area(figures.area(pair.area_m2)),
        area_m2=pair.area_m2,
    )


def _side(
    side: SharedParcel, rows: Mapping[str, BatchRow], runs: Mapping[str, str], voice: Voice
) -> ShownSide:
    member = rows.get(side.member or "")
    return ShownSide(
        project_code=clean(side.project_code),
        project_name=clean((member.project_name if member else None) or ""),
        parcel=clean(side.parcel_id),
        role=voice.word(side.role),
        run=runs.get(side.member or ""),
        fingerprint=side.fingerprint,
    )


def _county(one: CountyTotal, voice: Voice) -> ShownCounty:
    (members, filed), total = figures.areas(
        (one.members_m2, one.filed_m2), figures.area(one.total_m2)
    )
    return ShownCounty(
        code=clean(one.code),
        name=clean(one.name or ""),
        projects=one.projects,
        members=shown_area(members),
        filed=shown_area(filed),
        total=shown_area(total),
        quota=_area(one.quota_m2),
        status=one.status,
        reason=voice.message(one.reason),
    )
