"""Land classes of the survey (TD/T 1055 work classes) and their three big classes.

The table is `land_classes.csv` beside this file: columns scheme, code, name, big_class,
is_cultivated, is_construction, source. Schemes: TDT1055 (third survey; its codes of four digits
are those of GB/T 21010-2017 as well), ED2007 (second survey, three digits), CZCSXM.
"""

from __future__ import annotations

import csv
from collections.abc import Sequence
from functools import cache
from importlib import resources
from typing import Literal

from gouhook_gis.domain.model import Model

Land = Literal["cultivated", "construction", "agricultural", "unused"]
_BIG_CLASSES = {"construction": "建设用地", "agricultural": "农用地", "unused": "未利用地"}
_MIXED = "混合"


class LandClass(Model):
    """One class of a scheme; `big_class` is 农用地, 建设用地, 未利用地 or 混合."""

    scheme: str
    code: str
    name: str
    big_class: str
    is_cultivated: bool
    is_construction: bool


@cache
def table(scheme: str = "TDT1055") -> dict[str, LandClass]:
    """Return the classes of `scheme` by code."""
    text = (resources.files("gouhook_gis.domain") / "land_classes.csv").read_text("utf-8")
    return {
        row["code"]: LandClass(
            scheme=row["scheme"],
            code=row["code"],
            name=row["name"],
            big_class=row["big_class"],
            is_cultivated=row["is_cultivated"] == "1",
            is_construction=row["is_construction"] == "1",
        )
        for row in csv.DictReader(text.splitlines())
        if row["scheme"] == scheme
    }


def land_class(code: str | None) -> LandClass | None:
    """Return the class of a DLBM value of the third survey, else of the second.

    A trailing A, K or H that is not in the table is stripped; a code of four digits that only
    GB/T 21010-2017 has (0604, 0801 …) is taken by its first two, whose big class it shares.
    """
    code = (code or "").strip().upper()
    classes = table()
    found = classes.get(code) or table("ED2007").get(code)
    return found or classes.get(code.rstrip("AKH")) or classes.get(code[:2])


def belongs(code: str | None, lands: Sequence[Land]) -> bool | None:
    """Return whether land of DLBM `code` is of one of `lands`; None where that cannot be told.

    It cannot for a code that is empty, unknown, or of a group (10, 11, 12 …) that holds several
    big classes.
    """
    found = land_class(code)
    if found is None:
        return None
    if found.is_cultivated and "cultivated" in lands:
        return True
    asked = {_BIG_CLASSES[land] for land in lands if land != "cultivated"}
    if found.big_class == _MIXED:
        # No mixed group holds cultivated land.
        return None if asked else False
    return found.big_class in asked
