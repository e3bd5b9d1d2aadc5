"""Reference layers near the parcels, as far as they may be shown."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import shapely

from gouhook_gis.chart.classes import classes, legend
from gouhook_gis.chart.drawn import Drawn, rounded, there
from gouhook_gis.domain.details import ReferenceDetail, detail_of
from gouhook_gis.domain.report import Report, SlotOutcome
from gouhook_gis.geometry.arrays import Geometries, Index
from gouhook_gis.geometry.polygons import polygon_parts
from gouhook_gis.geometry.transform import to_epsg
from gouhook_gis.geometry.zones import zone_of
from gouhook_gis.reference.store import Features, Store
from gouhook_gis.report.evidence import drawable
from gouhook_gis.report.svg import METRES_PER_DEGREE
from gouhook_gis.report.voice import Voice

# How far around a parcel its surroundings are shown, metres.
NEAR_M = 30.0


@dataclass(frozen=True)
class Most:
    """The most that one layer may hold."""

    features: int = 50_000
    vertices: int = 2_000_000


def references(
    report: Report,
    ground: Geometries,
    epsg: int,
    store: Store,
    rasters: Collection[str],
    most: Most = Most(),
) -> Iterator[Drawn]:
    """Yield the layers that the check used, each edition once, but for kinds that are `rasters`.

    `ground` are the shapes of the parcels, in `epsg`. Of a restricted edition the reference
    detail says how much is shown: nothing, what lies in the parcels, or whole features; of
    others whole features that come near a parcel.
    """
    told = report.provenance.told
    parcels = ground[there(ground)]
    used: set[str] = set()
    for slot in report.result.slots:
        kind = slot.slot.partition("@")[0]
        if slot.layer_id is None or slot.layer_id in used or kind in rasters or not len(parcels):
            continue
        used.add(slot.layer_id)
        shown: ReferenceDetail = "full"
        if slot.restricted:
            shown = detail_of(kind, told.reference_detail, told.reference_details)
        yield _layer(report, slot, kind, parcels, epsg, store, shown, most)


def _layer(
    report: Report,
    slot: SlotOutcome,
    kind: str,
    parcels: Geometries,
    epsg: int,
    store: Store,
    detail: ReferenceDetail,
    most: Most,
) -> Drawn:
    layer_id = slot.layer_id or ""
    zh, en = Voice.of(report.result, "zh"), Voice.of(report.result, "en")
    features, cut = _near(layer_id, parcels, epsg, store, detail, most)
    shapes = rounded(features.geometries, epsg)
    found = classes(kind, features)
    properties: list[dict[str, Any]] = [
        {"id": str(name), "class": value} for name, value in zip(features.ids, found, strict=True)
    ]
    return Drawn(
        name=f"reference-{slot.slot}",
        kind="reference",
        titles=(zh.layer(layer_id), en.layer(layer_id)),
        shapes=shapes,
        ids=np.arange(1, len(shapes) + 1).astype(object),
        properties=properties,
        layer_id=layer_id,
        restricted=slot.restricted,
        detail=detail,
        legend=legend(kind, found, (zh.word(kind), en.word(kind))) if len(shapes) else (),
        cut=cut,
    )


def _near(
    layer_id: str,
    parcels: Geometries,
    epsg: int,
    store: Store,
    detail: ReferenceDetail,
    most: Most,
) -> tuple[Features, int]:
    """Return the features to show, in `epsg`, and how many more there are."""
    around = surroundings(parcels, epsg)
    if detail == "none":
        around = around[:0]
    found = store.near(layer_id, parcels if detail == "clip" else around, epsg)
    if detail == "none":
        return found.take(np.zeros(0, dtype=np.intp)), 0
    placed = drawable(to_epsg(found.geometries, found.epsg, epsg))
    if detail == "clip":
        kept, shapes = _within(placed, parcels)
    else:
        tree = shapely.STRtree(placed)
        kept = np.unique(tree.query(around, predicate="intersects")[1])
        shapes = placed[kept]
    # Those on the parcels come first, should there be too many.
    touching = np.zeros(len(kept), dtype=np.bool_)
    touching[shapely.STRtree(shapes).query(parcels, predicate="intersects")[1]] = True
    order = np.argsort(~touching, kind="stable")
    vertices = np.cumsum(shapely.get_num_coordinates(shapes[order]))
    fit = order[: most.features][vertices[: most.features] <= most.vertices]
    fit.sort()
    chosen = replace(found.take(kept[fit]), geometries=shapes[fit], epsg=epsg, area_m2=None)
    return chosen, len(kept) - len(fit)


def _within(shapes: Geometries, parcels: Geometries) -> tuple[Index, Geometries]:
    """Return the shapes that share ground with a parcel, by position, as that part of them."""
    parcel, shape = shapely.STRtree(shapes).query(parcels, predicate="intersects")
    order = np.argsort(shape, kind="stable")
    parcel, shape = parcel[order], shape[order]
    parts, owner = polygon_parts(shapely.intersection(shapes[shape], parcels[parcel]))
    kept, starts = np.unique(shape[owner], return_index=True)
    pieces = np.split(parts, starts[1:]) if len(kept) else []
    whole = np.empty(len(kept), dtype=object)
    whole[:] = [part[0] if len(part) == 1 else shapely.union_all(part) for part in pieces]
    return kept, whole


def surroundings(parcels: Geometries, epsg: int) -> Geometries:
    """Return the box of each parcel (n,), grown by `NEAR_M`."""
    west, south, east, north = shapely.bounds(parcels).T
    across = along = np.full(len(parcels), NEAR_M)
    if zone_of(epsg).geographic:
        along = along / METRES_PER_DEGREE
        across = along / np.cos(np.radians((south + north) / 2))
    boxes: Geometries = shapely.box(west - across, south - along, east + across, north + along)
    return boxes
