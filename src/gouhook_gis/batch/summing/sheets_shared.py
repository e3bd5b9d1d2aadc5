"""The sheets of what several projects share: the same ground, the quota of a county."""

from __future__ import annotations

from collections.abc import Iterator

from gouhook_gis.batch.summing.cells import Row, area_cells, tones
from gouhook_gis.domain.batch import BatchSummary, SharedParcel
from gouhook_gis.report import figures
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.xlsx_sheet import Column, Sheet


def doubles_sheet(summary: BatchSummary, voice: Voice) -> Sheet:
    """Return the pairs of parcels on the same ground."""
    say = voice.say
    sides = (say("batch.first"), say("batch.second"))
    columns = [
        Column(say("no"), 6, 0, group=" "),
        *(column for side in sides for column in _side_columns(side, voice)),
        *(
            Column(say(unit, title=say("batch.shared")), 13, decimals, group=say("batch.shared"))
            for unit, decimals in (("in_ha", 4), ("in_mu", 2), ("in_m2", 2))
        ),
    ]
    names = {row.name: row.project_name for row in summary.rows}
    rows, total = figures.areas([pair.area_m2 for pair in summary.doubles])
    lines = [
        (
            number,
            *_side(pair.first, names, voice),
            *_side(pair.second, names, voice),
            area.ha,
            area.mu,
            area.m2,
        )
        for number, (pair, area) in enumerate(zip(summary.doubles, rows, strict=True), start=1)
    ]
    sums = [(say("sum"), *("",) * 10, total.ha, total.mu, total.m2)] if lines else []
    return Sheet(
        say("batch.sheet.doubles"), columns, lines, sums, notes=[say("batch.doubles_note")]
    )


def _side_columns(side: str, voice: Voice) -> list[Column]:
    say = voice.say
    heads = (("project_code", 18), ("project_name", 24), ("parcel", 14), ("role", 8))
    own = [Column(say(name), width, group=side) for name, width in heads]
    return [*own, Column(say("submission"), 20, group=side)]


def _side(side: SharedParcel, names: dict[str, str | None], voice: Voice) -> Row:
    name = names.get(side.member) if side.member else None
    return side.project_code, name, side.parcel_id, voice.word(side.role), side.member


def counties_sheet(summary: BatchSummary, voice: Voice) -> Sheet:
    """Return new construction of counties beside their quotas."""
    say = voice.say
    parts = ("batch.members_built", "batch.filed_built", "batch.total_built", "batch.quota")
    columns = [
        Column(say("batch.county"), 12, group=" "),
        Column(say("batch.county_name"), 16, group=" "),
        Column(say("batch.projects"), 8, 0, group=" "),
        *(
            Column(voice.word(unit), 13, decimals, group=say(part))
            for part in parts
            for unit, decimals in (("ha", 4), ("mu", 2))
        ),
        Column(say("status"), 16, group="ZJ-A06", toned=True),
        Column(say("note"), 60, group="ZJ-A06"),
    ]
    return Sheet(
        say("batch.sheet.counties"),
        columns,
        _county_rows(summary, voice),
        notes=[say("batch.counties_note")],
        tones=tones(voice),
    )


def _county_rows(summary: BatchSummary, voice: Voice) -> Iterator[Row]:
    for one in summary.counties:
        total = figures.area(one.total_m2)
        (members, filed), _ = figures.areas((one.members_m2, one.filed_m2), total)
        yield (
            one.code,
            one.name,
            one.projects,
            *(cell for area in (members, filed, total) for cell in (area.ha, area.mu)),
            *area_cells(one.quota_m2),
            voice.word(one.status),
            voice.message(one.reason),
        )
