"""Figures as they are printed: 公顷, 亩, m² side by side, rows that add up, margins unrounded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from gouhook_gis.domain.measure import Measure
from gouhook_gis.domain.percent import percent
from gouhook_gis.domain.report import Result
from gouhook_gis.domain.units import AreaUnit, round_half_up, shown, shown_rows
from gouhook_gis.domain.words import Purpose, Role
from gouhook_gis.report.voice import Voice

# What stands where a figure is unknown; a reader must not take it for zero.
DASH = "—"
# Areas held against less than this are told in m² (0.1 hectares).
_WORTH_HECTARES = 1000.0
OPERATORS = {">": ">", ">=": "≥", "<": "<", "<=": "≤", "=": "="}


@dataclass(frozen=True)
class Area:
    """One area as shown: hectares (4 decimals), mu (2) and m² (2)."""

    ha: Decimal
    mu: Decimal
    m2: Decimal

    def __add__(self, other: Area) -> Area:
        """Add what is shown, unit by unit."""
        return Area(self.ha + other.ha, self.mu + other.mu, self.m2 + other.m2)

    def __sub__(self, other: Area) -> Area:
        """Subtract what is shown, unit by unit."""
        return Area(self.ha - other.ha, self.mu - other.mu, self.m2 - other.m2)


ZERO = Area(Decimal("0.0000"), Decimal("0.00"), Decimal("0.00"))


def area(area_m2: float) -> Area:
    """Return one area in m² as shown."""
    return Area(*(shown(area_m2, unit) for unit in (AreaUnit.HECTARE, AreaUnit.MU, AreaUnit.M2)))


def areas(areas_m2: Sequence[float], total: Area | None = None) -> tuple[list[Area], Area]:
    """Return rows in m² as shown, which add up to their total in each of the three units.

    `total` is what they have to come to where it is shown already, balanced with its likes.
    """
    # Each float is taken at its shortest repr once.
    exact = [Decimal(repr(float(value))) for value in areas_m2]
    ha, mu, m2 = (
        shown_rows(exact, unit, None if total is None else getattr(total, unit))
        for unit in (AreaUnit.HECTARE, AreaUnit.MU, AreaUnit.M2)
    )
    rows = [Area(*row) for row in zip(ha[0], mu[0], m2[0], strict=True)]
    return rows, Area(ha[1], mu[1], m2[1])


@dataclass(frozen=True)
class PurposeRow:
    """The parcels of one purpose: their number and the sum of their shown areas."""

    purpose: Purpose | None
    parcels: int
    area: Area


@dataclass(frozen=True)
class Rows:
    """One column of a table of parcels: shown areas by parcel key, which add up to `total`."""

    by_key: dict[str, Area]
    total: Area


@dataclass(frozen=True)
class RoleRows:
    """All areas of one role as shown: official, planar and filed areas of its parcels.

    `purposes` add up to `official.total`, and so do `union` and `overlap`; `filed` is None
    where no parcel filed an area.
    """

    role: Role
    count: int
    at_least: bool
    official: Rows
    planar: Rows
    filed: Rows | None
    purposes: list[PurposeRow]
    union: Area
    overlap: Area
    half_width_m2: Decimal


def role_rows(result: Result) -> list[RoleRows]:
    """Return the totals of every role with rows that add up to them."""
    found = []
    for total in result.totals:
        mine = [p for p in result.parcels if p.role == total.role]
        official = _rows({p.key: p.area_ellipsoidal_m2 for p in mine})
        filed = _rows({p.key: p.declared_area_m2 for p in mine})
        overlap = area(total.overlap_m2)
        purposes = []
        for purpose in (*Purpose, None):
            part = [p for p in mine if p.purpose == purpose]
            if part:
                shown_part = sum((official.by_key.get(p.key, ZERO) for p in part), ZERO)
                purposes.append(PurposeRow(purpose, len(part), shown_part))
        found.append(
            RoleRows(
                role=total.role,
                count=total.parcels,
                at_least=total.at_least,
                official=official,
                planar=_rows({p.key: p.area_planar_m2 for p in mine}),
                filed=filed if filed.by_key else None,
                purposes=purposes if len(purposes) > 1 else [],
                union=official.total - overlap,
                overlap=overlap,
                half_width_m2=round_half_up(total.half_width_m2, 2),
            )
        )
    return found


def _rows(areas_m2: Mapping[str, float | None]) -> Rows:
    known = {key: value for key, value in areas_m2.items() if value is not None}
    rows, total = areas(list(known.values()))
    return Rows(dict(zip(known, rows, strict=True)), total)


def number(value: float | Decimal, decimals: int = 6) -> str:
    """Return a number rounded half up, without trailing zeros."""
    return f"{round_half_up(value, decimals).normalize():f}"


def quantity(value: float, unit: str, voice: Voice) -> str:
    """Return a value with its unit: areas in three units, ratios in %, metres, money, counts."""
    if unit in ("m2", "ratio", "m", "yuan"):
        return voice.say(f"quantity.{unit}", value=value)
    name = "" if unit == "count" else voice.word(unit)
    return f"{number(value, 4)} {name}".strip()


def short_quantity(value: float, unit: str, voice: Voice, beside: float | None = None) -> str:
    """Return a value with its unit in a few characters: areas in m² alone.

    A ratio has as many decimals as tell it from `beside`, what it is held against.
    """
    if unit == "ratio":
        return percent(value, *([] if beside is None else [beside]))
    return f"{shown(value, AreaUnit.M2)} m²" if unit == "m2" else quantity(value, unit, voice)


def amount(measure: Measure, voice: Voice) -> str:
    """Return a value with its unit and, where it is held against a number, what is required."""
    if not measure.threshold:
        return quantity(measure.value, measure.unit, voice)
    value, limit = _alike(measure.value, measure.threshold, measure.unit, voice)
    operator = OPERATORS[measure.operator] if measure.operator else ""
    required = " ".join(part for part in (voice.say("threshold"), operator, limit) if part)
    return voice.say("noted", text=value, note=required)


def _alike(value: float, limit: float, unit: str, voice: Voice) -> tuple[str, str]:
    """Return a value and its limit in one unit: areas in hectares where those tell them apart."""
    pair = (area(value).ha, area(limit).ha) if unit == "m2" else ()
    if pair and limit >= _WORTH_HECTARES and pair[0] != pair[1]:
        name = voice.word("ha")
        return f"{pair[0]} {name}", f"{pair[1]} {name}"
    return short_quantity(value, unit, voice, limit), short_quantity(limit, unit, voice, value)


def beside(measures: Sequence[Measure], voice: Voice) -> str:
    """Return measures that inform, in one line."""
    return " · ".join(
        f"{voice.word(m.name, 'measure')} {short_quantity(m.value, m.unit, voice)}"
        for m in measures
    )


def value(measure: Measure, voice: Voice) -> str:
    """Return the value, with as many decimals as tell it from its threshold."""
    return short_quantity(measure.value, measure.unit, voice, measure.threshold)


def threshold(measure: Measure, voice: Voice) -> str:
    """Return operator and threshold, empty where the measure has none."""
    if measure.threshold is None:
        return ""
    operator = OPERATORS[measure.operator] if measure.operator else ""
    limit = short_quantity(measure.threshold, measure.unit, voice, measure.value)
    return f"{operator} {limit}".strip()


def margin(measure: Measure, voice: Voice) -> str:
    """Return value − threshold with its sign, unrounded to a millionth of its unit."""
    if measure.margin is None:
        return ""
    scale, name = {
        "ratio": (100.0, voice.say("quantity.points")),
        "m2": (1.0, "m²"),
        "m": (1.0, voice.say("quantity.metre")),
        "count": (1.0, ""),
    }.get(measure.unit, (1.0, voice.word(measure.unit)))
    value = Decimal(repr(measure.margin)) * Decimal(repr(scale))
    digits = number(abs(value), 6)
    sign = "" if digits == "0" else "+" if value > 0 else "−"
    return f"{sign}{digits} {name}".strip()


def half_width(measure: Measure, voice: Voice) -> str:
    """Return ± the half width (2σ), empty where it is unknown."""
    if measure.half_width is None:
        return ""
    return f"± {short_quantity(measure.half_width, measure.unit, voice)}"
