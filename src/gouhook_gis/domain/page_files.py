"""Where what the page shows of a run lies in the run's folder; all files are gzip, but for tiles.

page/NAME.LANG.json.gz       a report in words: report, findings, parcels, reconciliation
                             (of a batch: summary)
page/chart.json.gz           its map
page/chart/LAYER.json.gz     a layer of the map as GeoJSON
page/chart/LAYER.tiles       a large one as vector tiles: SQLite, a row a tile
"""

from __future__ import annotations

from typing import Literal

PAGE = "page"
LAYERS = "chart"
CHART = "chart.json.gz"
Document = Literal["report", "findings", "parcels", "reconciliation", "summary"]


def document(name: Document, lang: str) -> str:
    """Return the name of the file of a report in words, or of a part of it."""
    return f"{name}.{lang}.json.gz"


def shapes(layer: str) -> str:
    """Return the name of the file of a layer as GeoJSON."""
    return f"{layer}.json.gz"


def tiles(layer: str) -> str:
    """Return the name of the file of a layer as vector tiles."""
    return f"{layer}.tiles"
