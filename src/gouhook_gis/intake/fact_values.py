"""One value of a fact as people write it (text, number, yes or no, a date) to the value kept.

None means that it is not understood; nothing is guessed. Areas, money and counts may carry their
unit, digits and punctuation may be full-width.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from pydantic import JsonValue

from gouhook_gis.domain.fact_specs import ValueSpec, ValueType
from gouhook_gis.domain.folding import decimal_of, folded
from gouhook_gis.domain.land_class import table
from gouhook_gis.domain.units import AreaUnit, to_m2
from gouhook_gis.intake.vocabulary import VILLAGE_DIGITS, vocabulary

# A number cell holds 15 digits; beyond, a code has lost its end.
_EXACT = 10**15
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?|(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(\d{4})(?:[-/年](\d{1,2})月?|(\d{2}))")
_PERIODS = (
    (re.compile(r"(\d{4})年?第?q?([1-4一二三四])(?:季度?)?"), "Q"),
    (re.compile(r"(\d{4})年?h([12])"), "H"),
    (re.compile(r"(\d{4})年?([上下])半年"), "H"),
)
_ORDINALS = {"一": "1", "二": "2", "三": "3", "四": "4", "上": "1", "下": "2"}
_SEPARATORS = re.compile(r"[、,;，；\n]+")
_YES_NO = {
    **dict.fromkeys(("是", "有", "√", "✓", "y", "yes", "true", "1", "已", "齐全"), True),
    **dict.fromkeys(("否", "无", "没有", "×", "✗", "n", "no", "false", "0", "未"), False),
}
_AREA_UNITS = {
    "公顷": AreaUnit.HECTARE, "ha": AreaUnit.HECTARE, "hm2": AreaUnit.HECTARE,
    "亩": AreaUnit.MU, "mu": AreaUnit.MU,
    "平方米": AreaUnit.M2, "平米": AreaUnit.M2, "m2": AreaUnit.M2,
}  # fmt: skip
_YUAN = {"亿元": Decimal(10) ** 8, "万元": Decimal(10) ** 4, "元": Decimal(1)}
_COUNTED = ("户", "人", "次", "个")
_LENGTHS = ("厘米", "cm", "公分", "等", "级")


def read_value(spec: ValueSpec, value: JsonValue) -> JsonValue:
    """Return `value` as `spec` keeps it, None where it is none such.

    A number may be a text, as it stands in the file, so that 0.1 公顷 is one tenth and not its
    nearest double.
    """
    if spec.type == "choice":
        return _choice(spec, value)
    return _READERS[spec.type](value)


def in_unit(value: JsonValue, unit: AreaUnit) -> float | None:
    """Return m² of an area written in `unit`, unless it carries a unit of its own."""
    return _area(value, unit)


def in_m2(value: JsonValue) -> float | None:
    """Return an area written in m²."""
    return _area(value, AreaUnit.M2)


def iso_date(value: JsonValue) -> str | None:
    """Return a date (ISO) as people write it: 2024-5-1, 2024年5月1日, 20240501."""
    return _date(value)


def _plain(value: JsonValue) -> str:
    """Return a text or number for comparing: whole numbers without a point."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return ""
    if isinstance(value, float):
        number = Decimal(repr(value))
        value = f"{number:f}" if number.is_finite() else ""
        value = value.removesuffix(".0")
    return folded(str(value))


def _text(value: JsonValue) -> str | None:
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    if not isinstance(value, str):
        return _plain(value) or None if abs(value) < _EXACT else None
    return value.strip() or None


def _texts(value: JsonValue) -> list[JsonValue] | None:
    items = value if isinstance(value, list) else _SEPARATORS.split(_text(value) or "")
    found = [_text(item) for item in items]
    if not found or (isinstance(value, list) and None in found):
        return None
    return [*sorted({text for text in found if text})] or None


def _county(value: JsonValue) -> str | None:
    return text if re.fullmatch(r"[0-9]{4}(?:[0-9]{2})?", text := _plain(value)) else None


def _village(value: JsonValue) -> str | None:
    text = _plain(value)
    return text[:VILLAGE_DIGITS] if re.fullmatch(r"[0-9]{12,19}", text) else None


def _land_class(value: JsonValue) -> str | None:
    """Return a code of a land class or the beginning of one; a name may follow it."""
    found = re.match(r"[0-9]{2,4}[a-z]?(?![0-9])", _plain(value))
    code = found.group().upper() if found else ""
    known = [*table("TDT1055"), *table("ED2007")]
    return code if code and any(one.startswith(code) for one in known) else None


def _date(value: JsonValue) -> str | None:
    found = _DATE.fullmatch(_plain(value))
    parts = [int(part) for part in found.groups() if part] if found else []
    try:
        return date(*parts).isoformat() if parts else None
    except ValueError:
        return None


def _month(value: JsonValue) -> str | None:
    """Return "2024-05"; the first of a month as a whole date will do, as spreadsheets make it."""
    day = _date(value)
    if day is not None:
        return day[:7]
    found = _MONTH.fullmatch(_plain(value))
    year, month = [part for part in found.groups() if part] if found else ("", "0")
    return f"{year}-{int(month):02d}" if 1 <= int(month) <= 12 else None


def _period(value: JsonValue) -> str | None:
    for pattern, kind in _PERIODS:
        found = pattern.fullmatch(_plain(value))
        if found:
            year, number = found.groups()
            return f"{year}{kind}{_ORDINALS.get(number, number)}"
    return None


def _year(value: JsonValue) -> int | None:
    found = re.fullmatch(r"((?:19|20)\d{2})(?:年度?)?", _plain(value))
    return int(found.group(1)) if found else None


def _number(value: JsonValue, units: tuple[str, ...] = ()) -> Decimal | None:
    """Return a number that is not negative; one of `units` may follow it."""
    text = _plain(value)
    for unit in units:
        text = text.removesuffix(unit)
    number = decimal_of(text) if text else None
    return number if number is not None and number >= 0 else None


def _count(value: JsonValue) -> int | None:
    number = _number(value, _COUNTED)
    if number is None or number >= _EXACT or number != number.to_integral_value():
        return None
    return int(number)


def _scale(value: JsonValue) -> int | None:
    """Return the denominator of a scale: 2000, 1:2000, 1∶1万."""
    text = re.sub(r"^1[:∶/比]", "", _plain(value))
    number = decimal_of(text.removesuffix("万")) if text else None
    whole = None if number is None else number * (10_000 if text.endswith("万") else 1)
    return int(whole) if whole is not None and whole >= 1 and whole == int(whole) else None


def _area(value: JsonValue, written_in: AreaUnit = AreaUnit.HECTARE) -> float | None:
    """Return m² of an area; the unit it carries beats `written_in`."""
    text = _plain(value)
    ending = next((word for word in _AREA_UNITS if text.endswith(word)), "")
    number = _number(text.removesuffix(ending))
    return None if number is None else to_m2(number, _AREA_UNITS.get(ending, written_in))


def _money(value: JsonValue, unit: str) -> float | None:
    text = _plain(value)
    ending = next((word for word in _YUAN if text.endswith(word)), "")
    number = _number(text.removesuffix(ending))
    return None if number is None else float(number * _YUAN[ending or unit] / _YUAN[unit])


def _yes_no(value: JsonValue) -> bool | None:
    return value if isinstance(value, bool) else _YES_NO.get(_plain(value))


def _choice(spec: ValueSpec, value: JsonValue) -> str | None:
    """Return the stored word; its names and the words of the trade mean the same."""
    text = _plain(value)
    for stored in spec.values:
        if text in {folded(stored), folded(spec.named(stored)), folded(spec.named(stored, "en"))}:
            return stored
    kind = vocabulary().type_values.get(text)
    meant = (vocabulary().terrain(text), *((kind.purpose, kind.role) if kind else ()))
    return next((str(word) for word in meant if word in spec.values), None)


def _float(value: Decimal | None) -> float | None:
    return None if value is None else float(value)


_READERS: dict[ValueType, Callable[[JsonValue], JsonValue]] = {
    "text": _text,
    "texts": _texts,
    "county": _county,
    "village": _village,
    "land_class": _land_class,
    "date": _date,
    "month": _month,
    "period": _period,
    "year": _year,
    "count": _count,
    "scale": _scale,
    "number": lambda value: _float(_number(value, _LENGTHS)),
    "hectares": _area,
    "yuan": lambda value: _money(value, "元"),
    "wan": lambda value: _money(value, "万元"),
    "yes_no": _yes_no,
}
