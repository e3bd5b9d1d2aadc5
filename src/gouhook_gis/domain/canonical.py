"""One writing of JSON: equal values give equal bytes, for hashing, comparing and sorting."""

from __future__ import annotations

import json
from typing import Any


def canonical_json(value: Any) -> str:
    """Return `value` as JSON with sorted keys and no blanks; floats at 1e-6.

    Numbers are measured on canonical rings, so equal cases give equal numbers; the rounding
    only keeps meaningless digits out of the file.
    """
    return json.dumps(_rounded(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        rounded = round(value, 6)
        return 0.0 if rounded == 0 else rounded
    if isinstance(value, dict):
        # Coordinates are rounded where they are made (degrees need nine decimals).
        return {
            k: v if k in ("geometry", "reference_geometry") else _rounded(v)
            for k, v in value.items()
        }
    if isinstance(value, list | tuple):
        return [_rounded(item) for item in value]
    return value
