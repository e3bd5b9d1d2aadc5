"""What the map of the page draws of a run: layers of shapes in the CRS of the report."""

from __future__ import annotations

from typing import Literal

from gouhook_gis.domain.details import ReferenceDetail
from gouhook_gis.domain.model import Model

Box = tuple[float, float, float, float]


class LegendEntry(Model):
    """A class of a layer: the value of the property `class`, its name and colour (#rrggbb)."""

    value: str
    name_zh: str
    name_en: str
    colour: str


class ChartLayer(Model):
    """One layer. `name` is its file: "parcels", "findings", or "reference-<slot>".

    Features carry, in `properties`: parcels `key`, `id`, `role`, `status` (the worst of their
    findings, null: none) and `findings` (numbers, at most 8); findings `number`, `rule`,
    `severity`, `status`; references `id`, `class`, and what the legend needs. GeoJSON ids are the
    key, the number, the position. `form` "tiles" says that they come as vector tiles of one layer
    of the same name, else as one GeoJSON. `detail` is how much of the reference is shown;
    `cut` counts features left out because there are too many, 0 where all are there.

    In tiles lists are JSON text; shapes begin at `min_zoom`, and end where the tiles do. Findings
    in tiles come as their shape and, beside it, as a point: below `min_zoom` one for all of a
    small square (the first of them, with their number as `count`), from there on one each.
    """

    name: str
    kind: Literal["parcels", "findings", "reference"]
    form: Literal["geojson", "tiles"]
    title_zh: str
    title_en: str
    layer_id: str | None = None
    features: int
    extent: Box | None
    restricted: bool = False
    detail: ReferenceDetail = "full"
    legend: tuple[LegendEntry, ...] = ()
    cut: int = 0
    min_zoom: int = 0


class TileGrid(Model):
    """The grid of the tiles in the CRS of the report: `resolutions[z]` in its units a pixel."""

    origin: tuple[float, float]
    tile_size: int
    resolutions: tuple[float, ...]
    min_zoom: int
    max_zoom: int


class Chart(Model):
    """The map of one run; coordinates easting first. `proj4` defines the CRS for the page.

    No layers where the submission has no CRS.
    """

    format: Literal["gouhook-chart/1"] = "gouhook-chart/1"
    epsg: int | None
    proj4: str = ""
    crs_zh: str
    crs_en: str
    degrees: bool
    extent: Box | None
    grid: TileGrid | None = None
    layers: tuple[ChartLayer, ...] = ()
