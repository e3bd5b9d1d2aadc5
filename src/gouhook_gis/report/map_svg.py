"""The overview map: parcels and violations in the CRS of the report, on a survey grid."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

import shapely

from gouhook_gis.domain.report import ReportParcel
from gouhook_gis.domain.words import Status
from gouhook_gis.report.evidence import Evidence, drawable
from gouhook_gis.report.svg import (
    Svg,
    Window,
    bounds_of,
    compass,
    compass_box,
    element,
    label,
    nice_step,
    paths,
    scale_bar,
    window,
)
from gouhook_gis.report.voice import Voice

WIDTH = 1000.0
HEIGHT = (420.0, 820.0)
MARGINS = (62.0, 14.0, 14.0, 26.0)
NUMBERED = 80
NAMED = 80
# A parcel or piece smaller than this many pixels gets a symbol beside its shape.
_SEEN_PX = 7.0
TONES = {Status.FAIL: "fail", Status.ERROR: "fail", Status.NEEDS_REVIEW: "review"}

Boxes = list[tuple[float, float, float, float]]


def overview(
    parcels: Sequence[ReportParcel],
    ground: npt.NDArray[np.object_],
    items: Sequence[Evidence],
    *,
    degrees: bool,
    voice: Voice,
) -> Svg | None:
    """Return the map as inline SVG, None where nothing has a geometry.

    `ground` are the shapes of the parcels. Every piece is drawn with a halo and, where it is
    small, a ring around it; the worst `NUMBERED` carry their number. `degrees` says that
    coordinates are longitude and latitude.
    """
    drawn = [item for item in items if item.shape is not None]
    pieces = drawable(np.array([item.shape for item in drawn], dtype=object))
    everything = np.concatenate((ground, pieces))
    seen = everything[~(shapely.is_missing(everything) | shapely.is_empty(everything))]
    if not len(seen):
        return None
    view = window(bounds_of(seen), degrees=degrees, width=WIDTH, height=HEIGHT, margins=MARGINS)
    taken: Boxes = [compass_box(view)]
    below = [
        _grid(view, degrees),
        _parcels(parcels, ground, view),
        _pieces(drawn, pieces, view),
        _numbers(drawn, view, taken),
        _names(parcels, ground, view, taken),
        compass(view, voice.say("map.north")),
        scale_bar(view, view.left + 24, view.top + view.inner_height - 14, 150),
    ]
    height = view.top + view.inner_height + MARGINS[3]
    return element(
        "svg",
        element("title", voice.say("map.title")),
        *below,
        viewBox=f"0 0 {WIDTH:g} {height:.0f}",
        class_="map",
        role="img",
    )


def _grid(view: Window, degrees: bool) -> Svg:
    west, south, east, north = view.bounds
    step = nice_step((east - west) * view.stretch, 6)
    decimals = max(0, -math.floor(math.log10(step))) if degrees else 0
    eastings = np.arange(math.ceil(west / step), math.floor(east / step) + 1) * step
    northings = np.arange(math.ceil(south / step), math.floor(north / step) + 1) * step
    xs = view.place(np.column_stack((eastings, np.full(len(eastings), south))))[:, 0]
    ys = view.place(np.column_stack((np.full(len(northings), west), northings)))[:, 1]
    bottom = view.top + view.inner_height
    right = view.left + view.inner_width
    frame = element(
        "rect",
        x=view.left,
        y=view.top,
        width=view.inner_width,
        height=view.inner_height,
        class_="frame",
    )
    crosses = "".join(
        f"M{x - 4:.1f} {y:.1f}h8M{x:.1f} {y - 4:.1f}v8" for x in xs.tolist() for y in ys.tolist()
    )
    ticks = "".join(f"M{x:.1f} {bottom:.1f}v5" for x in xs.tolist()) + "".join(
        f"M{view.left:.1f} {y:.1f}h-5" for y in ys.tolist()
    )
    texts = [
        label(x, bottom + 17, f"{e:.{decimals}f}", "tick", text_anchor="middle")
        for x, e in zip(xs.tolist(), eastings.tolist(), strict=True)
        if x < right - 24
    ] + [
        label(view.left - 8, y + 3.5, f"{n:.{decimals}f}", "tick", text_anchor="end")
        for y, n in zip(ys.tolist(), northings.tolist(), strict=True)
    ]
    return element(
        "g",
        frame,
        element("path", d=crosses, class_="cross"),
        element("path", d=ticks, class_="grid-tick"),
        *texts,
    )


def _parcels(parcels: Sequence[ReportParcel], ground: npt.NDArray[np.object_], view: Window) -> Svg:
    small = _small(ground, view)
    centres = _centres(ground, view)
    marks = []
    for parcel, data, is_small, (x, y) in zip(
        parcels, paths(ground, view), small, centres, strict=True
    ):
        if not data:
            continue
        title = element("title", parcel.id)
        marks.append(element("path", title, d=data, class_=parcel.role.value))
        if is_small:
            marks.append(
                element("rect", x=x - 2.5, y=y - 2.5, width=5, height=5, class_=parcel.role.value)
            )
    return element("g", *marks)


def _pieces(items: Sequence[Evidence], pieces: npt.NDArray[np.object_], view: Window) -> Svg:
    small = _small(pieces, view)
    centres = _centres(pieces, view)
    marks = []
    for item, data, is_small, (x, y) in zip(
        items, paths(pieces, view), small, centres, strict=True
    ):
        tone = TONES.get(item.assessment.status, "note")
        if data:
            marks.append(element("path", d=data, class_="halo"))
            marks.append(element("path", d=data, class_=f"piece {tone}"))
        if is_small and data:
            marks += _ring(x, y, tone)
        elif not data and item.point is not None:
            px, py = view.place(np.array([item.point]))[0].tolist()
            marks += _ring(px, py, tone)
    return element("g", *marks)


def _ring(x: float, y: float, tone: str) -> list[Svg]:
    return [
        element("circle", cx=x, cy=y, r=7.5, class_="ring-halo"),
        element("circle", cx=x, cy=y, r=7.5, class_=f"ring {tone}"),
    ]


def _numbers(items: Sequence[Evidence], view: Window, taken: Boxes) -> Svg:
    marks = []
    for item in items[:NUMBERED]:
        if item.point is None:
            continue
        x, y = view.place(np.array([item.point]))[0].tolist()
        width = 9.0 + 6.5 * len(str(item.number))
        place = _free(x, y, width, 15.0, view, taken)
        if place is None:
            continue
        px, py = place
        tone = TONES.get(item.assessment.status, "note")
        marks.append(
            element(
                "a",
                element("path", d=f"M{x:.1f} {y:.1f}L{px:.1f} {py:.1f}", class_=f"leader {tone}"),
                element(
                    "rect",
                    x=px - width / 2,
                    y=py - 7.5,
                    width=width,
                    height=15,
                    rx=7.5,
                    class_=f"pin {tone}",
                ),
                label(px, py + 3.8, str(item.number), "pin-text", text_anchor="middle"),
                href=f"#f{item.number}",
            )
        )
    return element("g", *marks)


def _names(
    parcels: Sequence[ReportParcel], ground: npt.NDArray[np.object_], view: Window, taken: Boxes
) -> Svg:
    if len(parcels) > NAMED:
        return Svg("")
    marks = []
    for parcel, (x, y) in zip(parcels, _centres(ground, view), strict=True):
        text = parcel.id if len(parcel.id) <= 14 else parcel.id[:13] + "…"
        width = sum(6.0 if ord(c) < 0x2E80 else 10.5 for c in text) + 4
        if np.isnan(x):
            continue
        place = _free(x, y, width, 12.0, view, taken)
        if place is not None:
            marks.append(label(place[0], place[1] + 4, text, "name", text_anchor="middle"))
    return element("g", *marks)


def _free(
    x: float, y: float, width: float, height: float, view: Window, taken: Boxes
) -> tuple[float, float] | None:
    """Find a place near (x, y) where a label covers no other, and take it."""
    left, top = view.left + 2, view.top + 2
    right, bottom = view.left + view.inner_width - 2, view.top + view.inner_height - 2
    for distance in (16.0, 26.0, 40.0, 60.0, 85.0):
        for degrees in (-60, -120, 60, 120, 0, 180, -90, 90):
            px = x + (distance + width / 4) * math.cos(math.radians(degrees))
            py = y + distance * math.sin(math.radians(degrees))
            box = (px - width / 2, py - height / 2, px + width / 2, py + height / 2)
            inside = box[0] > left and box[1] > top and box[2] < right and box[3] < bottom
            if inside and not any(
                box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken
            ):
                taken.append(box)
                return px, py
    return None


def _small(shapes: npt.NDArray[np.object_], view: Window) -> list[bool]:
    box = shapely.bounds(shapes)
    extent = np.fmax((box[:, 2] - box[:, 0]) * view.stretch, box[:, 3] - box[:, 1])
    return [bool(value) for value in extent * view.px_per_unit < _SEEN_PX]


def _centres(shapes: npt.NDArray[np.object_], view: Window) -> list[tuple[float, float]]:
    box = shapely.bounds(shapes)
    middle = np.column_stack(((box[:, 0] + box[:, 2]) / 2, (box[:, 1] + box[:, 3]) / 2))
    return [(x, y) for x, y in view.place(middle).tolist()]
