"""Values as kept to what stands in a cell of the workbook; the reverse of reading."""

from __future__ import annotations

from datetime import date

from pydantic import JsonValue

from gouhook_gis.domain.fact_specs import ValueSpec
from gouhook_gis.domain.units import AreaUnit, from_m2

Entry = str | float | date


def entry(spec: ValueSpec, value: JsonValue) -> Entry | None:
    """Return `value` as a person would write it; None for nothing."""
    if value is None:
        return None
    if spec.type == "hectares" and isinstance(value, int | float):
        return float(from_m2(value, AreaUnit.HECTARE))
    if spec.type == "date":
        return date.fromisoformat(str(value))
    if spec.type == "choice":
        return spec.named(str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "、".join(map(str, value))
    return float(value) if isinstance(value, int | float) else str(value)
