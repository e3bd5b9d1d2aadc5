"""Land classes of the survey (TD/T 1055 work classes) and their three big classes.

The table is `land_classes.csv` beside this file: columns scheme, code, name, big_class,
is_cultivated, is_construction, source.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

from gouhook_gis.domain.model import Model


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


def land_class(code: str | None, scheme: str = "TDT1055") -> LandClass | None:
    """Return the class of a DLBM value; a trailing A, K or H not in the table is stripped."""
    code = (code or "").strip().upper()
    classes = table(scheme)
    return classes.get(code) or classes.get(code.rstrip("AKH")) or classes.get(code[:2])
