"""The files of a map: `chart.json`, and a file a layer beside it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from gouhook_gis.chart.drawn import Drawn, extent
from gouhook_gis.chart.geojson import geojson
from gouhook_gis.chart.own import findings, parcels
from gouhook_gis.chart.references import references
from gouhook_gis.chart.tiles import first_zoom, write_tiles
from gouhook_gis.chart.tiling import Grid
from gouhook_gis.domain import page_files
from gouhook_gis.domain.chart import Chart, ChartLayer
from gouhook_gis.domain.report import Report
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.reference.store import Store
from gouhook_gis.report.evidence import Evidence, drawable, from_geojson
from gouhook_gis.report.position import crs_text
from gouhook_gis.report.shown.files import packed, write_json
from gouhook_gis.report.voice import Voice


def write_chart(
    report: Report,
    items: Sequence[Evidence],
    folder: Path,
    store: Store,
    rasters: Collection[str] = (),
) -> Chart:
    """Write the map of a report into `folder`; `items` are its findings, `store` holds what it
    was checked against, of which the kinds that are `rasters` are left out.
    """
    crs = report.result.crs
    epsg = None if crs is None else int(crs.removeprefix("EPSG:"))
    drawn = [] if epsg is None else list(_layers(report, items, epsg, store, rasters))
    zone = None if epsg is None else zone_of(epsg)
    degrees = zone is not None and zone.geographic
    box = extent([layer.shapes for layer in drawn if layer.kind != "reference"])
    tiled = box is not None and any(layer.large for layer in drawn)
    grid = Grid.over(box, degrees=degrees) if tiled and box is not None else None
    (folder / page_files.LAYERS).mkdir()
    chart = Chart(
        epsg=epsg,
        proj4="" if zone is None else zone.proj4,
        crs_zh=crs_text(crs, Voice("zh")),
        crs_en=crs_text(crs, Voice("en")),
        degrees=degrees,
        extent=box,
        grid=None if grid is None else grid.told,
        layers=tuple(_written(layer, grid, folder / page_files.LAYERS) for layer in drawn),
    )
    write_json(folder / page_files.CHART, chart)
    return chart


def _layers(
    report: Report, items: Sequence[Evidence], epsg: int, store: Store, rasters: Collection[str]
) -> Iterator[Drawn]:
    ground = drawable(from_geojson([parcel.geometry for parcel in report.result.parcels]))
    yield parcels(report, items, ground, epsg)
    yield findings(items, epsg)
    yield from references(report, ground, epsg, store, rasters)


def _written(layer: Drawn, grid: Grid | None, folder: Path) -> ChartLayer:
    if grid is None or not layer.large:
        packed(folder / page_files.shapes(layer.name), geojson(layer))
        return layer.entry("geojson")
    first = first_zoom(layer, grid)
    write_tiles(layer, grid, folder / page_files.tiles(layer.name), first)
    return layer.entry("tiles", first)
