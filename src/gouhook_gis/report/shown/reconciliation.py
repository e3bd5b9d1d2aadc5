"""The table of 数线图 in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from gouhook_gis.domain.reconciliation import Displacement, PartOutcome, ReconciledParcel
from gouhook_gis.domain.report import Report
from gouhook_gis.domain.shown import Labelled, Named
from gouhook_gis.domain.shown_reconciliation import ShownLine, ShownPart, ShownReconciliation
from gouhook_gis.report.position import is_geographic
from gouhook_gis.report.reconciliation import cells, words
from gouhook_gis.report.reconciliation.drawing import LAYERS, draw
from gouhook_gis.report.reconciliation.table import DIFFERING, Line, Reconciled, Total
from gouhook_gis.report.shown import reconciliation_tables as tables
from gouhook_gis.report.voice import Voice, clean


def shown_reconciliation(report: Report, voice: Voice, limit: int) -> ShownReconciliation | None:
    """Return the table, None where the report holds none; `limit` is that of parcels drawn, and
    of photographs.
    """
    table = Reconciled.of(report)
    if table is None:
        return None
    source, degrees = table.source, is_geographic(report.result.crs)
    ranks = {line.parcel.key: rank for rank, line in enumerate(table.differing, start=1)}
    lines = []
    for line in table.lines:
        rank = ranks.get(line.parcel.key)
        drawn = rank is not None and rank <= limit
        lines.append(
            shown_line(line, table, voice, rank, draw_in_degrees=degrees if drawn else None)
        )
    parts = {name for line in table.differing[:limit] for name in line.parcel.drawing}
    return ShownReconciliation(
        title=voice.say("table.title"),
        acceptance=words.acceptance(source, voice),
        summary=summary(table, voice),
        counts=tuple((status, n, words.outcome(status, voice)) for status, n in table.counts),
        heads=cells.heads(voice),
        groups=cells.groups(voice),
        lines=tuple(lines),
        sums=tuple(_sums(total, voice) for total in table.totals),
        key=tuple(
            Named(value=name, name=voice.say(f"table.key.{name}"))
            for name in LAYERS
            if name in parts
        ),
        below=(voice.say("table.what"), *words.below(table, voice)),
        totals=tables.totals(table, voice),
        photographs=tables.photographs(table, voice, limit),
    )


def summary(table: Reconciled, voice: Voice) -> str:
    """Return whether any parcel differs, and how many."""
    if not table.lines:
        return voice.say("table.empty")
    if table.differing:
        return voice.say("table.differing", count=len(table.differing))
    return voice.say("table.none_differs" if table.compared else "table.nothing_compared")


def shown_line(
    line: Line,
    table: Reconciled,
    voice: Voice,
    rank: int | None = None,
    *,
    draw_in_degrees: bool | None = None,
) -> ShownLine:
    """Return one parcel of the table. It is drawn, with its pieces, where it is said whether its
    coordinates are degrees.
    """
    p, source = line.parcel, table.source
    drawing = None
    if draw_in_degrees is not None:
        drawing = draw(p, degrees=draw_in_degrees, voice=voice)
    return ShownLine(
        key=p.key,
        id=clean(p.id),
        role=p.role,
        status=p.status,
        status_name=words.outcome(p.status, voice),
        village=words.village(p),
        rank=rank,
        cells=cells.of_line(line, source.thresholds.get("coincidence"), voice),
        parts=tuple(_part(part, voice) for part in p.parts if _telling(part)),
        lines=tuple(_lines(p, source.legend, voice)),
        pieces=None if draw_in_degrees is None else tables.pieces(line.pieces, voice),
        drawing=str(drawing or ""),
    )


def _telling(part: PartOutcome) -> bool:
    """Return whether one of the three comparisons says more than that two of them agree."""
    return bool(part.notes) or part.status in DIFFERING


def _part(part: PartOutcome, voice: Voice) -> ShownPart:
    gap = part.difference_m2
    return ShownPart(
        name=voice.say(f"table.{part.part}"),
        status=part.status,
        status_name=words.outcome(part.status, voice),
        difference="" if gap is None else f"{words.signed(gap)} m²",
        notes=tuple(voice.message(note) for note in part.notes),
    )


def _lines(p: ReconciledParcel, legend: Mapping[str, str], voice: Voice) -> Iterator[Labelled]:
    """Yield what is said of a parcel beside its figures."""
    ground = p.ground
    for note in ground.notes:
        yield Labelled(label="", text=voice.message(note))
    for label, text in (
        ("missing_points", words.several(p.boundary.missing, voice)),
        ("added_points", words.several(p.boundary.added, voice)),
        ("text_file", clean(p.boundary.file or "")),
        ("line_to_map", _shift(p.map.from_parcel, voice)),
        ("map_to_line", _shift(p.map.to_parcel, voice)),
        ("unchanged", words.unchanged(p, voice)),
        ("steep_short", "" if ground.steep is None else words.share(ground.steep)),
        ("cover_short", words.cover(p, legend, voice)),
        ("photographs", words.several(p.photographs, voice)),
    ):
        if text:
            yield Labelled(label=voice.say(f"table.{label}"), text=text)


def _shift(item: Displacement | None, voice: Voice) -> str:
    """Return how far one line lies from another: the greatest distance, 95 of 100, the mean."""
    if item is None:
        return ""
    return voice.say(
        "table.side_line",
        greatest=str(words.known(item.greatest_m, 2)),
        p95=str(words.known(item.p95_m, 2)),
        mean=str(words.known(item.mean_m, 2)),
    )


def _sums(total: Total, voice: Voice) -> tuple[str, ...]:
    note = voice.say("table.at_least") if total.partial else ""
    return (voice.word(total.role), *cells.of_sums(total.areas), note)
