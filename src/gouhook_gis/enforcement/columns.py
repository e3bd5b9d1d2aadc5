"""The columns in which desks exchange patches: one list for workbook and GeoPackage."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from gouhook_gis.domain.enforcement import PatchProject, PatchResult
from gouhook_gis.domain.units import AreaUnit, from_m2, round_half_up
from gouhook_gis.report.voice import Voice
from gouhook_gis.report.xlsx_sheet import Cell

Value = Callable[[PatchResult, Voice], Cell]
_MU, _PER_CENT = 2, 2


@dataclass(frozen=True)
class PatchColumn:
    """One column: the label `report.enforce.<name>`, its value, width, decimals of its number."""

    name: str
    value: Value
    width: float
    decimals: int | None = None
    number: bool = False


def notes(patch: PatchResult, voice: Voice) -> str:
    """Return what explains the outcome, in one cell."""
    return ("；" if voice.lang == "zh" else "; ").join(map(voice.message, patch.notes))


def _text(name: str, value: Value, width: float) -> PatchColumn:
    return PatchColumn(name, value, width)


def _mu(name: str, area: Callable[[PatchResult], float | None]) -> PatchColumn:
    return PatchColumn(name, lambda patch, voice: mu(area(patch)), 12, _MU, number=True)


COLUMNS = (
    _text("id", lambda p, v: p.id, 26),
    _text("county", lambda p, v: p.county, 11),
    _mu("patch_mu", lambda p: p.area_m2),
    PatchColumn("declared_mu", lambda p, v: p.declared_mu, 12, _MU, number=True),
    _text("before", lambda p, v: _day(p.image_before), 12),
    _text("after", lambda p, v: _day(p.image_after), 12),
    _text("on_site", lambda p, v: p.class_on_site, 10),
    _text("settlement", lambda p, v: p.settlement_code, 10),
    _text("outcome", lambda p, v: v.word(p.outcome, "patch_outcome"), 26),
    _text("projects", lambda p, v: v.joined([one.code for one in p.projects]), 18),
    _text("parcels", lambda p, v: v.joined([i for one in p.projects for i in one.parcels]), 16),
    _text("approved", lambda p, v: _days([one.approved for one in p.projects], v), 12),
    _text("filed", lambda p, v: _days([one.filed for one in p.projects], v), 12),
    _text("timing", lambda p, v: _words([one.timing for one in p.projects], "timing", v), 18),
    _text("filing", lambda p, v: _words([one.filing for one in p.projects], "filing", v), 14),
    _text(
        "quota",
        lambda p, v: _words([_quota(one) for one in p.projects], "quota", v),
        10,
    ),
    _mu("covered_mu", lambda p: p.covered_m2),
    PatchColumn("covered_share", lambda p, v: _share(p.covered_share), 11, _PER_CENT, number=True),
    _mu("uncovered_mu", lambda p: p.uncovered_m2),
    _mu("farmland_mu", lambda p: p.uncovered_farmland_m2),
    _mu("outside_mu", lambda p: p.outside_farmland_m2),
    _text("demolition", lambda p, v: v.joined([one.parcel for one in p.demolition]), 16),
    _mu("demolition_mu", lambda p: p.demolition_m2),
    _text("notes", notes, 60),
)


def mu(area_m2: float | None) -> Decimal | None:
    """Return an area in 亩 as it is shown, None where it is unknown."""
    return None if area_m2 is None else round_half_up(from_m2(area_m2, AreaUnit.MU), _MU)


def _share(ratio: float) -> Decimal:
    return round_half_up(Decimal(repr(ratio)) * 100, _PER_CENT)


def _day(day: date | None) -> str | None:
    return None if day is None else day.isoformat()


def _days(days: list[date | None], voice: Voice) -> str:
    return voice.joined([_day(day) or "—" for day in days])


def _words(values: list[str], kind: str, voice: Voice) -> str:
    return voice.joined([voice.word(value, kind) for value in values])


def _quota(project: PatchProject) -> str:
    within = project.within_quota
    return "unknown" if within is None else "within" if within else "over"
