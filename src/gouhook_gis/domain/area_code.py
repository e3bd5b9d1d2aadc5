"""Administrative codes: which one lies in which."""

from __future__ import annotations

import re

# Where the levels of a code end: province, city, county, township, village, group.
_LEVELS = (2, 4, 6, 9, 12, 19)
_NATION = ("000000", "100000")
_COUNTY = re.compile(r"[1-9]\d{5}")


def area_prefix(code: str) -> str:
    """Return what the codes of all places in the area `code` begin with.

    Levels that are zeros say nothing: 510000 is a province and gives 51, 510100 a city and gives
    5101; the nation (100000, 000000) gives the empty text. A code cut at no level stays as it is.
    """
    if code in _NATION:
        return ""
    for end, start in zip(_LEVELS[:0:-1], _LEVELS[-2::-1], strict=True):
        if len(code) == end and not code[start:].strip("0"):
            code = code[:start]
    return code


def county_of(code: str | None) -> str | None:
    """Return the six digits with which a code begins, None where it begins otherwise.

    They may end in zeros: some cities have no counties (441900).
    """
    found = _COUNTY.match((code or "").strip())
    return found.group() if found else None


def meets(first: str, second: str) -> bool:
    """Whether the areas of two codes share ground: one lies in the other."""
    one, other = area_prefix(first), area_prefix(second)
    return one.startswith(other) or other.startswith(one)


def within(inner: str, outer: str) -> bool:
    """Whether the area of the code `inner` lies in that of `outer`."""
    return area_prefix(inner).startswith(area_prefix(outer))
