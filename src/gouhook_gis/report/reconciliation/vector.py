"""The table as a layer: one feature a parcel that differs, the ground between its lines."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from gouhook_gis.domain.units import round_half_up
from gouhook_gis.report.evidence import from_geojson
from gouhook_gis.report.reconciliation import words
from gouhook_gis.report.reconciliation.table import Line, Reconciled
from gouhook_gis.report.vector_columns import Column, column
from gouhook_gis.report.voice import Voice, clean

NAME = "reconciliation"


def differing_shapes(table: Reconciled) -> npt.NDArray[np.object_]:
    """Return what lies between the lines of each parcel that differs, None where nothing does."""
    return from_geojson([line.parcel.drawing.get("between") for line in table.differing])


def line_columns() -> tuple[Column, ...]:
    """Return the attributes of a parcel that differs."""
    return (
        column("地块编号 PARCEL", "地块编号", "parcel", lambda d, v: clean(d.parcel.id)),
        column("地块类别 ROLE", "地块类别", "role", lambda d, v: v.word(d.parcel.role)),
        column("村名称 VILLAGE", "村", "village", lambda d, v: words.village(d.parcel)),
        column("对照结论 RESULT", "数线图对照结论", "result", _outcome),
        column("数线差 NUM_LINE", "数线差（m²）", "figures − boundary (m²)", _gap(0), float, 2),
        column("线图差 LINE_MAP", "线图差（m²）", "boundary − map (m²)", _gap(1), float, 2),
        column("数图差 NUM_MAP", "数图差（m²）", "figures − map (m²)", _gap(2), float, 2),
        column("套合率 SHARE_PCT", "套合率（%）", "coincidence (%)", _share, float, 4),
        column("变更年度 YEAR", "变更年度", "year of the change survey", _year),
        column("说明 NOTES", "说明", "notes", lambda d, v: "；".join(words.notes(d.parcel, v))),
    )


def _outcome(line: Line, voice: Voice) -> str:
    return words.outcome(line.parcel.status, voice)


def _gap(part: int) -> Callable[[Line, Voice], float]:
    def value(line: Line, voice: Voice) -> float:
        found = line.parts[part]
        return _number(None if found is None else found.difference_m2, 2)

    return value


def _share(line: Line, voice: Voice) -> float:
    share = line.parcel.map.share
    return _number(None if share is None else 100 * share, 4)


def _year(line: Line, voice: Voice) -> str:
    year = line.parcel.map.year
    return "" if year is None else str(year)


def _number(value: float | None, decimals: int) -> float:
    return float("nan") if value is None else float(round_half_up(value, decimals))
