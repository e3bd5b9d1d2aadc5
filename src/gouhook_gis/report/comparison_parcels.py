"""The parcels of two reports side by side: which is which, how large it was and is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

import shapely

from gouhook_gis.domain.report import ReportParcel
from gouhook_gis.domain.shown import Box, ShownArea
from gouhook_gis.domain.shown_comparison import ComparedParcel, ParcelFate
from gouhook_gis.report import figures
from gouhook_gis.report.evidence import from_geojson

GeoJson = dict[str, Any] | None
FATES: tuple[ParcelFate, ...] = ("changed", "brought_in", "taken_out", "unchanged")


def compared_parcels(
    old: Sequence[ReportParcel], new: Sequence[ReportParcel]
) -> tuple[ComparedParcel, ...]:
    """Return every parcel of either version, those that differ first, then by key.

    A parcel is found again by its key, else by its rings; with the same rings it is unchanged.
    """
    pairs = list(_pairs(old, new))
    boxes = boxes_of([(_shape(before), _shape(after)) for before, after in pairs])
    found = (_compared(*pair, box) for pair, box in zip(pairs, boxes, strict=True))
    return tuple(sorted(found, key=lambda item: (FATES.index(item.fate), item.key)))


def shown(area: figures.Area | None) -> ShownArea | None:
    """Return an area as the page has it."""
    if area is None:
        return None
    return ShownArea(ha=str(area.ha), mu=str(area.mu), m2=str(area.m2))


def boxes_of(pairs: Sequence[tuple[GeoJson, GeoJson]]) -> list[Box | None]:
    """Return the box around each pair of GeoJSON geometries, None where neither is there."""
    bounds = shapely.bounds(from_geojson([one for pair in pairs for one in pair]))
    both = bounds.reshape(-1, 2, 4)
    least, most = np.fmin(both[:, 0], both[:, 1]), np.fmax(both[:, 0], both[:, 1])
    return [_box(row) for row in np.column_stack([least[:, :2], most[:, 2:]])]


def box_around(boxes: Iterable[Box | None]) -> Box | None:
    """Return the box around boxes, None where there is none."""
    there = np.array([box for box in boxes if box is not None])
    if not len(there):
        return None
    return _box(np.concatenate([there[:, :2].min(axis=0), there[:, 2:].max(axis=0)]))


def _box(sides: npt.NDArray[np.float64]) -> Box | None:
    minx, miny, maxx, maxy = sides.tolist()
    return None if np.isnan(minx) else (minx, miny, maxx, maxy)


_Pair = tuple[ReportParcel | None, ReportParcel | None]


def _pairs(old: Sequence[ReportParcel], new: Sequence[ReportParcel]) -> Iterator[_Pair]:
    by_key = {parcel.key: parcel for parcel in old}
    same = {parcel.key: by_key.pop(parcel.key) for parcel in new if parcel.key in by_key}
    # The content id holds the role, so that a renumbered parcel keeps its role as well.
    by_rings = {p.content_id: p for p in by_key.values() if p.content_id is not None}
    for parcel in new:
        before = same.get(parcel.key) or by_rings.pop(parcel.content_id or "", None)
        if before is not None:
            by_key.pop(before.key, None)
        yield before, parcel
    yield from ((parcel, None) for parcel in by_key.values())


def _shape(parcel: ReportParcel | None) -> GeoJson:
    return None if parcel is None else parcel.geometry


def _compared(
    before: ReportParcel | None, after: ReportParcel | None, box: Box | None
) -> ComparedParcel:
    one = after or before
    assert one is not None  # noqa: S101 - a pair has at least one
    was, now = (_area(parcel) for parcel in (before, after))
    return ComparedParcel(
        key=one.key,
        id=one.id,
        id_before=before.id if before and before.id != one.id else "",
        role=one.role,
        fate=_fate(before, after),
        area_before=shown(was),
        area_after=shown(now),
        difference=shown(now - was) if now and was else None,
        before=_shape(before),
        after=_shape(after),
        box=box,
    )


def _fate(before: ReportParcel | None, after: ReportParcel | None) -> ParcelFate:
    if before is None:
        return "brought_in"
    if after is None:
        return "taken_out"
    same = before.content_id is not None and before.content_id == after.content_id
    return "unchanged" if same and before.id == after.id else "changed"


def _area(parcel: ReportParcel | None) -> figures.Area | None:
    if parcel is None or parcel.area_ellipsoidal_m2 is None:
        return None
    return figures.area(parcel.area_ellipsoidal_m2)
