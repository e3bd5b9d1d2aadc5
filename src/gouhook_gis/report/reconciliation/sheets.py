"""The table, its pieces and the photographs as sheets of the workbook."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from gouhook_gis.domain.report import Report
from gouhook_gis.report import figures
from gouhook_gis.report.figures import DASH
from gouhook_gis.report.overview import Overview
from gouhook_gis.report.reconciliation import words
from gouhook_gis.report.reconciliation.columns import TableColumn, table_columns
from gouhook_gis.report.reconciliation.table import Piece, Reconciled, Total
from gouhook_gis.report.voice import Voice, clean
from gouhook_gis.report.xlsx_sheet import Cell, Column, Sheet

Row = tuple[Cell, ...]
# Groups that begin a new page.
_PAGES = ("points", "map", "difference")


def reconciliation_sheets(report: Report, voice: Voice) -> list[Sheet]:
    """Return the sheets, none where the report holds no table."""
    table = Reconciled.of(report)
    if table is None:
        return []
    sheets = [_table(report, table, voice)]
    if table.pieces:
        sheets.append(_pieces(report, table, voice))
    if table.source.totals:
        sheets.append(_totals(report, table, voice))
    if table.source.photographs:
        sheets.append(_photographs(report, table, voice))
    return sheets


def _table(report: Report, table: Reconciled, voice: Voice) -> Sheet:
    say = voice.say
    columns = table_columns(table.source)
    groups = [column.group for column in columns]
    code = report.result.project_code or DASH
    lead = (say("project_code"), 15), (say("parcel"), 14)
    group = say("table.group.parcel")
    counts = say("table.counts", total=len(table.lines), counts=words.counts(table, voice))
    notes = [say("table.what"), counts] if table.lines else [say("table.empty")]
    return Sheet(
        say("table.title"),
        [
            *(Column(title, width, group=group) for title, width in lead),
            *(
                Column(c.title(voice), c.width, c.decimals, say(f"table.group.{c.group}"))
                for c in columns
            ),
        ],
        (
            (code, line.parcel.id, *(column.value(line, voice) for column in columns))
            for line in table.lines
        ),
        [_sum(total, columns, voice) for total in table.totals],
        notes=[*notes, *words.below(table, voice)],
        frozen=len(lead),
        breaks=[len(lead) + groups.index(name) for name in _PAGES],
        marks=_marks(report, voice),
    )


def _sum(total: Total, columns: Sequence[TableColumn], voice: Voice) -> Row:
    """Return the sums of one role; its role stands where that of a parcel does."""
    sums = [column.total(total) if column.total else None for column in columns]
    told = voice.say("table.at_least") if total.partial else None
    return (None, voice.say("sum"), voice.word(total.role), told, *sums[2:])


def _pieces(report: Report, table: Reconciled, voice: Voice) -> Sheet:
    say = voice.say
    columns = [
        Column(say("project_code"), 15),
        Column(say("parcel"), 14),
        Column(say("table.layer"), 20),
        Column(say("table.process"), 20),
        Column(say("table.patch_before"), 25.5),
        Column(say("table.patch_after"), 25.5),
        Column(say("table.class_before"), 9),
        Column(say("table.class_after"), 9),
        Column(say("in_ha", title=say("table.piece")), 10, 4),
        Column(say("in_mu", title=say("table.piece")), 9, 2),
        Column(say("in_m2", title=say("table.piece")), 11, 2),
        Column(say("table.in_percent", title=say("table.of_parcel")), 8, 2),
        Column(say("table.in_percent", title=say("table.of_patch")), 8, 2),
        Column(say("table.ridge_ratio"), 8, 4),
        Column(say("in_ha", title=say("table.ridge")), 10, 4),
        Column(say("in_ha", title=say("table.net_piece")), 10, 4),
        Column(say("in_mu", title=say("table.net_piece")), 9, 2),
        Column(say("table.patches"), 9, 0),
        Column(say("table.parcels"), 9, 0),
    ]
    code = report.result.project_code or DASH
    return Sheet(
        say("table.pairs"),
        columns,
        (_piece(code, piece, voice) for piece in table.pieces),
        list(_piece_sums(table.pieces, voice)),
        notes=[say("table.pairs_note"), say("table.dash_alone")],
        frozen=2,
        marks=_marks(report, voice),
    )


def _piece(code: str, piece: Piece, voice: Voice) -> Row:
    pair = piece.pair
    return (
        code,
        pair.parcel_id,
        voice.layer(pair.layer_id),
        pair.process_id or DASH,
        words.patch(pair.patch_before) or DASH,
        words.patch(pair.patch_after) or DASH,
        pair.class_before or DASH,
        pair.class_after or DASH,
        *(piece.area.ha, piece.area.mu, piece.area.m2),
        words.rough(pair.of_parcel),
        words.rough(pair.of_patch),
        DASH if pair.ridge_ratio is None else pair.ridge_ratio,
        *_net(piece.ridge, piece.net),
        *(piece.patches, piece.parcels),
    )


def _piece_sums(pieces: Sequence[Piece], voice: Voice) -> Iterator[Row]:
    """Yield a sum for every change of class, largest first, and that of all."""
    by_change: dict[str, list[Piece]] = defaultdict(list)
    for piece in pieces:
        by_change[words.classes(piece.pair, voice)].append(piece)
    sums = [
        (voice.say("table.class_total", change=change), _sum_of(members))
        for change, members in by_change.items()
    ]
    sums.sort(key=lambda item: -item[1][0].m2)
    for title, (area, ridge, net) in [*sums, (voice.say("sum"), _sum_of(pieces))]:
        areas = (area.ha, area.mu, area.m2)
        yield (title, *(None,) * 7, *areas, *(None,) * 3, *_net(ridge, net), None, None)


def _sum_of(
    pieces: Sequence[Piece],
) -> tuple[figures.Area, figures.Area | None, figures.Area | None]:
    """Return area, field ridges and net farmland of pieces; None where none is farmland."""
    area = sum((piece.area for piece in pieces), figures.ZERO)
    farmland = [(p.ridge, p.net) for p in pieces if p.ridge is not None and p.net is not None]
    if not farmland:
        return area, None, None
    ridge = sum((ridge for ridge, _ in farmland), figures.ZERO)
    return area, ridge, sum((net for _, net in farmland), figures.ZERO)


def _net(ridge: figures.Area | None, net: figures.Area | None) -> Row:
    if ridge is None or net is None:
        return (DASH,) * 3
    return ridge.ha, net.ha, net.mu


def _totals(report: Report, table: Reconciled, voice: Voice) -> Sheet:
    say = voice.say
    columns = [
        Column(say("table.total_of"), 34),
        Column(say("in_ha", title=say("table.total_declared")), 14, 4),
        Column(say("in_mu", title=say("table.total_declared")), 14, 2),
        Column(say("in_ha", title=say("table.total_computed")), 14, 4),
        Column(say("in_mu", title=say("table.total_computed")), 14, 2),
        Column(say("in_m2", title=say("table.total_difference")), 14, 2),
        Column(say("table.outcome"), 12),
        Column(say("table.notes"), 60),
    ]
    return Sheet(
        say("table.totals"),
        columns,
        [
            (
                words.total_name(item, voice),
                *_quoted(item.declared_m2),
                *_quoted(item.computed_m2),
                words.gap(item),
                words.outcome(item.status, voice),
                "\n".join(voice.message(note) for note in item.notes),
            )
            for item in table.source.totals
        ],
        notes=[say("table.dash_alone")],
        marks=_marks(report, voice),
    )


def _photographs(report: Report, table: Reconciled, voice: Voice) -> Sheet:
    say = voice.say
    columns = [
        Column(say("table.photo_number"), 18),
        Column(say("parcel"), 20),
        Column(say("table.photo_taken"), 20),
        Column(say("table.photo_azimuth"), 10),
        Column(say("file"), 50),
    ]
    return Sheet(
        say("table.photo_list"),
        columns,
        [
            (
                item.number,
                words.parcel_id(item.parcel_key, voice) or DASH,
                words.moment(item.taken) or DASH,
                words.known(item.azimuth_deg, 1),
                item.file,
            )
            for item in table.source.photographs
        ],
        notes=[say("table.photo_unknown")],
        marks=_marks(report, voice),
        portrait=True,
    )


def _marks(report: Report, voice: Voice) -> tuple[str, str]:
    """Return project and 内部资料 for the head of every page."""
    result = report.result
    name = " ".join(part for part in (result.project_code, result.project_name) if part)
    restricted = Overview.of(report).restricted
    return clean(name), voice.say("restricted") if restricted else ""


def _quoted(area_m2: float | None) -> Row:
    if area_m2 is None:
        return DASH, DASH
    shown = figures.area(area_m2)
    return shown.ha, shown.mu
