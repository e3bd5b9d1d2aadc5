"""Colours of maps: land classes of the survey, classes of other layers, layer kinds.

The table is `colours.csv` beside this file: columns of ("land", "slope", "control_zone", "kind"),
value, colour (#rrggbb), source; its first lines say where the colours come from.
"""

from __future__ import annotations

import csv
from functools import cache
from importlib import resources

# What has no colour of its own.
OTHER = "#b8bcc2"


def colour(of: str, value: str) -> str:
    """Return the colour of a value; of a land class that has none, that of its group."""
    table = _table()
    if of != "land":
        return table.get((of, value), OTHER)
    group = value.rstrip("AKH")
    codes = (value, group, group[:2])
    return next((table["land", code] for code in codes if ("land", code) in table), OTHER)


@cache
def _table() -> dict[tuple[str, str], str]:
    text = (resources.files("gouhook_gis.domain") / "colours.csv").read_text("utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {(row["of"], row["value"]): row["colour"] for row in csv.DictReader(lines)}
