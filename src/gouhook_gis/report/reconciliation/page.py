"""The table as the page shows it: a row a parcel, and what differs with its drawing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from gouhook_gis.domain.report import Report
from gouhook_gis.domain.shown import Table
from gouhook_gis.domain.shown_reconciliation import ShownLine
from gouhook_gis.report import figures
from gouhook_gis.report.position import is_geographic
from gouhook_gis.report.reconciliation.drawing import LAYERS
from gouhook_gis.report.reconciliation.table import Line, Reconciled, Total
from gouhook_gis.report.shown import reconciliation_tables as tables
from gouhook_gis.report.shown.reconciliation import shown_line
from gouhook_gis.report.svg import Svg
from gouhook_gis.report.voice import Voice

# The areas that the page has columns for.
SUMMED = ("declared", "farmland", "official", "planar", "coincident", "net")


@dataclass(frozen=True)
class Sums:
    """The sums of one role: of all its parcels, and of those that are not listed."""

    total: Total
    rest: int
    rest_areas: Mapping[str, figures.Area]


@dataclass(frozen=True)
class Differing:
    """One parcel that differs or needs review, with its drawing."""

    line: ShownLine
    drawing: Svg


@dataclass(frozen=True)
class ReconciliationPage:
    """What the section shows; `keys` are the parts that any of its drawings has."""

    table: Reconciled
    lines: Sequence[Line]
    sums: list[Sums]
    differing: list[Differing]
    total_differing: int
    keys: list[str]
    totals: Table | None
    photographs: Table | None

    @classmethod
    def of(cls, report: Report, voice: Voice, shown: int) -> ReconciliationPage | None:
        """Return the section, None where the report holds no table.

        `shown` limits parcels and photographs listed and parcels drawn; the worst are shown.
        """
        table = Reconciled.of(report)
        if table is None:
            return None
        lines = table.lines if len(table.lines) <= shown else table.ranked
        degrees = is_geographic(report.result.crs)
        worst = table.differing
        told = [
            shown_line(line, table, voice, rank, draw_in_degrees=degrees)
            for rank, line in enumerate(worst[:shown], start=1)
        ]
        parts = {name for line in worst[:shown] for name in line.parcel.drawing}
        return cls(
            table=table,
            lines=lines[:shown],
            sums=[_sums(total, lines[shown:]) for total in table.totals],
            differing=[Differing(line, Svg(line.drawing)) for line in told],
            total_differing=len(worst),
            keys=[name for name in LAYERS if name in parts],
            totals=tables.totals(table, voice),
            photographs=tables.photographs(table, voice, shown),
        )

    @property
    def anchors(self) -> dict[str, str]:
        """Return where on the page each parcel drawn is, by its key."""
        return {one.line.key: f"d{n}" for n, one in enumerate(self.differing, start=1)}


def _sums(total: Total, rest: Sequence[Line]) -> Sums:
    mine = [line for line in rest if line.parcel.role == total.role]
    known = {
        name: [line.areas[name] for line in mine if name in line.areas]
        for name in SUMMED
        if name in total.areas
    }
    return Sums(
        total, len(mine), {name: sum(areas, figures.ZERO) for name, areas in known.items() if areas}
    )
