"""What is written in a field of a feature: text without blanks around it, or a date."""

from __future__ import annotations

import re
from datetime import date

from gouhook_gis.reference.store import Features

# 20240112, 2024-1-12, 2024/01/12, 2024.1.12, 2024年1月12日; a time of day may follow.
_DATE = re.compile(
    r"(\d{4})(?:(\d{2})(\d{2})(?!\d)|\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d))"
)


def text_of(features: Features, field: str, row: int) -> str | None:
    """Return a value as text without blanks around it, None where there is none."""
    column = features.columns.get(field)
    value = None if column is None else column[row]
    return None if value is None else str(value).strip() or None


def day_of(features: Features, field: str, row: int) -> date | None:
    """Return a value as a date, None where there is none or it is no date."""
    found = _DATE.match(text_of(features, field, row) or "")
    try:
        return None if found is None else date(*map(int, filter(None, found.groups())))
    except ValueError:
        return None
