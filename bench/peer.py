"""The same question put to geopandas: `python -m bench.peer SUBMISSION.zip REFERENCE`.

Reads the same files, overlays the parcels with each layer that the rules ask, and sums the areas
of the pieces. No validity check, no official area, no coverage, no report: it is the least that
anyone would have to do.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas

import geopandas

ALL, NEW, DEMOLITION = ("CJDK", "JXDK"), ("JXDK",), ("CJDK",)
QUESTIONS = {
    "DLTB": DEMOLITION,
    "YJJBNTTB": ALL,
    "WFYD": NEW,
    "CJDCQ": DEMOLITION,
    "XZQ_9": ALL,
    "XZQ_6": ALL,
}


def main() -> None:
    """Print the shared area of every question as JSON, m²."""
    submission, reference = sys.argv[1], Path(sys.argv[2])
    roles = {
        name: geopandas.read_file(f"zip://{submission}!{name}.shp", encoding="GBK") for name in ALL
    }
    shared = {}
    for name, asked in QUESTIONS.items():
        layer = geopandas.read_file(reference / f"{name}.shp", encoding="GBK")
        parcels = pandas.concat([roles[role] for role in asked], ignore_index=True)
        pieces = geopandas.overlay(parcels, layer, how="intersection", keep_geom_type=True)
        shared[name] = round(float(pieces.geometry.area.sum()), 2)
    print(json.dumps(shared))


if __name__ == "__main__":
    main()
